"""What Cerb accepts in a field, and the words in which it refuses the rest; they name the column, not the field."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from cerbsh.catalogue import Field
from cerbsh.demo import php
from cerbsh.demo.envelope import invalid
from cerbsh.demo.kinds import KINDS
from cerbsh.demo.php import Value
from cerbsh.demo.store import Database

MAX_TEXT = 255
MAX_LONG_TEXT = 16_777_215
MAX_NUMBER = 2**32 - 1
LONG = frozenset({"comment", "content", "headers"})
EMOJI = frozenset({"comment", "content", "headers", "subject", "title"})
"""The columns that keep characters of four bytes; the others drop them without a word."""
CLAMPED = frozenset({"importance"})

_FOUR_BYTES = re.compile(r"[\U00010000-\U0010ffff]")
_EMAIL = re.compile(r"[^@\s,<>]+@[^@\s,<>]+")


def check(database: Database, field: Field, column: str, value: Value) -> Any:
    """The value as it is stored. Raises the refusal that Cerb would give."""
    if field.readonly:
        raise invalid(f"'{column}' is not editable.")
    if field.required and value == "":
        raise invalid(f"'{column}' must not be blank.")
    if field.type in _NUMBERS:
        if field.record in KINDS:
            known_record(database, field.record, column, value)
        return number(column, value, *_bounds(field, column))
    text = string(column, value)
    if field.values and text and text not in field.values:
        raise invalid(f"'{column}' must be one of: {', '.join(field.values)}")
    return _TEXTS.get(field.type, _same)(column, text)


def string(column: str, value: Value) -> str:
    """A text of a length that fits."""
    if not isinstance(value, str):
        raise invalid(f"'{column}' is not a string.")
    most = MAX_LONG_TEXT if column in LONG else MAX_TEXT
    if len(value.encode()) > most:
        raise invalid(f"'{column}' must be no longer than {most} characters.")
    return value if column in EMOJI else _FOUR_BYTES.sub("", value)


def number(column: str, value: Value, least: float, most: float) -> int | float:
    """A number between two others."""
    if not isinstance(value, str) or not php.is_numeric(value):
        kind, shown = ("string", value) if isinstance(value, str) else ("array", "Array")
        raise invalid(f"'{column}' must be a number ({kind}: {shown}).")
    found = php.number_prefix(value)
    if column in CLAMPED:
        return int(max(least, min(most, found)))
    if found < least:
        raise invalid(f"'{column}' must be >= {least:.0f} ({found:.0f})")
    if found > most:
        raise invalid(f"'{column}' must be <= {most:.0f} ({found:.0f})")
    return found if column == "spam_score" else int(found)


def known_record(database: Database, uri: str, column: str, value: Value) -> int:
    """The id of a record that exists, or 0 for none."""
    if not isinstance(value, str) or not php.is_numeric(value):
        raise invalid(f"'{column}' must be an ID.")
    record_id = int(php.number_prefix(value))
    sql = f"SELECT id FROM {KINDS[uri].stored} WHERE id = ?"
    if record_id and database.value(sql, (record_id,)) is None:
        raise invalid(f"'{column}' is not a valid target record.")
    return record_id


def email(column: str, value: str) -> str:
    """One e-mail address, in lower case as Cerb keeps it."""
    if not _EMAIL.fullmatch(value):
        raise invalid(f"'{column}' is invalid. It must be a properly formatted email address.")
    return value.lower()


def url(column: str, value: str) -> str:
    """A web address, or nothing."""
    try:
        parts = urlsplit(value)
    except ValueError:
        parts = urlsplit("")
    if value and (parts.scheme not in ("http", "https") or not parts.netloc or re.search(r"\s", value)):
        raise invalid(f"'{column}' is not a valid URL. It must start with http:// or https://")
    return value


def unique(database: Database, table: str, column: str, value: object, record_id: int) -> None:
    """No other record has the value."""
    sql = f"SELECT id FROM {table} WHERE {column} = ? AND id != ?"
    if database.value(sql, (value, record_id)) is not None:
        raise invalid(f"A record already exists with this '{column}' ({value}). It must be unique.")


def _bounds(field: Field, column: str) -> tuple[float, float]:
    if field.type == "bit":
        return 0, 1
    return {"importance": (0, 100), "status_id": (0, 3), "spam_score": (0, 1)}.get(column, (0, MAX_NUMBER))


def _same(column: str, value: str) -> str:
    return value


_NUMBERS = frozenset({"id", "timestamp", "bit", "number", "float"})
_TEXTS: dict[str, Callable[[str, str], str]] = {"url": url}
