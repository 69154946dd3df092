"""What a write came to, told: what could not be kept of it, what changed, and what of it did not take."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cerbsh.history.changes import changes
from cerbsh.history.record import Record
from cerbsh.history.target import Target
from cerbsh.shell.result import Note, Result
from cerbsh.shell.writing import changed, former, verify
from cerbsh.shell.writing.exchange import MAYBE, Exchange, way_to_find_out
from cerbsh.shell.writing.former import Reading, name_of

if TYPE_CHECKING:
    from cerbsh.language.line import Asked
    from cerbsh.shell.engine import Engine


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
    if not goal.fields:
        yield Note("warning", f"no field was given, so nothing of {name} changed", "write field=value", late=True)
        return
    found = changes(engine.catalogue, goal.kind, held, goal.fields)
    yield Note("note", f"{name}{'' if found else ' held these values already'}")
    yield from changed.lines(engine, goal.kind, found, held)
