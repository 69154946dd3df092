"""Dates in words in a request become seconds, and it is told which moment they are."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from cerbsh.language.compile import compile_request
from cerbsh.language.moments import Converted, convert_dates, timestamp_names
from tests.language.world import analysis

OSLO = ZoneInfo("Europe/Oslo")
NOW = datetime(2026, 1, 28, 15, 30, tzinfo=OSLO).timestamp()
NINE = int(datetime(2026, 1, 29, 9, tzinfo=OSLO).timestamp())


def converted(line: str) -> tuple[dict[str, str], tuple[Converted, ...]]:
    found = analysis(line)
    assert found.request is not None
    request = compile_request(found.request)
    changed, notes = convert_dates(request, timestamp_names(found.endpoint, found.kind), NOW, OSLO)
    return dict(changed.form), notes


def test_words_for_a_moment_are_sent_as_seconds() -> None:
    form, notes = converted('POST records/task/create title="tomorrow 9am" due="tomorrow 9am"')
    assert form == {"fields[title]": "tomorrow 9am", "fields[due]": str(NINE)}
    assert notes == (Converted("due", "tomorrow 9am", NINE, "Thu 29 Jan 2026 09:00 CET"),)


def test_an_older_endpoint_has_bare_names() -> None:
    form, notes = converted('PUT tasks/5 due="tomorrow 9am"')
    assert form == {"due": str(NINE)}
    assert [note.name for note in notes] == ["due"]


@pytest.mark.parametrize("value", ["1700000000", "0", "soon", "''"])
def test_numbers_and_other_words_stay(value: str) -> None:
    form, notes = converted(f"PUT records/task/5 due={value}")
    assert form == {"fields[due]": value.strip("'")}
    assert notes == ()


def test_endpoints_that_take_phrases_keep_them() -> None:
    form, notes = converted('POST tickets/reply reopen_at="+2 days"')
    assert form == {"reopen_at": "+2 days"}
    assert notes == ()
