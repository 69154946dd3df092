"""Whether a write whose reply was lost was done: the record is read and held against what was asked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from cerbsh.catalogue import Catalogue, RecordType
from cerbsh.errors import Exit
from cerbsh.history.changes import changes
from cerbsh.history.names import MARK
from cerbsh.history.record import LISTS, Record, Value, held, items, text_of
from cerbsh.history.writes import Outcome, Write
from cerbsh.shell.result import Result, Words
from cerbsh.shell.writing import former, verify
from cerbsh.shell.writing.former import Reading, name_of
from cerbsh.shell.writing.written import chosen, present

if TYPE_CHECKING:
    from cerbsh.language.line import CommandLine
    from cerbsh.shell.engine import Engine

Finding = Literal["done", "not done", "partly done", "unknown"]


class Found(NamedTuple):
    """What was found, in a word and in words, and the record where there is one."""

    finding: Finding
    words: str
    record: Record


NEWEST: Final = 25
"""How many of the newest records are looked at for one whose id never came."""
_CLOCKS: Final = 300
"""Seconds by which the server's clock may be behind this machine's."""


def check(engine: Engine, call: CommandLine) -> Result:
    """Read what a write went to, say whether it was done, and keep that for ``undo``.

    Raises ``UsageError`` for a request that was no write of one record, ``CerbshError`` where no answer comes.
    """
    write = chosen(engine, call)
    found = look(engine, write, *present(engine, write))
    keep(engine, write, found)
    exit_ = Exit.OK if found.finding == "done" else Exit.REPLY
    return Result(exit_, Words(f"{found.finding}: {found.words}"))


def look(engine: Engine, write: Write, kind: RecordType, now: Reading) -> Found:
    """What a record tells of a write to it. Raises ``CerbshError`` where no answer comes."""
    match write.action:
        case "create":
            return _created(engine, write, kind, now)
        case "update":
            return _updated(engine, write, kind, now)
        case "delete":
            return _deleted(write, kind, now)


def keep(engine: Engine, write: Write, found: Found) -> None:
    """What was found becomes what the history knows, where it knew nothing."""
    if write.outcome in ("sent", "lost") and found.finding in ("done", "not done") and engine.notebook.history:
        outcome: Outcome = "done" if found.finding == "done" else "refused"
        engine.notebook.history.writes.after(write.id, outcome, record=former.id_of(found.record), result=found.record)


def _updated(engine: Engine, write: Write, kind: RecordType, now: Reading) -> Found:
    if now.record is None:
        return Found("unknown", f"{name_of(kind, write.record, write.label)} is gone", {})
    name = name_of(kind, write.record, former.label_of(now.record))
    states = _states(engine.catalogue, kind, write, now.record)
    took, stayed = ([field for field, state in states.items() if state == wanted] for wanted in ("took", "stayed"))
    if states and len(took) == len(states):
        return Found("done", f"{name} holds what was asked", now.record)
    if states and len(stayed) == len(states):
        return Found("not done", f"{name} holds what it held before", now.record)
    if took and stayed:
        return Found("partly done", f"{name} has taken {', '.join(took)}, and not {', '.join(stayed)}", now.record)
    if not states:
        return Found("unknown", f"{name} held these values before, or they are not kept", now.record)
    return Found("unknown", f"{name} holds neither what was asked nor what it held before", now.record)


def _states(catalogue: Catalogue, kind: RecordType, write: Write, now: Record) -> dict[str, str]:
    """For each field that the write would change, and that can be seen: ``took``, ``stayed``, or ``other``."""
    asked: Mapping[str, Value] = {name: value for name, value in write.asked.items() if MARK not in str(value)}
    differing = {change.field for change in verify.differing(catalogue, kind, asked, now)}
    wanted = [change.field for change in changes(catalogue, kind, write.former, asked)]
    seen = [name for name in wanted if _seen(catalogue, kind, name, now) is not None]
    stayed = {name for name in seen if _seen(catalogue, kind, name, now) == _seen(catalogue, kind, name, write.former)}
    return {name: "took" if name not in differing else "stayed" if name in stayed else "other" for name in seen}


def _seen(catalogue: Catalogue, kind: RecordType, name: str, record: Record) -> object:
    """What a record shows of a field, in a form that can be compared; ``None`` where it shows nothing."""
    if name in LISTS:
        shown = items(catalogue, name, record)
        return None if shown is None else sorted(shown)
    found = held(kind, name, record)
    return text_of(found[1]) if found and found[0] == name else None


def _created(engine: Engine, write: Write, kind: RecordType, now: Reading) -> Found:
    if now.record is not None:
        name = name_of(kind, write.record, former.label_of(now.record))
        return Found("done", f"{name} is there", now.record)
    if write.record:
        return Found("unknown", f"{name_of(kind, write.record, write.label)} is gone", {})
    total, newest = former.find(engine, kind, "sort:-id", NEWEST, None)
    if total < 0:
        return Found("unknown", f"Cerb does not list its newest {kind.plural}", {})
    alike = [row for row in newest if _is_it(engine.catalogue, kind, write, row)]
    if len(alike) == 1:
        return Found("done", f"it is {name_of(kind, former.id_of(alike[0]), former.label_of(alike[0]))}", alike[0])
    if alike:
        numbers = ", ".join(f"#{former.id_of(row)}" for row in alike)
        return Found("unknown", f"several {kind.plural} look like it: {numbers}", {})
    return Found("not done", f"none of the {len(newest)} newest {kind.plural} is it", {})


def _is_it(catalogue: Catalogue, kind: RecordType, write: Write, row: Record) -> bool:
    """Whether a record may be the one that a write created: as new as that, and with what was asked."""
    born = next((row[name] for name in ("created", "created_at") if name in row), None)
    if born is not None and float(text_of(born) or 0) < write.started - _CLOCKS:
        return False
    shown = [name for name in write.asked if _seen(catalogue, kind, name, row) is not None]
    return bool(shown) and not verify.differing(catalogue, kind, write.asked, row)


def _deleted(write: Write, kind: RecordType, now: Reading) -> Found:
    name = name_of(kind, write.record, write.label)
    if now.record is None or text_of(now.record.get("status")) == "deleted":
        return Found("done", f"{name} is deleted", {})
    return Found("not done", f"{name} is still there", {})
