"""A search query taken apart for paging."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cerbsh.language.query import balanced, parse
from cerbsh.language.windows import UnpageableError, take_apart


@pytest.mark.parametrize(
    ("query", "window"),
    [
        ("", "id:>7 sort:id"),
        ("status:o", "(status:o) id:>7 sort:id"),
        ("status:o OR status:w", "(status:o OR status:w) id:>7 sort:id"),
        ("status:o limit:20", "(status:o) id:>7 sort:id"),
        ("limit:20", "id:>7 sort:id"),
        (
            'set.timezone:"Europe/Oslo" created:today limit:20',
            'set.timezone:"Europe/Oslo" (created:today) id:>7 sort:id',
        ),
        ("refund invoice", "(refund invoice) id:>7 sort:id"),
        ("(status:o OR status:w) id:>2000", "((status:o OR status:w) id:>2000) id:>7 sort:id"),
        ("!(status:c)", "(!(status:c)) id:>7 sort:id"),
    ],
)
def test_the_window_stands_behind_the_query_in_parentheses(query: str, window: str) -> None:
    before, after = take_apart(query).window
    assert f"{before}7{after}" == window


def test_a_limit_is_taken_out_and_the_rest_stays() -> None:
    found = take_apart("status:o limit:20 sort:-updated")
    assert (found.limit, found.sorts, found.text) == (20, True, "sort:-updated status:o")


def test_a_query_without_a_limit_stays_letter_by_letter() -> None:
    text = " status:o  sort:[a,-b] "
    assert take_apart(text).text == text


def test_a_filter_that_bears_the_name_of_a_page_is_a_filter() -> None:
    found = take_apart("page:(name:x) limit:5", own={"page"})
    assert found.window[0] == "(page:(name:x)) id:>"


@pytest.mark.parametrize(
    ("query", "place", "words"),
    [
        ("(status:o", "(", "bracket"),
        ("status:o)", ")", "bracket"),
        ('name:"Apple', '"Apple', "quote"),
        ("name:{{x", "{{x", "template"),
        ("status:[o,w", "[", "bracket"),
    ],
)
def test_what_is_left_open_is_refused_with_its_place(query: str, place: str, words: str) -> None:
    with pytest.raises(UnpageableError, match=words) as caught:
        take_apart(query)
    assert query[caught.value.start : caught.value.end] == place


@pytest.mark.parametrize("query", ["page:2", "status:o _page:3", "limit:", "limit:0", "limit:many", "limit:[1,2]"])
def test_a_page_of_its_own_and_a_limit_that_is_none_are_refused(query: str) -> None:
    with pytest.raises(UnpageableError):
        take_apart(query)


@given(st.text(st.sampled_from('ab:()[]"!,<> ORlimtsd{}.1')))
def test_whatever_the_query_the_window_is_a_condition_of_its_own_at_the_top(text: str) -> None:
    try:
        before, after = take_apart(text).window
    except UnpageableError:
        assert not balanced(text) or parse(text).terms
        return
    read = parse(f"{before}7{after}")
    assert not read.unclosed
    top = [term for term in read.inside(0) if term.field and term.field.name in ("id", "sort")]
    assert [term.text for term in top[-2:]] == ["7", "id"]
    assert not read.groups[0].joins
