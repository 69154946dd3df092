"""The rows that a line is sent for: a CSV file, JSON lines, a JSON reply, or plain ids."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import NamedTuple

from cerbsh.api.exact import parse
from cerbsh.errors import UsageError

_DELIMITERS = (",", ";", "\t")


class Row(NamedTuple):
    """One row: where it stands in its file (``line 3``), and its values by the name that a line calls them."""

    place: str
    values: Mapping[str, object]


def read(text: str, wanted: Collection[str]) -> tuple[Row, ...]:
    """The rows in the text of a file. ``wanted`` are the names that the line uses.

    JSON is told by its first character: a list, objects line by line, or a whole reply, whose ``results`` are meant.
    The first line of a CSV file names its columns (comma, semicolon or tab); one column needs a wanted name there.
    Anything else is a list, a value a line, called ``id``. Names are made fit for ``$name``: ``First Name`` is
    ``First_Name``. Raises ``UsageError`` where a row cannot be read, with its place.
    """
    text = text.removeprefix("\ufeff")
    if text.lstrip()[:1] in ("{", "["):
        return tuple(_json(text))
    head = next((line for line in _lines(text) if line.strip()), "")
    delimiter = max(_DELIMITERS, key=head.count)
    names = {fit(name) for name in next(csv.reader([head], delimiter=delimiter), [])}
    if len(names) > 1 or names & set(wanted):
        return tuple(_csv(text, delimiter))
    return tuple(Row(f"line {at}", {"id": _plain(line)}) for at, line in enumerate(_lines(text), 1) if line)


def fit(name: str) -> str:
    """A column's name as ``$name`` can say it."""
    name = re.sub(r"\W+", "_", name.strip(), flags=re.ASCII)
    return f"_{name}" if name[:1].isdigit() else name


def _lines(text: str) -> list[str]:
    """The lines without what surrounds them; only a newline ends one, since JSON may hold other line separators."""
    return [line.strip() for line in text.split("\n")]


def _csv(text: str, delimiter: str) -> Iterator[Row]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    records = (cells for cells in reader if cells)
    try:
        names = [fit(name) for name in next(records)]
        for cells in records:
            if len(cells) > len(names):
                raise UsageError(f"line {reader.line_num} has {len(cells)} cells, and there are {len(names)} columns")
            yield Row(f"line {reader.line_num}", dict(zip(names, cells, strict=False)))
    except csv.Error as error:
        raise UsageError(f"line {reader.line_num} is no CSV: {error}") from None


def _json(text: str) -> Iterator[Row]:
    try:
        value = parse(text.encode("utf-8", "surrogatepass")).value
    except ValueError:
        yield from _json_lines(_lines(text))
        return
    if isinstance(value, dict):
        held = value.get("results")
        value = held if isinstance(held, list) else [value]
    for at, item in enumerate(value if isinstance(value, list) else [value], 1):
        yield _row(f"row {at}", item)


def _json_lines(lines: Iterable[str]) -> Iterator[Row]:
    for at, line in enumerate(lines, 1):
        if line:
            try:
                value = parse(line.encode("utf-8", "surrogatepass")).value
            except ValueError as error:
                raise UsageError(f"line {at} is no JSON: {error}") from None
            yield _row(f"line {at}", value)


def _row(place: str, value: object) -> Row:
    """An object by its keys; any other value is called ``id``."""
    if isinstance(value, dict):
        return Row(place, {fit(name): item for name, item in value.items()})
    return Row(place, {"id": value})


def _plain(line: str) -> object:
    """A line of a list: its text, or that of a JSON string."""
    if not line.startswith('"'):
        return line
    try:
        return parse(line.encode("utf-8", "surrogatepass")).value
    except ValueError:
        return line
