"""Many requests on their way: in the order of their rows, several at once, and every row accounted for at the end."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Generator, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, NamedTuple

from cerbsh.api.reply import Reply
from cerbsh.errors import CerbshError, ConnectError, ReplyError, SignInError, StoppedError, UsageError
from cerbsh.shell import kept
from cerbsh.shell.halt import Halt
from cerbsh.shell.leftover import Leftover
from cerbsh.shell.result import Note, Piece, Progress, Surface
from cerbsh.shell.rows import Row
from cerbsh.view.listing import Listing, items_of
from cerbsh.view.problem import problem
from cerbsh.view.units import duration

if TYPE_CHECKING:
    from cerbsh.shell.display import Display
    from cerbsh.shell.engine import Asked, Engine
    from cerbsh.shell.recipe import Recipe

HOPELESS: Final = 3
"""Connections in a row that failed, after which the others are not tried."""
TOLD: Final = 10
"""Failures that are told one by one; the file has them all."""
UNSENT: Final = "not sent"
UNKNOWN: Final = "it may have been done"


Answered = tuple[Reply, tuple[Note, ...]]


class Outcome(NamedTuple):
    """What came of a row: its reply with what is to be told of it, or the error in place of one."""

    row: Row
    reply: Reply | None = None
    notes: tuple[Note, ...] = ()
    error: CerbshError | None = None


@dataclass
class Tally:
    """How far it is, and what goes wrong. ``stop`` is why no more is sent."""

    total: int
    done: int = 0
    failed: int = 0
    broken: int = 0
    stop: CerbshError | None = None
    started: float = field(default_factory=time.monotonic)

    @property
    def progress(self) -> Progress:
        """How many requests were answered."""
        return Progress(self.done + self.failed, self.total, time.monotonic() - self.started, "requests")

    def fail(self, error: CerbshError) -> None:
        """Count a row that failed; without a sign-in, or a connection time after time, no other can be sent."""
        self.failed += 1
        self.broken = self.broken + 1 if isinstance(error, ConnectError) else 0
        if isinstance(error, SignInError) or self.broken == HOPELESS:
            self.stop = error


@dataclass(frozen=True)
class Bulk:
    """The requests that ``recipe`` makes of ``rows``, ``jobs`` at once; each is made when its turn comes."""

    engine: Engine
    recipe: Recipe
    rows: Sequence[Row]
    asked: Asked
    jobs: int
    leftover: Leftover

    def pieces(self, surface: Surface) -> Iterator[Piece]:
        """The replies as they come, in the order of the rows, and what became of all of them.

        They are JSON lines unless the line wants another form; what writes answer goes to files and programs, and to
        the terminal where the line asks for a form. A row that fails does not keep the others here. Ctrl-C lets the
        requests that are on their way come to their end, a second one does not.
        """
        tally, halt, collected = Tally(len(self.rows)), Halt(), list[object]()
        display = self.engine.wanted(self.asked)
        over = False
        try:
            with halt.heard(), closing(self._outcomes(tally, halt)) as outcomes:
                for outcome in outcomes:
                    yield from self._judged(outcome, tally)
                    try:
                        yield from self._shown(outcome, display, surface, collected)
                    except UsageError as error:
                        tally.stop = error
                    yield tally.progress
            over = True
            if collected:
                yield from display.draw([collected], surface)
            yield from self._end(tally)
        finally:
            if not over:
                self._abandoned(tally)

    def _outcomes(self, tally: Tally, halt: Halt) -> Generator[Outcome, None, None]:
        """What comes of each row, in order. Where it ends early, the rows that are left are kept."""
        rows, waiting = iter(self.rows), deque[tuple[Row, Future[Answered]]]()
        pool = ThreadPoolExecutor(self.jobs, "cerbsh-bulk")
        try:
            while True:
                while len(waiting) < 2 * self.jobs - 1 and not tally.stop and (row := next(rows, None)):
                    waiting.append((row, pool.submit(self._send, row)))
                if not waiting:
                    return
                outcome = _outcome(*waiting[0])
                waiting.popleft()
                yield outcome
                if halt.asked and not tally.stop:
                    tally.stop = StoppedError("stopped by Ctrl-C")
                if tally.stop:
                    waiting = deque((row, future) for row, future in waiting if not self._withdrawn(row, future))
        except KeyboardInterrupt:
            tally.stop = StoppedError("stopped by Ctrl-C")
        finally:
            for row, future in waiting:
                if not self._withdrawn(row, future):
                    self.leftover.add(row, UNKNOWN)
            for row in rows:
                self.leftover.add(row, UNSENT)
            pool.shutdown(wait=False)

    def _withdrawn(self, row: Row, future: Future[Answered]) -> bool:
        """Take back a request that is not on its way yet; whether that was in time."""
        if not future.cancel():
            return False
        self.leftover.add(row, UNSENT)
        return True

    def _send(self, row: Row) -> Answered:
        request = self.recipe.request(row)
        if request.is_write:
            return kept.send(self.engine, request, self.asked)
        return self.engine.send(request, self.asked), ()

    def _judged(self, outcome: Outcome, tally: Tally) -> Iterator[Note]:
        """Count an outcome, and tell of it where it is a failure."""
        error = outcome.error
        if outcome.reply and not outcome.reply.ok:
            kind = SignInError if outcome.reply.status == 401 else ReplyError
            error = kind(*problem(outcome.reply, self.engine.catalogue))
        if error is None:
            tally.done, tally.broken = tally.done + 1, 0
            yield from (note._replace(message=f"{outcome.row.place}: {note.message}") for note in outcome.notes)
            return
        tally.fail(error)
        self.leftover.add(outcome.row, error.message)
        if tally.failed <= TOLD:
            yield Note("error", f"{outcome.row.place}: {error.message}", error.hint)
        elif tally.failed == TOLD + 1:
            yield Note("error", "there are more")

    def _shown(self, outcome: Outcome, display: Display, surface: Surface, collected: list[object]) -> Iterator[Piece]:
        """A reply in the form that is wanted; records of a table or of CSV are collected for the end."""
        reply = outcome.reply
        wanted = display.listing or display.raw or display.selection
        if reply is None or not reply.ok or (surface.terminal and reply.request.is_write and not wanted):
            return
        if display.raw:
            yield from display.body(reply, surface)
            return
        items = list(items_of(display.selected(reply.data)))
        if display.listing and display.listing.form != "ndjson":
            collected.extend(items)
        elif items:
            yield from display._replace(listing=Listing("ndjson")).draw([items], surface)

    def _end(self, tally: Tally) -> Iterator[Note | CerbshError]:
        """What became of all of them."""
        count = f"{tally.done:,} of {tally.total:,} requests were done"
        if not self.leftover.rows:
            seconds = duration(time.monotonic() - tally.started)
            yield Note("info", f"{count} in {seconds}")
            return
        name = self.leftover.write()
        hint = f"the other rows are in {name}: --for takes it again"
        if tally.stop:
            yield type(tally.stop)(f"{tally.stop.message}: {count}", hint)
        else:
            yield ReplyError(count, hint)

    def _abandoned(self, tally: Tally) -> None:
        """Whoever took the replies has left: the rows that were not sent are kept all the same."""
        if self.leftover.rows:
            name = self.leftover.write()
            if self.engine.ui:
                self.engine.ui.say(
                    f"{tally.done:,} of {tally.total:,} requests were done; the other rows are in {name}"
                )


def _outcome(row: Row, future: Future[Answered]) -> Outcome:
    try:
        return Outcome(row, *future.result())
    except CerbshError as error:
        return Outcome(row, error=error)
