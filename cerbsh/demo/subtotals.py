"""``subtotals[]`` of a records search: how many of what was found have which value."""

from __future__ import annotations

from typing import Any

from cerbsh.demo import axes
from cerbsh.demo.axes import Axis
from cerbsh.demo.bodies import Body
from cerbsh.demo.envelope import RefusalError
from cerbsh.demo.search import Search
from cerbsh.demo.store import Row

STATUS_LABELS = {"ticket": ("Open", "Waiting for Reply", "Closed", "Deleted"), "task": ("Open", "Closed", "Waiting")}
MOST = 250


def count(search: Search, names: list[str]) -> Body:
    """By the name of the filter: a list of ``label``, ``hits``, a ``key`` where it differs, and a ``distribution``."""
    return {name: _count(search, name) for name in names}


def _count(search: Search, name: str) -> list[Body]:
    filters = search.filters
    if not filters.knows(name):
        raise RefusalError(f"'{name}' is not a valid subtotal token.", "ERROR_SEARCH_FILTERS_INVALID")
    declared = filters.declared(name)
    if declared is not None and not declared.subtotal:
        return []
    if name == "status":
        return _statuses(search)
    if name in ("links", "watchers"):
        return _linked(search, name)
    axis = axes.find(filters, name, 0)
    if axis is None:
        return []
    counts = _entries(search, axis, _tally(search, axis))
    if name == "group.id" and filters.kind.uri == "ticket":
        for entry in counts:
            entry["distribution"] = _buckets(search, int(entry["key"]))
    return counts


def _tally(search: Search, axis: Axis, also: str = "1", parameters: tuple[Any, ...] = ()) -> list[Row]:
    ids, bound = search.selected()
    sql = f"""SELECT {axis.sql} AS value, COUNT(*) AS hits FROM {search.filters.kind.stored} {axis.join}
        WHERE {search.filters.kind.stored}.id IN ({ids}) AND {also} GROUP BY 1 ORDER BY hits DESC, value LIMIT {MOST}"""
    return search.scope.database.rows(sql, (*bound, *parameters))


def _entries(search: Search, axis: Axis, rows: list[Row]) -> list[Body]:
    labels = axis.labels(search.scope.database, [row["value"] for row in rows])
    return [_entry(labels.get(row["value"], row["value"]), row["value"], row["hits"]) for row in rows]


def _entry(label: object, key: object, hits: int) -> Body:
    shown = "(none)" if label in ("", None) else str(label)
    entry: Body = {"label": shown, "hits": hits}
    if shown.lower() == str(key).lower():
        return entry
    return {**entry, "key": key if isinstance(key, int) else str(key)}


def _statuses(search: Search) -> list[Body]:
    rows = sorted(_tally(search, Axis("status", "Status", "status_id")), key=lambda row: int(row["value"]))
    labels = STATUS_LABELS[search.filters.kind.uri]
    return [{"label": labels[row["value"]], "hits": row["hits"]} for row in rows]


def _linked(search: Search, name: str) -> list[Body]:
    axis = axes.find(search.filters, "links.worker" if name == "watchers" else "links", 0)
    if axis is None:
        return []
    if name == "watchers":
        return _entries(search, axis, _tally(search, axis))
    by_type = Axis("links", "Links", "link.to_context", join=axis.join)
    return _entries(search, by_type, _tally(search, by_type))


def _buckets(search: Search, group_id: int) -> list[Body]:
    axis = axes.find(search.filters, "bucket.id", 0)
    return _entries(search, axis, _tally(search, axis, "group_id = ?", (group_id,))) if axis else []
