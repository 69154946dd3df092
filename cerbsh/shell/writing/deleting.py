"""DELETE: the record is shown and asked about before it goes, and kept for ``undo``."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

from cerbsh.api.request import Request
from cerbsh.catalogue import RecordType
from cerbsh.errors import ReplyError
from cerbsh.history.entry import bare_path
from cerbsh.history.record import LISTS, VOLATILE, Record, items, text_of
from cerbsh.history.target import Target
from cerbsh.history.undo import CannotUndoError, plan_undo
from cerbsh.history.writes import Write
from cerbsh.shell.consent import UNSENT, agreed
from cerbsh.shell.result import Note, Result
from cerbsh.shell.showing import answer
from cerbsh.shell.writing import changed, former, outcome
from cerbsh.shell.writing.exchange import exchange
from cerbsh.shell.writing.former import name_of
from cerbsh.view import safe

if TYPE_CHECKING:
    from cerbsh.language.line import Asked
    from cerbsh.shell.engine import Engine

LARGEST: Final = 8 << 20
"""Bytes of a file that are kept when it is deleted."""
SHOWN: Final = 8
"""Fields of a record that are shown before it is deleted."""


def perform(engine: Engine, request: Request, asked: Asked, goal: Target | None, *, asks: bool) -> Result:
    """Delete a record, the person willing; ``goal`` is ``None`` for a path that names none that is known.

    Raises ``CerbshError``: a ``UsageError`` where nobody can answer and ``--yes`` is missing, before anything is sent.
    """
    question = f"Delete {bare_path(request.path)}?"
    if asks and engine.ui is None:
        agreed(engine, asked, question)
    if goal is None:
        if asks and not agreed(engine, asked, question, typed=profile_name(engine)):
            return UNSENT
        return engine.answer(engine.send(request, asked), asked)
    reading = former.read(engine, goal.kind, goal.record, None, answer.seconds(asked, "timeout"))
    if reading.missing:
        raise ReplyError(f"there is no {name_of(goal.kind, goal.record, '')}", "nothing was sent")
    record = with_content(engine, asked, goal, reading.record or {})
    prospect = outlook(engine, asked, goal, record)
    unknown = [f"it cannot be read: {reading.trouble}"] if reading.trouble else []
    if asks and not _agreed(engine, asked, goal, record, [*unknown, prospect]):
        return UNSENT
    done = exchange(engine, request, asked, goal, record)
    shown = outcome.result(engine, asked, goal, done, record)
    is_known = asks and not asked.has("yes")
    is_lost = engine.keeps(asked) and not done.kept
    deleted = Note("note", f"deleted {_name(goal, record)}", "" if is_known or is_lost else prospect)
    return shown._replace(notes=(*outcome.unread(reading), *shown.notes, *([deleted] if done.reply.ok else [])))


def profile_name(engine: Engine) -> str:
    """What is to be typed before a deletion on a profile marked ``production``; empty elsewhere."""
    profile = engine.signed_in.profile
    return profile.name if profile.production else ""


def is_own_worker(engine: Engine, kind: RecordType, number: str) -> bool:
    """Whether a record is the worker that is signed in, whose tokens die with it."""
    return kind.uri == "worker" and number == str(engine.notebook.worker)


def outlook(engine: Engine, asked: Asked, goal: Target, record: Record) -> str:
    """What ``undo`` could do about the deletion of a record."""
    if not engine.keeps(asked):
        return "undo cannot take it back: the history does not keep it"
    write = Write("", "", "", None, 0.0, "delete", goal.kind.uri, goal.record, former=record, outcome="done")
    marked = {**record, "status": "deleted"} if goal.kind.uri == "ticket" else None
    try:
        plan = plan_undo(write, marked, engine.catalogue)
    except CannotUndoError as error:
        return error.message
    return f"undo brings it back: {'; '.join(plan.notes)}" if plan.notes else "undo brings it back"


def with_content(engine: Engine, asked: Asked, goal: Target, record: Record) -> Record:
    """The record of a file with its bytes, as they would be written; larger ones are gone when they are deleted."""
    size = text_of(record.get("storage_size", record.get("size")))
    if goal.kind.uri != "attachment" or not engine.keeps(asked) or not size.isdecimal() or int(size) > LARGEST:
        return record
    request = Request("GET", f"attachments/{goal.record}/download.json")
    reply = engine.signed_in.send(request, timeout=answer.seconds(asked, "timeout"))
    if not (reply.ok and reply.is_download):
        return record
    media_type = text_of(record.get("mime_type")) or "application/octet-stream"
    return {**record, "content": f"data:{media_type};base64,{b64encode(reply.body).decode()}"}


def _name(goal: Target, record: Record) -> str:
    return name_of(goal.kind, goal.record, former.label_of(record))


def _agreed(engine: Engine, asked: Asked, goal: Target, record: Record, prospects: Sequence[str]) -> bool:
    own = is_own_worker(engine, goal.kind, goal.record)
    last = ["this is the worker that is signed in: nobody is signed in afterwards"] if own else []
    typed = (former.label_of(record) or goal.record) if own else profile_name(engine)
    details = [*shown(engine, goal.kind, record), *prospects, *last]
    return agreed(engine, asked, f"Delete {_name(goal, record)}?", details, typed)


def shown(engine: Engine, kind: RecordType, record: Record) -> Iterator[str]:
    """The fields of a record that say something, a line each, the first few."""
    told = []
    for name, field in kind.fields.items():
        value = items(engine.catalogue, name, record) if name in LISTS else record.get(name)
        if not field.readonly and name not in VOLATILE and value not in (None, "", 0, "0", False, [], {}):
            told.append((name, changed.say(engine, kind, name, value)))
    width = max((len(name) for name, _ in told[:SHOWN]), default=0)
    yield from (f"  {name:<{width}}  {safe.cut(text, changed.LONGEST)}" for name, text in told[:SHOWN])
    if len(told) > SHOWN:
        yield f"  … and {len(told) - SHOWN} more"
