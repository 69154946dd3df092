"""Taking a write back: which one, what that will do, and whether somebody has changed the record since."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cerbsh.catalogue import RecordType
from cerbsh.errors import Exit
from cerbsh.history.record import Record, fields_of
from cerbsh.history.target import Target
from cerbsh.history.undo import CannotUndoError, Plan, plan_undo
from cerbsh.history.writes import Write
from cerbsh.shell import changed, deleting, former, past, verify
from cerbsh.shell.consent import UNSENT, agreed
from cerbsh.shell.exchange import MAYBE, Exchange, exchange, way_to_find_out
from cerbsh.shell.former import Reading, name_of
from cerbsh.shell.result import Note, Result

if TYPE_CHECKING:
    from cerbsh.language.line import CommandLine
    from cerbsh.shell.engine import Engine


def undo(engine: Engine, call: CommandLine) -> Result:
    """Take back the write that ``call`` names, or the last one that can be, once the person has seen what that does.

    Raises ``CannotUndoError``, a ``UsageError``, where there is none or it cannot be taken back.
    """
    write = chosen(engine, call) if call.args else _last(engine)
    kind, now = present(engine, write)
    plan = plan_undo(write, now.record, engine.catalogue)
    if plan.conflicts and not call.has("force"):
        return _changed_since(engine, write, plan, now.record or {})
    held = now.record if plan.action == "update" else None
    changes = changed.lines(engine, kind, plan.changes, held)
    plain = (
        Note("note", f"undo {_described(engine, write)}"),
        *changes,
        *(Note("note", f"  {each}") for each in plan.notes),
    )
    typed = deleting.profile_name(engine) if plan.action == "delete" else ""
    if not agreed(engine, call, f"{plan.title[0].upper()}{plan.title[1:]}?", [note.message for note in plain], typed):
        return UNSENT
    goal = Target(plan.action, kind, plan.record, fields_of(plan.request.form, wrapped=True))
    done = exchange(engine, plan.request, call, goal, now.record or {}, undoes=write.id)
    if not done.reply.ok:
        return _failed(engine, call, done)
    seen = (Note("note", "done"),) if engine.ui and not call.has("yes") else (*plain, Note("note", plan.title))
    return Result(notes=(*seen, *_came_to(engine, goal, done, now.record or {})))


def chosen(engine: Engine, call: CommandLine) -> Write:
    """The write that the first argument of ``call`` names. Raises ``UsageError`` where that request was none."""
    entry = past.entry(engine, call.args[0], call.text)
    write = past.kept(engine).writes.of_number(entry.number)
    if write is not None:
        return write
    if not entry.writes:
        raise CannotUndoError(f"request {entry.number} changed nothing: {entry.method} {entry.path}")
    raise CannotUndoError(
        f"nothing is known of what request {entry.number} changed",
        "writes to one record are kept with its former values, unless guard is off",
    )


def present(engine: Engine, write: Write) -> tuple[RecordType, Reading]:
    """The type of what was written, and the record as it is now.

    Raises ``CannotUndoError`` where it went to another Cerb, or cannot be read; ``CerbshError`` where no answer comes.
    """
    profile = engine.signed_in.profile
    if write.base_url != profile.base_url:
        hint = f"change to its profile first: profile {write.profile}" if write.profile else ""
        raise CannotUndoError(f"that write went to {write.base_url}, and this is {profile.base_url}", hint)
    kind = engine.catalogue.type(write.type)
    if kind is None and engine.knowledge.load():
        kind = engine.catalogue.type(write.type)
    if kind is None:
        raise CannotUndoError(f"{write.type} is no record type that is known", "learn asks the server for its own")
    if not write.record:
        return kind, Reading()
    now = former.read(engine, kind, write.record, write.asked if write.action == "update" else None, None)
    if now.trouble:
        raise CannotUndoError(f"{name_of(kind, write.record, write.label)} cannot be read: {now.trouble}")
    return kind, now


def _last(engine: Engine) -> Write:
    """The newest write of this shell; in lines and scripts that of this Cerb and worker."""
    if engine.unkept or engine.notebook.history is None:
        what = f"{engine.unkept} was not kept" if engine.unkept else "this shell keeps no history"
        raise CannotUndoError(f"cannot undo: {what}", "undo 12 takes back request 12; history lists them")
    found = engine.notebook.history.writes.last_undoable(
        shell=engine.shell, base_url=engine.signed_in.profile.base_url, worker=engine.notebook.worker
    )
    if found is None:
        where = "of this shell" if engine.shell else "to this Cerb"
        hint = "undo 12 takes back request 12; history lists them"
        raise CannotUndoError(f"no write {where} is left that could be taken back", hint)
    return found


def _described(engine: Engine, write: Write) -> str:
    """A write by its number and its line: ``12: PUT records/task/5 status=closed``."""
    history = engine.notebook.history
    entry = history.entry(write.number) if history and write.number else None
    if entry is None:
        return f"the {write.action} of {write.type} #{write.record}"
    return f"{entry.number}: {entry.line.strip() or f'{entry.method} {entry.path}'}"


def _changed_since(engine: Engine, write: Write, plan: Plan, now: Record) -> Result:
    fields = ", ".join(change.field for change in plan.conflicts)
    name = name_of(plan.kind, write.record, write.label)
    message = f"{name} has changed since ({fields}), and nothing was sent"
    error = Note("error", message, "undo --force takes it back all the same")
    return Result(Exit.USAGE, notes=(error, *changed.lines(engine, plan.kind, plan.conflicts, now)))


def _failed(engine: Engine, call: CommandLine, done: Exchange) -> Result:
    shown = engine.answer(done.reply, call)
    lost = (Note("note", MAYBE, way_to_find_out(done.number)),) if done.outcome == "lost" else ()
    return Result(shown.exit, shown.body, (*shown.notes, *lost), shown.status)


def _came_to(engine: Engine, goal: Target, done: Exchange, held: Record) -> Iterator[Note]:
    if goal.action == "create":
        yield Note("note", f"it is {name_of(goal.kind, former.id_of(done.now), former.label_of(done.now))} now")
    yield from verify.warnings(engine, goal.kind, goal.fields, held, done.now)
