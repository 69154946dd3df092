"""Ids with their labels, gathered from every reply that is seen."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from cerbsh.catalogue.names import Names

_LABEL_KEYS = ("_label", "name", "title", "subject", "full_name", "email", "address")
_LONGEST = 120
_ID = re.compile(r"[1-9][0-9]{0,18}")
_NO_NAMES = Names()


@dataclass(frozen=True, slots=True)
class Seen:
    """A record that was seen: the uri of its type, its id, its label."""

    kind: str
    id: str
    label: str


@dataclass(frozen=True)
class Labels:
    """The records that are known, by the uri of their type; never changed."""

    names: Mapping[str, Names] = field(default_factory=dict)

    def of(self, kind: str) -> Names:
        """The ids of a type, with their labels."""
        return self.names.get(kind, _NO_NAMES)

    def with_seen(self, seen: Iterable[Seen]) -> Labels:
        """These and those; a record that is seen again has its newest label."""
        by_kind: dict[str, dict[str, str]] = {}
        for record in seen:
            by_kind.setdefault(record.kind, {})[record.id] = record.label
        added = {kind: self.of(kind).with_more(found.items()) for kind, found in by_kind.items()}
        return Labels({**self.names, **added}) if added else self

    def newest(self, limit: int) -> Iterator[Seen]:
        """At most ``limit`` records of each type, the oldest of them first: what is worth keeping."""
        for kind, names in self.names.items():
            for hit in reversed(names.newest(limit)):
                yield Seen(kind, hit.name, hit.label)


def seen_in(data: object, kinds: Mapping[str, str]) -> Iterator[Seen]:
    """The records in a reply: the one at its top, those of a search or a data query, and those that were expanded.

    ``data`` is the JSON value of the reply, ``kinds`` leads from long context ids to the uris of types.
    """
    for record in _records(data):
        kind = _kind(record.get("_type"), record.get("_context"), kinds)
        label = next((text for key in _LABEL_KEYS if isinstance(text := record.get(key), str) and text), "")
        if kind and label and (number := _id(record.get("id"))):
            yield Seen(kind, number, label[:_LONGEST])
        yield from _linked(record, kinds)


def _records(data: object) -> Iterator[Mapping[str, object]]:
    if not isinstance(data, dict):
        return
    if "_context" in data:
        yield data
    for key in ("results", "data"):
        found = data.get(key)
        values = found.values() if isinstance(found, dict) else found if isinstance(found, list) else ()
        yield from (record for record in values if isinstance(record, dict) and "_context" in record)


def _linked(record: Mapping[str, object], kinds: Mapping[str, str]) -> Iterator[Seen]:
    """The records behind ``owner__label`` and ``owner_id``."""
    for key, label in record.items():
        if key.endswith("__label") and isinstance(label, str) and label:
            link = key.removesuffix("__label")
            kind = _kind(record.get(f"{link}__type"), record.get(f"{link}__context"), kinds)
            if kind and (number := _id(record.get(f"{link}_id"))):
                yield Seen(kind, number, label[:_LONGEST])


def _kind(uri: object, context: object, kinds: Mapping[str, str]) -> str:
    if isinstance(uri, str) and uri:
        return uri
    return kinds.get(context, "") if isinstance(context, str) else ""


def _id(value: object) -> str:
    """An id as text; Cerb sends some as text and some as numbers, and 0 for none."""
    text = str(value) if isinstance(value, (int, str)) and not isinstance(value, bool) else ""
    return text if _ID.fullmatch(text) else ""
