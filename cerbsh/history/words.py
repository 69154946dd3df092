"""Substring search over lines and bodies, by an index of three-letter pieces (FTS5, trigram).

The index holds which entries a piece occurs in and not where (``detail=none``), and none of the text: it is a fraction
of a full one's size and twice as fast to fill. So it narrows the entries down, and the text decides. It is filled in
idle time; entries that wait for that stand in ``unindexed`` and are searched by their text alone. An index can always
be made anew from the rest of the database, and where SQLite has no trigrams there is none.
"""

from __future__ import annotations

import json
import re
from codecs import getincrementaldecoder
from collections.abc import Callable, Iterable, Iterator, Sequence
from heapq import merge
from itertools import islice, takewhile
from typing import TYPE_CHECKING

from cerbsh.history import bodies, entries
from cerbsh.history.entry import Filters, Summary

if TYPE_CHECKING:
    from sqlite3 import Connection

PIECE = 3
BATCH = 1000
FEW = 1000
"""Requests for which no merging is worth while."""
STEP = 300
"""Pages of the index that are merged at a time."""
LONGEST = 1024 * 1024
"""Bytes of a body that are searched: to index more at a time would hold the file too long."""
_CREATE = """
    CREATE VIRTUAL TABLE IF NOT EXISTS words USING fts5(text, content = '', tokenize = 'trigram', detail = none)
"""
_WAITING = ("unindexed CROSS JOIN requests USING (number) WHERE 1", "unindexed.number")
_INDEXED = ("words CROSS JOIN requests ON requests.number = words.rowid WHERE words MATCH ?", "words.rowid")
"""Where candidates come from, and what orders them without a sort."""
_ESCAPES = r"((?:\\u[0-9a-fA-F]{4})+)|\\(.)"
_CONTROLS = {"n": "\n", "t": "\t", "r": "\r", "b": " ", "f": " "}


def is_available(connection: Connection) -> bool:
    """Whether there is an index."""
    return connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'words'").fetchone() is not None


def create(connection: Connection) -> bool:
    """Make the index where SQLite can (3.34 and later); returns whether there is one."""
    import sqlite3

    if sqlite3.sqlite_version_info >= (3, 34):
        connection.execute(_CREATE)
    return is_available(connection)


def index_some(connection: Connection, at_most: int) -> bool:
    """Put waiting entries into the index until ``at_most`` characters were read; returns whether some still wait.

    They go in by rising number, as FTS5 gathers them in memory only then.
    """
    if not create(connection):
        return False
    for (number,) in connection.execute("SELECT number FROM unindexed ORDER BY number LIMIT ?", (BATCH,)).fetchall():
        if at_most <= 0:
            break
        text = text_of(connection, number)
        connection.execute("INSERT INTO words (rowid, text) VALUES (?, ?)", (number, text))
        connection.execute("DELETE FROM unindexed WHERE number = ?", (number,))
        at_most -= len(text)
    return waits(connection)


