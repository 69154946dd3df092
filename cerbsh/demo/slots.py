"""The calendar slots of a date filter: ``(since:"-1 month" days:weekdays times:9a-5p)``."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta

from cerbsh.demo.dates import span
from cerbsh.demo.php import number_prefix
from cerbsh.demo.query import Group
from cerbsh.demo.where import Where, among, join

_DAYS = ("su", "m", "tu", "w", "th", "f", "sa")
_MONTHS = ("ja", "f", "mar", "ap", "may", "jun", "jul", "au", "se", "o", "n", "d")
_NOON = 43_200
_WEEK = (
    "((CAST(strftime('%j', {0}, 'unixepoch') AS INTEGER) + 6 - CAST(strftime('%w', {0}, 'unixepoch') AS INTEGER)) / 7)"
)


def where(column: str, group: Group, now: datetime) -> Where:
    """The condition for a date column in unix seconds; slots are read in the time zone of ``now``, as it is now."""
    terms = {_NAMES[term.field]: term.value for term in group.terms(*_NAMES)}
    parts = []
    if "since" in terms or "until" in terms:
        since, until = (terms[name].text if name in terms else "" for name in ("since", "until"))
        parts.append(Where(f"{column} BETWEEN ? AND ?", span(f"{since or 'big bang'} to {until or 'now'}", now)))
    local = f"({column} + {int((now.utcoffset() or timedelta()).total_seconds())})"
    for name, slot in _SLOTS.items():
        if name in terms:
            words = [word.strip().lower() for item in terms[name].terms for word in item.split(",")]
            parts.append(slot(local, words))
    return join(parts, "AND") if parts else Where("1")


def _days(local: str, words: Iterable[str]) -> Where:
    numbers: set[int] = set()
    for word in words:
        if word.startswith("weekday"):
            numbers.update(range(1, 6))
        elif word.startswith("weekend"):
            numbers.update((0, 6))
        else:
            numbers.update(number for number, name in enumerate(_DAYS) if word.startswith(name))
    return among(_part(local, "%w"), sorted(numbers))


def _months(local: str, words: Iterable[str]) -> Where:
    found = {number for word in words for number, name in enumerate(_MONTHS, 1) if word.startswith(name)}
    return among(_part(local, "%m"), sorted(found))


def _days_of_month(local: str, words: Iterable[str]) -> Where:
    return among(_part(local, "%d"), [max(1, min(31, int(number_prefix(word)))) for word in words])


def _weeks(local: str, words: Iterable[str]) -> Where:
    """Weeks begin on Sunday and count from 0, as MySQL's ``%U``."""
    return among(_WEEK.format(local), [max(0, min(53, int(number_prefix(word)))) for word in words])


def _times(local: str, words: Iterable[str]) -> Where:
    minute = f"({local} % 86400 / 60 * 60)"
    return join([Where(f"{minute} BETWEEN ? AND ?", _time_range(word)) for word in words], "OR")


def _time_range(word: str) -> tuple[int, int]:
    """Both ends in seconds; a bare hour goes with the half of the day of its end: ``1-5p`` is 13 to 17 hours."""
    first, dash, last = word.partition("-")
    end = _time(last if dash else first)
    start = _time(first)
    if first.strip().isdecimal() and end >= _NOON and start + _NOON <= end and start < _NOON:
        start += _NOON
    return start, end


def _time(word: str) -> int:
    found = re.match(r"\s*(\d{1,2})(?::(\d\d))?\s*([ap]?)", word)
    if found is None:
        return 0
    hour = int(found[1])
    if found[3]:
        hour = hour % 12 + (12 if found[3] == "p" else 0)
    return hour * 3600 + int(found[2] or 0) * 60


def _part(local: str, code: str) -> str:
    return f"CAST(strftime('{code}', {local}, 'unixepoch') AS INTEGER)"


_SLOTS: Mapping[str, Callable[[str, Iterable[str]], Where]] = {
    "days": _days,
    "dom": _days_of_month,
    "weeks": _weeks,
    "months": _months,
    "times": _times,
}
_NAMES = {name: name for name in ("since", "until", *_SLOTS)} | {
    "day": "days",
    "doms": "dom",
    "week": "weeks",
    "time": "times",
}
