"""A write as it is sent from a line: what it changes is read and shown, a deletion is asked about, the former values
are kept for ``undo``, and Cerb's answer is held against what was asked.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from cerbsh.api.request import Request
from cerbsh.history.changes import changes
from cerbsh.history.record import Record
from cerbsh.history.target import Target
from cerbsh.shell.result import Note, Result
from cerbsh.shell.showing import answer
from cerbsh.shell.writing import changed, former, guard, verify
from cerbsh.shell.writing.exchange import MAYBE, Exchange, exchange, leave_unkept, way_to_find_out
from cerbsh.shell.writing.former import Reading, name_of

if TYPE_CHECKING:
    from cerbsh.shell.engine import Asked, Engine


def perform(engine: Engine, request: Request, asked: Asked) -> Result:
    """Send a write, and show its reply with what came of it.

    Raises ``CerbshError``: a ``UsageError`` for a question that nobody is there to answer.
    """
    if request.method == "DELETE" and (mode := guard.mode(engine, "DELETE")) != "off":
        from cerbsh.shell.writing import deleting

        return deleting.perform(engine, request, asked, guard.target(engine, request), asks=mode == "ask")
    goal, reading = aimed(engine, request, asked)
    if goal is None:
        leave_unkept(engine, request)
        return engine.answer(engine.send(request, asked), asked)
    done = exchange(engine, request, asked, goal, reading.record or {})
    shown = result(engine, asked, goal, done, reading.record or {})
    return shown._replace(notes=(*unread(reading), *shown.notes))


def aimed(engine: Engine, request: Request, asked: Asked) -> tuple[Target | None, Reading]:
    """What a write goes to, with the record as it is before; ``None`` where nothing of it is to be kept or shown."""
    goal = guard.target(engine, request) if guard.mode(engine, request.method) != "off" else None
    if goal and goal.action == "upsert":
        goal = _what_it_comes_to(engine, request, asked, goal)
    if goal is None or goal.action == "create":
        return goal, Reading({})
    reading = former.read(engine, goal.kind, goal.record, goal.fields, answer.seconds(asked, "timeout"))
    return (None if reading.missing else goal), reading


def result(engine: Engine, asked: Asked, goal: Target, done: Exchange, held: Record) -> Result:
    """The Result of a write that was answered; the record was ``held`` before it."""
    shown = engine.answer(done.reply, asked)
    lost = (Note("warning", "the former values could not be kept: undo cannot take this back"),)
    unkept = lost if engine.keeps(asked) and not done.kept and done.outcome == "done" else ()
    return shown._replace(notes=(*unkept, *shown.notes, *_told(engine, goal, done, held)))


def unread(reading: Reading) -> tuple[Note, ...]:
    """A warning where a record could not be read before a write."""
    if not reading.trouble:
        return ()
    hint = "what it held is not known, and undo cannot put it back"
    return (Note("warning", f"the record could not be read first: {reading.trouble}", hint),)


def _what_it_comes_to(engine: Engine, request: Request, asked: Asked, goal: Target) -> Target | None:
    """An upsert is an update of the one record that its query finds, or a create where it finds none; Cerb refuses one
    that finds more."""
    query = next((value for name, value in (*request.form, *request.query) if name == "query"), "")
    total, found = former.find(engine, goal.kind, query, 1, answer.seconds(asked, "timeout"))
    if total == 1 and found:
        return replace(goal, action="update", record=former.id_of(found[0]))
    return replace(goal, action="create") if total == 0 else None


def _told(engine: Engine, goal: Target, done: Exchange, held: Record) -> Iterator[Note]:
    """What a write came to: what changed, and what of it did not take."""
    if done.outcome == "lost":
        yield Note("note", MAYBE, way_to_find_out(done.number if done.kept else None))
    if not done.reply.ok:
        return
    if goal.action == "create" and done.outcome == "refused":
        name = name_of(goal.kind, former.id_of(done.now), former.label_of(done.now))
        yield Note("note", f"Cerb had this file already, as {name}: nothing was created")
    elif goal.action == "update" and held:
        yield from _changes(engine, goal, held)
    yield from verify.warnings(engine, goal.kind, goal.fields, held, done.now)


def _changes(engine: Engine, goal: Target, held: Record) -> Iterator[Note]:
    name = name_of(goal.kind, goal.record, former.label_of(held))
    found = changes(engine.catalogue, goal.kind, held, goal.fields)
    yield Note("note", f"{name}{'' if found else ' held these values already'}")
    yield from changed.lines(engine, goal.kind, found, held)
