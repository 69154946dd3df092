"""Fields as a text that people edit."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cerbsh.shell.editing.layout import LayoutError, Slot, read, write

TEXT = st.text(st.characters(exclude_categories=["Cs"]) | st.sampled_from("\n\r\t\\\"'#=\x1b\x7f\x85"))
VALUE = st.recursive(
    TEXT | st.integers(-(2**53), 2**53) | st.booleans(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=6,
)


def test_fields_are_laid_out_with_what_is_known_of_them() -> None:
    slots = [
        Slot("title", "required. Title", "Call back"),
        Slot("due", "timestamp. Deadline", 0),
        Slot("links", "type:id; -type:id removes", None, []),
        Slot("content", "text", "Two\nlines"),
    ]
    assert write("PUT records/task/5\n\nWhat differs is sent.", slots) == (
        "# PUT records/task/5\n"
        "#\n"
        "# What differs is sent.\n"
        "\n"
        'title = "Call back"                 # required. Title\n'
        "due = 0                             # timestamp. Deadline\n"
        "# links = []                        # type:id; -type:id removes\n"
        "# text\n"
        'content = """\n'
        'Two\nlines"""\n'
    )


def test_what_stands_behind_a_mark_is_not_there() -> None:
    assert read(write("head", [Slot("a", "x", 1), Slot("b", "y", None, 0)])) == {"a": 1}


@given(st.dictionaries(TEXT, VALUE, max_size=4))
def test_values_come_back_as_they_were_laid_out(values: dict[str, object]) -> None:
    assert read(write("", [Slot(name, "about # it", value) for name, value in values.items()])) == values


def test_half_a_character_becomes_the_mark_for_a_lost_one() -> None:
    assert read(write("", [Slot("a", "", "x\ud800y")])) == {"a": "x\ufffdy"}


@pytest.mark.parametrize(
    ("text", "value"),
    [("1.10", "1.10"), ("2026-01-31", "2026-01-31"), ("2026-01-31 14:30:00", "2026-01-31 14:30:00"), ("1_000", 1000)],
)
def test_numbers_and_times_keep_their_text(text: str, value: object) -> None:
    assert read(f"a = {text}") == {"a": value}


@pytest.mark.parametrize(
    "text", ["a = ", "a b = 1", 'a = "x', "a = 1\na = 2", f"a = {'9' * 5000}", "a = " + "[" * 9999]
)
def test_a_text_that_is_no_toml_is_told_with_its_place(text: str) -> None:
    with pytest.raises(LayoutError):
        read(text)
