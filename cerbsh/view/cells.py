"""A value of a record as the text of one cell."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import tzinfo
from typing import Final

from cerbsh.errors import UsageError
from cerbsh.view import safe, times
from cerbsh.view.json import dumps
from cerbsh.view.rows import Row

_LABEL_KEYS: Final = ("_label", "label", "name", "full_name", "title", "subject", "email", "mask")
_TECHNICAL: Final = ("__context", "__type", "_query", "_query_context")
_NUMBER: Final = re.compile(r"-?[0-9]{1,18}(\.[0-9]{1,18})?", re.ASCII)
_SHOWN: Final = 3
"""How many entries of a list a cell names."""


def cell(row: Row, key: str, zone: tzinfo | None = None) -> str:
    """The safe text of ``row`` under ``key`` on one line: times as dates in ``zone``, linked records by their label."""
    value = find(row, key)
    label = row.get(f"{key}__label")
    if isinstance(label, str) and label and key not in row:
        return safe.line(label)
    moment = times.seconds(key, value)
    if moment is not None:
        return times.minute(moment, zone)
    return "" if "_context" in row and times.is_time_key(key) and value in (0, "0") else text(value)


def text(value: object) -> str:
    """The safe text of a value on one line; numbers as they were sent, objects and lists by their labels."""
    match value:
        case str():
            return safe.line(value)
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case dict():
            return _label(value) or (dumps(value) if value else "")
        case list():
            return _listed(value)
    return repr(value)


def plain(value: object) -> str:
    """The text of a value where nothing of it may be lost, as in CSV: not yet safe, objects and lists as JSON."""
    if isinstance(value, str):
        return value
    return "" if value is None else dumps(value)


def find(row: Row, key: str) -> object:
    """The value under ``key``, or at the end of a path with dots: ``owner.name``; ``None`` where there is none."""
    if key in row:
        return row[key]
    value: object = row
    for part in key.split("."):
        if not isinstance(value, dict) or part not in value:
            return None
        value = value[part]
    return value


def number(value: object) -> float | None:
    """The number that a value is, or that its text spells, as Cerb sends many; ``None`` where it is none."""
    if isinstance(value, str):
        return float(value) if _NUMBER.fullmatch(value) else None
    return None if isinstance(value, bool) or not isinstance(value, int | float) else _float(value)


def is_technical(key: str) -> bool:
    """Whether a key says more to Cerb than to a reader: contexts, queries behind a count, addresses of pages."""
    return (key.startswith("_") and key != "_label") or key.endswith(_TECHNICAL) or key == "record_url"


def check_keys(rows: Sequence[Row], keys: Sequence[str]) -> None:
    """Raises ``UsageError`` for a key that none of ``rows`` has, with the key that was probably meant."""
    known = {key for row in rows for key in row}
    for key in keys if rows else ():
        if not known & {key, key.partition(".")[0], f"{key}__label"}:
            from difflib import get_close_matches

            meant = get_close_matches(key, sorted(known), n=1)
            hint = f"did you mean {safe.line(meant[0])}?" if meant else "without names, the columns are chosen for you"
            raise UsageError(f"no record has a key {key!r}", hint)


def label_key(row: Row) -> str:
    """The key under which a record says what it is, or an empty string."""
    return next((key for key in _LABEL_KEYS if isinstance(row.get(key), str) and row[key]), "")


def _label(value: Row) -> str:
    key = label_key(value)
    return safe.line(str(value[key])) if key else ""


def _listed(values: Sequence[object]) -> str:
    shown = ", ".join(dumps(value) if isinstance(value, list) else text(value) for value in values[:_SHOWN])
    return f"{shown}, +{len(values) - _SHOWN}" if len(values) > _SHOWN else shown


def _float(value: float) -> float | None:
    try:
        return float(value)
    except OverflowError:
        return None
