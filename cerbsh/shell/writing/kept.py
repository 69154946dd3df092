"""One write among many that were agreed to: kept for ``undo`` and held against what was asked, without a word."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cerbsh.errors import ReplyError, UsageError
from cerbsh.shell.showing import answer
from cerbsh.shell.writing import deleting, former, guard, outcome, verify, writes
from cerbsh.shell.writing.exchange import exchange, leave_unkept

if TYPE_CHECKING:
    from cerbsh.api.reply import Reply
    from cerbsh.api.request import Request
    from cerbsh.history.record import Record
    from cerbsh.history.target import Target
    from cerbsh.language.line import Asked
    from cerbsh.shell.engine import Engine
    from cerbsh.shell.result import Note


def send(engine: Engine, request: Request, asked: Asked) -> tuple[Reply, tuple[Note, ...]]:
    """The reply to a write, and warnings: of what could not be read before, and of what Cerb did not take.

    Raises ``CerbshError``: a ``UsageError`` for the worker that is signed in, who is not deleted in passing.
    """
    if request.method == "DELETE":
        return _delete(engine, request, asked), ()
    goal, reading = writes.aimed(engine, request, asked)
    if goal is None:
        leave_unkept(engine, request)
        return engine.send(request, asked), ()
    held = reading.record or {}
    done = exchange(engine, request, asked, goal, held)
    untaken = verify.warnings(engine, goal.kind, goal.fields, held, done.now) if done.reply.ok else ()
    return done.reply, (*outcome.unread(reading), *untaken)


def _delete(engine: Engine, request: Request, asked: Asked) -> Reply:
    goal = guard.target(engine, request) if guard.mode(engine, "DELETE") != "off" else None
    if goal is None:
        leave_unkept(engine, request)
        return engine.send(request, asked)
    if deleting.is_own_worker(engine, goal.kind, goal.record):
        raise UsageError("this is the worker that is signed in", "it can be deleted by itself alone")
    return exchange(engine, request, asked, goal, _held(engine, asked, goal)).reply


def _held(engine: Engine, asked: Asked, goal: Target) -> Record:
    reading = former.read(engine, goal.kind, goal.record, None, answer.seconds(asked, "timeout"))
    if reading.missing:
        raise ReplyError(f"there is no {former.name_of(goal.kind, goal.record, '')}", "nothing was sent")
    return deleting.with_content(engine, asked, goal, reading.record or {})
