"""Forgetting for good: what is purged leaves no trace in the file, its log, or the search index."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cerbsh.history import recall, words
from cerbsh.history.schema import transaction

if TYPE_CHECKING:
    from sqlite3 import Connection

_LINE_OF_NUMBERS = """
    (profile, line) IN (SELECT profile, line FROM requests WHERE number IN (SELECT number FROM doomed))
    AND (profile, line) NOT IN (SELECT profile, line FROM requests WHERE number NOT IN (SELECT number FROM doomed))
"""


@dataclass(frozen=True)
class Wanted:
    """What is to be purged: what meets every one that is given; without any, everything."""

    before: float | None = None
    profile: str | None = None
    numbers: frozenset[int] | None = None

    def condition(self, time: str) -> tuple[str, tuple[object, ...]]:
        """Age and profile as an SQL condition; ``time`` is the column that holds unix seconds."""
        parts: list[tuple[str, object]] = []
        if self.before is not None:
            parts.append((f"{time} < ?", self.before))
        if self.profile is not None:
            parts.append(("profile = ?", self.profile))
        return " AND ".join(part for part, _ in parts) or "1", tuple(value for _, value in parts)


def purge(connection: Connection, wanted: Wanted) -> int:
    """Delete the requests, and what belongs to them, then rewrite the file; returns how many requests are gone."""
    connection.execute("PRAGMA secure_delete = ON")
    with transaction(connection):
        gone = _doom(connection, wanted)
        _unindex(connection)
        _delete(connection, wanted)
        words.settle(connection)
    connection.execute("VACUUM")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return gone


def _doom(connection: Connection, wanted: Wanted) -> int:
    condition, values = wanted.condition("started")
    connection.execute("DROP TABLE IF EXISTS temp.doomed")
    connection.execute("CREATE TEMP TABLE doomed (number INTEGER PRIMARY KEY)")
    rows = connection.execute(f"SELECT number FROM requests WHERE {condition}", values).fetchall()
    chosen = [row for row in rows if wanted.numbers is None or row[0] in wanted.numbers]
    connection.executemany("INSERT INTO doomed VALUES (?)", chosen)
    return len(chosen)


def _unindex(connection: Connection) -> None:
    """Take the doomed out of the index one by one, or empty it where nothing else is left."""
    if connection.execute("SELECT 1 FROM requests WHERE number NOT IN (SELECT number FROM doomed)").fetchone() is None:
        words.start_over(connection)
        return
    for (number,) in connection.execute("SELECT number FROM doomed").fetchall():
        words.withdraw(connection, number)


def _delete(connection: Connection, wanted: Wanted) -> None:
    if wanted.numbers is None:
        condition, values = wanted.condition("used")
        recall.forget(connection, condition, values)
        condition, values = wanted.condition("started")
        connection.execute(f"DELETE FROM writes WHERE {condition}", values)
    else:
        recall.forget(connection, _LINE_OF_NUMBERS, ())
    connection.execute("DELETE FROM requests WHERE number IN (SELECT number FROM doomed)")
