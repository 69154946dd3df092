"""Changes of a record as lines for a person: each field with what it held and what it gets."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import takewhile
from typing import TYPE_CHECKING, Final

from cerbsh.catalogue import RecordType
from cerbsh.history.changes import Change
from cerbsh.history.names import MARK, is_secret_name
from cerbsh.history.record import Record, held, text_of
from cerbsh.shell.result import Note
from cerbsh.view import safe, times
from cerbsh.view.json import dumps

if TYPE_CHECKING:
    from cerbsh.shell.engine import Engine
    from cerbsh.view.theme import Role

LONGEST: Final = 60
"""Cells of one value."""
UNKNOWN: Final = "(unknown)"
NOTHING: Final = "(none)"
_STATUS: Final = {"o": "open", "w": "waiting", "c": "closed", "d": "deleted"}
"""What Cerb takes for a status in short."""
_LEAD: Final = 12
"""Characters shown in front of the place where two long texts begin to differ."""


def lines(engine: Engine, kind: RecordType, changes: Sequence[Change], record: Record | None) -> tuple[Note, ...]:
    """A note for each change: the field, what it holds in ``record``, and what it gets; of a new record (``None``) only
    that."""
    width = max((len(change.field) for change in changes), default=0)
    return tuple(_line(engine, kind, change, record, width) for change in changes)


def _line(engine: Engine, kind: RecordType, change: Change, record: Record | None, width: int) -> Note:
    old, new = (say(engine, kind, change.field, value) for value in (change.old, change.new))
    if change.old is None and record:
        behind = held(kind, change.field, record)
        old = UNKNOWN if behind is None else f"{behind[0]} {say(engine, kind, *behind)}"
    old, new = (safe.cut(text, LONGEST) for text in _where_they_differ(old, new))
    name = f"  {safe.fill(safe.line(change.field), width)}  "
    parts: tuple[tuple[Role, str], ...] = (("key", name), ("removed", old), ("dim", " → "), ("added", new))
    if record is None:
        parts = parts[:1] + parts[3:]
    return Note("note", "".join(text for _, text in parts), parts=parts)


def say(engine: Engine, kind: RecordType, name: str, value: object) -> str:
    """A value of a field on one line, whole and safe: moments in the worker's time zone, records with the labels that
    are known, what stands for a secret not at all."""
    if is_secret_name(name) and value not in (None, ""):
        return MARK
    if value is None:
        return NOTHING
    if isinstance(value, list):
        return ", ".join(safe.line(text_of(item)) for item in value) or NOTHING
    if isinstance(value, dict):
        return dumps(value)
    text = _STATUS.get(text_of(value), text_of(value)) if name == "status" else text_of(value)
    field = kind.fields.get(name)
    if field is not None and field.type == "timestamp":
        return _moment(engine, text)
    label = engine.knowledge.labels.of(field.record).label(text) if field is not None and field.record else None
    if label:
        return safe.line(f"{text} ({label})")
    return safe.line(text) if text.strip() == text and text else safe.quote(text)


def _moment(engine: Engine, text: str) -> str:
    moment = times.seconds("created", text)
    return safe.line(text) if moment is None else times.minute(moment, engine.zone)


def _where_they_differ(old: str, new: str) -> tuple[str, str]:
    """Two texts from a little before the place where they part, where that would be cut off."""
    alike = takewhile(lambda pair: pair[0] == pair[1], zip(old, new, strict=False))
    start = sum(1 for _ in alike) - _LEAD
    if start <= 0 or max(len(old), len(new)) <= LONGEST:
        return old, new
    return safe.ELLIPSIS + old[start:], safe.ELLIPSIS + new[start:]
