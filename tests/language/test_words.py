"""Words and brackets, one by one."""

from __future__ import annotations

import pytest

from cerbsh.language.words import Mode, Reader, find_pairs


@pytest.mark.parametrize(
    ("text", "mode", "pairs"),
    [
        ("(a [b] {c})", Mode.QUERY, {0: 10, 3: 5, 7: 9}),
        ("(a [b )", Mode.QUERY, {0: 6}),
        ("(a] b)", Mode.QUERY, {0: 5}),
        ("((a)", Mode.QUERY, {1: 3}),
        (")(", Mode.QUERY, {}),
        ("(a ')' b)", Mode.QUERY, {0: 8}),
        ('(a ")" b)', Mode.QUERY, {0: 8}),
        ("(a it's b)", Mode.QUERY, {}),
        ("(a it\\'s b)", Mode.QUERY, {0: 10}),
        ('("a\\" )', Mode.QUERY, {0: 6}),
        ('("a\\" )', Mode.JSON, {}),
        ('("a\\")" )', Mode.JSON, {0: 8}),
        ("\\(a)", Mode.PLAIN, {}),
        ("\\(a)", Mode.QUERY, {1: 3}),
    ],
)
def test_brackets_are_paired_outside_quotes(text: str, mode: Mode, pairs: dict[int, int]) -> None:
    assert find_pairs(text, 0, mode) == pairs


@pytest.mark.parametrize(
    ("text", "mode", "word", "end"),
    [
        ("a b", Mode.PLAIN, "a", 1),
        ("(a b)", Mode.PLAIN, "(a", 2),
        ("(a b) c", Mode.GROUP, "(a b)", 5),
        ('"a b" c', Mode.GROUP, "a b", 5),
        ('"a b" c', Mode.QUERY, '"a b"', 5),
        ('["a", "b"] c', Mode.JSON, '["a", "b"]', 10),
        ("(a\r\nb)", Mode.QUERY, "(a b)", 6),
        ("", Mode.PLAIN, "", 0),
        (" a", Mode.PLAIN, "", 0),
    ],
)
def test_a_word_is_read_as_its_mode_has_it(text: str, mode: Mode, word: str, end: int) -> None:
    found = Reader(text).word(0, mode)
    assert (found.text, found.end) == (word, end)


def test_a_word_that_modes_read_differently_does_not_hide_the_brackets_behind_it() -> None:
    reader = Reader('x:(y a="\\"" (b c)')
    assert reader.word(0, Mode.QUERY).text == "x:(y"
    assert reader.word(7, Mode.PLAIN).text == '"'
    assert reader.word(12, Mode.QUERY).text == "(b c)"
