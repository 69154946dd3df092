"""How fast the history is with many entries, against an empty one and against SQLite's FTS5 by itself in the same run.

python -m tests.history.measure [ENTRIES]
"""

from __future__ import annotations

import random
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from cerbsh.history import bodies, entries, recall, words
from cerbsh.history.entry import COLUMNS
from cerbsh.history.schema import transaction
from cerbsh.history.store import History
from tests.history.support import Shell, entry

ROUNDS = 11
SHOWN = 50
SOUGHT = ["ticket", "subtotals", "Call 12", "records/org/1234", "limit:77", "Zenith Logistics", "nothing like it"]
TYPES = ["ticket", "task", "org", "contact", "address", "message", "comment", "worker", "group", "bucket"]
BODY = b'{"__status":"success","_label":"Zenith Logistics 0007","city":"Pune","id":20,"name":"Zenith Logistics 0007"}'


def line(dice: random.Random) -> str:
    """A line as people type them; nearly every one is another."""
    kind, number = dice.choice(TYPES), dice.randint(1, 200_000)
    return dice.choice(
        [
            f"GET records/{kind}/{number} expand=owner_,org_",
            f"search {kind} status:open id:>{number} sort:-updated limit:{number % 500}",
            f'PUT records/{kind}/{number} title="Call {number} back" importance={number % 100}',
            f"GET data/query type:worklist.subtotals of:{kind}s by:[created@year,group] query:(id:>{number})",
        ]
    )


def fill(history: History, size: int) -> None:
    """Put in ``size`` entries, one in ten with a body, in large transactions, and index them."""
    dice = random.Random(1)

    def some(connection: sqlite3.Connection) -> None:
        with transaction(connection):
            for place in range(min(20_000, size)):
                made = entry(line(dice), started=float(place), profile=dice.choice(["work", "work", "home"]))
                number = entries.insert(connection, made)
                if place % 10 == 0:
                    bodies.put(connection, number, BODY)
                connection.execute("INSERT INTO unindexed VALUES (?)", (number,))
                recall.remember(connection, made.summary.profile, made.summary.line, made.summary.started)
        more = True
        while more:
            with transaction(connection):
                more = words.index_some(connection, 1_000_000) or words.merge_some(connection)
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    for _ in range(max(1, size // 20_000)):
        history.database.run(some, None)


def peer(history: History, path: Path) -> sqlite3.Connection:
    """The same lines and bodies in a table with an FTS5 index and nothing else."""
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


def begin(shell: Shell) -> None:
    """What a prompt does with the history when it starts."""
    history = shell.open()
    history.lines(1000)
    history.close()


def medians(tasks: dict[str, Callable[[], object]]) -> dict[str, float]:
    """The median milliseconds of each task, interleaved, after one round to warm up."""
    taken: dict[str, list[float]] = {name: [] for name in tasks}
    for turn in range(ROUNDS + 1):
        for name, task in tasks.items():
            start = time.perf_counter()
            task()
            if turn:
                taken[name].append((time.perf_counter() - start) * 1000)
    return {name: statistics.median(times) for name, times in taken.items()}


def spread(task: Callable[[str], object], lines: list[str]) -> str:
    """Median and 95th percentile, in milliseconds, of a task on many lines."""
    taken = []
    for text in lines:
        start = time.perf_counter()
        task(text)
        taken.append((time.perf_counter() - start) * 1000)
    taken.sort()
    return f"median {taken[len(taken) // 2]:8.3f} ms   95 % {taken[len(taken) * 95 // 100]:8.3f} ms"


def report(title: str, took: dict[str, float]) -> None:
    """One line of the table: ours, the peer's, and how they compare."""
    ours, other = took["ours"], took["peer"]
    sys.stdout.write(f"{title:44} {ours:10.3f} {other:10.3f} {ours / other:7.2f}x\n")


def main(size: int) -> None:
    """Measure and print the table."""
    with tempfile.TemporaryDirectory() as folder:
        full, empty = (Shell(Path(folder) / name / "history.sqlite3") for name in ("full", "empty"))
        history = full.open()
        fill(history, size)
        begin(empty)
        dice = random.Random(2)
        typed = [text[: dice.randint(1, len(text))] for text in (line(dice) for _ in range(3000))]
        sys.stdout.write(f"{size} entries\n")
        report(
            "start, against an empty history", medians({"ours": partial(begin, full), "peer": partial(begin, empty)})
        )
        sys.stdout.write(f"{'suggestion, of every profile':44} {spread(history.newest_with_prefix, typed)}\n")
        sys.stdout.write(f"{'a request kept':44} {spread(lambda text: history.add(entry(text)), typed[:500])}\n")
        history.close()
        connection = peer(history, Path(folder) / "peer.sqlite3")
        for sought in SOUGHT:
            tasks: dict[str, Callable[[], object]] = {
                "ours": partial(history.search, [sought], limit=SHOWN),
                "peer": partial(found_by_peer, connection, sought),
            }
            report(f"search for {sought!r}, against FTS5", medians(tasks))
        connection.close()
        history.close()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
