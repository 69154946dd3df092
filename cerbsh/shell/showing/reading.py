"""The records of a walk while they are drawn: how many there are so far, and why they ended."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence

from cerbsh.api.paging import Entry, Page, Walk, identity
from cerbsh.errors import CerbshError, StoppedError
from cerbsh.shell.halt import Halt
from cerbsh.shell.result import Note, Progress
from cerbsh.view.units import duration


class Reading:
    """Takes the pages of ``walk`` as they are drawn, once.

    A page that fails, and Ctrl-C, end the records without raising anything: what came stays, and ``end`` says why.
    """

    def __init__(self, walk: Walk, pages: Iterator[Page], halt: Halt) -> None:
        self.count = 0
        self.pages = 0
        self._walk = walk
        self._source = pages
        self._halt = halt
        self._failure: CerbshError | None = None
        self._latest: Entry | None = None
        self._totals = (0, 0)
        self._started = time.monotonic()

    def entries(self) -> Iterator[Entry | None]:
        """The records one by one, and ``None`` at the end of each page; Ctrl-C ends them at once."""
        for page in self._pages():
            for entry in page.entries:
                if self._halt.asked:
                    break
                self.count += 1
                self._latest = entry
                yield entry
            yield None

    def batches(self) -> Iterator[Sequence[Entry]]:
        """The records page by page; Ctrl-C ends them with a page."""
        for page in self._pages():
            self.count += len(page.entries)
            self._latest = page.entries[-1] if page.entries else self._latest
            yield page.entries

    @property
    def progress(self) -> Progress:
        """How far it has come."""
        total = self._totals[1] if self._walk.most is None else min(self._totals[1], self._walk.most)
        return Progress(self.count, total, time.monotonic() - self._started)

    def end(self) -> Iterator[Note | CerbshError]:
        """What is to be told behind the last record."""
        first, last = self._totals
        if self._halt.asked:
            self._stop()
        if self._failure:
            yield self._failure
            if not isinstance(self._failure, StoppedError):
                yield Note("warning", f"there are {self._so_far}", self._next_step)
            return
        if self._walk.by == "page" and first != last:
            yield Note(
                "warning",
                f"the total went from {first:,} to {last:,} while the pages were read: records may be missing",
                "a records search that does not sort loses none",
            )
        seconds = time.monotonic() - self._started
        yield Note("info", f"{_counted(self.count, 'record')} · {_counted(self.pages, 'page')} · {duration(seconds)}")

    def _pages(self) -> Iterator[Page]:
        while page := self._next():
            self._totals = (self._totals[0] if self.pages else page.total, page.total)
            self.pages += 1
            yield page
            if self._halt.asked:
                return

    def _next(self) -> Page | None:
        try:
            with self._halt.waiting():
                return next(self._source, None)
        except CerbshError as error:
            self._failure = error
        except KeyboardInterrupt:
            self._stop()
        return None

    def _stop(self) -> None:
        self._failure = StoppedError(f"stopped by Ctrl-C: there are {self._so_far}", self._next_step)

    @property
    def _so_far(self) -> str:
        return f"{self.count:,} of {_counted(self.progress.total or 0, 'record')}"

    @property
    def _next_step(self) -> str:
        """How to go on from here, where the records came in the order of their ids."""
        latest = identity(self._latest) if self._latest and self._walk.by == "id" else None
        return f"id:>{latest} in the query goes on behind the last one" if latest else ""


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}" + ("" if number == 1 else "s")
