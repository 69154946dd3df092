"""Whether Cerb really took a write: its answer, or the record read once more, against what was asked.

Cerb ignores some writes without a word, drops emoji from some columns, and holds numbers to their limits. What it
writes in a form of its own (a name for an id, a trimmed text, minor units of a currency) is no reason to warn, so a
field is told of only where its two values cannot mean the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Final

from cerbsh.catalogue import Catalogue, RecordType
from cerbsh.history.changes import Change, untaken
from cerbsh.history.names import is_secret_name
from cerbsh.history.record import VOLATILE, Record, Value, asked_items, held, same, text_of
from cerbsh.shell.result import Note
from cerbsh.shell.writing.changed import LONGEST, say
from cerbsh.view import safe

if TYPE_CHECKING:
    from cerbsh.shell.engine import Engine

_NUMERIC: Final = frozenset({"number", "timestamp", "id", "bit"})
_OWN_FORM: Final = frozenset({"float", "object", "image", "mixed", "fieldsets"})
"""Types of fields whose values Cerb writes in a form of its own."""
_NUMBER: Final = re.compile(r"-?[0-9]+(\.[0-9]+)?", re.ASCII)
_FOUR_BYTES: Final = re.compile("[\U00010000-\U0010ffff]")


def warnings(
    engine: Engine, kind: RecordType, asked: Mapping[str, Value], before: Record, now: Record
) -> tuple[Note, ...]:
    """A warning for each field that did not take. ``before`` and ``now`` are the record around the write."""
    return tuple(_warnings(engine, kind, asked, before, now))


def _warnings(
    engine: Engine, kind: RecordType, asked: Mapping[str, Value], before: Record, now: Record
) -> Iterator[Note]:
    for change in differing(engine.catalogue, kind, asked, now):
        yield _warning(engine, kind, change, before)


def differing(catalogue: Catalogue, kind: RecordType, asked: Mapping[str, Value], now: Record) -> list[Change]:
    """The fields for which what was asked and what the record holds cannot mean the same."""
    return [change for change in untaken(catalogue, kind, asked, now) if _is_sure(catalogue, kind, change)]


def _is_sure(catalogue: Catalogue, kind: RecordType, change: Change) -> bool:
    """Whether what was asked and what the record holds, ``old`` and ``new`` of the change, cannot mean the same."""
    name, wanted, found = change.field, change.old, change.new
    if is_secret_name(name) or name in VOLATILE or isinstance(wanted, dict):
        return False
    if isinstance(found, list):
        added, gone = (set(map(_plain, items)) for items in asked_items(catalogue, name, _value(wanted)))
        has = {_plain(text_of(item)) for item in found}
        return bool(added - has or gone & has)
    field = kind.fields.get(name)
    numbers = [bool(_NUMBER.fullmatch(text_of(value))) for value in (wanted, found)]
    if field is None:
        return not any(numbers) and _plain(text_of(wanted)) != _plain(text_of(found))
    if field.type in _NUMERIC:
        return numbers[0]
    return field.type not in _OWN_FORM and _plain(text_of(wanted)) != _plain(text_of(found))


def _value(wanted: object) -> Value:
    return [text_of(item) for item in wanted] if isinstance(wanted, list) else text_of(wanted)


def _plain(text: str) -> str:
    """Text without what Cerb may tidy up: case, white space, the kind of a line's end."""
    return " ".join(text.casefold().split())


def _warning(engine: Engine, kind: RecordType, change: Change, before: Record) -> Note:
    wanted, found = (safe.cut(say(engine, kind, change.field, value), LONGEST) for value in (change.old, change.new))
    former = held(kind, change.field, before)
    if former and same(engine.catalogue, kind, change.field, former[1], change.new):
        message, hint = f"{change.field} did not change: it still holds {found}", f"{wanted} was asked for"
    elif _FOUR_BYTES.sub("", text_of(change.old)) == text_of(change.new):
        message, hint = f"{change.field} lost its emoji: it holds {found}", "Cerb's column keeps no such characters"
    else:
        message, hint = f"{change.field} holds {found}", f"{wanted} was asked for"
    return Note("warning", message, hint, late=True)
