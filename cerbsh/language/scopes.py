"""What each group of a query is about: filters of which record type, parts of a date, keys of a data query.

``owner:(group:(name:Support))`` asked of tickets is about workers, then about groups. Completion, lint and
highlighting all ask here what a name inside a query means.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Literal, NamedTuple

from cerbsh.catalogue import Filter, RecordType
from cerbsh.catalogue.dataquery import DataKey, DataType, find_key
from cerbsh.catalogue.lookups import Lookups
from cerbsh.catalogue.vocabulary import DATE_PARTS
from cerbsh.language.query import PAGING, Group, Query, Term

_DATE_PARTS = frozenset(word.text.rstrip(":") for word in DATE_PARTS)
_TYPE = DataKey("type", "type", "kind of data query", required=True)

AUTOMATION_LOG = RecordType(
    uri="automation_log",
    context="",
    name="automation log entry",
    plural="automation log",
    filters={
        item.name: item
        for item in (
            Filter("automation", "record", "automation_log_source", True),
            Filter("created", "date", sortable=True),
            Filter("id", "number", sortable=True),
            Filter("level", "number", note="7 is the most talkative"),
            Filter("message", "text"),
        )
    },
    sort_keys=("created", "id"),
)
"""What ``GET automations/logs/search`` can be asked; it is no record type, and has filters all the same."""
_LOG_SOURCE = RecordType(
    "automation_log_source",
    "",
    "automation",
    "",
    filters={"name": Filter("name", "text"), "node": Filter("node", "text")},
)


class Scope(NamedTuple):
    """What a group is about.

    ``search``: filters of ``kind``. ``dates``: since, until and the like. ``data``: ``keys`` of a data query, ``kind``
    being the type that its ``of:`` names. ``list``: values of the condition whose index is ``term``. ``top`` tells
    that paging counts here.
    """

    what: Literal["search", "dates", "data", "list", "unknown"]
    kind: RecordType | None = None
    keys: tuple[DataKey, ...] = ()
    top: bool = False
    term: int = -1


Meaning = Filter | DataKey | Literal["paging", "part of a date"] | None
"""What the field of a condition is: a filter, a key of a data query, paging, ``since:`` and the like, or unknown."""

_UNKNOWN = Scope("unknown")


@dataclass(frozen=True)
class Understood:
    """A query with the meaning of its groups; ``root`` is what the whole query is about."""

    query: Query
    root: Scope
    lookups: Lookups

    @cached_property
    def scopes(self) -> tuple[Scope, ...]:
        """The scope of each group, in the order of the groups."""
        found: list[Scope] = []
        for index, group in enumerate(self.query.groups):
            found.append(self._scope(index, group, found))
        return tuple(found)

    def scope_of(self, term: Term) -> Scope:
        """The scope that a condition stands in."""
        return self.scopes[term.group]

    def meaning(self, term: Term) -> Meaning:
        """What the field of a condition is; ``None`` for an unknown one, and where there is no field."""
        return self._meaning(term, self.scope_of(term))

    @cached_property
    def data_type(self) -> DataType | None:
        """The kind of data query that ``type:`` names."""
        named = next((term for term in self.query.inside(0) if term.field and term.field.name == "type"), None)
        return self.lookups.data_types.get(named.text) if named else None

    def _scope(self, index: int, group: Group, outer: list[Scope]) -> Scope:
        if group.parent < 0:
            return self._root()
        term, around = self.query.terms[group.term], outer[group.parent]
        if group.is_list:
            return Scope("list", around.kind, around.keys, False, group.term)
        if term.field is None:
            return Scope(around.what, around.kind, around.keys) if around.what != "list" else _UNKNOWN
        return self._inside(self._meaning(term, around), around, index)

    def _root(self) -> Scope:
        if self.root.what != "data":
            return self.root
        kind = self.data_type
        return Scope("data", self._of(0), (_TYPE, *(kind.keys if kind else ())), True)

    def _inside(self, meaning: Meaning, around: Scope, index: int) -> Scope:
        """The scope of a group in parentheses behind a field of that meaning."""
        if isinstance(meaning, Filter):
            if meaning.type == "date":
                return Scope("dates")
            inner = _LOG_SOURCE if meaning.record == _LOG_SOURCE.uri else self.lookups.inner(meaning)
            return Scope("search", inner) if inner else _UNKNOWN
        if isinstance(meaning, DataKey):
            if meaning.kind == "query":
                return Scope("search", around.kind, top=True)
            if meaning.keys:
                return Scope("data", self._of(index) or around.kind, meaning.keys)
        return _UNKNOWN

    def _of(self, group: int) -> RecordType | None:
        """The record type that ``of:`` names in the group of that index."""
        named = next((term for term in self.query.inside(group) if term.field and term.field.name == "of"), None)
        return self.lookups.catalogue.type(named.text) if named else None

    def _meaning(self, term: Term, scope: Scope) -> Meaning:
        if term.field is None:
            return None
        name = term.field.name
        if scope.what == "data":
            return find_key(scope.keys, name)
        if scope.what == "dates":
            return "part of a date" if name in _DATE_PARTS else None
        if scope.what != "search":
            return None
        own = self.lookups.filters(scope.kind).get(name) if scope.kind else None
        return own or ("paging" if name in PAGING else None)
