"""Words that were typed to find something stand out on the screen."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from prompt_toolkit.formatted_text import StyleAndTextTuples

from cerbsh.shell.prompt.browser.found import STYLE, pattern, shown


def test_each_word_stands_out_in_any_case_and_across_styles() -> None:
    row: StyleAndTextTuples = [("a", "GET rec"), ("b", "ords/ORG")]
    assert shown(row, pattern(["records", "org"])) == [
        ("a", "GET "),
        (f"a{STYLE}", "rec"),
        (f"b{STYLE}", "ords"),
        ("b", "/"),
        (f"b{STYLE}", "ORG"),
    ]


def test_what_is_typed_is_text_and_no_pattern() -> None:
    assert shown([("", "a.b axb")], pattern(["a.b"])) == [(STYLE, "a.b"), ("", " axb")]
    assert pattern([]) is None


@given(st.lists(st.text("abÄ", min_size=1)), st.lists(st.text("abÄ", min_size=1), max_size=3))
def test_no_text_is_lost(texts: list[str], words: list[str]) -> None:
    row: StyleAndTextTuples = [("style", text) for text in texts]
    assert "".join(text for _, text, *_ in shown(row, pattern(words))) == "".join(texts)
