"""The tree of a query as SQL over one record type: every filter that Cerb has for it, nested queries included."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property

from cerbsh.catalogue import Filter, builtin
from cerbsh.demo import values, virtual
from cerbsh.demo.custom import CustomField, fields_of
from cerbsh.demo.envelope import unserved
from cerbsh.demo.kinds import KINDS, Kind, served
from cerbsh.demo.php import is_digits
from cerbsh.demo.query import Group, Term, Value
from cerbsh.demo.store import Database
from cerbsh.demo.where import NOTHING, Where, among, join

PREFIX_MATCH = frozenset({"city", "country", "host", "mask", "mention", "mimetype"})
EXACT_MATCH = frozenset({"gender", "lang", "language", "timezone", "storage.extension"})


@dataclass(frozen=True)
class Scope:
    """Who asks, and when: what ``me`` and ``today`` mean. ``now`` carries the worker's time zone."""

    database: Database
    worker_id: int
    now: datetime


class Filters:
    """The filters of one record type for one call."""

    def __init__(self, scope: Scope, kind: Kind) -> None:
        self.scope = scope
        self.kind = kind

    @cached_property
    def custom_fields(self) -> dict[str, CustomField]:
        """The custom fields of the type by the name of their filter."""
        return {field.filter: field for field in fields_of(self.scope.database, self.kind.context)}

    def knows(self, name: str) -> bool:
        """Whether the type has a filter of that name."""
        return self.declared(name) is not None or self._custom(name) is not None

    def declared(self, name: str) -> Filter | None:
        """The filter as the catalogue has it; ``links.org`` is one of the family ``links.{type}``."""
        filters = self.kind.type.filters
        family, dot, alias = name.partition(".")
        if name not in filters and dot and builtin().type(alias):
            return filters.get(f"{family}.{{type}}")
        return filters.get(name) if "{" not in name else None

    def select(self, group: Group) -> Where:
        """The ids that a query finds, as a SELECT."""
        where = self.where(group)
        statement = f"SELECT id FROM {self.kind.stored}"
        return Where(f"{statement} WHERE {where.sql}", where.parameters) if where else Where(statement)

    def where(self, group: Group) -> Where | None:
        """The condition of a group, ``None`` where it has none: then it finds everything."""
        parts = [part for item in group.items if (part := self._item(item)) is not None]
        if not parts:
            return None
        whole = join(parts, "OR" if group.any else "AND")
        return whole.negate() if group.negated else whole

    def _item(self, item: Term | Group) -> Where | None:
        return self.where(item) if isinstance(item, Group) else self.term(item.field, item.value)

    def term(self, name: str, value: Value) -> Where:
        """One filter. What Cerb does not know finds nothing; what the demo cannot do is refused."""
        found = self.declared(name)
        if found is None:
            custom = self._custom(name)
            return self._custom_term(*custom, value) if custom else NOTHING
        special = virtual.find(self.kind.uri, name)
        if special:
            return special(self, name, value)
        if name in self.kind.deep and found.type != "chooser":
            return self.deep(name, value)
        if name == "text":
            read = values.fulltext if found.type == "fulltext" else values.text
            return read(self.kind.text, value)
        column = self.kind.column(name)
        if column is None:
            raise unserved(f"the filter '{name}:' of {self.kind.uri} records")
        return self._column_term(found, column, value)

    def _column_term(self, found: Filter, column: str, value: Value) -> Where:
        if value.kind == "text" and value.text == "null":
            return Where(f"{column} IS {'NOT ' if value.negated else ''}NULL")
        if found.type == "date":
            return values.date(column, value, self.scope.now)
        if found.type == "text":
            exact = "exact" if found.name in EXACT_MATCH else "partial"
            return values.text(column, value, "prefix" if found.name in PREFIX_MATCH else exact)
        if found.record == "worker":
            return self.workers(column, value)
        return _READERS.get(found.type, values.number)(column, value)

    def deep(self, name: str, value: Value) -> Where:
        """A query of another type; bare words are searched in its text."""
        target = self.kind.deep[name]
        found = self.related(target.kind, value).inside(target.where)
        return found.negate() if value.negated else found

    def related(self, uri: str, value: Value) -> Where:
        """The ids of another type that a value finds, whether it is negated or not."""
        return Filters(self.scope, KINDS[uri]).select(_as_query(value))

    def workers(self, column: str, value: Value) -> Where:
        """``me``, names, ids, ``any``, ``none``; a negation of the last two is not heard."""
        terms = [term for text in value.terms for term in text.split(",") if term]
        first = terms[0].lower() if len(terms) == 1 else ""
        if first in _ANYBODY:
            return Where(f"{column} != 0")
        if first in _NOBODY:
            return Where(f"{column} = 0")
        found = self.worker_ids(terms)
        return among(column, found, value.negated) if found else NOTHING

    def worker_ids(self, terms: list[str]) -> list[int]:
        """The workers that are meant by ids, parts of names, or ``me``."""
        found: list[int] = []
        for term in terms:
            if term.lower() == "me":
                found.append(self.scope.worker_id)
            elif is_digits(term):
                found.append(int(term))
            else:
                sql = "SELECT id FROM worker WHERE first_name || ' ' || last_name LIKE ?"
                found += [row["id"] for row in self.scope.database.rows(sql, (f"%{term}%",))]
        return found

    def _custom(self, name: str) -> tuple[CustomField, bool] | None:
        """A custom field, and whether its ids are asked for: a link has ``account:`` and ``account.id:``."""
        if name in self.custom_fields:
            return self.custom_fields[name], False
        field = self.custom_fields.get(name.removesuffix(".id")) if name.endswith(".id") else None
        return (field, True) if field and field.type in "WL" else None

    def _custom_term(self, field: CustomField, by_id: bool, value: Value) -> Where:
        negated = value.negated
        positive = replace(value, negated=False)
        if value.kind == "text" and value.text == "null":
            condition, negated = Where("1"), not negated
        elif field.type == "C":
            condition = values.boolean("value", positive)
            negated = condition.sql == "value = 0"
            condition = Where("value = '1'")
        else:
            condition = self._custom_value(field, by_id, positive)
        sql = f"id IN (SELECT context_id FROM custom_value WHERE field_id = {field.id} AND {condition.sql})"
        return Where(sql, condition.parameters).negate() if negated else Where(sql, condition.parameters)

    def _custom_value(self, field: CustomField, by_id: bool, value: Value) -> Where:
        integer = "CAST(value AS INTEGER)"
        if field.type in "WL" and not by_id:
            uri = "worker" if field.type == "W" else served(field.link).uri
            return self.related(uri, value).inside(f"{integer} IN ({{}})")
        if field.type == "W":
            return self.workers(integer, value)
        if field.type == "E":
            return values.date(integer, value, self.scope.now)
        return values.number(integer, value) if field.type in "NOLFIY" else values.text("value", value)


_ANYBODY = frozenset({"any", "anyone", "anybody"})
_NOBODY = frozenset({"blank", "empty", "no", "none", "noone", "nobody"})

_READERS: dict[str, Callable[[str, Value], Where]] = {
    "fulltext": values.fulltext,
    "bool": values.boolean,
    "decimal": lambda column, value: values.number(column, value, values.share),
    "number_seconds": lambda column, value: values.number(column, value, values.duration),
}


def _as_query(value: Value) -> Group:
    if value.group is not None:
        return value.group
    words = value.terms
    return Group(tuple(Term("text", Value("quoted" if value.kind == "quoted" else "text", word)) for word in words))
