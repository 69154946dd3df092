"""The lower part of the browser: lines that are read as far as they are looked at, folded to the window."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, Final

from cerbsh.view.spans import Spans, fold

if TYPE_CHECKING:
    from cerbsh.history.entry import Summary

CHUNK: Final = 200
"""Lines that are read at a time."""
MOST: Final = 50_000
"""Lines of a reply that are shown."""
_REST: Final = (("dim", "… there is more: show prints it whole"),)

Subject = tuple["Summary", ...]
"""One request, whose reply is shown; or two that are compared; or none."""


@dataclass
class Opened:
    """A text that is read on a thread: its lines come some at a time."""

    subject: Subject
    source: Iterator[Spans]

    def read(self, count: int) -> Sequence[Spans]:
        """The next lines; fewer than ``count`` at the end."""
        return list(islice(self.source, count))


@dataclass
class Pane:
    """The lines of ``subject`` that were read, and the row that stands at the top of the window.

    Where a line is ``sought`` it scrolls to the first that fits, which is read to, unless somebody scrolls before.
    """

    subject: Subject = ()
    sought: re.Pattern[str] | None = None
    opened: Opened | None = None
    top: int = 0
    height: int = 1
    to_end: bool = False
    _lines: list[Spans] = field(default_factory=list)
    _rows: list[Spans] = field(default_factory=list)
    _folded: tuple[int, int] = (0, 0)
    """The width that ``_rows`` are folded to, and how many of the lines they are."""

    def begin(self, subject: Subject) -> None:
        """Turn to another subject; nothing of it is read yet."""
        self.subject, self.opened, self._lines = subject, None, []
        self.seek(None)

    def seek(self, sought: re.Pattern[str] | None) -> None:
        """Scroll to the first line that fits, or to the beginning."""
        self.sought, self.top, self.to_end = sought, 0, False
        self._rows, self._folded = [], (0, 0)

    def add(self, opened: Opened, found: Sequence[Spans]) -> None:
        """Take up lines that were read."""
        self._lines += found
        self.opened = opened if len(found) == CHUNK and len(self._lines) < MOST else None
        if len(self._lines) >= MOST:
            self._lines.append(_REST)

    def wants(self) -> Opened | None:
        """What to read on of, so that the next movement finds its lines there."""
        near_end = self.to_end or self.sought or self.top + 3 * self.height > len(self._rows)
        return self.opened if near_end else None

    def move(self, by: int) -> None:
        """Scroll by so many rows, as far as there are any."""
        self.to_end, self.sought = False, None
        self.top = max(0, min(self.top + by, len(self._rows) - self.height))

    def move_to(self, end: bool) -> None:
        """Scroll to the end, which is read if need be, or to the beginning."""
        self.move(len(self._rows) if end else -self.top)
        self.to_end = end

    def window(self, width: int, height: int) -> Sequence[Spans]:
        """The rows in a window of that size."""
        self.height = height
        if self._folded[0] != width:
            self._rows, self._folded = [], (width, 0)
        for line in self._lines[self._folded[1] :]:
            if self.sought and self.sought.search("".join(text for _, text in line)):
                at, self.sought = len(self._rows), None
                self.top = 0 if at < height - 1 else at - height // 2
            self._rows += fold(line, width)
        self._folded = width, len(self._lines)
        last = max(0, len(self._rows) - height)
        self.top = last if self.to_end else min(self.top, last)
        return self._rows[self.top : self.top + height]
