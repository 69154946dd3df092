"""The demo's database: SQLite in memory or in a file, one connection that its threads share by turns."""

from __future__ import annotations

import re
import sqlite3
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from cerbsh.demo import beginnings, schema, seed

Row = sqlite3.Row


class DataError(Exception):
    """A file that cannot serve as the demo's data; the text names it and says why."""


class Database:
    """The records. Everything that reads or writes them does so within ``turn()``."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._lock = threading.RLock()
        connection.row_factory = sqlite3.Row
        connection.create_function("has_words", 2, _has_words, deterministic=True)
        connection.create_function("header", 2, _header, deterministic=True)

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Hold the database for one call: all its writes are kept together, or none when it raises."""
        with self._lock:
            self._connection.execute("BEGIN")
            try:
                yield
            except BaseException:
                self._connection.execute("ROLLBACK")
                raise
            self._connection.execute("COMMIT")

    def rows(self, sql: str, parameters: Sequence[Any] = ()) -> list[Row]:
        """Every row of a query."""
        return self._connection.execute(sql, parameters).fetchall()

    def row(self, sql: str, parameters: Sequence[Any] = ()) -> Row | None:
        """The first row of a query."""
        found: Row | None = self._connection.execute(sql, parameters).fetchone()
        return found

    def value(self, sql: str, parameters: Sequence[Any] = ()) -> Any:
        """The first column of the first row, ``None`` where there is no row."""
        found = self.row(sql, parameters)
        return found[0] if found else None

    def accepts(self, sql: str, parameters: Sequence[Any]) -> bool:
        """Whether SQLite can read a SELECT, within some more brackets, too: it has limits of depth and number."""
        try:
            self._connection.execute(f"EXPLAIN SELECT {'(' * 20}{sql}{')' * 20}", parameters)
        except (sqlite3.OperationalError, OverflowError):
            return False
        return True

    def execute(self, sql: str, parameters: Sequence[Any] = ()) -> None:
        """Run one writing statement."""
        self._connection.execute(sql, parameters)

    def insert(self, table: str, values: dict[str, Any]) -> int:
        """Add a row and give its id."""
        columns = ", ".join(values)
        marks = ", ".join("?" * len(values))
        cursor = self._connection.execute(f"INSERT INTO {table} ({columns}) VALUES ({marks})", tuple(values.values()))
        return cursor.lastrowid or 0

    def insert_many(self, table: str, columns: Sequence[str], rows: Iterable[tuple[Any, ...]]) -> None:
        """Add many rows at once."""
        marks = ", ".join("?" * len(columns))
        self._connection.executemany(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})", rows)

    def update(self, table: str, record_id: int, values: dict[str, Any]) -> None:
        """Change columns of a row."""
        if values:
            changes = ", ".join(f"{column} = ?" for column in values)
            self.execute(f"UPDATE {table} SET {changes} WHERE id = ?", (*values.values(), record_id))

    def create(self, records: int, seed_number: int, now: int) -> None:
        """Make the tables and fill them."""
        with self.turn():
            for statement in schema.statements():
                self.execute(statement)
            seed.load(self.insert_many, records, seed_number, now)
            self.execute(beginnings.STATEMENT)
            for statement in schema.indexes():
                self.execute(statement)
            self.execute(f"PRAGMA user_version = {schema.FORMAT}")

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            self._connection.close()


def open_database(path: str | None = None, records: int = 200, seed: int = 1, now: int | None = None) -> Database:
    """The records in memory, or in a file that is made and filled on its first use.

    ``records`` is the number of tickets, the others follow in proportion; equal seeds make equal records but for the
    dates, which count back from ``now`` (unix seconds, the current hour). Raises ``DataError`` for a file that cannot
    be opened or holds something else.
    """
    try:
        connection = sqlite3.connect(path or ":memory:", check_same_thread=False, isolation_level=None)
        connection.execute("PRAGMA synchronous = OFF")
        version, tables = (connection.execute(question).fetchone()[0] for question in _QUESTIONS)
    except sqlite3.Error as error:
        raise DataError(f"{path}: {error}") from None
    if tables and version != schema.FORMAT:
        connection.close()
        raise DataError(f"{path}: holds something else than the demo's data")
    database = Database(connection)
    if not tables:
        database.create(max(1, records), seed, now or int(time.time()) // 3600 * 3600)
    return database


_QUESTIONS = ("PRAGMA user_version", "SELECT COUNT(*) FROM sqlite_master")


def _has_words(content: str | None, needle: str) -> bool:
    """Whether whole words, or a phrase in quotes, stand in a text; case does not matter."""
    words = re.findall(r"\w+", needle.lower())
    folded = (content or "").lower()
    if not words or not all(word in folded for word in words):
        return False
    plain = " ".join(["", *re.findall(r"\w+", folded), ""])
    wanted = [" ".join(words)] if needle.startswith('"') else words
    return all(f" {phrase} " in plain for phrase in wanted)


def _header(headers: str, name: str) -> str:
    """One header of a message, empty where it has none."""
    found = re.search(rf"^{re.escape(name)}: *(.*)$", headers, re.IGNORECASE | re.MULTILINE)
    return found[1] if found else ""
