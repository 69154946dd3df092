"""The list of the browser: what is loaded, what is chosen, what stands on the screen."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cerbsh.history.entry import Summary
from cerbsh.shell.prompt.browser.rows import PAGE, RequestList, row
from cerbsh.view import safe
from tests.view.screen import assert_harmless


def entries(newest: int, count: int) -> list[Summary]:
    """That many requests, the newest first."""
    return [Summary(number=newest - place, line=f"GET records/org/{newest - place}") for place in range(count)]


def numbers(listed: RequestList, height: int) -> list[int]:
    return [each.number for each in listed.window(height)]


def test_it_begins_with_the_newest_one_chosen() -> None:
    listed = RequestList()
    listed.begin(entries(1000, PAGE))
    assert numbers(listed, 3) == [1000, 999, 998]
    assert listed.chosen and listed.chosen.number == 1000
    assert listed.missing() is None


def test_movement_scrolls_no_more_than_it_must() -> None:
    listed = RequestList()
    listed.begin(entries(10, 10))
    shown = []
    for by in (2, 1, -1, -2, -9, 99):
        listed.move(by)
        shown.append((listed.chosen.number if listed.chosen else 0, numbers(listed, 3)))
    assert shown == [
        (8, [10, 9, 8]),
        (7, [9, 8, 7]),
        (8, [9, 8, 7]),
        (10, [10, 9, 8]),
        (10, [10, 9, 8]),
        (1, [3, 2, 1]),
    ]


def test_older_ones_are_missed_before_they_are_reached_and_until_there_are_none() -> None:
    listed = RequestList()
    listed.begin(entries(1000, PAGE))
    listed.move(PAGE - 20)
    assert listed.missing() == "older"
    listed.add("older", entries(1000 - PAGE, PAGE - 1))
    listed.move(PAGE * 3)
    assert listed.missing() is None
    assert listed.chosen and listed.chosen.number == 1000 - 2 * PAGE + 2


def test_from_the_oldest_one_on_newer_ones_are_loaded_above() -> None:
    listed = RequestList()
    listed.begin(entries(PAGE, PAGE), oldest=True)
    assert numbers(listed, 2) == [2, 1]
    listed.move(-(PAGE - 10))
    assert listed.missing() == "newer"
    before = numbers(listed, 4)
    listed.add("newer", entries(2 * PAGE, PAGE))
    assert numbers(listed, 4) == before


def test_nothing_at_all_has_nothing_chosen() -> None:
    listed = RequestList()
    listed.begin([])
    listed.move(3)
    assert (listed.chosen, numbers(listed, 5), listed.missing()) == (None, [], None)


@given(st.integers(0, 9), st.lists(st.tuples(st.integers(-12, 12), st.integers(1, 6)), max_size=8))
def test_the_chosen_one_is_always_on_the_screen(count: int, moves: list[tuple[int, int]]) -> None:
    listed = RequestList()
    listed.begin(entries(count, count))
    for by, height in moves:
        listed.move(by)
        shown = listed.window(height)
        assert len(shown) == min(height, count)
        assert listed.chosen is None or listed.chosen in shown


HOSTILE = Summary(
    number=7,
    line="GET \x1b]0;pwned\x07\u202e漢字\n" + "x" * 5000,
    cerb_status="\x1b[2J",
    error_code="\x9b31m",
    failure="\x1bc",
    method="\x1b[H",
    status=200,
)


@pytest.mark.parametrize("width", [120, 100, 80, 59, 44, 20, 3])
def test_a_row_fills_its_width_whatever_the_line_holds(width: int) -> None:
    shown = row(HOSTILE, width, 3, marked=True)
    assert_harmless(shown)
    assert safe.width(shown) == width


def test_a_row_says_what_became_of_the_request() -> None:
    good = Summary(number=12, line="GET workers/me", status=200, ok=True, elapsed=0.012)
    assert row(good, 60, 3, marked=False).split()[3:] == ["200", "12", "ms", "GET", "workers/me"]
    assert row(good, 60, 3, marked=True).startswith("* 12 ")
    assert "200! " in row(Summary(number=12, status=200), 60, 3, marked=False)
    assert "  -! " in row(Summary(number=12, failure="no answer"), 60, 3, marked=False)
