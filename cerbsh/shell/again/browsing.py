"""What the browser of the history shows and does, without its screen."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING, Final

from cerbsh.errors import CerbshError, LocalError
from cerbsh.files import named
from cerbsh.history.entry import Filters
from cerbsh.history.words import never
from cerbsh.shell.again import listed, past
from cerbsh.shell.again.comparison import Comparison, side
from cerbsh.shell.again.replaying import line_of
from cerbsh.shell.result import Note, Surface
from cerbsh.view import reply as view
from cerbsh.view import safe
from cerbsh.view.spans import MARKED, Spans, lines

if TYPE_CHECKING:
    from cerbsh.history.entry import Entry, Summary
    from cerbsh.history.store import History
    from cerbsh.shell.engine import Engine

ALL: Final = Filters()
SURFACE: Final = Surface(MARKED)


class Browsing:
    """A history to look through. ``line_of`` gives the line of an entry as it is put back at a prompt.

    It is narrowed to what passes ``narrowed``, which ``label`` names; ``sought`` are the words to begin with. Every
    method may be called on a thread of its own. Those that give lines give them as they are read; what goes wrong
    on the way is one of the lines.
    """

    def __init__(
        self,
        history: History,
        line_of: Callable[[Entry], str],
        sought: str = "",
        narrowed: Filters = ALL,
        label: str = "",
    ) -> None:
        self._history = history
        self._line_of = line_of
        self._narrowed = narrowed
        self.sought = sought
        self.label = label

    @classmethod
    def of(cls, engine: Engine, sought: str = "", narrowed: Filters = ALL, label: str = "") -> Browsing:
        """The history of an engine. Raises ``UsageError`` where it keeps none."""
        return cls(past.kept(engine), partial(line_of, engine), sought, narrowed, label)

    def page(
        self, sought: str, limit: int, edge: int | None, stop: Callable[[], bool], *, oldest_first: bool = False
    ) -> list[Summary]:
        """At most ``limit`` of the requests whose line and reply hold every word of ``sought``, the newest first.

        They are the newest ones below the number ``edge``, or the oldest ones above it; of all, where it is ``None``.
        ``stop`` may end the search early.
        """
        found: list[Summary]
        beyond = self._narrowed._replace(above=edge) if oldest_first else self._narrowed._replace(below=edge)
        if words := sought.split():
            found = self._history.search(words, beyond, limit, oldest_first=oldest_first, stop=stop)
        else:
            found = self._history.recent(limit, beyond, oldest_first=oldest_first)
        return found[::-1] if oldest_first else found

    def lines(self, *subject: Summary) -> Iterator[Spans]:
        """Of one request its whole line, what became of it, and the reply; of two what differs between the replies."""
        if len(subject) == 2:
            return lines(_told(self._difference(*subject)))
        return lines(_told(piece for each in subject for piece in self._reply(each)))

    def line(self, number: int) -> str:
        """The line of a request as it is put back at the prompt; empty where the request is gone."""
        entry = self._history.entry(number)
        return self._line_of(entry) if entry else ""

    def export(self, sought: str, name: str) -> str:
        """Write the requests that ``sought`` finds into a new file, and say so.

        Raises ``LocalError`` where it cannot be written, or there is one already.
        """
        target = named(name)
        if target.exists():
            raise LocalError(f"there is a file {target} already", "type another name")
        found = self.page(sought, past.EXPORTED, None, never)
        past.export(self._history, found, target)
        return f"{listed.counted(len(found))} in {target}"

    def _reply(self, each: Summary) -> Iterator[str]:
        yield safe.block(each.line) + "\n"
        yield MARKED.paint("dim" if each.ok else "error", listed.outcome(each)) + "\n\n"
        entry = self._history.entry(each.number)
        if entry is not None and entry.summary.status:
            yield from _texts(view.body(past.reply(self._history, entry), MARKED, terminal=True))

    def _difference(self, old: Summary, new: Summary) -> Iterator[str]:
        sides = [entry for each in (old, new) if (entry := self._history.entry(each.number))]
        for entry in sides:
            yield MARKED.paint("dim", f"{entry.summary.number} · {listed.outcome(entry.summary)}") + "\n"
        yield "\n"
        bodies = [side(past.reply(self._history, entry).body) for entry in sides]
        if len(bodies) == 2:
            yield from _texts(Comparison(*bodies).pieces(SURFACE))


def _texts(pieces: Iterator[object] | Sequence[object]) -> Iterator[str]:
    """The texts among the pieces of a body, and its notes as lines."""
    for piece in pieces:
        if isinstance(piece, str):
            yield piece
        elif isinstance(piece, Note):
            yield safe.line(piece.message) + "\n"


def _told(pieces: Iterator[str]) -> Iterator[str]:
    """The pieces, and what ended them as a line of its own."""
    try:
        yield from pieces
    except CerbshError as error:
        yield "\n" + MARKED.paint("error", safe.line(error.message)) + "\n"
        if error.hint:
            yield MARKED.paint("hint", safe.line(error.hint)) + "\n"
