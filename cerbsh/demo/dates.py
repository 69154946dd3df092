"""Dates in words, as PHP's ``strtotime`` reads the usual ones: ``-1 week``, ``last monday``, ``2026-01-31 9am``."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta

from cerbsh.demo.php import number_prefix

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DAY_END = time(23, 59, 59)

_SHORTCUTS = {
    **{f"{word} week": (f"monday {word} week", f"sunday {word} week") for word in ("this", "next", "last")},
    **{
        f"{word} month": (f"first day of {word} month", f"last day of {word} month")
        for word in ("this", "next", "last")
    },
    "this year": ("jan 1", "dec 31"),
    "next year": ("jan 1 +1 year", "dec 31 +1 year"),
    "last year": ("jan 1 -1 year", "dec 31 -1 year"),
    **{word: (word, word) for word in ("today", "yesterday", "tomorrow")},
}


def span(text: str, now: datetime) -> tuple[int, int]:
    """Both ends of a range in unix seconds; ``now`` carries the time zone.

    A single phrase reaches to now, or from now where it lies ahead. An end that cannot be read is the beginning of time
    or now, which is why Cerb finds nearly everything for a broken date.
    """
    text = text.strip().lower()
    if text in _SHORTCUTS:
        first, last = _SHORTCUTS[text]
        return _start(first, now), _end(last, now)
    first, separator, last = text.partition(" to ")
    start = _start(first, now)
    if separator:
        return start, _end(last, now)
    present = int(now.timestamp())
    return (start, present) if start <= present else (present, _end(first, now))


def _start(phrase: str, now: datetime) -> int:
    if phrase.isdecimal():
        return int(number_prefix(phrase))
    moment = read(phrase, now)
    return _seconds(moment, time(), now) if moment else 0


def _end(phrase: str, now: datetime) -> int:
    if phrase.isdecimal():
        return int(number_prefix(phrase))
    moment = read(phrase, now)
    return _seconds(moment, DAY_END, now) if moment else int(now.timestamp())


@dataclass(frozen=True)
class Moment:
    """A phrase that was understood. ``dated`` tells that it names a day and no time of day."""

    at: datetime
    dated: bool


def _seconds(moment: Moment, hour: time, now: datetime) -> int:
    at = datetime.combine(moment.at.date(), hour, now.tzinfo) if moment.dated else moment.at
    return int(at.timestamp())


def read(phrase: str, now: datetime) -> Moment | None:
    """The moment that a phrase means, ``None`` where it means none."""
    reading = _Reading(now)
    rest = phrase.strip().lower().replace(".", "-")
    while rest:
        for pattern, take in _PATTERNS:
            if found := pattern.match(rest):
                take(reading, found)
                rest = rest[found.end() :].lstrip(" ,")
                break
        else:
            return None
    try:
        return reading.moment()
    except (ValueError, OverflowError):
        return None


@dataclass
class _Reading:
    """The parts of a phrase, collected; PHP applies steps behind dates, and weekdays behind steps."""

    now: datetime
    clock: time | None = None
    month: int = 0
    year: int = 0
    day: int = 0
    steps: dict[str, int] = field(default_factory=dict)
    weekday: int | None = None
    which: int = 0
    week: int | None = None
    edge: str = ""
    instant: datetime | None = None
    exact: bool = False

    def step(self, unit: str, count: int) -> None:
        """Go ``count`` units on."""
        self.steps[unit] = self.steps.get(unit, 0) + count

    def moment(self) -> Moment:
        """The sum of the parts."""
        if self.instant:
            return Moment(self.instant, False)
        clock = self.clock or self.now.time()
        day = self.now.replace(
            year=self.year or self.now.year,
            month=self.month or self.now.month,
            day=1,
            hour=clock.hour,
            minute=clock.minute,
            second=clock.second,
            microsecond=0,
        )
        day = self._on_edge(self._stepped(day + timedelta(days=(self.day or self.now.day) - 1)))
        timed = self.exact or any(self.steps.get(unit) for unit in ("hour", "minute", "second"))
        return Moment(self._on_weekday(day), not timed)

    def _stepped(self, day: datetime) -> datetime:
        months = day.year * 12 + day.month - 1 + self.steps.get("month", 0) + 12 * self.steps.get("year", 0)
        first = day.replace(year=months // 12, month=months % 12 + 1, day=1)
        lengths = {"second": 1, "minute": 60, "hour": 3600, "day": 86_400, "week": 604_800, "fortnight": 1_209_600}
        seconds = sum(lengths[unit] * count for unit, count in self.steps.items() if unit in lengths)
        weeks = 7 * (self.week or 0) if self.weekday is None else 0
        return first + timedelta(days=day.day - 1 + weeks, seconds=seconds)

    def _on_edge(self, day: datetime) -> datetime:
        if self.edge == "first":
            return day.replace(day=1)
        if self.edge == "last":
            return (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
        return day

    def _on_weekday(self, day: datetime) -> datetime:
        if self.weekday is None:
            return day
        if self.week is not None:
            return day + timedelta(days=self.weekday - day.weekday() + 7 * self.week)
        ahead = (self.weekday - day.weekday()) % 7
        if self.which > 0:
            return day + timedelta(days=ahead or 7)
        return day + timedelta(days=(ahead or 7) - 7 - (7 if not ahead else 0) if self.which < 0 else ahead)


_RELATIVE = {"this": 0, "next": 1, "last": -1, "previous": -1}
_UNIT = r"(sec(?:ond)?|min(?:ute)?|hour|day|week|fortnight|month|year)s?\b"
_UNITS = {"sec": "second", "min": "minute"}
_MONTH = r"(" + "|".join(MONTHS) + r")[a-z]*"


def _number(reading: _Reading, found: re.Match[str]) -> None:
    sign = -1 if (found[1] == "-") != bool(found[4]) else 1
    reading.step(_UNITS.get(found[3], found[3]), sign * int(found[2]))


def _named(reading: _Reading, found: re.Match[str]) -> None:
    unit, count = _UNITS.get(found[2], found[2]), _RELATIVE[found[1]]
    if unit == "week":
        reading.week = count
    else:
        reading.step(unit, count)


def _weekday(reading: _Reading, found: re.Match[str]) -> None:
    reading.weekday = WEEKDAYS.index(found[2])
    reading.which = _RELATIVE[found[1]] if found[1] else 0
    reading.clock = reading.clock or time()


def _day_word(reading: _Reading, found: re.Match[str]) -> None:
    reading.clock = time(12) if found[1] == "noon" else time()
    reading.exact = found[1] == "noon"
    reading.step("day", {"yesterday": -1, "tomorrow": 1}.get(found[1], 0))


def _date(reading: _Reading, year: str | None, month: str | int, day: str | None) -> None:
    reading.year = int(year or 0)
    reading.month = month if isinstance(month, int) else int(month)
    reading.day = int(day or (1 if year else 0))


def _month_name(reading: _Reading, found: re.Match[str], day: str | None, year: str | None) -> None:
    month = next(name for name in MONTHS if name in found[0])
    _date(reading, year, MONTHS.index(month) + 1, day)


def _clock(reading: _Reading, found: re.Match[str]) -> None:
    hour = int(found["hour"])
    if found["half"]:
        hour = hour % 12 + (12 if found["half"].startswith("p") else 0)
    try:
        reading.clock = time(hour, int(found["minute"] or 0), int(found["second"] or 0))
    except ValueError:
        reading.clock = time()
    reading.exact = reading.clock != time()


def _instant(reading: _Reading, found: re.Match[str]) -> None:
    reading.instant = datetime.fromtimestamp(min(int(found[1]), 1 << 33), reading.now.tzinfo)


def _now(reading: _Reading, found: re.Match[str]) -> None:
    reading.exact = True


def _edge(reading: _Reading, found: re.Match[str]) -> None:
    reading.edge = found[1]


_Take = Callable[[_Reading, re.Match[str]], None]

_PATTERNS: tuple[tuple[re.Pattern[str], _Take], ...] = tuple(
    (re.compile(pattern), take)
    for pattern, take in (
        (r"now\b", _now),
        (r"(today|midnight|noon|yesterday|tomorrow)\b", _day_word),
        (r"@(\d{1,12})", _instant),
        (r"(first|last) day of\b", _edge),
        (r"(\d{4})[-/](\d{1,2})(?:[-/](\d{1,2}))?t?", lambda reading, found: _date(reading, *found.groups())),
        (r"(\d{1,2})/(\d{1,2})/(\d{4})", lambda reading, found: _date(reading, found[3], found[1], found[2])),
        (r"(?P<hour>\d{1,2})(?::(?P<minute>\d\d))?(?::(?P<second>\d\d))? ?(?P<half>[ap]m?)\b", _clock),
        (r"(?P<hour>\d{1,2}):(?P<minute>\d\d)(?::(?P<second>\d\d))?(?P<half>)(?:z|utc)?", _clock),
        (rf"([+-]?) ?(\d{{1,12}}) ?{_UNIT}( ago)?", _number),
        (rf"(\d{{1,2}})(?:st|nd|rd|th)?[ -]{_MONTH}(?:[ -](\d{{4}}))?", lambda r, f: _month_name(r, f, f[1], f[3])),
        (
            rf"{_MONTH} (\d{{1,2}})(?:st|nd|rd|th)?\b(?!:)(?:,? (\d{{4}})\b)?",
            lambda r, f: _month_name(r, f, f[2], f[3]),
        ),
        (rf"{_MONTH}(?: (\d{{4}}))?", lambda r, f: _month_name(r, f, None, f[2])),
        (r"(?:(this|next|last|previous) )?(" + "|".join(WEEKDAYS) + r")(?:[a-z]*day)?s?\b", _weekday),
        (rf"(this|next|last|previous) {_UNIT}", _named),
    )
)
