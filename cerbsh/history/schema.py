"""The tables of the history, as numbered migrations: each takes a database from the number before it to its own.

A migration is plain SQL and never changes once it was released; what is new gets a new number.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from cerbsh.errors import LocalError

if TYPE_CHECKING:
    from sqlite3 import Connection

Migration = tuple[str, ...]

MIGRATIONS: dict[int, Migration] = {
    # Requests, their replies, and the lines that the prompt recalls.
    1: (
        """
        CREATE TABLE requests (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            line TEXT NOT NULL,
            profile TEXT NOT NULL,
            base_url TEXT NOT NULL,
            worker INTEGER,
            folder TEXT NOT NULL,
            started REAL NOT NULL,
            elapsed REAL NOT NULL,
            method TEXT NOT NULL,
            path TEXT NOT NULL,
            writes INTEGER NOT NULL,
            status INTEGER NOT NULL,
            ok INTEGER NOT NULL,
            cerb_status TEXT NOT NULL,
            error_code TEXT NOT NULL,
            failure TEXT NOT NULL,
            size INTEGER NOT NULL
        )
        """,
        """
        CREATE TABLE exchanges (
            number INTEGER PRIMARY KEY REFERENCES requests ON DELETE CASCADE,
            request TEXT NOT NULL,
            headers TEXT NOT NULL
        )
        """,
        "CREATE TABLE bodies (number INTEGER PRIMARY KEY REFERENCES requests ON DELETE CASCADE, packed BLOB NOT NULL)",
        "CREATE TABLE kept (id INTEGER PRIMARY KEY CHECK (id = 1), bytes INTEGER NOT NULL)",
        "INSERT INTO kept VALUES (1, 0)",
        """
        CREATE TRIGGER body_added AFTER INSERT ON bodies BEGIN
            UPDATE kept SET bytes = bytes + length(new.packed);
        END
        """,
        """
        CREATE TRIGGER body_dropped AFTER DELETE ON bodies BEGIN
            UPDATE kept SET bytes = bytes - length(old.packed);
        END
        """,
        """
        CREATE TABLE lines (
            id INTEGER PRIMARY KEY,
            profile TEXT NOT NULL,
            line TEXT NOT NULL,
            used REAL NOT NULL,
            UNIQUE (profile, line)
        )
        """,
        """
        CREATE TABLE prefixes (
            profile TEXT NOT NULL,
            prefix TEXT NOT NULL,
            newest INTEGER NOT NULL,
            PRIMARY KEY (profile, prefix)
        ) WITHOUT ROWID
        """,
    ),
    # The requests that the search index does not hold yet; the index itself is made by whoever fills it.
    2: (
        "CREATE TABLE unindexed (number INTEGER PRIMARY KEY REFERENCES requests ON DELETE CASCADE)",
        "INSERT INTO unindexed SELECT number FROM requests",
    ),
    # Writes with the values before and after them, for undo.
    3: (
        """
        CREATE TABLE writes (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            number INTEGER REFERENCES requests ON DELETE CASCADE,
            shell TEXT NOT NULL,
            profile TEXT NOT NULL,
            base_url TEXT NOT NULL,
            worker INTEGER,
            started REAL NOT NULL,
            action TEXT NOT NULL,
            type TEXT NOT NULL,
            record TEXT NOT NULL,
            label TEXT NOT NULL,
            asked TEXT NOT NULL,
            former TEXT NOT NULL,
            result TEXT NOT NULL DEFAULT '',
            outcome TEXT NOT NULL DEFAULT 'sent',
            undoes INTEGER,
            undone INTEGER NOT NULL DEFAULT 0
        )
        """,
        "CREATE INDEX writes_by_number ON writes (number)",
    ),
    # Lines that were saved under a name.
    4: ("CREATE TABLE saved (name TEXT PRIMARY KEY, line TEXT NOT NULL, saved REAL NOT NULL) WITHOUT ROWID",),
    # Up to which request the parts of the search index were merged into one.
    5: (
        "CREATE TABLE merged (id INTEGER PRIMARY KEY CHECK (id = 1), number INTEGER NOT NULL)",
        "INSERT INTO merged VALUES (1, 0)",
    ),
    # The lines of one profile in the order of use.
    6: ("CREATE INDEX lines_by_profile ON lines (profile)",),
}

LATEST = max(MIGRATIONS)


def version_of(connection: Connection) -> int:
    """The number of the last migration that the database has seen; 0 for an empty file."""
    version: int = connection.execute("PRAGMA user_version").fetchone()[0]
    return version


def migrate(connection: Connection, to: int = LATEST) -> None:
    """Bring the database to ``to``, all or nothing; another process may do the same at the same time.

    Raises ``LocalError`` for a database that a newer cerbsh has written.
    """
    with transaction(connection):
        version = version_of(connection)
        if version > LATEST:
            raise LocalError(f"the history has format {version} and this cerbsh knows {LATEST}", "update cerbsh")
        for number in range(version + 1, to + 1):
            for statement in MIGRATIONS[number]:
                connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {max(version, to)}")


@contextmanager
def transaction(connection: Connection) -> Iterator[None]:
    """A write transaction, begun at once; rolled back if the block raises."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
