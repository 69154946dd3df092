"""A catalogue resolved: families of filters spelled out, filters and keys followed through the links of records."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from cerbsh.catalogue.catalogue import Catalogue, Match
from cerbsh.catalogue.keyindex import KeyIndex
from cerbsh.catalogue.model import Endpoint, ExpandKey, Field, Filter, RecordType

if TYPE_CHECKING:
    from cerbsh.catalogue.dataquery import DataType

READ_LIMIT = 6_000
"""How many keys of one type are spelled out at most; a ticket has about 3,000 on a server."""

_FAMILY = r"\{(?:type|id|n|key|field|name)\}"


class ReadKey(NamedTuple):
    """A key of a record. ``plain`` ones are in every reply, the others want ``expand``.

    One that ``opens`` ends in ``_`` and stands for the whole linked record of type ``record``. ``record`` of a plain
    ``…_id`` is the type that the id belongs to.
    """

    name: str
    type: str = ""
    note: str = ""
    record: str = ""
    plain: bool = False

    @property
    def opens(self) -> bool:
        """Whether it stands for a whole linked record, or for all custom fields."""
        return self.name.endswith("_")


class Lookups:
    """What is asked of a catalogue again and again, worked out once, when first asked for.

    ``learned_keys`` are readable keys with their labels that a server named, by the uri of the type; ``data_types`` the
    kinds of data query, the built-in ones where none are given; ``controllers`` the first segments of paths that the
    server says it has.
    """

    def __init__(
        self,
        catalogue: Catalogue,
        learned_keys: Mapping[str, Mapping[str, str]] = MappingProxyType({}),
        data_types: Mapping[str, DataType] | None = None,
        controllers: Sequence[str] = (),
    ) -> None:
        self.catalogue = catalogue
        self.learned_keys = learned_keys
        self._data_types = data_types
        self.controllers = controllers
        self._filters: dict[str, Mapping[str, Filter]] = {}
        self._readable: dict[str, Mapping[str, ReadKey]] = {}
        self._expandable: dict[str, KeyIndex] = {}

    @cached_property
    def data_types(self) -> Mapping[str, DataType]:
        """The kinds of data query by their names."""
        from cerbsh.catalogue.dataquery import DATA_TYPES

        return DATA_TYPES if self._data_types is None else self._data_types

    @cached_property
    def roots(self) -> Sequence[str]:
        """The first segments of the known paths."""
        return tuple(dict.fromkeys(endpoint.segments[0] for endpoint in self.catalogue.endpoints))

    def below(self, segments: Sequence[str], method: str = "") -> list[Endpoint]:
        """The endpoints (of that method, or of any) whose path begins with ``segments``; literal segments win."""
        found: dict[int, list[Endpoint]] = {}
        for endpoint in self.catalogue.endpoints:
            if method in ("", endpoint.method) and _begins(endpoint.segments, segments):
                literal = sum(part == segment for part, segment in zip(endpoint.segments, segments, strict=False))
                found.setdefault(literal, []).append(endpoint)
        return found[max(found)] if found else []

    def filters(self, kind: RecordType) -> Mapping[str, Filter]:
        """The filters of a type, every family as one filter a record type."""
        if kind.uri not in self._filters:
            self._filters[kind.uri] = {item.name: item for item in self._spelled_out(kind)}
        return self._filters[kind.uri]

    def inner(self, item: Filter) -> RecordType | None:
        """The type whose query, or whose ids, a filter takes."""
        return self.catalogue.type(item.record) if item.record else None

    def readable(self, kind: RecordType) -> Mapping[str, ReadKey]:
        """The keys of a record of that type, those of linked records behind their prefix, the nearest first."""
        if kind.uri not in self._readable:
            self._readable[kind.uri] = self._read_keys(kind)
        return self._readable[kind.uri]

    def sort_keys(self, kind: RecordType) -> Sequence[str]:
        """What a search of the type can be sorted by."""
        own = (name for name, item in self.filters(kind).items() if item.sortable)
        return tuple(dict.fromkeys((*kind.sort_keys, *own)))

    def subtotal_keys(self, kind: RecordType) -> Sequence[str]:
        """The filters by which records of the type can be counted."""
        own = (name for name, item in self.filters(kind).items() if item.subtotal)
        return tuple(dict.fromkeys((*kind.subtotal_keys, *own)))

    def expandable(self, kind: RecordType) -> KeyIndex:
        """The keys that only ``expand`` brings, to be searched."""
        if kind.uri not in self._expandable:
            self._expandable[kind.uri] = KeyIndex(name for name, key in self.readable(kind).items() if not key.plain)
        return self._expandable[kind.uri]

    def knows_key(self, kind: RecordType, name: str) -> bool:
        """Whether ``name`` can stand in ``expand``: a key, a prefix of linked keys, ``comments~3``, ``custom_9``."""
        name = name.partition("~")[0]
        known = self.readable(kind)
        if name in known or f"{name}_" in known or re.search(r"(^|_)custom_\d*$", name):
            return True
        return name.endswith("_") and any(key.startswith(name) for key in known)

    def link_types(self) -> Iterable[RecordType]:
        """The types that can be linked to, and searched."""
        return (kind for kind in self.catalogue.types.values() if {"search", "links"} <= kind.can)

    def _spelled_out(self, kind: RecordType) -> Iterable[Filter]:
        for item in kind.filters.values():
            if "{type}" not in item.name:
                yield item
                continue
            for other in self.catalogue.types.values():
                if "search" in other.can:
                    name = item.name.replace("{type}", other.uri)
                    yield item._replace(name=name, record=other.uri, note=other.plural)

    def _read_keys(self, kind: RecordType) -> Mapping[str, ReadKey]:
        walked = self._walk(kind)
        learned = self.learned_keys.get(kind.uri)
        if not learned:
            return walked
        keys = {name: ReadKey(name, "", label, "", name in kind.keys) for name, label in learned.items()}
        own = {name: key for name, key in walked.items() if key.opens or name in learned or self._is_own(kind, name)}
        return own | {name: key._replace(type=own[name].type if name in own else "") for name, key in keys.items()}

    @staticmethod
    def _is_own(kind: RecordType, name: str) -> bool:
        """Whether a key is the type's own, and of a family: ``links.org``, ``comments~3``."""
        return name in kind.keys or "." in name or "~" in name or any(key.name == name for key in kind.expand_keys)

    def _walk(self, kind: RecordType) -> dict[str, ReadKey]:
        """Breadth first through the links; no type is opened inside itself, families are spelled out at the top."""
        found: dict[str, ReadKey] = {}
        queue = deque([("", kind, frozenset({kind.uri}))])
        while queue and len(found) < READ_LIMIT:
            prefix, here, above = queue.popleft()
            for key in self._own_keys(here, plain=not prefix):
                found.setdefault(prefix + key.name, key._replace(name=prefix + key.name))
                linked = self.catalogue.type(key.record) if key.opens and key.record else None
                if linked and linked.uri not in above:
                    queue.append((prefix + key.name, linked, above | {linked.uri}))
        return found

    def _own_keys(self, kind: RecordType, *, plain: bool) -> Iterable[ReadKey]:
        for name in kind.keys:
            yield ReadKey(name, kind.key_types.get(name, ""), "", _record_of(kind, name), plain)
        for key in kind.expand_keys:
            if plain or "{" not in key.name:
                yield from self._expand_key(key)

    def _expand_key(self, key: ExpandKey) -> Iterable[ReadKey]:
        if "{type}" in key.name:
            for other in self.link_types():
                yield ReadKey(key.name.replace("{type}", other.uri), key.type, other.plural)
        elif "{n}" in key.name:
            yield ReadKey(key.name.replace("{n}", "3"), key.type, key.note)
        elif "{" not in key.name:
            yield ReadKey(key.name, key.type, key.note, key.record)


def _record_of(kind: RecordType, key: str) -> str:
    """The type that ``owner_id`` belongs to: that of the link ``owner_``."""
    link = key.removesuffix("id")
    return next((item.record for item in kind.expand_keys if item.name == link), "") if key.endswith("_id") else ""


def _begins(template: Sequence[str], segments: Sequence[str]) -> bool:
    if len(template) < len(segments):
        return False
    return all(part == segment or part.startswith("{") for part, segment in zip(template, segments, strict=False))


def writable(kind: RecordType) -> Sequence[Field]:
    """The fields of a type that can be written, required ones first."""
    return sorted((item for item in kind.fields.values() if not item.readonly), key=lambda item: not item.required)


def path_type(catalogue: Catalogue, match: Match | None) -> RecordType | None:
    """The record type that a path is about: of ``records/TYPE/…``, or of an older endpoint (``tickets/search``)."""
    if match is None:
        return None
    if "uri" in match.values:
        return catalogue.type(match.values["uri"])
    return catalogue.type(match.endpoint.segments[0])


def is_placeholder(segment: str) -> bool:
    """Whether a segment of a template stands for any value: ``{id}``."""
    return bool(re.search(_FAMILY, segment)) or segment.startswith("{")
