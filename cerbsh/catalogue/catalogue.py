"""What cerbsh knows of Cerb without asking: 135 endpoints and 77 record types, read from the package when first needed.

Both files hold one entry a line, what it is looked up by first, so that one is built without reading the others.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, cached_property
from pathlib import Path
from typing import Any, Final, NamedTuple

from cerbsh.catalogue.model import Endpoint, ExpandKey, Field, Filter, Param, RecordType

_NAMES: Final = rb'\{"uri":"([^"]*)","aliases":(\[[^]]*\]).*?"context":"([^"]*)"'
"""What a line of ``records.json`` begins with: uri, aliases as JSON, and the long context id."""


class Match(NamedTuple):
    """An endpoint that a path names: the values of its placeholders, and segments that Cerb would ignore."""

    endpoint: Endpoint
    values: Mapping[str, str]
    extra: tuple[str, ...] = ()


class Catalogue:
    """Endpoints and record types with their look-ups; each file is read once, at its first use."""

    def __init__(self, endpoints: Iterable[Endpoint] | None = None, types: Iterable[RecordType] | None = None) -> None:
        self._endpoints = None if endpoints is None else tuple(endpoints)
        self._types = None if types is None else tuple(types)
        self._begun: dict[tuple[str, str], Sequence[Endpoint]] = {}

    @cached_property
    def endpoints(self) -> tuple[Endpoint, ...]:
        """Every endpoint, in the file's order."""
        return tuple(map(_read_endpoint, _lines("endpoints.json"))) if self._endpoints is None else self._endpoints

    @cached_property
    def types(self) -> Mapping[str, RecordType]:
        """Every record type by its uri."""
        return self._shelf if self._types is None else {kind.uri: kind for kind in self._types}

    def type(self, name: str) -> RecordType | None:
        """The record type that a path segment names: its uri, an alias, its plural or its long context id.

        Case matters, as it does to Cerb.
        """
        return self.types.get(name) or self.types.get(self._uris.get(name, ""))

    @cached_property
    def _uris(self) -> Mapping[str, str]:
        """The uri that each alias and each context id stands for; the first type that claims an alias has it."""
        if self._types is None:
            return self._shelf.uris
        return _first_claims((kind.uri, (kind.context, *kind.aliases)) for kind in self._types)

    @cached_property
    def _shelf(self) -> _Shelf:
        return _Shelf(_lines("records.json"))

    def match(self, method: str, segments: Sequence[str]) -> Match | None:
        """The endpoint for a path without suffix; literal segments win over placeholders.

        Cerb ignores segments behind the ones it needs, so a longer path still matches and tells of them in ``extra``.
        """
        for endpoint in self._beginning(method, segments[0] if segments else ""):
            template = endpoint.segments
            if len(template) <= len(segments) and (values := _placeholders(template, segments)) is not None:
                return Match(endpoint, values, tuple(segments[len(template) :]))
        return None

    def _beginning(self, method: str, start: str) -> Sequence[Endpoint]:
        """The endpoints of a method by their first segment, which is never a placeholder; the ones to prefer first."""
        begun = self._begun.get((method, start))
        if begun is None:
            found = _starting(method, start) if self._endpoints is None else self._endpoints
            wanted = (each for each in found if (each.method, each.segments[0]) == (method, start))
            begun = self._begun[method, start] = sorted(wanted, key=_preference)
        return begun


@cache
def builtin() -> Catalogue:
    """The catalogue that ships with cerbsh; one for the whole process."""
    return Catalogue()


def _preference(endpoint: Endpoint) -> tuple[int, int]:
    """Longer templates go first, and among them those with fewer placeholders."""
    return -len(endpoint.segments), sum(part.startswith("{") for part in endpoint.segments)


def _placeholders(template: Sequence[str], segments: Sequence[str]) -> dict[str, str] | None:
    values = {}
    for part, segment in zip(template, segments, strict=False):
        if part.startswith("{"):
            values[part[1:-1]] = segment
        elif part != segment:
            return None
    return values


class _Shelf(Mapping[str, RecordType]):
    """The record types of ``records.json`` by their uri, each built when it is first taken."""

    def __init__(self, lines: Iterable[bytes]) -> None:
        found = [(names, line) for line in lines if (names := re.match(_NAMES, line))]
        self._lines = {names[1].decode(): line for names, line in found}
        self._built: dict[str, RecordType] = {}
        self.uris = _first_claims((names[1].decode(), (names[3].decode(), *json.loads(names[2]))) for names, _ in found)

    def __getitem__(self, uri: str) -> RecordType:
        kind = self._built.get(uri)
        if kind is None:
            kind = self._built[uri] = _read_type(json.loads(self._lines[uri]))
        return kind

    def __contains__(self, uri: object) -> bool:
        return uri in self._lines

    def __iter__(self) -> Iterator[str]:
        return iter(self._lines)

    def __len__(self) -> int:
        return len(self._lines)


def _first_claims(claims: Iterable[tuple[str, Sequence[str]]]) -> dict[str, str]:
    uris: dict[str, str] = {}
    for uri, names in claims:
        for name in names:
            uris.setdefault(name, uri)
    return uris


def _lines(name: str) -> Iterable[bytes]:
    """The entries of a file of the package, each as JSON."""
    lines = Path(__file__).with_name(name).read_bytes().splitlines()
    return (line.rstrip(b",") for line in lines if line.startswith(b"{"))


def _starting(method: str, start: str) -> Iterator[Endpoint]:
    """The built-in endpoints of a method whose path begins so."""
    head = f'{{"method":"{method}","path":"{start}'.encode()
    return (_read_endpoint(line) for line in _lines("endpoints.json") if line.startswith(head))


def _read_endpoint(line: bytes) -> Endpoint:
    entry = json.loads(line)
    return Endpoint(
        entry["method"],
        entry["path"],
        tuple(
            Param(each["name"], each["in"], each.get("required", False), each.get("type", ""), each.get("note", ""))
            for each in entry["params"]
        ),
        entry["summary"],
        bool(entry.get("legacy")),
        entry.get("replaced_by") or "",
        str(entry.get("broken") or ""),
    )


def _read_type(entry: dict[str, Any]) -> RecordType:
    return RecordType(
        uri=entry["uri"],
        context=entry["context"],
        name=entry["name"],
        plural=entry["plural"],
        aliases=tuple(entry["aliases"]),
        fields={item["name"]: _read_field(item) for item in entry["fields"]},
        filters={item["name"]: _read_filter(item) for item in entry["search_filters"]},
        keys=tuple(entry["dictionary_keys"]),
        key_types=entry["key_types"],
        expand_keys=tuple(
            ExpandKey(item["name"], item["type"], item.get("record") or "", item.get("note") or "")
            for item in entry["expand_keys"]
        ),
        sort_keys=tuple(entry["sort_keys"]),
        subtotal_keys=tuple(entry["subtotal_keys"]),
        can=frozenset(name for name, allowed in entry["can"].items() if allowed),
        default_install=entry["default_install"],
    )


def _read_field(item: dict[str, Any]) -> Field:
    return Field(
        item["name"],
        item["type"],
        item.get("required", False),
        item.get("readonly", False),
        item.get("note") or "",
        item.get("record") or "",
        tuple(map(str, item.get("values") or ())),
    )


def _read_filter(item: dict[str, Any]) -> Filter:
    return Filter(
        item["name"],
        item["type"],
        item.get("record") or "",
        item.get("deep", False),
        item.get("sortable", False),
        item.get("subtotal", False),
        tuple(map(str, item.get("values") or ())),
        tuple(map(str, item.get("examples") or ())),
        item.get("note") or "",
    )