def merge_some(connection: Connection) -> bool:
    """One step of merging the parts of the index into one, which is read twice as fast; returns whether more are left.

    It begins when an eighth more requests came since the last time, so that what it rewrites stays in proportion.
    """
    merged = connection.execute("SELECT number FROM merged").fetchone()[0]
    newest = entries.latest_number(connection) or 0
    if newest - merged < max(FEW, merged // 8) or not is_available(connection):
        return False
    before = connection.total_changes
    connection.execute("INSERT INTO words (words, rank) VALUES ('merge', ?)", (-STEP,))
    if connection.total_changes - before >= 2:
        return True
    connection.execute("UPDATE merged SET number = ?", (newest,))
    return False


def waits(connection: Connection) -> bool:
    """Whether an entry waits to be indexed."""
    return connection.execute("SELECT 1 FROM unindexed LIMIT 1").fetchone() is not None


def withdraw(connection: Connection, number: int) -> None:
    """Take an entry out of the index, before its text changes or goes; it waits to be indexed from then on."""
    is_indexed = connection.execute("INSERT OR IGNORE INTO unindexed VALUES (?)", (number,)).rowcount > 0
    if is_indexed and is_available(connection):
        text = text_of(connection, number)
        connection.execute("INSERT INTO words (words, rowid, text) VALUES ('delete', ?, ?)", (number, text))


def start_over(connection: Connection) -> None:
    """Empty the index; every entry waits to be indexed again."""
    connection.execute("DROP TABLE IF EXISTS words")
    connection.execute("INSERT OR IGNORE INTO unindexed SELECT number FROM requests")


def settle(connection: Connection) -> None:
    """Rewrite the index without the traces of what was taken out of it."""
    if is_available(connection):
        connection.execute("INSERT INTO words (words) VALUES ('optimize')")


def never() -> bool:
    """The ``stop`` of a search that nobody ends early."""
    return False


def search(
    connection: Connection,
    sought: Sequence[str],
    filters: Filters,
    limit: int,
    *,
    oldest_first: bool = False,
    stop: Callable[[], bool] = never,
) -> list[Summary]:
    """The newest entries whose line and body together contain every one of ``sought``, in any case, newest first; or
    the oldest ones, oldest first.

    Words of fewer than three characters are looked for among the entries that contain the longer ones; alone, in lines.
    Once ``stop`` says so, what was found until then is all.
    """
    lowered = [_clean(word).lower() for word in sought if word]
    long = [word for word in lowered if len(word) >= PIECE]
    direction = "ASC" if oldest_first else "DESC"
    candidates = _candidates if long else _short_candidates
    found = candidates(connection, long or lowered, filters, direction)
    going_on = takewhile(lambda _: not stop(), found)
    return list(islice((row for row in going_on if _holds(connection, row, lowered, bodies_too=bool(long))), limit))


def _candidates(connection: Connection, long: Iterable[str], filters: Filters, direction: str) -> Iterator[Summary]:
    """The entries that the index does not rule out, and those that it does not hold yet."""
    indexed = _rows(connection, _INDEXED, filters, direction, _pieces(long)) if is_available(connection) else iter(())
    if not waits(connection):
        return indexed
    waiting = _rows(connection, _WAITING, filters, direction)
    return merge(waiting, indexed, key=lambda row: row.number, reverse=direction == "DESC")


def _short_candidates(
    connection: Connection, short: Iterable[str], filters: Filters, direction: str
) -> Iterator[Summary]:
    """The entries whose lines SQLite does not rule out; of letters it knows those of ASCII in both cases."""
    known = [word for word in short if word.isascii()]
    condition = " AND ".join(["instr(lower(requests.line), ?)"] * len(known)) or "1"
    return _rows(connection, (f"requests WHERE {condition}", "requests.number"), filters, direction, *known)


def _rows(
    connection: Connection, origin: tuple[str, str], filters: Filters, direction: str, *sought: str
) -> Iterator[Summary]:
    source, order = origin
    condition, values = entries.conditions(filters, order)
    query = f"{entries.SELECT} {source} AND {condition} ORDER BY {order} {direction}"
    return map(entries.summary, connection.execute(query, (*sought, *values)))


def _pieces(long: Iterable[str]) -> str:
    """The query for entries that hold the pieces of every word; of a long one, each second piece and the last."""
    pieces = set()
    for word in long:
        last = len(word) - PIECE
        step = 1 if last < 6 else 2
        pieces |= {word[start : start + PIECE] for start in (*range(0, last, step), last)}
    return " ".join('"{}"'.format(piece.replace('"', '""')) for piece in sorted(pieces))


def _holds(connection: Connection, row: Summary, lowered: Sequence[str], *, bodies_too: bool) -> bool:
    line = row.line.lower()
    missing = [word for word in lowered if word not in line]
    if not missing or not bodies_too:
        return not missing
    text = _searched(row.line, bodies.get(connection, row.number)).lower()
    return all(word in text for word in missing)


def text_of(connection: Connection, number: int) -> str:
    """What is searched of an entry. It must always come out the same for the same entry: the index is emptied by it."""
    line = connection.execute("SELECT line FROM requests WHERE number = ?", (number,)).fetchone()[0]
    return _searched(line, bodies.get(connection, number))


def _searched(line: str, body: bytes | None) -> str:
    return _clean(f"{line}\n{readable(body or b'')}")


def _clean(text: str) -> str:
    """``text`` without NUL, at which FTS5 would stop reading."""
    return text.replace("\0", " ")


def readable(body: bytes) -> str:
    """A body as people would search it: JSON's escapes undone, the beginning of a long one, nothing of a binary one."""
    try:
        text = body.decode() if len(body) <= LONGEST else getincrementaldecoder("utf-8")().decode(body[:LONGEST])
    except UnicodeDecodeError:
        return ""
    return re.sub(_ESCAPES, _unescape, text) if "\\" in text else text


def _unescape(match: re.Match[str]) -> str:
    if match[1] is None:
        return _CONTROLS.get(match[2], match[2])
    decoded: str = json.loads(f'"{match[1]}"')
    return decoded.encode("utf-8", "replace").decode()
