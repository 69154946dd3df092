"""The list of the browser: requests that are loaded some at a time, which is chosen, and how each looks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Literal

from cerbsh.shell.again import listed
from cerbsh.view import safe
from cerbsh.view.units import duration

if TYPE_CHECKING:
    from cerbsh.history.entry import Summary

PAGE: Final = 200
"""Requests that are loaded at a time."""

_WIDE, _USUAL, _NARROW = 100, 60, 45
"""Cells from which on a row has room for the date with its year, for the duration, and for any date."""


@dataclass
class RequestList:
    """The loaded requests, the newest first; ``whole`` tells at which of its two ends nothing is left to load."""

    entries: list[Summary] = field(default_factory=list)
    at: int = 0
    top: int = 0
    height: int = 1
    whole: set[Literal["newer", "older"]] = field(default_factory=set)

    def begin(self, found: list[Summary], *, oldest: bool = False) -> None:
        """Show a page of its own: that of the newest requests, or that of the oldest ones with the last one chosen."""
        self.entries = found
        self.at = max(0, len(found) - 1) if oldest else 0
        self.top = 0
        self.whole = {"older" if oldest else "newer"}
        if len(found) < PAGE:
            self.whole = {"newer", "older"}

    def add(self, side: Literal["newer", "older"], found: list[Summary]) -> None:
        """Put a page at one of the ends; what is chosen stays so."""
        if side == "older":
            self.entries += found
        else:
            self.entries[:0] = found
            self.at += len(found)
            self.top += len(found)
        if len(found) < PAGE:
            self.whole.add(side)

    @property
    def chosen(self) -> Summary | None:
        """The request under the bar; ``None`` where there is none at all."""
        return self.entries[self.at] if self.entries else None

    def move(self, by: int) -> None:
        """Choose the request so many rows below, or above, as far as they are loaded."""
        self.at = max(0, min(self.at + by, len(self.entries) - 1))

    def window(self, height: int) -> Sequence[Summary]:
        """The requests on a screen of ``height`` rows, which has the chosen one on it."""
        self.height = height
        self.top = max(0, min(self.top, len(self.entries) - height))
        self.top = min(max(self.top, self.at - height + 1), self.at)
        return self.entries[self.top : self.top + height]

    def missing(self) -> Literal["newer", "older"] | None:
        """At which end to load more, so that the next movement finds its requests there."""
        ahead = max(PAGE // 2, 2 * self.height)
        if "older" not in self.whole and self.at + ahead > len(self.entries):
            return "older"
        return "newer" if "newer" not in self.whole and self.at < ahead else None


def row(each: Summary, width: int, digits: int, *, marked: bool) -> str:
    """One safe line of exactly ``width`` cells: number, time, status, duration, line.

    ``digits`` is the width of the numbers. A request that failed has an exclamation mark behind its status.
    """
    parts = [f"{'*' if marked else ' '}{each.number:>{digits}}"]
    if width >= _NARROW:
        parts.append(listed.moment(each, "%Y-%m-%d %H:%M:%S" if width >= _WIDE else "%m-%d %H:%M"))
    parts.append(f"{each.status or '-':>3}{' ' if each.ok else '!'}")
    if width >= _USUAL:
        parts.append(f"{duration(each.elapsed):>7}")
    return safe.fill(" ".join([*parts, safe.line(each.line)]), width)
