"""Moments in words: ``tomorrow 9am``, ``+2 days``, ``next monday 14:30``, ``2026-01-31`` become unix seconds.

Cerb takes dates in fields as unix seconds alone, and phrases in queries and in a few older endpoints. The words here
mean what they mean there: a day without a time begins at midnight, an offset keeps the time of day, and a weekday is
the coming one, today included.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import cache

NEVER = frozenset({"never", "big bang"})
"""Words for no moment at all: zero, which Cerb reads as none."""

_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
_ANY_DAY = 1_700_000_000
_DAY_WORDS = {"today": 0, "tomorrow": 1, "yesterday": -1, "midnight": 0}
_NUMBERS = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8}
_SECONDS = {"sec": 1, "second": 1, "min": 60, "minute": 60, "hour": 3600}
_DAYS = {"day": 1, "week": 7, "fortnight": 14}
_MONTH_UNITS = {"month": 1, "year": 12}

_UNIT = "|".join([*_SECONDS, *_DAYS, *_MONTH_UNITS, "weekday"])
_WEEKDAY = "|".join(f"{day[:3]}(?:{day[3:]})?" for day in _WEEKDAYS)
_MONTH = "|".join(f"{month[:3]}(?:{month[3:]})?" if month != "may" else "may" for month in _MONTHS)


class _Moment:
    """What the words have said so far: a wall clock in a zone, and whether a time of day was named."""

    def __init__(self, now: datetime) -> None:
        self.today = now.date()
        self.clock = now.replace(tzinfo=None)
        self.zone = now.tzinfo
        self.exact: timedelta = timedelta()
        self.said_time = False

    def at(self, day: date) -> None:
        """That day; at midnight unless a time was named."""
        self.clock = datetime.combine(day, self.clock.time() if self.said_time else time())

    def time(self, clock: time) -> None:
        """That time of day."""
        self.clock = datetime.combine(self.clock.date(), clock)
        self.said_time = True

    def seconds(self) -> int:
        """The moment as unix seconds. Hours, minutes and seconds pass as they do, over a change of the clocks too."""
        return int((self.clock.replace(tzinfo=self.zone).timestamp()) + self.exact.total_seconds())


_Rule = tuple[re.Pattern[str], Callable[[_Moment, re.Match[str]], object]]


def parse_date(text: str, now: float, zone: tzinfo) -> int | None:
    """The moment that ``text`` names, in unix seconds; ``None`` for plain numbers and for what names none after 1970.

    ``now`` is in unix seconds, ``zone`` is where the words are said: the time zone of the worker. ``never`` is 0.
    """
    words = " ".join(text.lower().replace(",", " ").split())
    if not words or words.replace(".", "", 1).replace("-", "", 1).isdigit():
        return None
    if words in NEVER:
        return 0
    try:
        seconds = _read(words, _Moment(datetime.fromtimestamp(int(now), zone)))
    except (ValueError, OverflowError):
        return None
    return seconds if seconds is not None and seconds >= 0 else None


def is_date(text: str) -> bool:
    """Whether ``text`` names a moment."""
    return parse_date(text, _ANY_DAY, UTC) is not None


def describe_moment(seconds: int, zone: tzinfo) -> str:
    """A moment for people, with its zone: ``Sat 31 Jan 2026 09:00 CET``; 0 is ``never``."""
    return "never" if seconds == 0 else datetime.fromtimestamp(seconds, zone).strftime("%a %d %b %Y %H:%M %Z")


def _read(words: str, moment: _Moment) -> int | None:
    while words:
        for pattern, apply in _rules():
            found = pattern.match(words)
            if found:
                apply(moment, found)
                words = words[found.end() :].lstrip()
                break
        else:
            return None
    return moment.seconds()


def _day_word(moment: _Moment, found: re.Match[str]) -> None:
    moment.at(moment.today + timedelta(days=_DAY_WORDS[found[1]]))


def _iso_day(moment: _Moment, found: re.Match[str]) -> None:
    moment.at(date(int(found[1]), int(found[2]), int(found[3])))


def _iso_moment(moment: _Moment, found: re.Match[str]) -> None:
    read = datetime.fromisoformat(found[0].upper().replace(" ", "T", 1))
    moment.clock, moment.said_time = read.replace(tzinfo=None), True
    moment.zone = read.tzinfo or moment.zone


def _named_day(day: str, month: str, year: str | None, moment: _Moment) -> None:
    number = 1 + next(index for index, name in enumerate(_MONTHS) if name.startswith(month))
    moment.at(date(int(year) if year else moment.today.year, number, int(day)))


def _day_month(moment: _Moment, found: re.Match[str]) -> None:
    _named_day(found[1], found[2], found[3], moment)


def _month_day(moment: _Moment, found: re.Match[str]) -> None:
    _named_day(found[2], found[1], found[3], moment)


def _weekday(moment: _Moment, found: re.Match[str]) -> None:
    """``monday`` is the coming one, today included; ``next`` leaves today out, ``last`` is the one before today."""
    which = next(index for index, name in enumerate(_WEEKDAYS) if name.startswith(found[2]))
    ahead = (which - moment.today.weekday()) % 7
    if found[1] == "next" and ahead == 0:
        ahead = 7
    elif found[1] in ("last", "previous"):
        ahead -= 7
    moment.at(moment.today + timedelta(days=ahead))


def _next_unit(moment: _Moment, found: re.Match[str]) -> None:
    _shift(moment, {"next": 1, "this": 0}.get(found[1], -1), found[2])


def _edge_of_month(moment: _Moment, found: re.Match[str]) -> None:
    months = {"next": 1, "last": -1, "previous": -1}.get(found[2] or "this", 0)
    first = _add_months(moment.today.replace(day=1), months)
    moment.at(first if found[1] == "first" else _add_months(first, 1) - timedelta(days=1))


def _clock12(moment: _Moment, found: re.Match[str]) -> None:
    hour = int(found[1])
    if not 1 <= hour <= 12:
        raise ValueError
    moment.time(time(hour % 12 + (12 if found[3].startswith("p") else 0), int(found[2] or 0)))


def _clock24(moment: _Moment, found: re.Match[str]) -> None:
    moment.time(time(int(found[1]), int(found[2]), int(found[3] or 0)))


def _noon(moment: _Moment, found: re.Match[str]) -> None:
    moment.time(time(12))


def _offset(moment: _Moment, found: re.Match[str]) -> None:
    backwards = (found["sign"] == "-") != (found["ago"] == " ago")
    for count, unit in re.findall(_AMOUNT, found["amounts"]):
        number = _NUMBERS.get(count) or int(count)
        _shift(moment, -number if backwards else number, unit)


def _shift(moment: _Moment, count: int, unit: str) -> None:
    if unit in _SECONDS:
        moment.exact += timedelta(seconds=count * _SECONDS[unit])
    elif unit in _DAYS:
        moment.clock += timedelta(days=count * _DAYS[unit])
    elif unit in _MONTH_UNITS:
        day = _add_months(moment.clock.date(), count * _MONTH_UNITS[unit])
        moment.clock = datetime.combine(day, moment.clock.time())
    else:
        _shift_weekdays(moment, count)


def _shift_weekdays(moment: _Moment, count: int) -> None:
    if abs(count) > 10_000:
        raise OverflowError
    step = timedelta(days=1 if count > 0 else -1)
    while count:
        moment.clock += step
        if moment.clock.weekday() < 5:
            count -= int(step.days)


def _add_months(day: date, months: int) -> date:
    """The same day of another month; a day that the month has not runs over into the next, as in PHP."""
    total = day.year * 12 + day.month - 1 + months
    return date(total // 12, total % 12 + 1, 1) + timedelta(days=day.day - 1)


def _nothing(moment: _Moment, found: re.Match[str]) -> None:
    """``at``, ``on`` and ``now`` say nothing new."""


_COUNT = rf"\d{{1,6}}|{'|'.join(_NUMBERS)}"
_AMOUNT = rf"({_COUNT}) ?({_UNIT})s?\b"
_AMOUNTS = rf"(?P<amounts>(?:{_COUNT}) ?(?:{_UNIT})s?\b(?:(?: and)? (?:{_COUNT}) ?(?:{_UNIT})s?\b)*)"


def _rule(pattern: str, apply: Callable[[_Moment, re.Match[str]], object]) -> _Rule:
    return re.compile(rf"(?:{pattern})(?=\s|$)"), apply


@cache
def _rules() -> tuple[_Rule, ...]:
    """Every form of words with what it says; made when a date is read for the first time."""
    return (
        _rule("now|at|on", _nothing),
        _rule("(today|tomorrow|yesterday|midnight)", _day_word),
        _rule("noon", _noon),
        _rule(r"\d{4}-\d\d-\d\d[t ]\d\d:\d\d(?::\d\d)?(?:z|[+-]\d\d:?\d\d)?", _iso_moment),
        _rule(r"(\d{4})-(\d\d?)-(\d\d?)", _iso_day),
        _rule(rf"(\d{{1,2}})(?:st|nd|rd|th)? ({_MONTH})(?: (\d{{4}}))?", _day_month),
        _rule(rf"({_MONTH}) (\d{{1,2}})(?:st|nd|rd|th)?(?: (\d{{4}}))?", _month_day),
        _rule(rf"(?:(next|last|this|previous) )?({_WEEKDAY})", _weekday),
        _rule(r"(first|last) day of(?: (next|last|this|previous))? month", _edge_of_month),
        _rule(rf"(next|last|this|previous) ({_UNIT})", _next_unit),
        _rule(r"(\d{1,2})(?::(\d\d))? ?([ap]\.?m?\.?)", _clock12),
        _rule(r"(\d{1,2}):(\d\d)(?::(\d\d))?", _clock24),
        _rule(rf"(?P<sign>[+-]) ?{_AMOUNTS}(?P<ago> ago)?", _offset),
        _rule(rf"(?P<sign>)(?:in ){_AMOUNTS}(?P<ago>)", _offset),
        _rule(rf"(?P<sign>){_AMOUNTS}(?P<ago> ago| from now)?", _offset),
    )
