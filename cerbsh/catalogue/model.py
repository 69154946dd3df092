"""The shapes of what cerbsh knows of Cerb: endpoints with their parameters, record types with their names.

They are named tuples, which are defined and made several times as fast as frozen dataclasses: every line needs some of
them, and there are thousands.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple


class Param(NamedTuple):
    """A parameter of an endpoint. ``location`` is ``query``, ``form`` or ``body``; ``type`` is Cerb's word for it."""

    name: str
    location: str
    required: bool
    type: str
    note: str = ""


class Endpoint(NamedTuple):
    """One method on one path template: ``GET records/{uri}/search``, without suffix."""

    method: str
    path: str
    params: tuple[Param, ...]
    summary: str
    legacy: bool = False
    replaced_by: str = ""
    broken: str = ""

    @property
    def segments(self) -> tuple[str, ...]:
        """The template, segment by segment; a placeholder keeps its braces."""
        return tuple(self.path.split("/"))

    @property
    def query_name(self) -> str:
        """The parameter under which it takes a Cerb query: ``q``, ``query``, ``(body)``; empty when it takes none."""
        if self.path == "records/{uri}/upsert":
            return "query"
        return next((param.name for param in self.params if param.name in ("q", "(body)")), "")

    @property
    def wraps_fields(self) -> bool:
        """Whether its form keys stand inside ``fields[…]``; Cerb ignores bare ones there without a word."""
        return any(param.name == "fields[{field}]" for param in self.params)


class Field(NamedTuple):
    """A field of a record type that can be written, or is refused when sent (``readonly``)."""

    name: str
    type: str
    required: bool = False
    readonly: bool = False
    note: str = ""
    record: str = ""
    values: tuple[str, ...] = ()
    label: str = ""


class Filter(NamedTuple):
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


class ExpandKey(NamedTuple):
    """A name for ``expand=``. Names that end in ``_`` open the linked record of type ``record``."""

    name: str
    type: str
    record: str = ""
    note: str = ""


class RecordType(NamedTuple):
    """A record type with all its names. ``can`` holds what a default install allows: get, search, create, …"""

    uri: str
    context: str
    name: str
    plural: str
    aliases: tuple[str, ...] = ()
    fields: Mapping[str, Field] = MappingProxyType({})
    filters: Mapping[str, Filter] = MappingProxyType({})
    keys: tuple[str, ...] = ()
    key_types: Mapping[str, str] = MappingProxyType({})
    expand_keys: tuple[ExpandKey, ...] = ()
    sort_keys: tuple[str, ...] = ()
    subtotal_keys: tuple[str, ...] = ()
    can: frozenset[str] = frozenset()
    default_install: bool = True
