"""A write as it is sent from a line: what it changes is read and shown, a deletion is asked about, the former values
are kept for ``undo``, and Cerb's answer is held against what was asked.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from cerbsh.api.request import Request
from cerbsh.history.target import Target
from cerbsh.shell.result import Result
from cerbsh.shell.showing import answer
from cerbsh.shell.writing import deleting, former, guard, outcome
from cerbsh.shell.writing.exchange import exchange, leave_unkept
from cerbsh.shell.writing.former import Reading

if TYPE_CHECKING:
    from cerbsh.language.line import Asked
    from cerbsh.shell.engine import Engine


def perform(engine: Engine, request: Request, asked: Asked) -> Result:
    """Send a write, and show its reply with what came of it.

    Raises ``CerbshError``: a ``UsageError`` for a question that nobody is there to answer.
    """
    if request.method == "DELETE" and (mode := guard.mode(engine, "DELETE")) != "off":
        return deleting.perform(engine, request, asked, guard.target(engine, request), asks=mode == "ask")
    goal, reading = aimed(engine, request, asked)
    if goal is None:
        leave_unkept(engine, request)
        return engine.answer(engine.send(request, asked), asked)
    done = exchange(engine, request, asked, goal, reading.record or {})
    shown = outcome.result(engine, asked, goal, done, reading.record or {})
    return shown._replace(notes=(*outcome.unread(reading), *shown.notes))


def aimed(engine: Engine, request: Request, asked: Asked) -> tuple[Target | None, Reading]:
    """What a write goes to, with the record as it is before; ``None`` where nothing of it is to be kept or shown."""
    goal = guard.target(engine, request) if guard.mode(engine, request.method) != "off" else None
    if goal and goal.action == "upsert":
        goal = _what_it_comes_to(engine, request, asked, goal)
    if goal is None or goal.action == "create":
        return goal, Reading({})
    reading = former.read(engine, goal.kind, goal.record, goal.fields, answer.seconds(asked, "timeout"))
    return (None if reading.missing else goal), reading


def _what_it_comes_to(engine: Engine, request: Request, asked: Asked, goal: Target) -> Target | None:
    """An upsert is an update of the one record that its query finds, or a create where it finds none; Cerb refuses one
    that finds more."""
    query = next((value for name, value in (*request.form, *request.query) if name == "query"), "")
    total, found = former.find(engine, goal.kind, query, 1, answer.seconds(asked, "timeout"))
    if total == 1 and found:
        return replace(goal, action="update", record=former.id_of(found[0]))
    return replace(goal, action="create") if total == 0 else None
