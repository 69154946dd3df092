"""Commands that stand for a request: the request of their ``key=value`` words, and a note that shows the whole."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, cast

from cerbsh.language import paths
from cerbsh.language.grammar import request_options
from cerbsh.language.line import Item, RequestLine
from cerbsh.language.tokens import Piece, Word
from cerbsh.shell import advice
from cerbsh.shell.ready.spelling import spelled
from cerbsh.shell.result import Note

if TYPE_CHECKING:
    from cerbsh.api.request import Method, Request
    from cerbsh.language.line import CommandLine
    from cerbsh.shell.engine import Engine

OPTIONS = request_options(
    "select", "table", "csv", "ndjson", "raw", "headers", "dry-run", "as", "yes", "timeout", "timing", "output",
    "no-history",
)  # fmt: skip
"""What such a command takes of a request's options."""


def line_of(engine: Engine, call: CommandLine) -> RequestLine:
    """The request that a command stands for, with its ``key=value`` words."""
    method, _, path = call.spec.request.partition(" ")
    target = paths.resolve(path)
    match = engine.catalogue.match(method, target.segments)
    return RequestLine(call.text, cast("Method", method), call.name, target, match, call.items, options=call.options)


def doubts(engine: Engine, line: RequestLine, own: Collection[str] = ()) -> tuple[Note, ...]:
    """What the lint says of the ``key=value`` words of such a line; those in ``own`` are the command's, not Cerb's."""
    theirs = line._replace(items=tuple(item for item in line.items if item.key.text not in own))
    return advice.notes(line.text, advice.findings(theirs, engine.grammar, engine.knowledge))


def with_query(line: RequestLine, query: str) -> RequestLine:
    """The line with a Cerb query of its own."""
    word = Word(line.path.start, line.path.end, (Piece(line.path.start, line.path.end, query),))
    key = Word(word.start, word.start, (Piece(word.start, word.start, line.query_name),))
    return line._replace(items=(*line.items, Item(key, "=", word)))


def with_fields(request: Request, fields: Mapping[str, str]) -> Request:
    """The request with these form fields in front of those that the line gives, which count more."""
    given = {name for name, _ in request.form}
    added = tuple((name, value) for name, value in fields.items() if name not in given)
    return request._replace(form=(*added, *request.form))


def told(request: Request) -> Note:
    """The request as a line that can be typed."""
    return Note("info", spelled(request))
