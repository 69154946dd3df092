"""Writes of the history: which one a line names, how it is called, and the record as it is now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cerbsh.catalogue import RecordType
from cerbsh.history.undo import CannotUndoError
from cerbsh.history.writes import Write
from cerbsh.shell.again import past
from cerbsh.shell.writing import former
from cerbsh.shell.writing.former import Reading, name_of

if TYPE_CHECKING:
    from cerbsh.language.line import CommandLine
    from cerbsh.shell.engine import Engine


def chosen(engine: Engine, call: CommandLine) -> Write:
    """The write that the first argument of ``call`` names. Raises ``UsageError`` where that request was none."""
    told = past.entry(engine, call.args[0], call.text).summary
    write = past.kept(engine).writes.of_number(told.number)
    if write is not None:
        return write
    if not told.writes:
        raise CannotUndoError(f"request {told.number} changed nothing: {told.method} {told.path}")
    raise CannotUndoError(
        f"nothing is known of what request {told.number} changed",
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


def described(engine: Engine, write: Write) -> str:
    """A write by its number and its line: ``12: PUT records/task/5 status=closed``."""
    history = engine.notebook.history
    entry = history.entry(write.number) if history and write.number else None
    if entry is None:
        return f"the {write.action} of {write.type} #{write.record}"
    told = entry.summary
    return f"{told.number}: {told.line.strip() or f'{told.method} {told.path}'}"
