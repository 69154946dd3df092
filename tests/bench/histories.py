"""Fills a history: ``python -m tests.bench.histories FILE ENTRIES``, run by the clean interpreter."""

from __future__ import annotations

import random
import sqlite3
import sys
from pathlib import Path

from cerbsh.history import bodies, entries, recall, words
from cerbsh.history.schema import transaction
from cerbsh.history.store import History
from tests.history.support import entry

TYPES = ("ticket", "task", "org", "contact", "address", "message", "comment", "worker", "group", "bucket")
BODY = b'{"__status":"success","_label":"Zenith Logistics 0007","city":"Pune","id":20,"name":"Zenith Logistics 0007"}'
_AT_ONCE = 20_000


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
            for place in range(min(_AT_ONCE, size)):
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

    for _ in range(max(1, size // _AT_ONCE)):
        history.database.run(some, None)


def opened(file: Path) -> History:
    """The history in a file; whatever it has to say against that is an error here."""

    def warn(message: str) -> None:
        raise AssertionError(message)

    return History(file, secrets=tuple, warn=warn)


if __name__ == "__main__":
    made = opened(Path(sys.argv[1]))
    fill(made, int(sys.argv[2]))
    made.close()
    print("null")
