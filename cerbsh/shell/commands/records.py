"""Shorter ways to write the requests that people send most; each shows the request that it stands for."""

from __future__ import annotations

from cerbsh.api.request import Pairs, Request
from cerbsh.errors import UsageError
from cerbsh.language.grammar import REQUEST_OPTIONS, Argument
from cerbsh.language.line import CommandLine, RequestLine
from cerbsh.language.references import text_of
from cerbsh.shell.engine import Engine
from cerbsh.shell.registry import command
from cerbsh.shell.result import Note, Result, Words
from cerbsh.shell.showing.answer import timing

TYPE = Argument("type", "type")
WORDS = Argument("words", "query", required=False, many=True)
SEARCH = "GET /records/{type}/search"


@command("search", "Search the records of a type", TYPE, WORDS, options=REQUEST_OPTIONS, request=SEARCH)
def search(engine: Engine, call: CommandLine) -> Result:
    """``search ticket status:open sort:-updated limit=5`` is ``GET /records/ticket/search`` with the same words."""
    return engine.request(_request(call), call)


@command("count", "Count the records that a query finds", TYPE, WORDS, options=REQUEST_OPTIONS, request=SEARCH)
def count(engine: Engine, call: CommandLine) -> Result:
    """Prints one number: the ``total`` of a search that asks for a single record."""
    request = _with(engine.compile(_request(call)), limit="1")
    if shown := engine.unsent(request, call):
        return shown
    reply = engine.send(request, call)
    if not reply.ok:
        return engine.answer(reply, call)
    return Result(body=Words(str(reply.envelope.get("total"))), notes=(_told(request), *timing(reply)))


@command(
    "subtotals",
    "Count the records of a type by a field",
    TYPE,
    Argument("by", values=("by",)),
    Argument("field", "subtotal"),
    WORDS,
    options=REQUEST_OPTIONS,
    request=SEARCH,
)
def subtotals(engine: Engine, call: CommandLine) -> Result:
    """``subtotals ticket by status`` counts without fetching records; a query behind it narrows what is counted."""
    if call.args[1].text != "by":
        raise UsageError("subtotals takes a type, by, and a field", "for example: subtotals ticket by status")
    field = text_of(call.args[2], call.text, engine.lookup)
    request = _with(engine.compile(_request(call)), **{"subtotals[]": field, "show_results": "0"})
    return engine.deliver(request, call, (_told(request),))


def _request(call: CommandLine) -> RequestLine:
    """The request that a command stands for; the parser has made it."""
    assert call.request is not None
    return call.request


def _with(request: Request, **parameters: str) -> Request:
    """The request with these query parameters in place of its own."""
    kept: Pairs = tuple((name, value) for name, value in request.query if name not in parameters)
    return request._replace(query=(*kept, *parameters.items()))


def _told(request: Request) -> Note:
    return Note("info", f"{request.method} {request.target}")
