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
from operator import itemgetter
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from cerbsh.history import bodies, entries
from cerbsh.history.entry import COLUMNS, Filters, Summary

if TYPE_CHECKING:
    from sqlite3 import Connection

Row: TypeAlias = tuple[Any, ...]

PIECE = 3
LONG = 9
"""Characters of a word that holds pieces enough when each third is taken."""
BATCH = 1000
FEW = 1000
"""Requests for which no merging is worth while."""
PAGE = 500
"""Bytes of a page of the index. Without places a page holds very many entries, and the newest of them are found by
reading it whole: small pages are searched several times faster than those of 4,050 bytes, and take a sixth more room.
"""
STEP = 2400
"""Pages of the index that are merged at a time."""
LONGEST = 1024 * 1024
"""Bytes of a body that are searched: to index more at a time would hold the file too long."""
_CREATE = """
    CREATE VIRTUAL TABLE words USING fts5(text, content = '', tokenize = 'trigram', detail = none)
"""
_JOINED = "CROSS JOIN requests ON requests.number = {0}.{1} LEFT JOIN bodies ON bodies.number = {0}.{1}"
_WAITING = (f"unindexed {_JOINED.format('unindexed', 'number')} WHERE 1", "unindexed.number")
_INDEXED = (f"words {_JOINED.format('words', 'rowid')} WHERE words MATCH ?", "words.rowid")
"""Where candidates come from, and what orders them without a sort."""
_LINE = COLUMNS.index("line")
_SURE = 1
"""What stands in the place of a body that need not be looked at: the line alone holds every word."""
_ESCAPES = r"((?:\\u[0-9a-fA-F]{4})+)|\\(.)"
_CONTROLS = {"n": "\n", "t": "\t", "r": "\r", "b": " ", "f": " "}


def is_available(connection: Connection) -> bool:
    """Whether there is an index."""
    return connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'words'").fetchone() is not None


def create(connection: Connection) -> bool:
    """Make the index where there is none and SQLite can (3.34 and later); returns whether there is one."""
    import sqlite3

    if is_available(connection):
        return True
    if sqlite3.sqlite_version_info < (3, 34):
        return False
    connection.execute(_CREATE)
    connection.execute("INSERT INTO words (words, rank) VALUES ('pgsz', ?)", (PAGE,))
    return True


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


class Search(NamedTuple):
    """What is searched: the newest entries whose line and body together contain every one of ``words``, in any case,
    newest first; or the oldest ones, oldest first.

    Words of fewer than three characters are looked for among the entries that contain the longer ones; alone, in lines.
    Once ``stop`` says so, what was found until then is all.
    """

    words: tuple[str, ...]
    filters: Filters = Filters()
    limit: int = 50
    oldest_first: bool = False
    stop: Callable[[], bool] = never


def search_whole(connection: Connection, wanted: Search) -> list[Summary] | None:
    """What is found, by the index alone; ``None`` where entries wait to be indexed first."""
    whole = "SELECT EXISTS (SELECT 1 FROM requests) AND NOT EXISTS (SELECT 1 FROM unindexed)"
    return search(connection, wanted, waits=False) if connection.execute(whole).fetchone()[0] else None


def search(connection: Connection, wanted: Search, *, waits: bool = True) -> list[Summary]:
    """What is found, among the entries that the index does not hold, too, where there may be some."""
    sought = [_clean(word).lower() for word in wanted.words if word]
    found: list[Summary] = []
    for row in _candidates(connection, wanted, sought, waits=waits):
        if len(found) >= wanted.limit or wanted.stop():
            break
        if _holds(row, sought):
            found.append(entries.summary(row))
    return found


def _candidates(connection: Connection, wanted: Search, sought: Sequence[str], *, waits: bool) -> Iterator[Row]:
    """The entries that SQLite does not rule out: each a summary, and behind it the packed body if there is one, or
    ``_SURE``. Of letters SQLite knows those of ASCII in both cases.
    """
    long = [word for word in sought if len(word) >= PIECE]
    if not long:
        known = [word for word in sought if word.isascii()]
        origin = (f"requests WHERE {_in_line(known)}", "requests.number")
        return _rows(connection, origin, "NULL", known, wanted)
    body = f"CASE WHEN {_in_line(sought)} THEN {_SURE} ELSE packed END"
    origins = []
    if not waits or is_available(connection):
        origins.append(_rows(connection, _INDEXED, body, (*sought, _pieces(long)), wanted))
    if waits:
        origins.append(_rows(connection, _WAITING, body, sought, wanted))
    return merge(*origins, key=itemgetter(0), reverse=not wanted.oldest_first) if len(origins) > 1 else origins[0]


def _in_line(sought: Sequence[str]) -> str:
    return " AND ".join(["instr(lower(requests.line), ?)"] * len(sought)) or "1"


def _rows(
    connection: Connection, origin: tuple[str, str], body: str, values: Sequence[str], wanted: Search
) -> Iterator[Row]:
    source, order = origin
    condition, bounds = entries.conditions(wanted.filters, order)
    direction = "ASC" if wanted.oldest_first else "DESC"
    query = f"SELECT {entries.SUMMARY}, {body} FROM {source} AND {condition} ORDER BY {order} {direction}"
    return connection.execute(query, (*values, *bounds))


def _pieces(long: Iterable[str]) -> str:
    """The query for entries that hold the pieces of every word: each second piece and the last; of a long word each
    third."""
    pieces = set()
    for word in long:
        step, last = 2 if len(word) < LONG else PIECE, len(word) - PIECE
        pieces |= {word[start : start + PIECE] for start in (*range(0, last, step), last)}
    return " ".join('"{}"'.format(piece.replace('"', '""')) for piece in sorted(pieces))


def _holds(row: Row, sought: Sequence[str]) -> bool:
    text, packed = row[_LINE], row[-1]
    if packed == _SURE:
        return True
    if packed is not None:
        text = _searched(text, bodies.unpacked(packed))
    lowered = text.lower()
    return not [word for word in sought if word not in lowered]


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
