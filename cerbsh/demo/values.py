"""Values of the query language as conditions in SQL, one reading for each type of filter."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime

from cerbsh.demo import dates, slots
from cerbsh.demo.php import number_prefix
from cerbsh.demo.query import Value
from cerbsh.demo.where import NOTHING, Where, among, join

_COMPARISON = re.compile(r"([<>!=]+)(.*)", re.DOTALL)
_OPERATORS = {"!": "!=", "!=": "!=", ">": ">", ">=": ">=", "<": "<", "<=": "<="}


def text(column: str, value: Value, match: str = "partial") -> Where:
    """Words match as ``match`` says (``partial``, ``prefix``, ``exact``), quotes and lists exactly; ``*`` is any."""
    if value.kind == "list":
        return among(column, value.items, value.negated)
    pattern = value.text
    if value.kind == "text" and "*" not in pattern:
        pattern = {"partial": f"*{pattern}*", "prefix": f"{pattern}*", "exact": pattern}[match]
    if "*" in pattern:
        return Where(f"{column} {'NOT ' if value.negated else ''}LIKE ?", (pattern.replace("*", "%"),))
    return Where(f"{column} {'!=' if value.negated else '='} ?", (pattern,))


def fulltext(column: str, value: Value) -> Where:
    """Whole words, or a phrase in quotes; a group gives its words."""
    needles = [value] if value.kind in ("text", "quoted") else _bare(value)
    if not needles:
        return NOTHING
    return join([Where(f"has_words({column}, ?)", (_needle(needle),)) for needle in needles], "AND")


def _bare(value: Value) -> list[Value]:
    return [term.value for term in value.group.terms("text")] if value.group else []


def _needle(value: Value) -> str:
    return f'"{value.text}"' if value.kind == "quoted" else value.text


def number(column: str, value: Value, read: Callable[[str], float] = number_prefix) -> Where:
    """``5``, ``!5``, ``>5``, ``1...5``, ``"1 to 5"``, ``[1,2]``; of ``1,2`` only the 1 counts, as in MySQL."""
    if value.kind == "list":
        return among(column, (int(read(item)) for item in value.items), value.negated)
    first, second = _range(value.text)
    if second:
        return Where(f"{column} BETWEEN ? AND ?", (read(first), read(second)))
    equal = "!=" if value.negated else "="
    found = _COMPARISON.fullmatch(value.text)
    if found:
        return Where(f"{column} {_OPERATORS.get(found[1], equal)} ?", (read(found[2].strip()),))
    return Where(f"{column} {equal} ?", (read(value.text),))


def _range(value: str) -> tuple[str, str]:
    for separator in (r"\.{3}", r"\s+to\s+"):
        parts = re.split(separator, value, maxsplit=1)
        if len(parts) == 2 and any(character.isdigit() for character in parts[0]):
            return parts[0], parts[1]
    return value, ""


def share(value: str) -> float:
    """A fraction, or a percentage of one."""
    return number_prefix(value) / (100 if value.rstrip().endswith("%") else 1)


_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800, "mo": 2_592_000, "y": 31_536_000}


def duration(value: str) -> float:
    """A number of seconds, or a duration in words: ``2 hours``, ``1 day 3h``."""
    parts = re.findall(r"([\d.]+)\s*(mo|[smhdwy])", value.lower())
    return sum(number_prefix(count) * _SECONDS[unit] for count, unit in parts) if parts else number_prefix(value)


_BYTES = {"": 1, "b": 1, "kb": 1000, "mb": 1000**2, "gb": 1000**3, "kib": 1024, "mib": 1024**2, "gib": 1024**3}


def size(value: str) -> float:
    """A number of bytes with or without its unit: ``200kb``."""
    unit = value.lower().lstrip("0123456789. ").strip()
    return number_prefix(value) * _BYTES.get(unit, 1)


def boolean(column: str, value: Value) -> Where:
    """Everything with an n or an f in it, and 0, is no; everything else is yes."""
    no = any(letter in value.text.lower() for letter in "nf") or value.text == "0"
    return Where(f"{column} = {0 if no else 1}")


def date(column: str, value: Value, now: datetime) -> Where:
    """Phrases, ranges, ``never``, and ``(since: until: days: …)``; a negation is not heard."""
    if value.group is not None:
        return slots.where(column, value.group, now)
    if value.text.strip().lower() in ("never", "", "0"):
        return Where(f"{column} = 0")
    return Where(f"{column} BETWEEN ? AND ?", dates.span(value.text, now))
