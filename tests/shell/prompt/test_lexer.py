"""Spans of the language become styled rows."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st
from prompt_toolkit.document import Document

from cerbsh.shell.prompt.lexer import RoleLexer, styled_rows


def test_text_between_spans_is_plain() -> None:
    rows = styled_rows("GET a b", [(0, 3, "method"), (4, 5, "path")])
    assert rows == [[("class:line.method", "GET"), ("", " "), ("class:line.path", "a"), ("", " b")]]


def test_a_span_may_reach_over_rows() -> None:
    assert styled_rows('x "a\nb"', [(2, 7, "string")]) == [
        [("", "x "), ("class:line.string", '"a')],
        [("class:line.string", 'b"')],
    ]


def test_prompt_toolkit_asks_row_by_row_and_past_the_end() -> None:
    row = RoleLexer(lambda text: [(0, 1, "method")]).lex_document(Document("a\n\nb"))
    assert [row(number) for number in range(4)] == [[("class:line.method", "a")], [], [("", "b")], []]


@given(st.text(alphabet="ab \n", max_size=30), st.lists(st.integers(0, 30), max_size=6))
def test_no_character_is_lost(text: str, cuts: list[int]) -> None:
    edges = sorted({min(cut, len(text)) for cut in cuts})
    rows = styled_rows(text, [(start, end, "path") for start, end in pairwise(edges)])
    assert "\n".join("".join(piece for _, piece, *_ in row) for row in rows) == text
