"""The shapes of what cerbsh knows of Cerb: endpoints with their parameters, record types with their names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple


class Param(NamedTuple):
    """A parameter of an endpoint. ``location`` is ``query``, ``form`` or ``body``; ``type`` is Cerb's word for it.

    A named tuple, since all of them are made at once and those are made several times as fast as frozen dataclasses.
    """

    name: str
    location: str
    required: bool
    type: str
    note: str = ""


@dataclass(frozen=True)
class Endpoint:
    """One method on one path template: ``GET records/{uri}/search``, without suffix."""

    method: str
    path: str
    params: tuple[Param, ...]
    summary: str
    legacy: bool = False
    replaced_by: str = ""
    broken: str = ""

    @cached_property
    def segments(self) -> tuple[str, ...]:
        """The template, segment by segment; a placeholder keeps its braces."""
        return tuple(self.path.split("/"))

    @cached_property
    def query_name(self) -> str:
        """The parameter under which it takes a Cerb query: ``q``, ``query``, ``(body)``; empty when it takes none."""
        if self.path == "records/{uri}/upsert":
            return "query"
        return next((param.name for param in self.params if param.name in ("q", "(body)")), "")

    @property
    def wraps_fields(self) -> bool:
        """Whether its form keys stand inside ``fields[…]``; Cerb ignores bare ones there without a word."""
        return any(param.name == "fields[{field}]" for param in self.params)


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a record type that can be written, or is refused when sent (``readonly``)."""

    name: str
    type: str
    required: bool = False
    readonly: bool = False
    note: str = ""
    record: str = ""
    values: tuple[str, ...] = ()
    label: str = ""


@dataclass(frozen=True, slots=True)
class Filter:
    """A filter of a type's search query. ``deep`` ones take a query of ``record`` in parentheses."""

    name: str
    type: str
    record: str = ""
    deep: bool = False
    sortable: bool = False
    subtotal: bool = False
    values: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class ExpandKey:
    """A name for ``expand=``. Names that end in ``_`` open the linked record of type ``record``."""

    name: str
    type: str
    record: str = ""
    note: str = ""


@dataclass(frozen=True)
class RecordType:
    """A record type with all its names. ``can`` holds what a default install allows: get, search, create, …"""

    uri: str
    context: str
    name: str
    plural: str
    aliases: tuple[str, ...] = ()
    fields: Mapping[str, Field] = field(default_factory=dict)
    filters: Mapping[str, Filter] = field(default_factory=dict)
    keys: tuple[str, ...] = ()
    key_types: Mapping[str, str] = field(default_factory=dict)
    expand_keys: tuple[ExpandKey, ...] = ()
    sort_keys: tuple[str, ...] = ()
    subtotal_keys: tuple[str, ...] = ()
    can: frozenset[str] = frozenset()
    default_install: bool = True
