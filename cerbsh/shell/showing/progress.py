"""A line at the bottom of the terminal that says how far a body has come, and leaves no trace."""

from __future__ import annotations

import time
from typing import TextIO

from cerbsh.shell.result import Progress
from cerbsh.view import progress
from cerbsh.view.theme import Theme

PAUSE = 0.1
"""Seconds between two counts of bytes, which come in thousands; records come a page at a time, and the next page may be
long in coming."""

_ERASE = "\r\x1b[K"
"""ECMA-48: carriage return, EL."""


class ProgressLine:
    """At most one line on ``stream``, which is a terminal with its cursor at the beginning of a line."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._drawn = False
        self._next = 0.0

    def show(self, state: Progress, width: int, theme: Theme) -> None:
        """Draw ``state`` in place of the one before it."""
        now = time.monotonic()
        if now < self._next and state.unit == "bytes":
            return
        self._next = now + PAUSE
        text = progress.line(state.done, state.total, state.seconds, state.unit, width - 1, theme)
        self._stream.write(_ERASE + text)
        self._stream.flush()
        self._drawn = True

    def erase(self, *, echo: bool = False) -> None:
        """Take the line away where there is one, or the terminal's echo of Ctrl-C; the next state is drawn at once."""
        if self._drawn or (echo and self._stream.isatty()):
            self._stream.write(_ERASE)
            self._stream.flush()
        self._drawn, self._next = False, 0.0
