"""Text in its roles: what the view writes, taken apart for a screen that colours it itself."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cerbsh.errors import ReplyError
from cerbsh.view import json, safe
from cerbsh.view.spans import LONGEST, MARKED, Spans, fold, lines
from cerbsh.view.theme import PLAIN

HOSTILE = st.text(st.sampled_from('a漢"\\\n\t\x00\x01\x02\x1b\x9b\u202e\u200b\ud800👍'), max_size=12)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | HOSTILE,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(HOSTILE, inner, max_size=3),
    max_leaves=8,
)


def text(line: Spans) -> str:
    return "".join(part for _, part in line)


@given(VALUES)
def test_the_text_is_that_of_a_plain_theme_and_no_mark_is_left(value: object) -> None:
    found = [text(line) for line in lines(json.render(value, MARKED))]
    assert "\n".join(found) == "".join(json.render(value, PLAIN))
    assert not set("\x00\x01\x02\x1b") & set("".join(found))


def test_each_part_has_its_role_and_one_goes_on_over_lines() -> None:
    pieces = [
        MARKED.paint("key", '"a"'),
        ": ",
        MARKED.paint("number", "1"),
        "\n",
        MARKED.paint("comment", "x\ny") + "z",
    ]
    assert [list(line) for line in lines(pieces)] == [
        [("key", '"a"'), (None, ": "), ("number", "1")],
        [("comment", "x")],
        [("comment", "y"), (None, "z")],
    ]


def test_lines_come_as_soon_as_they_are_read_and_an_error_behind_them() -> None:
    def pieces() -> Iterator[str]:
        yield "one\ntwo"
        raise ReplyError("broken off")

    found = lines(pieces())
    assert text(next(found)) == "one"
    with pytest.raises(ReplyError):
        next(found)


def test_of_a_line_without_end_the_beginning_is_shown() -> None:
    long, after = lines(["x" * (2 * LONGEST), "y\nz"])
    assert text(long) == "x" * LONGEST + safe.ELLIPSIS
    assert text(after) == "z"


@given(
    st.lists(st.tuples(st.sampled_from(["key", None]), st.text("ab漢👍", min_size=1, max_size=9))), st.integers(2, 9)
)
def test_folded_rows_fit_and_hold_everything_in_its_role(line: Spans, cells: int) -> None:
    rows = fold(line, cells)
    assert rows and all(safe.width(text(row)) <= cells for row in rows)
    assert [(role, character) for row in rows for role, part in row for character in part] == [
        (role, character) for role, part in line for character in part
    ]
