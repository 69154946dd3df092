"""What a write changes, what of it did not take, and what has changed since: three comparisons of records."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from cerbsh.catalogue import Catalogue, RecordType
from cerbsh.history.names import MARK
from cerbsh.history.record import (
    LISTS,
    VOLATILE,
    Record,
    Value,
    asked_items,
    held,
    is_custom,
    is_list,
    items,
    same,
)


@dataclass(frozen=True)
class Change:
    """A field with two values; ``None`` stands for one that is not known."""

    field: str
    old: object
    new: object


def changes(catalogue: Catalogue, kind: RecordType, former: Record, asked: Mapping[str, Value]) -> tuple[Change, ...]:
    """What the fields in ``asked`` would change of the record, old and new; a field that stays as it is is left out.

    A list that is written item by item has its new items beside those that stay.
    """
    return tuple(_changes(catalogue, kind, former, asked))


def _changes(catalogue: Catalogue, kind: RecordType, former: Record, asked: Mapping[str, Value]) -> Iterator[Change]:
    for name, value in asked.items():
        if is_list(name, value):
            had = items(catalogue, name, former)
            added, gone = asked_items(catalogue, name, value)
            if had is None:
                yield Change(name, None, value)
            elif added - set(had) or gone & set(had):
                kept = [item for item in had if item not in gone]
                yield Change(name, had, [*kept, *sorted(added - set(kept))])
            continue
        found = held(kind, name, former)
        old = found[1] if found and found[0] == name else None
        if found is None or found[0] != name or not same(catalogue, kind, name, old, value):
            yield Change(name, old, value)


def untaken(catalogue: Catalogue, kind: RecordType, asked: Mapping[str, Value], answer: Record) -> tuple[Change, ...]:
    """The fields that Cerb's answer shows otherwise than they were asked for: what was asked, and what it holds.

    Cerb ignores some writes without a word, drops emoji from some columns, and holds numbers to their limits. A field
    that the answer does not show is not told of.
    """
    return tuple(_untaken(catalogue, kind, asked, answer))


def _untaken(catalogue: Catalogue, kind: RecordType, asked: Mapping[str, Value], answer: Record) -> Iterator[Change]:
    for name, value in asked.items():
        if is_list(name, value):
            has = items(catalogue, name, answer)
            added, gone = asked_items(catalogue, name, value)
            if has is not None and (added - set(has) or gone & set(has)):
                yield Change(name, value, has)
            continue
        found = held(kind, name, answer)
        if found and found[0] == name and not same(catalogue, kind, name, value, found[1]):
            yield Change(name, value, found[1])


def drift(catalogue: Catalogue, kind: RecordType, then: Record, now: Record) -> tuple[Change, ...]:
    """The fields of a record that differ between two readings, but for those that every write changes, and those whose
    earlier values are secrets, which are not kept."""
    shown = [name for name in then if name in now and _is_field(kind, name) and MARK not in str(then[name])]
    found = []
    for name in shown:
        old, new = items(catalogue, name, then), items(catalogue, name, now)
        if name not in LISTS or old is None or new is None:
            old_value, new_value = then[name], now[name]
            if not same(catalogue, kind, name, old_value, new_value):
                found.append(Change(name, old_value, new_value))
        elif sorted(old) != sorted(new):
            found.append(Change(name, old, new))
    return tuple(found)


def _is_field(kind: RecordType, name: str) -> bool:
    return (name in kind.fields and name not in VOLATILE) or name in LISTS.values() or is_custom(name)
