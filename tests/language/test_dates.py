"""Moments in words, read on Wednesday 28 January 2026, 15:30:10 in Oslo."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cerbsh.language.dates import describe_moment, parse_date

OSLO = ZoneInfo("Europe/Oslo")
NOW = datetime(2026, 1, 28, 15, 30, 10, tzinfo=OSLO).timestamp()


@pytest.mark.parametrize(
    ("words", "moment"),
    [
        ("now", "2026-01-28 15:30:10"),
        ("today", "2026-01-28 00:00:00"),
        ("midnight", "2026-01-28 00:00:00"),
        ("noon", "2026-01-28 12:00:00"),
        ("yesterday", "2026-01-27 00:00:00"),
        ("Tomorrow", "2026-01-29 00:00:00"),
        ("tomorrow 9am", "2026-01-29 09:00:00"),
        ("9am tomorrow", "2026-01-29 09:00:00"),
        ("tomorrow at 9:30 pm", "2026-01-29 21:30:00"),
        ("tomorrow noon", "2026-01-29 12:00:00"),
        ("12am", "2026-01-28 00:00:00"),
        ("12pm", "2026-01-28 12:00:00"),
        ("17:45", "2026-01-28 17:45:00"),
        ("+2 days", "2026-01-30 15:30:10"),
        ("-1 week", "2026-01-21 15:30:10"),
        ("2 days ago", "2026-01-26 15:30:10"),
        ("3 days from now", "2026-01-31 15:30:10"),
        ("in 3 hours", "2026-01-28 18:30:10"),
        ("in an hour", "2026-01-28 16:30:10"),
        ("1 hour 30 minutes", "2026-01-28 17:00:10"),
        ("in 3 days at 9am", "2026-01-31 09:00:00"),
        ("3 weekdays", "2026-02-02 15:30:10"),
        ("+1 month", "2026-02-28 15:30:10"),
        ("next week", "2026-02-04 15:30:10"),
        ("last year", "2025-01-28 15:30:10"),
        ("wednesday", "2026-01-28 00:00:00"),
        ("next wednesday", "2026-02-04 00:00:00"),
        ("last wed", "2026-01-21 00:00:00"),
        ("next monday 14:30", "2026-02-02 14:30:00"),
        ("friday at 17:00", "2026-01-30 17:00:00"),
        ("first day of next month", "2026-02-01 00:00:00"),
        ("last day of month", "2026-01-31 00:00:00"),
        ("2026-03-05", "2026-03-05 00:00:00"),
        ("2026-03-05 14:30", "2026-03-05 14:30:00"),
        ("2026-03-05T14:30:15", "2026-03-05 14:30:15"),
        ("2026-03-05T14:30:00Z", "2026-03-05 15:30:00"),
        ("2026-03-05T14:30:00+05:00", "2026-03-05 10:30:00"),
        ("5 Mar 2027", "2027-03-05 00:00:00"),
        ("march 5, 2027", "2027-03-05 00:00:00"),
        ("3rd feb", "2026-02-03 00:00:00"),
    ],
)
def test_words_name_a_moment_in_the_time_zone_of_the_worker(words: str, moment: str) -> None:
    seconds = parse_date(words, NOW, OSLO)
    assert seconds is not None
    assert f"{datetime.fromtimestamp(seconds, OSLO):%Y-%m-%d %H:%M:%S}" == moment


@pytest.mark.parametrize("words", ["never", "big bang"])
def test_never_is_zero(words: str) -> None:
    assert parse_date(words, NOW, OSLO) == 0


@pytest.mark.parametrize(
    "words",
    [
        "",
        "hello",
        "12",
        "1700000000",
        "-5",
        "1.5",
        "tomorrow foo",
        "25:00",
        "13pm",
        "2026-13-01",
        "in 999999 years",
        "-",
    ],
)
def test_what_names_no_moment_is_none(words: str) -> None:
    assert parse_date(words, NOW, OSLO) is None


def test_a_day_is_a_day_and_hours_are_hours_when_the_clocks_change() -> None:
    before = datetime(2026, 3, 28, 12, 0, tzinfo=OSLO).timestamp()
    assert parse_date("+1 day", before, OSLO) == before + 23 * 3600
    assert parse_date("+24 hours", before, OSLO) == before + 24 * 3600


def test_a_month_that_is_too_short_runs_over() -> None:
    last = datetime(2026, 1, 31, tzinfo=OSLO).timestamp()
    assert parse_date("+1 month", last, OSLO) == datetime(2026, 3, 3, tzinfo=OSLO).timestamp()


def test_a_moment_is_described_with_its_zone() -> None:
    assert describe_moment(int(NOW), OSLO) == "Wed 28 Jan 2026 15:30 CET"
    assert describe_moment(0, OSLO) == "never"


@given(st.text(alphabet="tomrw daysne+-0123456789:apx", max_size=30))
def test_reading_never_fails(words: str) -> None:
    seconds = parse_date(words, NOW, OSLO)
    assert seconds is None or seconds >= 0


@given(st.datetimes(min_value=datetime(1971, 1, 1), max_value=datetime(2100, 1, 1)))
def test_a_written_out_moment_is_read_back(moment: datetime) -> None:
    whole = moment.replace(microsecond=0)
    seconds = parse_date(f"{whole:%Y-%m-%d %H:%M:%S}", NOW, ZoneInfo("UTC"))
    assert seconds == (whole - datetime(1970, 1, 1)) // timedelta(seconds=1)
