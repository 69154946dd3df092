"""``--all`` and ``--max``: the pages of a search or a list as one reply, drawn while the next page is on its way."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from cerbsh.api.exact import Elements, Members
from cerbsh.api.paging import Entry, Page, PageReply, Walk, contents, holder, identity, pages
from cerbsh.api.reply import Reply
from cerbsh.errors import LineError, ReplyError
from cerbsh.language.paging import plan
from cerbsh.shell.halt import Halt
from cerbsh.shell.result import Note, Piece, Result, Surface
from cerbsh.shell.showing.answer import seconds
from cerbsh.shell.showing.display import Display
from cerbsh.shell.showing.reading import Reading
from cerbsh.view import headers
from cerbsh.view.json import PAUSE
from cerbsh.view.problem import problem

if TYPE_CHECKING:
    from cerbsh.api.request import Request
    from cerbsh.language.line import Asked, RequestLine
    from cerbsh.shell.engine import Engine
    from cerbsh.view.select import Selection


@dataclass(frozen=True)
class Plan:
    """How the pages of a line are walked, and how they are wanted."""

    walk: Walk
    display: Display

    def result(self, engine: Engine, reply: Reply, asked: Asked) -> Result:
        """The Result of a walk whose first page is ``reply``, a success; the others are fetched while it is drawn.

        Raises ``ReplyError`` where the reply is no page.
        """
        client, timeout = engine.signed_in, seconds(asked, "timeout")

        def send(request: Request) -> Reply:
            return PageReply(*client.send(request, timeout=timeout))

        def check(found: Reply) -> None:
            if not found.ok:
                raise ReplyError(*problem(found, engine.catalogue))

        first = contents(reply)
        display = self.display.growing() if len(first.entries) < first.total else self.display
        start = partial(pages, self.walk, reply, send, client.hang_up, check)
        return engine.answer(reply, asked)._replace(body=PagesBody(reply, self.walk, display, start), status="")


def planned(engine: Engine, line: RequestLine, request: Request, asked: Asked) -> Plan:
    """The plan of a line that asks for pages, with ``--all`` or ``--max``.

    Raises ``LineError`` where there are none, or where the options contradict each other.
    """
    most = _most(asked)
    single = asked.option("chart") or (None if asked.has("select") else asked.option("raw"))
    if single:
        hint = "leave out one of them"
        raise LineError(f"--{single.name} shows a single reply", asked.text, single.start, single.end, hint)
    return Plan(plan(line, request, engine.catalogue, most), engine.wanted(asked))


def _most(asked: Asked) -> int | None:
    use = asked.option("max")
    if use is None or use.value is None:
        return None
    text = use.value.text
    if not (text.isascii() and text.isdigit() and 0 < len(text) < 10 and int(text)):
        raise LineError(
            "--max takes a number of records", asked.text, use.value.start, use.value.end, "for example --max=100"
        )
    return int(text)


@dataclass(frozen=True)
class PagesBody:
    """The pages of a walk as one reply: the envelope of the first one without page and limit, every record, and their
    ``count`` at its end; or what ``display`` makes of the records.

    ``start`` begins the walk, with ``reply`` as its first page.
    """

    reply: Reply
    walk: Walk
    display: Display
    start: Callable[[], Generator[Page, None, None]]

    def pieces(self, surface: Surface) -> Iterator[Piece]:
        """The headers of the first page where they are wanted, then the records as they come."""
        if self.display.headers:
            yield from headers.headers(self.reply, surface.theme)
        halt = Halt()
        with halt.heard(), closing(self.start()) as source:
            reading = Reading(self.walk, source, halt)
            drawn = 0
            for piece in self._drawn(reading, surface):
                yield piece
                if reading.pages > drawn:
                    drawn = reading.pages
                    yield reading.progress
            yield from reading.end()

    def _drawn(self, reading: Reading, surface: Surface) -> Iterator[Piece]:
        selection, paged = self.display.selection, self.display.listing is not None or self.display.raw
        if selection and not selection.streams:
            whole = yield from self._collected(reading, selection)
            yield from self.display.whole(selection.apply(whole), surface)
            return
        if selection:
            values: Iterator[object] = (selection.apply(self._page(batch)) for batch in reading.batches())
            values = values if paged else iter([_joined(values)])
        elif paged:
            values = map(self._page, reading.batches())
        else:
            values = iter([Members(self._members(reading, self._held(reading.entries())))])
        yield from self.display.draw(values, surface)

    def _members(self, reading: Reading, held: object) -> Iterator[tuple[str, object]]:
        """The envelope around ``held``, which is there when ``count`` is asked for."""
        key = holder(self.reply.envelope)
        for name, value in self.reply.envelope.items():
            if name == key:
                yield name, held
            elif name == "_" and isinstance(value, dict):
                yield name, {about: word for about, word in value.items() if about != "paging"}
            elif name not in ("page", "limit", "count"):
                yield name, value
        yield "count", reading.count

    def _held(self, entries: Iterable[Entry | None]) -> Members | Elements:
        """The records as Cerb holds them: a list, or an object by id."""
        if isinstance(self.reply.envelope[holder(self.reply.envelope)], dict):
            return Members(map(_member, entries))
        return Elements(PAUSE if entry is None else entry.record for entry in entries)

    def _page(self, entries: Sequence[Entry]) -> Mapping[str, object]:
        """A page as the reply that it would be alone, as far as forms and expressions look at it."""
        envelope, held = self.reply.envelope, self._held(entries)
        key = holder(envelope)
        about = {"_": envelope["_"]} if key == "data" else {}
        return {**about, key: dict(held.pairs) if isinstance(held, Members) else list(held.values)}

    def _collected(self, reading: Reading, selection: Selection) -> Generator[Piece, None, object]:
        """The whole reply, for an expression that takes it all at once."""
        yield Note("warning", f"{selection.text} needs all records at once: they are collected first", _STREAMING)
        entries: list[Entry] = []
        for batch in reading.batches():
            entries += batch
            yield reading.progress
        held = self._page(entries)[holder(self.reply.envelope)]
        return dict(self._members(reading, held))


def _member(entry: Entry | None) -> tuple[str, object]:
    return ("", PAUSE) if entry is None else (entry.key or str(identity(entry)), entry.record)


def _joined(pages: Iterator[object]) -> Elements:
    """What was selected from page after page as one list."""
    return Elements(item for page in pages if isinstance(page, list) for item in (*page, PAUSE))


_STREAMING = "an expression that begins with results[] takes them page by page"
