"""Taking a write back: which one, what that will do, and whether somebody has changed the record since."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from cerbsh.catalogue import RecordType
from cerbsh.errors import Exit
from cerbsh.history.record import Record, fields_of
from cerbsh.history.target import Target
from cerbsh.history.undo import CannotUndoError, Plan, plan_undo
from cerbsh.history.writes import Write
from cerbsh.shell.consent import UNSENT, agreed
from cerbsh.shell.result import Note, Result
from cerbsh.shell.writing import changed, checking, deleting, former, verify
from cerbsh.shell.writing.exchange import MAYBE, Exchange, exchange, way_to_find_out
from cerbsh.shell.writing.former import Reading, name_of
from cerbsh.shell.writing.written import chosen, described, present

if TYPE_CHECKING:
    from cerbsh.language.line import CommandLine
    from cerbsh.shell.engine import Engine


EARLIER: Final = "undo 12 takes back request 12, history lists them"


def undo(engine: Engine, call: CommandLine) -> Result:
    """Take back the write that ``call`` names, or the last one that can be, once the person has seen what that does.

    Raises ``CannotUndoError``, a ``UsageError``, where there is none or it cannot be taken back.
    """
    write, kind, now = _settled(engine, chosen(engine, call) if call.args else _last(engine))
    plan = _planned(engine, write, now)
    if plan.conflicts and not call.has("force"):
        return _changed_since(engine, write, plan, now.record or {})
    shown = tuple(_shown(engine, write, plan, now))
    typed = deleting.profile_name(engine) if plan.action == "delete" else ""
    if not agreed(engine, call, f"{plan.title[0].upper()}{plan.title[1:]}?", [note.message for note in shown], typed):
        return UNSENT
    goal = Target(plan.action, kind, plan.record, fields_of(plan.request.form, wrapped=True))
    before = now.record or {}
    if plan.action == "delete":
        before = deleting.with_content(engine, call, goal, before)
    done = exchange(engine, plan.request, call, goal, before, undoes=write.id)
    if not done.reply.ok:
        return _failed(engine, call, done)
    heard = engine.ui is not None and not call.has("yes")
    told = (Note("note", "done"),) if heard else (*shown, Note("note", plan.title))
    return Result(notes=(*told, *_came_to(engine, goal, done, before)))


def _planned(engine: Engine, write: Write, now: Reading) -> Plan:
    try:
        return plan_undo(write, now.record, engine.catalogue)
    except CannotUndoError as error:
        raise CannotUndoError(error.message, f"that was {described(engine, write)}; {EARLIER}") from None


def _shown(engine: Engine, write: Write, plan: Plan, now: Reading) -> Iterator[Note]:
    """The write that is taken back, what that changes, and what will not be as before."""
    yield Note("note", f"undo {described(engine, write)}")
    yield from changed.lines(engine, plan.kind, plan.changes, now.record if plan.action == "update" else None)
    yield from (Note("note", f"  {each}") for each in plan.notes)


def _settled(engine: Engine, write: Write) -> tuple[Write, RecordType, Reading]:
    """The write, its type, and the record as it is now; where its reply was lost, it is found out first what became of
    it. Raises ``CannotUndoError`` where it was not done."""
    kind, now = present(engine, write)
    if write.outcome not in ("sent", "lost"):
        return write, kind, now
    found = checking.look(engine, write, kind, now)
    checking.keep(engine, write, found)
    if found.finding == "not done":
        hint = "undo goes on with the write before it"
        raise CannotUndoError(f"{described(engine, write)} was not done: {found.words}", hint)
    if write.record or not found.record:
        return write, kind, now
    return replace(write, record=former.id_of(found.record), result=found.record), kind, Reading(found.record)


def _last(engine: Engine) -> Write:
    """The newest write of this shell; in lines and scripts that of this Cerb and worker."""
    if engine.unkept or engine.notebook.history is None:
        what = f"{engine.unkept} was not kept" if engine.unkept else "this shell keeps no history"
        raise CannotUndoError(f"cannot undo: {what}", EARLIER)
    found = engine.notebook.history.writes.last_undoable(
        shell=engine.shell, base_url=engine.signed_in.profile.base_url, worker=engine.notebook.worker
    )
    if found is None:
        where = "of this shell" if engine.shell else "to this Cerb"
        raise CannotUndoError(f"no write {where} is left that could be taken back", EARLIER)
    return found


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
