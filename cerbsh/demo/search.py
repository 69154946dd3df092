"""Running a query over one record type: sorting, paging with Cerb's faults, and the template around every query."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from cerbsh.demo.custom import CustomField
from cerbsh.demo.envelope import unserved
from cerbsh.demo.filters import Filters, Scope
from cerbsh.demo.kinds import Kind
from cerbsh.demo.php import number_prefix
from cerbsh.demo.query import Group, Term, parse
from cerbsh.demo.store import Database, Row
from cerbsh.demo.where import NOTHING, Where, join

PSEUDO = ("sort", "_sort", "limit", "_limit", "page", "_page", "subtotal", "_subtotal", "set.timezone")
"""Fields that are no filters; within a group they are unknown ones."""


@dataclass(frozen=True)
class Search:
    """A query that is ready to run. ``limit`` and ``page`` (from 0) are those of the query itself, if it has them."""

    scope: Scope
    filters: Filters
    where: Where | None
    order: str
    limit: int | None
    page: int | None

    def total(self) -> int:
        """How many records it finds."""
        return int(self.scope.database.value(self._sql("COUNT(*)"), self._parameters))

    def selected(self) -> tuple[str, tuple[object, ...]]:
        """The SELECT of every id that it finds, with the parameters."""
        return self._sql("id"), self._parameters

    def rows(self, limit: int, page: int) -> list[Row]:
        """The records of one page, counted from 0."""
        sql = f"{self._sql('*')} ORDER BY {self.order} LIMIT ? OFFSET ?"
        return self.scope.database.rows(sql, (*self._parameters, limit, limit * page))

    @property
    def _parameters(self) -> tuple[object, ...]:
        return self.where.parameters if self.where else ()

    def _sql(self, columns: str) -> str:
        condition = f" WHERE {self.where.sql}" if self.where else ""
        return f"SELECT {columns} FROM {self.filters.kind.stored}{condition}"


def prepare(database: Database, worker_id: int, kind: Kind, text: str, required: str = "") -> Search:
    """Read a query for one record type. ``required`` is a second query that must hold, too."""
    zone = str(database.value("SELECT timezone FROM worker WHERE id = ?", (worker_id,)) or "")
    scope = Scope(database, worker_id, datetime.now(_zone(zone) or ZoneInfo("UTC")))
    rendered = render(scope, text)
    if rendered is None:
        return Search(scope, Filters(scope, kind), NOTHING, "id", None, None)
    tree = parse(rendered)
    scope, known = _in_its_zone(scope, tree)
    filters = Filters(scope, kind)
    conditions = [filters.where(tree.without(*PSEUDO)) if known else NOTHING]
    if required:
        conditions.append(filters.where(parse(render(scope, required) or "").without(*PSEUDO)))
    parts = [part for part in conditions if part]
    where = join(parts, "AND") if parts else None
    search = Search(scope, filters, where, _order(filters, tree), _number(tree, "limit", 1, 250), _page(tree))
    if not database.accepts(*search.selected()):
        raise unserved("queries as large as this one")
    return search


def repeated_page(total: int, limit: int, page: int) -> int:
    """The page (from 0) that Cerb shows where the one asked for lies behind the end: an earlier one."""
    return page if page * limit < total else max(0, total // limit - 1)


def render(scope: Scope, text: str) -> str | None:
    """The query with ``{{current_worker_id}}`` and its like filled in; ``None`` for a template that is broken.

    Raises an honest refusal for what the demo cannot render.
    """
    if "{%" in text or re.search(r"\{\{[^}]*[^\w\s}][^}]*\}\}", text):
        raise unserved("templates beyond {{current_worker_id}}")
    worker = scope.database.row("SELECT * FROM worker WHERE id = ?", (scope.worker_id,))

    def value(found: re.Match[str]) -> str:
        name = found[1].removeprefix("current_worker_")
        return str(worker[name]) if worker and name != found[1] and name in worker.keys() else ""  # noqa: SIM118

    rendered = re.sub(r"\{\{\s*(\w*)\s*\}\}", value, text)
    return None if "{{" in rendered else rendered


def _zone(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def _in_its_zone(scope: Scope, tree: Group) -> tuple[Scope, bool]:
    """The scope in the zone that the query sets; a zone that does not exist finds nothing."""
    term = next(tree.terms("set.timezone"), None)
    if term is None:
        return scope, True
    zone = _zone(term.value.text)
    return replace(scope, now=scope.now.astimezone(zone)) if zone else scope, zone is not None


def _number(tree: Group, name: str, least: int, most: int) -> int | None:
    values = [int(number_prefix(term.value.text)) for term in tree.terms(name, f"_{name}")]
    return max(least, min(most, values[-1])) if values else None


def _page(tree: Group) -> int | None:
    page = _number(tree, "page", 1, 2001)
    return page - 1 if page else None


def _order(filters: Filters, tree: Group) -> str:
    """The sort of the query as SQL; unknown keys are ignored, and the id settles what is equal."""
    keys = [key.strip() for term in tree.terms("sort", "_sort") for key in _keys(term)]
    parts = [part for key in keys if (part := _sort(filters, key)) is not None]
    last = "DESC" if parts and parts[-1].endswith(" DESC") else "ASC"
    return ", ".join([*parts, f"id {last}"])


def _keys(term: Term) -> Sequence[str]:
    return term.value.text.split(",")


def _sort(filters: Filters, key: str) -> str | None:
    direction = "DESC" if key.startswith("-") else "ASC"
    name = key.lstrip("+-")
    declared = filters.declared(name)
    if declared is not None:
        column = filters.kind.column(name) if name != "text" else filters.kind.text
        return f"{column} {direction}" if declared.sortable and column else None
    custom = filters.custom_fields.get(name)
    return f"{_custom_column(filters.kind, custom)} {direction}" if custom else None


def _custom_column(kind: Kind, field: CustomField) -> str:
    where = f"field_id = {field.id} AND context_id = {kind.stored}.id"
    return f"(SELECT MIN(value) FROM custom_value WHERE {where})"
