from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cerbsh.demo import dates

NOW = datetime(2026, 3, 2, 12, 30, tzinfo=UTC)
"""A Monday."""


@pytest.mark.parametrize(
    ("phrase", "moment"),
    [
        ("now", "2026-03-02 12:30:00"),
        ("today", "2026-03-02 00:00:00"),
        ("midnight", "2026-03-02 00:00:00"),
        ("noon", "2026-03-02 12:00:00"),
        ("yesterday", "2026-03-01 00:00:00"),
        ("tomorrow noon", "2026-03-03 12:00:00"),
        ("yesterday 9am", "2026-03-01 09:00:00"),
        ("-1 week", "2026-02-23 12:30:00"),
        ("+2 hours", "2026-03-02 14:30:00"),
        ("2 hours", "2026-03-02 14:30:00"),
        ("3 days ago", "2026-02-27 12:30:00"),
        ("-90 mins", "2026-03-02 11:00:00"),
        ("-30 secs", "2026-03-02 12:29:30"),
        ("1 fortnight ago", "2026-02-16 12:30:00"),
        ("-1 month", "2026-02-02 12:30:00"),
        ("-1 year -1 day", "2025-03-01 12:30:00"),
        ("next month", "2026-04-02 12:30:00"),
        ("last year", "2025-03-02 12:30:00"),
        ("first day of this month", "2026-03-01 12:30:00"),
        ("last day of last month", "2026-02-28 12:30:00"),
        ("first day of next month midnight", "2026-04-01 00:00:00"),
        ("monday", "2026-03-02 00:00:00"),
        ("friday", "2026-03-06 00:00:00"),
        ("next monday", "2026-03-09 00:00:00"),
        ("last monday", "2026-02-23 00:00:00"),
        ("last friday", "2026-02-27 00:00:00"),
        ("tuesday noon", "2026-03-03 12:00:00"),
        ("monday next week", "2026-03-09 00:00:00"),
        ("2026-01-31", "2026-01-31 12:30:00"),
        ("2026/1/5", "2026-01-05 12:30:00"),
        ("2026.01.31", "2026-01-31 12:30:00"),
        ("2026-01-31 9am", "2026-01-31 09:00:00"),
        ("2026-01-31 17:45", "2026-01-31 17:45:00"),
        ("2026-01-31T17:45:12Z", "2026-01-31 17:45:12"),
        ("12/24/2025", "2025-12-24 12:30:00"),
        ("24 dec 2025", "2025-12-24 12:30:00"),
        ("Dec 24, 2025", "2025-12-24 12:30:00"),
        ("jan 1", "2026-01-01 12:30:00"),
        ("jan 1 -1 year", "2025-01-01 12:30:00"),
        ("1st of march", None),
        ("12:30pm", "2026-03-02 12:30:00"),
        ("12am", "2026-03-02 00:00:00"),
        ("@86400", "1970-01-02 00:00:00"),
        ("-1 month 31 jan 2026", "2025-12-31 12:30:00"),
    ],
)
def test_a_phrase_means_a_moment(phrase: str, moment: str | None) -> None:
    found = dates.read(phrase, NOW)
    assert (found and found.at.strftime("%Y-%m-%d %H:%M:%S")) == moment


@pytest.mark.parametrize("phrase", ["soon", "big bang", "-1 weak", "2026-13-45", "99 bottles", "((("])
def test_other_words_mean_none(phrase: str) -> None:
    assert dates.read(phrase, NOW) is None


def span(text: str) -> tuple[str, str]:
    first, last = (datetime.fromtimestamp(end, UTC) for end in dates.span(text, NOW))
    return f"{first:%Y-%m-%d %H:%M:%S}", f"{last:%Y-%m-%d %H:%M:%S}"


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("-1 week", "2026-02-23 00:00:00", "2026-03-02 12:30:00"),
        ("+1 week", "2026-03-02 12:30:00", "2026-03-09 23:59:59"),
        ("-1 week to now", "2026-02-23 00:00:00", "2026-03-02 12:30:00"),
        ("-2 hours", "2026-03-02 10:30:00", "2026-03-02 12:30:00"),
        ("-2 hours to +2 hours", "2026-03-02 10:30:00", "2026-03-02 14:30:00"),
        ("today to +7 days", "2026-03-02 00:00:00", "2026-03-09 23:59:59"),
        ("2026-01-01 to 2026-01-31", "2026-01-01 00:00:00", "2026-01-31 23:59:59"),
        ("2026-01-01 to 2026-01-31 noon", "2026-01-01 00:00:00", "2026-01-31 12:00:00"),
        ("big bang to -30 days", "1970-01-01 00:00:00", "2026-01-31 23:59:59"),
        ("today", "2026-03-02 00:00:00", "2026-03-02 23:59:59"),
        ("Yesterday", "2026-03-01 00:00:00", "2026-03-01 23:59:59"),
        ("this week", "2026-03-02 00:00:00", "2026-03-08 23:59:59"),
        ("last week", "2026-02-23 00:00:00", "2026-03-01 23:59:59"),
        ("this month", "2026-03-01 00:00:00", "2026-03-31 23:59:59"),
        ("last month", "2026-02-01 00:00:00", "2026-02-28 23:59:59"),
        ("this year", "2026-01-01 00:00:00", "2026-12-31 23:59:59"),
        ("last year", "2025-01-01 00:00:00", "2025-12-31 23:59:59"),
        ("86400 to 172800", "1970-01-02 00:00:00", "1970-01-03 00:00:00"),
        ("nonsense", "1970-01-01 00:00:00", "2026-03-02 12:30:00"),
        ("nonsense to rubbish", "1970-01-01 00:00:00", "2026-03-02 12:30:00"),
    ],
)
def test_a_phrase_is_a_range(text: str, first: str, last: str) -> None:
    assert span(text) == (first, last)


def test_days_begin_where_the_worker_lives() -> None:
    here = NOW.astimezone(ZoneInfo("America/Los_Angeles"))
    first, last = dates.span("today", here)
    assert (first, last - first) == (int(datetime(2026, 3, 2, 8, tzinfo=UTC).timestamp()), 86_399)


WORDS = "now today noon last next this -1 +3 99999999999 week months monday jan 2026 2026-01-31 9am 25:61 @ ago to"


@given(st.lists(st.sampled_from([*WORDS.split(), "first day of"])).map(" ".join) | st.text())
def test_every_text_is_a_range(text: str) -> None:
    assert len(dates.span(text, NOW)) == 2
