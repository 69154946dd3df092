"""Text in its roles without the sequences of a terminal: for a screen that is coloured by another library."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, cast

from cerbsh.view import safe
from cerbsh.view.theme import ROLES, Role, Theme

Span = tuple[Role | None, str]
"""A role, ``None`` where there is none, and safe text on one line."""
Spans = Sequence[Span]

MARKED: Final = Theme({role: f"\x00{role}\x01" for role in ROLES}, "\x02")
"""Marks where roles begin and end by characters that no safe text holds."""
LONGEST: Final = 20_000
"""Characters of a line that are shown."""

_MARK: Final = re.compile("(\x00[a-z]+\x01|\x02|\n)")
_TAB: Final = "    "


def lines(pieces: Iterable[str]) -> Iterator[Spans]:
    """The lines of a text in the theme ``MARKED``, as far as the pieces are read; what is too long of one is left out.

    What the pieces raise comes out behind the lines before it.
    """
    line, role = _Line(), None
    for piece in pieces:
        for part in _MARK.split(piece):
            if part == "\n":
                yield line.spans
                line = _Line()
            elif part[:1] == "\x00":
                role = cast("Role", part[1:-1])
            elif part == "\x02":
                role = None
            elif part:
                line.add(role, part)
    if line.spans:
        yield line.spans


class _Line:
    """A line that is being put together."""

    def __init__(self) -> None:
        self.spans: list[Span] = []
        self._room = LONGEST

    def add(self, role: Role | None, text: str) -> None:
        if self._room < 0:
            return
        shown = text[: self._room].replace("\t", _TAB)
        self._room -= len(text)
        self.spans.append((role, shown))
        if self._room < 0:
            self.spans.append(("dim", safe.ELLIPSIS))


def fold(line: Spans, cells: int) -> list[Spans]:
    """A line in rows of at most ``cells`` cells (1 at least, and 2 for a wide character); one row at least."""
    plain = "".join(text for _, text in line)
    if len(plain) <= cells and plain.isascii():
        return [line]
    rows: list[Spans] = []
    left = list(reversed(line))
    for row in safe.fold(plain, max(1, cells)):
        rows.append(_taken(left, len(row)))
    return rows


def _taken(left: list[Span], length: int) -> list[Span]:
    """The first ``length`` characters of the spans in ``left``, which begin at its end; they are gone from it."""
    row: list[Span] = []
    while length > 0:
        role, text = left.pop()
        row.append((role, text[:length]))
        if len(text) > length:
            left.append((role, text[length:]))
        length -= len(text)
    return row
