"""Records as CSV (RFC 4180, but for a plain newline at the end of a line) and as JSON lines."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

from cerbsh.view import safe
from cerbsh.view.cells import find, plain
from cerbsh.view.json import dumps
from cerbsh.view.rows import Row, Rows


def columns_of(found: Rows, wanted: Sequence[str] = ()) -> tuple[str, ...]:
    """The columns for these records: ``wanted``, those that Cerb named, or every key in the order it comes in."""
    return tuple(wanted) or found.columns or tuple(dict.fromkeys(key for row in found.rows for key in row))


def head(columns: Sequence[str], *, terminal: bool) -> str:
    """The line of titles."""
    return _line(columns, terminal)


def lines(rows: Iterable[Row], columns: Sequence[str], *, terminal: bool) -> Iterator[str]:
    """One line for each record, values as they were sent, objects and lists as JSON; safe on a terminal (threat 12)."""
    return (_line([plain(find(row, key)) for key in columns], terminal) for row in rows)


def ndjson(values: Iterable[object]) -> Iterator[str]:
    """Each value as JSON on a line of its own."""
    return (dumps(value) + "\n" for value in values)


def _line(cells: Sequence[str], terminal: bool) -> str:
    text = io.StringIO(newline="")
    csv.writer(text).writerow(map(safe.line, cells) if terminal else cells)
    return text.getvalue().removesuffix("\r\n") + "\n"
