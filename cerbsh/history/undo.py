"""How a write is taken back: a plan made of plain data, to be shown, asked about, and sent by somebody else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from cerbsh.api.request import Pairs, Request
from cerbsh.catalogue import Catalogue, Field, RecordType
from cerbsh.errors import UsageError
from cerbsh.history.changes import Change, drift
from cerbsh.history.names import MARK
from cerbsh.history.record import (
    LISTS,
    VOLATILE,
    Record,
    asked_items,
    held,
    is_custom,
    is_list,
    items,
    same,
    spell,
    text_of,
)
from cerbsh.history.writes import Write

_LEFT_BEHIND = ("comments", "attachments", "watchers", "_messages", "buckets")
"""Keys of what hangs on a record and does not come back with it."""


class CannotUndoError(UsageError):
    """A write that cannot be taken back, and why."""


@dataclass(frozen=True)
class Plan:
    """What takes a write back.

    ``changes`` are the fields that it sets, from what they hold now to what they held; ``notes`` say what will not be
    as before; ``conflicts`` are the fields that somebody has changed since (then, now): with any, it is to be refused
    unless it is forced.
    """

    title: str
    action: Literal["create", "update", "delete"]
    kind: RecordType
    record: str
    request: Request
    changes: tuple[Change, ...] = ()
    notes: tuple[str, ...] = ()
    conflicts: tuple[Change, ...] = ()


def plan_undo(write: Write, now: Record | None, catalogue: Catalogue) -> Plan:
    """The plan for a write, given the record as it is now (``None`` where there is none).

    Raises ``CannotUndoError`` where the write was not done, was taken back already, or its former values are not known.
    """
    kind = catalogue.type(write.type)
    if kind is None:
        raise CannotUndoError(f"cannot undo: {write.type} is no record type that is known")
    if write.undone:
        raise CannotUndoError(f"{_name(write, kind)} was taken back already")
    if write.outcome == "refused":
        raise CannotUndoError(f"there is nothing to undo: the {write.action} of {_name(write, kind)} was not done")
    match write.action:
        case "create":
            return _uncreate(write, kind, now, catalogue)
        case "update":
            return _unchange(write, kind, now, catalogue)
        case "delete":
            return _undelete(write, kind, now, catalogue)


def _name(write: Write, kind: RecordType) -> str:
    label = f" ({write.label})" if write.label else ""
    return f"{kind.uri} #{write.record}{label}" if write.record else f"{kind.uri}{label}"


def _uncreate(write: Write, kind: RecordType, now: Record | None, catalogue: Catalogue) -> Plan:
    if not write.record:
        raise CannotUndoError(f"cannot undo: the id of the new {kind.uri} is not known, the reply was lost")
    if now is None:
        raise CannotUndoError(f"there is nothing to undo: {_name(write, kind)} is gone already")
    return Plan(
        f"delete {_name(write, kind)}, which was created",
        "delete",
        kind,
        write.record,
        Request("DELETE", f"records/{kind.uri}/{write.record}.json"),
        notes=("Cerb only marks a ticket as deleted",) if kind.uri == "ticket" else (),
        conflicts=drift(catalogue, kind, write.result, now),
    )


def _unchange(write: Write, kind: RecordType, now: Record | None, catalogue: Catalogue) -> Plan:
    if now is None:
        raise CannotUndoError(f"cannot undo: {_name(write, kind)} is gone")
    back: dict[str, object] = {}
    changes: list[Change] = []
    unknown: list[str] = []
    for name, value in write.asked.items():
        restored = _list_back if is_list(name, value) else _value_back
        found = restored(write, kind, now, name, catalogue)
        if found is None or MARK in str(found.new):
            unknown.append(name)
        elif found.new != found.old:
            changes.append(found)
            back[found.field] = found.new
    if unknown and not back:
        raise CannotUndoError(f"cannot undo: the former value of {_and(unknown)} is not known")
    if not back:
        raise CannotUndoError(f"there is nothing to undo: {_name(write, kind)} holds its former values")
    return Plan(
        f"put back {_and(back)} of {_name(write, kind)}",
        "update",
        kind,
        write.record,
        Request("PUT", f"records/{kind.uri}/{write.record}.json", form=_form(kind, back)),
        tuple(changes),
        (f"the former value of {_and(unknown)} is not known and stays as it is",) if unknown else (),
        drift(catalogue, kind, write.result, now),
    )


def _value_back(write: Write, kind: RecordType, now: Record, name: str, catalogue: Catalogue) -> Change | None:
    """A field from what it holds now to what it held; the same twice where there is nothing to do."""
    former = held(kind, name, write.former)
    if former is None:
        return None
    current = held(kind, former[0], now)
    if current and same(catalogue, kind, former[0], current[1], former[1]):
        return Change(former[0], former[1], former[1])
    return Change(former[0], current[1] if current else None, former[1])


def _list_back(write: Write, kind: RecordType, now: Record, name: str, catalogue: Catalogue) -> Change | None:
    """A list from what it holds now to what brings it back: what was taken away is added, what was added taken away."""
    former, current = items(catalogue, name, write.former), items(catalogue, name, now)
    if former is None or current is None:
        return None
    added, gone = asked_items(catalogue, name, write.asked[name])
    if not added | gone:
        gone = set(former)
    back = [
        *sorted(gone & set(former) - set(current)),
        *(f"-{item}" for item in sorted(added & set(current) - set(former))),
    ]
    return Change(name, current, back) if back else Change(name, current, current)


def _undelete(write: Write, kind: RecordType, now: Record | None, catalogue: Catalogue) -> Plan:
    if kind.uri == "ticket":
        return _reopen(write, kind, now, catalogue)
    if now is not None:
        raise CannotUndoError(f"there is nothing to undo: {_name(write, kind)} still exists")
    if "create" not in kind.can:
        raise CannotUndoError(f"cannot undo: Cerb creates no {kind.plural} through its API")
    values = dict(_former_fields(write, kind, catalogue))
    lacking = [name for name, known in kind.fields.items() if known.required and name not in values]
    if kind.uri == "attachment" and "content" not in values:
        lacking.append("content")
    if lacking:
        raise CannotUndoError(f"cannot undo: {_and(lacking)} of {_name(write, kind)} is not known")
    return Plan(
        f"create {_name(write, kind)} anew",
        "create",
        kind,
        "",
        Request("POST", f"records/{kind.uri}/create.json", form=_form(kind, values)),
        tuple(Change(name, None, value) for name, value in values.items()),
        tuple(_losses(write, kind, values)),
    )


def _reopen(write: Write, kind: RecordType, now: Record | None, catalogue: Catalogue) -> Plan:
    """A ticket was only marked as deleted, so its status is all there is to put back."""
    status = text_of(write.former.get("status"))
    if not status or status == "deleted":
        raise CannotUndoError(f"cannot undo: the former status of {_name(write, kind)} is not known")
    marked = replace(write, action="update", asked={"status": "deleted"}, result={**write.former, "status": "deleted"})
    plan = _unchange(marked, kind, now, catalogue)
    conflicts = tuple(change for change in plan.conflicts if change.field not in ("status", "status_id"))
    return replace(plan, title=f"restore {_name(write, kind)} as {status}", conflicts=conflicts)


def _former_fields(write: Write, kind: RecordType, catalogue: Catalogue) -> Iterator[tuple[str, object]]:
    """The fields that create a record as it was, as far as they are known."""
    former = write.former
    for name, known in kind.fields.items():
        if name in LISTS:
            if (had := items(catalogue, name, former)) and name != "participant_ids":
                yield name, had
            continue
        found = held(kind, name, former)
        if found and found[0] == name and not _is_left_out(known, kind, former, found[1]):
            yield name, found[1]
    for name, value in former.items():
        if is_custom(name) and value not in (None, "", []) and MARK not in str(value):
            yield name, value


def _is_left_out(known: Field, kind: RecordType, former: Record, value: object) -> bool:
    """Fields that Cerb sets itself, values that say nothing, and a second name for what is sent already."""
    if known.readonly or known.name in VOLATILE or MARK in str(value):
        return True
    if known.name == "status_id" and "status" in kind.fields and "status" in former:
        return True
    if known.required:
        return False
    return value in (None, "", [], {}) or (known.type == "id" and text_of(value) == "0")


def _losses(write: Write, kind: RecordType, values: Mapping[str, object]) -> Iterator[str]:
    yield f"it gets a new id: what referred to #{write.record} does not find it again"
    expandable = {key.name for key in kind.expand_keys}
    if behind := [name.lstrip("_") for name in _LEFT_BEHIND if name in expandable]:
        yield f"its {_and(behind)} do not come back"
    unknown = [
        name
        for name, known in kind.fields.items()
        if not known.readonly and name not in values and name not in write.former and name not in LISTS
        and f"{name}_id" not in values
    ]  # fmt: skip
    redacted = [name for name, value in write.former.items() if name in kind.fields and MARK in str(value)]
    if lost := [*unknown, *redacted]:
        yield f"not known, and left out: {_and(lost)}"


def _form(kind: RecordType, values: Mapping[str, object]) -> Pairs:
    """The values as Cerb takes them: lists of a text field as one text with commas, no id or time at all as 0."""
    pairs: list[tuple[str, str]] = []
    for name, value in values.items():
        is_text = name not in kind.fields or kind.fields[name].type == "text"
        if is_text and name in LISTS and isinstance(value, list):
            value = ",".join(value)
        pairs += spell(f"fields[{name}]", "0" if value is None and not is_text else value)
    return tuple(pairs)


def _and(names: Mapping[str, object] | list[str]) -> str:
    listed = list(names)
    return listed[0] if len(listed) == 1 else f"{', '.join(listed[:-1])} and {listed[-1]}"
