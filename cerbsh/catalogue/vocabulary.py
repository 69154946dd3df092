"""The words that stand for values: in fields, in filters, in dates, with what they mean.

Cerb keeps most of these in its code and names them in no reply, so they are written down here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from cerbsh.catalogue.model import Field, Filter


class Word(NamedTuple):
    """A value as it is written, and its meaning in a few words."""

    text: str
    meaning: str = ""


def _words(*pairs: tuple[str, str]) -> tuple[Word, ...]:
    return tuple(Word(text, meaning) for text, meaning in pairs)


BITS = _words(("1", "yes"), ("0", "no"))
BOOLEANS = _words(("yes", "true, y, 1"), ("no", "false, n, 0"))
ME = _words(("me", "the worker that is signed in"))
ANYBODY = _words(("any", "anybody"), ("none", "nobody"))
ANY_LINK = _words(("any", "with a link"), ("none", "without links"))
NONE = _words(("none", "empty"))

DATE_PHRASES = _words(
    ("today", "since midnight"),
    ("yesterday", "since yesterday at midnight"),
    ('"-1 hour"', "the last hour"),
    ('"-7 days"', "the last seven days"),
    ('"-1 month"', "the last month"),
    ('"last monday"', "since then"),
    ('"today to +7 days"', "the coming week"),
    ('"first day of this month"', "this month"),
    ('"-1 month to now"', "a range: any two phrases"),
    ('"big bang to -30 days"', "older than thirty days"),
    ("never", "empty"),
)
DATE_PARTS = _words(
    ("since:", "where the range begins, a date phrase"),
    ("until:", "where it ends, a date phrase"),
    ("months:", "jan,feb …"),
    ("weeks:", "numbers of weeks"),
    ("days:", "weekdays, weekends, mon,tue …"),
    ("dom:", "days of the month: 1,15"),
    ("times:", "hours of the day: 9a-5p"),
)
DAYS = _words(
    ("weekdays", "Monday to Friday"), ("weekends", "Saturday and Sunday"),
    ("mon", ""), ("tue", ""), ("wed", ""), ("thu", ""), ("fri", ""), ("sat", ""), ("sun", ""),
)  # fmt: skip
MONTHS = _words(
    ("jan", ""), ("feb", ""), ("mar", ""), ("apr", ""), ("may", ""), ("jun", ""),
    ("jul", ""), ("aug", ""), ("sep", ""), ("oct", ""), ("nov", ""), ("dec", ""),
)  # fmt: skip
MOMENTS = _words(
    ("now", "this second"),
    ("today", "at midnight"),
    ("tomorrow", "at midnight"),
    ("tomorrow 9am", "a day and a time"),
    ("+2 hours", "from now"),
    ("+2 days", "from now"),
    ("next monday", "at midnight"),
    ("next monday 14:30", "a day and a time"),
    ("last day of month", "at midnight"),
    ("2026-01-31", "a day"),
    ("2026-01-31 14:30", "a day and a time"),
    ("never", "none: sent as 0"),
)
"""Moments in words for fields that take unix seconds; cerbsh turns them into the number."""

DATE_BUCKETS = _words(
    ("minute", ""), ("hour", ""), ("day", ""), ("week", ""), ("week-mon", "weeks from Monday"),
    ("week-sun", "weeks from Sunday"), ("month", ""), ("quarter", ""), ("year", ""),
    ("hourofday", "0 to 23, over all days"), ("hourofdayofweek", "over all weeks"), ("dayofweek", "over all weeks"),
    ("dayofmonth", "over all months"), ("weekofyear", "over all years"), ("monthofyear", "over all years"),
    ("quarterofyear", "over all years"),
)  # fmt: skip
NUMBERS = _words((">=", "at least"), (">", "more than"), ("<=", "at most"), ("<", "less than"))
DURATIONS = _words(('">1 hour"', "longer than"), ('"<=2 days"', "at most"))
SIZES = _words(('">200kb"', "larger than"), ('"<=5mb"', "at most"))

_TICKET_STATUS = _words(("open", "o"), ("waiting", "w"), ("closed", "c"), ("deleted", "d: only marked"))
TICKET_STATUS_IDS = _words(("0", "open"), ("1", "waiting"), ("2", "closed"), ("3", "deleted"))
_TASK_STATUS = _words(("open", "o"), ("waiting", "w"), ("closed", "c"))

_FIELD_WORDS: Mapping[str, tuple[Word, ...]] = {
    "ticket.status": _TICKET_STATUS,
    "ticket.status_id": TICKET_STATUS_IDS,
    "ticket.spam_training": _words(("S", "spam"), ("N", "not spam"), ("", "untrained")),
    "task.status": _TASK_STATUS,
    "task.status_id": _words(("0", "open"), ("1", "closed"), ("2", "waiting")),
    "opportunity.status": _words(("open", ""), ("closed_won", ""), ("closed_lost", "")),
    "opportunity.status_id": _words(("0", "open"), ("1", "won"), ("2", "lost")),
    "contact.gender": _words(("F", "female"), ("M", "male"), ("", "not told")),
    "worker.gender": _words(("F", "female"), ("M", "male"), ("", "not told")),
    "kb_article.format": _words(("text", ""), ("markdown", ""), ("html", "")),
    "mailbox.protocol": _words(("pop3", ""), ("pop3-ssl", ""), ("imap", ""), ("imap-ssl", "")),
    "metric.type": _words(("counter", "only grows"), ("gauge", "goes up and down")),
}
_FILTER_WORDS: Mapping[str, tuple[Word, ...]] = {
    "ticket.status": _TICKET_STATUS,
    "task.status": _TASK_STATUS,
    "opportunity.status": _words(("open", "o"), ("won", "w"), ("lost", "l")),
    "ticket.worker.replied": ME,
    "ticket.worker.commented": ME,
    "ticket.inGroupsOf": ME,
    "ticket.watchers": ME + ANYBODY,
}
CUSTOM_FIELD_TYPES: Mapping[str, str] = {
    "C": "checkbox", "D": "picklist", "E": "date", "F": "file", "I": "files", "L": "record link", "M": "list",
    "N": "number", "O": "decimal", "S": "text", "T": "long text", "U": "URL", "W": "worker", "X": "checkboxes",
    "Y": "currency", "cerb.custom_field.geo.point": "point on a map", "cerb.custom_field.record.links": "record links",
    "cerb.custom_field.slider": "slider",
}  # fmt: skip

_BY_FIELD_TYPE: Mapping[str, tuple[Word, ...]] = {"bit": BITS, "timestamp": MOMENTS}
_BY_FILTER_TYPE: Mapping[str, tuple[Word, ...]] = {
    "bool": BOOLEANS,
    "date": DATE_PHRASES,
    "number": NUMBERS,
    "decimal": NUMBERS,
    "number_seconds": DURATIONS,
}


def field_words(kind: str, field: Field) -> tuple[Word, ...]:
    """The values that a field of the type ``kind`` (its uri) is known to take; empty where it takes what one likes."""
    known = _FIELD_WORDS.get(f"{kind}.{field.name}") or _BY_FIELD_TYPE.get(field.type)
    if known is None and kind == "custom_field" and field.name == "type":
        known = tuple(Word(value, CUSTOM_FIELD_TYPES.get(value, "")) for value in field.values)
    return tuple(Word(value) for value in field.values) if known is None else known


def filter_words(kind: str, item: Filter) -> tuple[Word, ...]:
    """The values of a filter of the type ``kind`` (its uri) that are worth offering."""
    known = _FILTER_WORDS.get(f"{kind}.{item.name}")
    if known is None and item.values:
        known = tuple(Word(_quoted(value)) for value in item.values if '"' not in value)
    if known is not None:
        return known
    if item.record == "worker" and item.type in ("chooser", "worker"):
        return ME + ANYBODY
    if item.type == "chooser":
        return NONE
    if item.type == "virtual":
        return _virtual_words(item)
    return _BY_FILTER_TYPE.get(item.type, ()) or tuple(Word(example, "for example") for example in item.examples)


def _quoted(value: str) -> str:
    """A value as a query takes it: in double quotes where it is more than one word."""
    return value if re.fullmatch(r"[\w.-]+", value) else f'"{value}"'


def _virtual_words(item: Filter) -> tuple[Word, ...]:
    if item.name == "links":
        return ANY_LINK
    if item.name == "size":
        return SIZES
    return tuple(Word(example, "for example") for example in item.examples)
