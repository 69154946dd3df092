"""Paths into a reply."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cerbsh.errors import LineError
from cerbsh.language.select import next_keys, parse_path, walk

VALUE = {"results": [{"id": 7, "custom": {"SLA tier": "Gold", "1": "x"}}], "total": 1, "none": None, "on": True}


def _take(path: str) -> object:
    return walk(VALUE, parse_path(path), path)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("total", 1),
        (".total", 1),
        ("results[0].id", 7),
        ("results[-1].id", 7),
        ('results[0].custom["SLA tier"]', "Gold"),
        ("results[0].custom.1", "x"),
        ('["total"]', 1),
        ("none", None),
        ("", VALUE),
    ],
)
def test_a_path_leads_to(path: str, value: object) -> None:
    assert _take(path) == value


@pytest.mark.parametrize(
    ("path", "caret", "message", "hint"),
    [
        ("totl", "^^^^", "there is no 'totl' here", "did you mean total?"),
        ("results[1].id", "       ^^^", "1 entries", ""),
        ("results.id", "        ^^", "a list", "[0]"),
        ("total.x", "      ^", "a number", ""),
        ("none.x", "     ^", "null", ""),
        ("on.x", "   ^", "a boolean", ""),
        ("results[0][0]", "          ^^^", "an object", ".id, .custom"),
        ("results[0]id", "          ^", "no step", "results[0].id"),
        ("results[x]", "       ^", "no step", ""),
        ("results..id", "       ^", "no step", ""),
        ("results.", "       ^", "no step", ""),
    ],
)
def test_a_path_that_leads_nowhere_says_where_it_ends(path: str, caret: str, message: str, hint: str) -> None:
    with pytest.raises(LineError) as caught:
        _take(path)
    error = caught.value
    assert " " * error.start + "^" * (error.end - error.start) == caret
    assert message in error.message
    assert hint in error.hint


def test_a_path_goes_on_with_the_keys_there_are() -> None:
    assert next_keys(VALUE) == (".results", ".total", ".none", ".on")
    assert next_keys(VALUE["results"]) == ("[0]",)
    assert next_keys({"SLA tier": 1, "1": 2}) == ('["SLA tier"]', ".1")
    assert next_keys("text") == ()


JSON = st.recursive(
    st.integers(), lambda inner: st.lists(inner) | st.dictionaries(st.text(st.characters()), inner), max_leaves=8
)


@given(JSON)
def test_every_way_on_leads_somewhere(value: object) -> None:
    for path in next_keys(value):
        walk(value, parse_path(path), path)


@given(st.text(st.sampled_from('ab.[]0-"1 ') | st.characters(), max_size=12))
def test_any_text_is_a_path_or_a_line_error(path: str) -> None:
    try:
        _take(path)
    except LineError as error:
        assert 0 <= error.start < error.end <= len(path)
