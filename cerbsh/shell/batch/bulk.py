"""Many requests on their way: in the order of their rows, several at once, and every row accounted for at the end."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from cerbsh.errors import CerbshError, ReplyError, SignInError, UsageError
from cerbsh.shell.batch.lanes import Lanes
from cerbsh.shell.batch.tally import Tally
from cerbsh.shell.halt import Halt
from cerbsh.shell.writing import kept
from cerbsh.view.listing import Listing, items_of
from cerbsh.view.problem import problem

if TYPE_CHECKING:
    from cerbsh.api.reply import Reply
    from cerbsh.language.line import Asked
    from cerbsh.shell.batch.leftover import Leftover
    from cerbsh.shell.batch.recipe import Recipe
    from cerbsh.shell.batch.rows import Row
    from cerbsh.shell.engine import Engine
    from cerbsh.shell.result import Note, Piece, Surface
    from cerbsh.shell.showing.display import Display

UNSENT: Final = "not sent"
UNKNOWN: Final = "it may have been done"


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
        tally, halt = Tally(len(self.rows), self.leftover), Halt()
        drawing = _Drawing(self.engine.wanted(self.asked), surface)
        lanes = Lanes(self.rows, self._send, self.jobs)
        left = True
        try:
            with halt.heard():
                for row, future in lanes:
                    yield from self._came(row, future, tally, drawing)
                    yield tally.progress
                    if halt.asked:
                        tally.interrupt()
                    if tally.stop:
                        lanes.stop()
            left = False
        except KeyboardInterrupt:
            tally.interrupt()
            left = False
        finally:
            under_way, unsent = lanes.close()
            tally.leave(under_way, UNKNOWN)
            tally.leave(unsent, UNSENT)
            if left:
                self._abandoned(tally)
        yield from drawing.rest()
        yield from tally.end()

    def _send(self, row: Row) -> tuple[Reply, tuple[Note, ...]]:
        """The reply to the request of a row, with what is to be told of it; runs in a thread of its own."""
        request = self.recipe.request(row)
        if request.is_write:
            return kept.send(self.engine, request, self.asked)
        return self.engine.send(request, self.asked), ()

    def _came(
        self, row: Row, future: Future[tuple[Reply, tuple[Note, ...]]], tally: Tally, drawing: _Drawing
    ) -> Iterator[Piece]:
        """Count what came of a row, and show it."""
        try:
            reply, notes = future.result()
            if not reply.ok:
                raise (SignInError if reply.status == 401 else ReplyError)(*problem(reply, self.engine.catalogue))
        except CerbshError as error:
            yield from tally.fail(row, error)
            return
        tally.succeed()
        yield from (note._replace(message=f"{row.place}: {note.message}") for note in notes)
        try:
            yield from drawing.reply(reply)
        except UsageError as error:  # no reply can be shown as the line wants it: told once, and nothing more is sent
            tally.stop = tally.stop or error

    def _abandoned(self, tally: Tally) -> None:
        """Whoever took the replies has left: the rows that were not done are kept all the same."""
        if tally.leftover.rows:
            name = tally.leftover.write()
            if self.engine.ui:
                self.engine.ui.say(f"{tally.words}; the other rows are in {name}")


@dataclass
class _Drawing:
    """Replies in the form that is wanted; records for a table or for CSV are collected for the end."""

    display: Display
    surface: Surface
    _collected: list[object] = field(default_factory=list)

    def reply(self, reply: Reply) -> Iterator[Piece]:
        """What is shown of a reply at once. Raises ``UsageError`` where it has nothing of what is wanted."""
        display = self.display
        plain = not (display.listing or display.raw or display.selection)
        if plain and self.surface.terminal and reply.request.is_write:
            return
        if display.raw:
            yield from display.body(reply, self.surface)
            return
        items = list(items_of(display.selected(reply.data)))
        if display.listing and display.listing.form != "ndjson":
            self._collected += items
        elif items:
            yield from display._replace(listing=Listing("ndjson")).draw([items], self.surface)

    def rest(self) -> Iterator[Piece]:
        """What was collected."""
        if self._collected:
            yield from self.display.draw([self._collected], self.surface)
