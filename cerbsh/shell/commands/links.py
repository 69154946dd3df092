"""What hangs on a record: ``links``, ``activity``."""

from __future__ import annotations

from cerbsh.api.request import Request
from cerbsh.language.grammar import REQUEST_OPTIONS, Argument
from cerbsh.language.line import CommandLine
from cerbsh.shell.engine import Engine
from cerbsh.shell.ready.standing import OPTIONS, doubts, line_of, told
from cerbsh.shell.registry import command
from cerbsh.shell.result import Result

RECORD = Argument("record", "record")


@command("links", "List what a record is linked with", RECORD, options=OPTIONS)
def links(engine: Engine, call: CommandLine) -> Result:
    """A line for each linked record, its type and id first: ``links task:5``. ``--table``, ``--csv`` and ``--select``
    take them as records with ``record``, ``type``, ``id`` and ``label``."""
    from cerbsh.shell.ready.linked import Linked, linked
    from cerbsh.shell.ready.target import target_of

    target = target_of(engine, call, call.args[0])
    request = Request("GET", f"records/{target.kind.uri}/{target.id}.json", (("expand", "links"),))
    display = engine.wanted(call)
    if shown := engine.unsent(request, call):
        return shown
    reply = engine.send(request, call)
    if not reply.ok or display.raw:
        return engine.answer(reply, call)
    return Result(body=Linked(linked(engine, reply.envelope), display), notes=(told(request),))


@command(
    "activity",
    "List what happened to a record, the newest first",
    RECORD,
    Argument("parameter", "item", required=False),
    options=REQUEST_OPTIONS,
    request="GET records/activity_log/search",
)
def activity(engine: Engine, call: CommandLine) -> Result:
    """``activity ticket:12 limit=50`` searches the activity log; ``--all`` fetches all of it."""
    from cerbsh.shell.ready.standing import with_query
    from cerbsh.shell.ready.target import target_of

    target = target_of(engine, call, call.args[0])
    query = f"target.{target.kind.uri}:(id:{target.id}) sort:-created"
    standing = line_of(engine, call)
    line = with_query(standing, query)
    doubtful = doubts(engine, standing)
    result = engine.request(line, call)
    return result._replace(notes=(*doubtful, *result.notes, told(engine.compile(line))))
