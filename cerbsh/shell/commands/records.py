"""Shorter ways to write the requests that people send most; each shows the request that it stands for."""

from __future__ import annotations

from cerbsh.api.request import Pairs, Request
from cerbsh.errors import UsageError
from cerbsh.language.grammar import REQUEST_OPTIONS, Argument
from cerbsh.language.line import CommandLine, RequestLine
from cerbsh.language.references import text_of
from cerbsh.language.suggest import did_you_mean
from cerbsh.shell import advice
from cerbsh.shell.engine import Engine
from cerbsh.shell.ready.standing import told
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
    found = advice.findings(call, engine.grammar, engine.knowledge)
    if stopped := advice.stopped(call, found):
        return stopped
    request = _with(engine.compile(_request(call)), limit="1")
    warnings = advice.notes(call.text, found)
    if shown := engine.unsent(request, call):
        return shown._replace(notes=(*warnings, *shown.notes))
    reply = engine.send(request, call)
    if not reply.ok:
        answer = engine.answer(reply, call)
        return answer._replace(notes=(*warnings, *answer.notes))
    return Result(body=Words(str(reply.envelope.get("total"))), notes=(*warnings, told(request), *timing(reply)))


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
    """``subtotals ticket by status`` counts without fetching records; a query behind it narrows what is counted. More
    fields follow commas: ``by status,owner``. Cerb counts by ids: ``owner`` is sent as ``owner.id``."""
    if call.args[1].text != "by":
        raise UsageError("subtotals takes a type, by, and a field", "for example: subtotals ticket by status")
    found = advice.findings(call, engine.grammar, engine.knowledge)
    if stopped := advice.stopped(call, found):
        return stopped
    names, doubts = _counted(engine, call)
    request = _with(engine.compile(_request(call)), show_results="0")
    request = request._replace(query=(*(("subtotals[]", name) for name in names), *request.query))
    return engine.deliver(request, call, (*advice.notes(call.text, found), *doubts, told(request)))


def _counted(engine: Engine, call: CommandLine) -> tuple[list[str], list[Note]]:
    """The fields to count by under the names that Cerb counts them by, and what is doubtful about them."""
    text = text_of(call.args[2], call.text, engine.lookup)
    names = [name for part in text.split(",") if (name := part.strip())]
    kind = engine.catalogue.type(text_of(call.args[0], call.text, engine.lookup))
    if kind is None:
        return names, []
    known = engine.knowledge.lookups.subtotal_keys(kind)
    sent = [f"{name}.id" if name not in known and f"{name}.id" in known else name for name in names]
    caret = (call.text, call.args[2].start, call.args[2].end)
    return sent, [
        Note("warning", f"{kind.uri} has no subtotals by {name}", did_you_mean(name, known), caret)
        for name in sent
        if name not in known
    ]


def _request(call: CommandLine) -> RequestLine:
    """The request that a command stands for; the parser has made it."""
    assert call.request is not None
    return call.request


def _with(request: Request, **parameters: str) -> Request:
    """The request with these query parameters in place of its own."""
    kept: Pairs = tuple((name, value) for name, value in request.query if name not in parameters)
    return request._replace(query=(*kept, *parameters.items()))
