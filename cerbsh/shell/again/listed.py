"""Requests of the history as rows of a table; all that a server had a say in is made safe here."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from cerbsh.history.entry import bare_path
from cerbsh.shell.result import Surface
from cerbsh.view import safe
from cerbsh.view.units import duration, size

if TYPE_CHECKING:
    from cerbsh.history.entry import Summary

LONGEST: Final = 40
"""Cells of a path, and of a code or a status that a server named."""
_COLUMNS: Final = 7
"""Columns that are filled up to the same width; the last is not."""


@dataclass(frozen=True)
class Listing:
    """Requests of the history as a table."""

    found: Sequence[Summary]

    def pieces(self, surface: Surface) -> Iterator[str]:
        """A line each, fitted to the window; failures in the colour of errors."""
        rows = [cells(each) for each in self.found]
        widths = [max(safe.width(row[column]) for row in rows) for column in range(_COLUMNS)]
        paint = surface.theme.paint
        for each, row in zip(self.found, rows, strict=True):
            head = "  ".join(safe.fill(cell, width) for cell, width in zip(row, widths, strict=False))
            line = f"{head}  {row[-1]}".rstrip()
            line = safe.cut(line, surface.width) if surface.terminal else line
            yield (line if each.ok else paint("error", line)) + "\n"


def cells(each: Summary) -> tuple[str, ...]:
    """Number, time, method, path, status, Cerb's status, duration, and what the line says beyond that."""
    return (
        str(each.number),
        moment(each),
        safe.line(each.method),
        safe.cut(safe.line(each.path), LONGEST),
        str(each.status or "-"),
        meaning(each) or ("-" if each.status else "no reply"),
        duration(each.elapsed),
        _beyond(each),
    )


def _beyond(each: Summary) -> str:
    """What stands in a line behind a method and a path that are shown already; else the whole line."""
    parts = each.line.split(maxsplit=2)
    is_shown = len(parts) > 1 and parts[0].upper() == each.method and bare_path(parts[1]) == each.path
    return safe.line("".join(parts[2:]) if is_shown else each.line.strip())


def moment(each: Summary, form: str = "%Y-%m-%d %H:%M:%S") -> str:
    """When a request was sent, in the time zone of this machine."""
    return time.strftime(form, time.localtime(each.started))


def meaning(each: Summary) -> str:
    """What Cerb says of a request: the code of its error, else ``success`` or ``error``, where it says anything."""
    return safe.cut(safe.line(each.error_code or each.cerb_status), LONGEST)


def outcome(each: Summary) -> str:
    """When, as whom, and what became of it: ``2026-01-31 10:00:00 · work · 200 success · 12 ms · 1.2 kB``."""
    became = f"{each.status} {meaning(each)}".strip() if each.status else safe.line(each.failure) or "no reply"
    parts = [moment(each), safe.line(each.profile or each.base_url), became, duration(each.elapsed)]
    return " · ".join([*parts, size(each.size)] if each.status else parts)


def counted(number: int) -> str:
    """``1 request is``, ``12 requests are``."""
    return f"{number} request is" if number == 1 else f"{number} requests are"
