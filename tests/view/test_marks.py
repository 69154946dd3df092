"""What changed between two drawings is marked, and nothing else."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from cerbsh.view.marks import marked, plain

lines = st.lists(st.text(st.characters(exclude_categories=["C"]), max_size=12), max_size=8)


def marks(old: list[str], new: list[str]) -> list[str]:
    """The marked parts of the new lines."""
    return re.findall(r"\x1b\[7m(.*?)\x1b\[0m", "\n".join(marked(old, new)))


def test_the_value_behind_a_key_is_marked() -> None:
    old = ["{", '  "id": 1,', '  "status": "open",', "}"]
    new = ["{", '  "id": 1,', '  "status": "closed",', "}"]
    assert marks(old, new) == ['"closed",']


def test_the_cell_of_a_table_is_marked() -> None:
    old = ["id  status  subject", "1   open    Where is my order", "2   open    Refund"]
    new = ["id  status   subject", "1   waiting  Where is my order", "2   open     Refund"]
    assert marks(old, new) == ["waiting"]


def test_a_new_line_is_marked_whole_and_moves_no_mark_to_others() -> None:
    assert marks(["1  a", "3  c"], ["1  a", "2  b", "3  c"]) == ["2  b"]


def test_a_line_of_another_shape_is_marked_whole() -> None:
    assert marks(["a  b"], ["a  b  c"]) == ["a  b  c"]


def test_a_line_that_is_gone_leaves_no_mark() -> None:
    assert list(marked(["a", "b"], ["a"])) == ["a"]


def test_unchanged_lines_keep_their_colours() -> None:
    line = "\x1b[38;5;68m1\x1b[0m"
    assert list(marked(["1", "2"], [line, "\x1b[1m3\x1b[0m"])) == [line, "\x1b[7m3\x1b[0m"]


@given(lines, lines)
def test_the_text_is_always_that_of_the_new_lines(old: list[str], new: list[str]) -> None:
    assert [plain(line) for line in marked(old, new)] == new


@given(lines)
def test_what_did_not_change_is_not_marked(same: list[str]) -> None:
    assert list(marked(same, same)) == same
