"""The account of many requests: how far they are, what failed, why they stopped, and what became of all of them."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

from cerbsh.errors import CerbshError, ConnectError, ReplyError, SignInError, StoppedError
from cerbsh.shell.batch.leftover import Leftover
from cerbsh.shell.batch.rows import Row
from cerbsh.shell.result import Note, Progress
from cerbsh.view.units import duration

HOPELESS: Final = 3
"""Connections in a row that failed, after which the others are not tried."""
TOLD: Final = 10
"""Failures that are told one by one; the file has them all."""


@dataclass
class Tally:
    """The account of ``total`` rows; ``stop`` is why no more is sent, ``leftover`` takes every row that is not done."""

    total: int
    leftover: Leftover
    done: int = 0
    failed: int = 0
    stop: CerbshError | None = None
    _broken: int = 0
    _started: float = field(default_factory=time.monotonic)

    @property
    def progress(self) -> Progress:
        """How many requests came to an end."""
        return Progress(self.done + self.failed, self.total, time.monotonic() - self._started, "requests")

    @property
    def words(self) -> str:
        """How many were done."""
        return f"{self.done:,} of {self.total:,} requests were done"

    def succeed(self) -> None:
        """Count a row that was done."""
        self.done += 1
        self._broken = 0

    def fail(self, row: Row, error: CerbshError) -> Iterator[Note]:
        """Count a row that failed, and tell of it. Without a sign-in no other can be sent, nor where the connection
        fails time after time."""
        self.failed += 1
        self._broken = self._broken + 1 if isinstance(error, ConnectError) else 0
        if isinstance(error, SignInError) or self._broken == HOPELESS:
            self.stop = error
        self.leftover.add(row, error.message)
        if self.failed <= TOLD:
            yield Note("error", f"{row.place}: {error.message}", error.hint)
        elif self.failed == TOLD + 1:
            yield Note("error", "there are more")

    def leave(self, rows: Iterable[Row], reason: str) -> None:
        """Keep rows that were not done."""
        for row in rows:
            self.leftover.add(row, reason)

    def interrupt(self) -> None:
        """Stop for Ctrl-C."""
        self.stop = self.stop or StoppedError("stopped by Ctrl-C")

    def end(self) -> Iterator[Note | CerbshError]:
        """What became of all of them, with the file of those that were not done. Raises ``LocalError``."""
        if not self.leftover.rows:
            yield Note("info", f"{self.words} in {duration(time.monotonic() - self._started)}")
            if self.stop and not isinstance(self.stop, StoppedError):
                yield self.stop
            return
        hint = f"the other rows are in {self.leftover.write()}: --for takes it again"
        if self.stop:
            yield type(self.stop)(f"{self.stop.message}: {self.words}", hint)
        else:
            yield ReplyError(self.words, hint)
