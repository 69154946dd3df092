"""Migrations: from every number to the latest, all or nothing, by many at once."""

from __future__ import annotations

import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import pytest

from cerbsh.errors import LocalError
from cerbsh.history import schema
from cerbsh.history.store import History
from tests.history.support import Shell

ROWS = {
    1: (
        "INSERT INTO requests VALUES (7, 'GET a', 'work', 'https://cerb.example/', 1, '', 1.0, 0.1, 'GET', 'a', 0, 200,"
        " 1, 'success', '', '', 2)",
        """INSERT INTO exchanges VALUES (7, '{"method": "GET", "path": "a.json"}', '[["A", "b"]]')""",
        "INSERT INTO bodies VALUES (7, x'7801010200fdff7b7d017500f9')",
        "INSERT INTO lines VALUES (3, 'work', 'GET a', 1.0)",
        "INSERT INTO prefixes VALUES ('work', '', 3)",
    ),
    2: ("INSERT INTO unindexed VALUES (7)",),
    3: (
        "INSERT INTO writes (number, shell, profile, base_url, started, action, type, record, label, asked, former)"
        " VALUES (7, 's', 'work', 'https://cerb.example/', 1.0, 'update', 'task', '5', 'Call', '[]', '{}')",
    ),
    4: ("INSERT INTO saved VALUES ('mine', 'search ticket owner.id:me', 1.0)",),
    5: ("UPDATE merged SET number = 7",),
    6: ("UPDATE lines SET used = 2.0",),
}


def at_version(path: Path, version: int) -> None:
    """A database as a cerbsh of that format left it, with a row in each of its tables."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        schema.migrate(connection, version)
        for number in range(1, version + 1):
            for statement in ROWS[number]:
                connection.execute(statement)


def tables(connection: sqlite3.Connection) -> set[str]:
    return {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}


def test_every_migration_has_its_number() -> None:
    assert list(schema.MIGRATIONS) == list(range(1, schema.LATEST + 1)) == list(ROWS)


@pytest.mark.parametrize("version", schema.MIGRATIONS)
def test_a_database_of_any_number_is_brought_up_with_all_it_holds(shell: Shell, version: int) -> None:
    shell.path.parent.mkdir()
    at_version(shell.path, version)
    history = shell.open()
    (row,) = history.recent(5)
    assert (row.number, row.line, row.ok, row.worker) == (7, "GET a", True, 1)
    found = history.entry(7)
    assert found and found.headers == (("A", "b"),) and found.request.path == "a.json"
    assert history.body(7) == b"{}"
    assert history.lines(5) == ["GET a"] and history.newest_with_prefix("") == "GET a"
    assert [row.number for row in history.search(["GET a"])] == [7]
    assert history.database.run(schema.version_of, 0) == schema.LATEST
    assert history.purge(everything=True) == 1
    history.close()
    assert shell.warnings == []


@pytest.mark.parametrize("version", schema.MIGRATIONS)
def test_steps_lead_to_the_same_tables_as_one_leap(version: int) -> None:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as stepwise:
        schema.migrate(stepwise, version)
        schema.migrate(stepwise)
        schema.migrate(stepwise)
        with closing(sqlite3.connect(":memory:", isolation_level=None)) as leap:
            schema.migrate(leap)
            query = "SELECT name, sql FROM sqlite_master ORDER BY name"
            assert stepwise.execute(query).fetchall() == leap.execute(query).fetchall()


def test_a_migration_that_fails_leaves_everything_as_it_was() -> None:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        connection.execute("CREATE TABLE writes (in_the_way)")
        with pytest.raises(sqlite3.OperationalError, match="already exists"):
            schema.migrate(connection)
        assert tables(connection) == {"writes"}
        assert schema.version_of(connection) == 0


def test_a_newer_format_is_refused() -> None:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        connection.execute(f"PRAGMA user_version = {schema.LATEST + 1}")
        with pytest.raises(LocalError, match="format"):
            schema.migrate(connection)


def test_many_shells_may_begin_the_file_at_once(shell: Shell) -> None:
    histories = [shell.open() for _ in range(8)]
    start = threading.Barrier(8)

    def begin(history: History) -> None:
        start.wait()
        history.add_line("ls", profile="work", used=1.0)

    threads = [threading.Thread(target=begin, args=(history,)) for history in histories]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for history in histories:
        assert history.lines(5) == ["ls"]
        history.close()
    assert shell.warnings == []
