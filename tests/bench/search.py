"""How long a substring search over many requests takes, against SQLite's FTS5 by itself."""

from __future__ import annotations

import json
import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import partial
from pathlib import Path

from cerbsh.history import bodies, entries, words
from cerbsh.history.entry import COLUMNS
from cerbsh.history.store import History
from tests.bench.histories import opened
from tests.bench.place import Place, folders
from tests.bench.rounds import medians, timed
from tests.bench.rows import Goal, Line, Row

ENTRIES = 100_000
SHOWN = 50
SOUGHT = ("ticket", "subtotals", "Call 12", "records/org/1234", "limit:77", "Zenith Logistics", "nothing like it")


def rows(place: Place) -> Iterator[Line]:
    """All words together, each searched once."""
    file = folders(place.history(ENTRIES)).history_file
    took = place.inside("search", file, place.folder / "fts5.sqlite3", str(place.rounds))
    what = f"{len(SOUGHT)} substring searches in {ENTRIES:,} requests"
    yield Row(what, took["ours"], took["peer"], "FTS5 by itself", Goal(1.5))


def peer(history: History, path: Path) -> sqlite3.Connection:
    """The same lines and bodies in a table with an FTS5 index and nothing else."""
    path.unlink(missing_ok=True)
    connection = sqlite3.connect(path)
    connection.execute(f"CREATE TABLE rows (number INTEGER PRIMARY KEY, {', '.join(COLUMNS[1:])})")
    connection.execute("CREATE VIRTUAL TABLE found USING fts5(text, body, tokenize='trigram')")

    def texts(source: sqlite3.Connection) -> Iterator[tuple[int, str, str]]:
        for number, text in source.execute("SELECT number, line FROM requests").fetchall():
            yield number, text, words.readable(bodies.get(source, number) or b"")

    def copy(source: sqlite3.Connection) -> None:
        everything = source.execute(f"SELECT {', '.join(COLUMNS)} FROM requests")
        connection.executemany(f"INSERT INTO rows VALUES ({', '.join('?' * len(COLUMNS))})", everything)
        connection.executemany("INSERT INTO found (rowid, text, body) VALUES (?, ?, ?)", texts(source))

    history.database.run(copy, None)
    connection.execute("INSERT INTO found (found) VALUES ('optimize')")
    connection.commit()
    return connection


def found_by_peer(connection: sqlite3.Connection, sought: str) -> object:
    """The newest rows that hold ``sought``."""
    query = """
        SELECT rows.* FROM found CROSS JOIN rows ON rows.number = found.rowid WHERE found MATCH ?
        ORDER BY found.rowid DESC LIMIT ?
    """
    return [entries.summary(row) for row in connection.execute(query, (f'"{sought}"', SHOWN))]


def main(file: Path, copy: Path, rounds: int) -> None:
    """Measure in this process, and print the medians."""
    with closing(opened(file)) as history, closing(peer(history, copy)) as connection:
        tasks = {
            "ours": timed(each(lambda sought: history.search([sought], limit=SHOWN))),
            "peer": timed(each(partial(found_by_peer, connection))),
        }
        print(json.dumps(medians(tasks, rounds * 3)))


def each(search: Callable[[str], object]) -> Callable[[], object]:
    """Search every word."""
    return lambda: [search(sought) for sought in SOUGHT]


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]))
