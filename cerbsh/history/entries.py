"""Requests in the database: put in, found by number, listed newest first."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from cerbsh.history.entry import COLUMNS, Entry, Filters, Summary, bare_path, pairs, request_from_json, request_to_json

if TYPE_CHECKING:
    from sqlite3 import Connection

_KEPT = COLUMNS[1:]
_INSERT = f"INSERT INTO requests ({', '.join(_KEPT)}) VALUES ({', '.join('?' * len(_KEPT))})"
SUMMARY = ", ".join(f"requests.{name}" for name in COLUMNS)
"""What ``summary`` reads, in SQL."""
_FLAGS = COLUMNS.index("writes")
_FIND = f"SELECT {SUMMARY}, request, headers FROM requests JOIN exchanges USING (number) WHERE requests.number = ?"


def insert(connection: Connection, entry: Entry) -> int:
    """Put in a redacted entry, but for its body; returns its number."""
    number = connection.execute(_INSERT, entry.summary[1:]).lastrowid
    assert number is not None
    headers = json.dumps(entry.headers)
    connection.execute("INSERT INTO exchanges VALUES (?, ?, ?)", (number, request_to_json(entry.request), headers))
    return number


def find(connection: Connection, number: int) -> Entry | None:
    """The entry with that number, without its body."""
    row = connection.execute(_FIND, (number,)).fetchone()
    if row is None:
        return None
    *columns, request, headers = row
    return Entry(summary(tuple(columns)), request_from_json(request), pairs(json.loads(headers)))


def is_there(connection: Connection, number: int, started: float) -> bool:
    """Whether the entry of that number is the one begun then: it may have been purged, or the file be another."""
    query = "SELECT 1 FROM requests WHERE number = ? AND started = ?"
    return connection.execute(query, (number, started)).fetchone() is not None


def recent(connection: Connection, filters: Filters, limit: int, *, oldest_first: bool = False) -> list[Summary]:
    """The newest entries that pass the filters, newest first; or the oldest ones, oldest first."""
    condition, values = conditions(filters)
    order = "ASC" if oldest_first else "DESC"
    query = f"SELECT {SUMMARY} FROM requests WHERE {condition} ORDER BY requests.number {order} LIMIT ?"
    return [summary(row) for row in connection.execute(query, (*values, limit))]


def latest_number(connection: Connection) -> int | None:
    """The number of the newest entry."""
    number: int | None = connection.execute("SELECT max(number) FROM requests").fetchone()[0]
    return number


def summary(row: tuple[Any, ...]) -> Summary:
    """A row of ``SUMMARY``, whatever more it holds."""
    return Summary._make((*row[:_FLAGS], row[_FLAGS] == 1, row[_FLAGS + 1] == 1))


def conditions(filters: Filters, number: str = "requests.number") -> tuple[str, list[object]]:
    """The filters as an SQL condition on ``requests`` and its values; ``number`` is the column that holds numbers."""
    parts = [*_conditions(filters), *_bounds(filters, number)]
    return " AND ".join(part for part, _ in parts) or "1", [value for _, value in parts]


def _conditions(filters: Filters) -> Iterator[tuple[str, object]]:
    if filters.method:
        yield "requests.method = ?", filters.method.upper()
    if filters.base_url:
        yield "requests.base_url = ?", filters.base_url
    if filters.profile is not None:
        yield "requests.profile = ?", filters.profile
    if filters.worker is not None:
        yield "requests.worker = ?", filters.worker
    if filters.status in ("error", "success"):
        yield "requests.ok = ?", filters.status == "success"
    elif filters.status is not None:
        yield "requests.status = ?", filters.status
    if filters.since is not None:
        yield "requests.started >= ?", filters.since
    if filters.until is not None:
        yield "requests.started < ?", filters.until
    if filters.path:
        yield "requests.path GLOB ?", bare_path(filters.path)
    if filters.kind:
        yield "requests.writes = ?", filters.kind == "write"


def _bounds(filters: Filters, number: str) -> Iterator[tuple[str, object]]:
    if filters.above is not None:
        yield f"{number} > ?", filters.above
    if filters.below is not None:
        yield f"{number} < ?", filters.below
