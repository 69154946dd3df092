"""Quoting: whatever text is quoted arrives unchanged."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from tests.language.samples import request

TEXT = st.text(st.characters(exclude_categories=["Cs"]) | st.sampled_from("'\"\\$()[]{}|> \n=:@-_#"))


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "'\\''") + "'"


def _escaped(text: str, marks: str) -> str:
    return "".join(f"\\{mark}" if mark in marks else mark for mark in text)


@given(TEXT)
def test_a_value_in_single_quotes_arrives_unchanged(text: str) -> None:
    assert request(f"POST tickets/compose subject={_quoted(text)}").form == (("subject", text),)


@given(TEXT)
def test_a_value_in_double_quotes_arrives_unchanged(text: str) -> None:
    quoted = _escaped(text, '"\\$`')
    assert request(f'POST tickets/compose subject="{quoted}" x=1').form == (("subject", text), ("x", "1"))


@given(TEXT.filter(lambda text: "\n" not in text))
def test_a_value_with_every_special_character_escaped_arrives_unchanged(text: str) -> None:
    quoted = _escaped(text, "'\"\\$()[]{}|> @=\t\r")
    assert request(f"POST tickets/compose subject={quoted} x=1").form == (("subject", text), ("x", "1"))


@given(TEXT.filter(bool))
def test_a_query_in_single_quotes_arrives_unchanged(text: str) -> None:
    sent = request(f"GET records/ticket/search {_quoted(text)} limit=5")
    assert sent.query == (("q", text), ("limit", "5"))


@given(TEXT)
def test_json_arrives_unchanged(text: str) -> None:
    value = json.dumps([text], ensure_ascii=False).replace("$", "\\$")
    assert request(f"POST tickets/compose x:={value} y=1").form == (("x[]", text), ("y", "1"))


@given(st.text(st.characters(exclude_characters="'\"\\$()[]{}|> \t\r\n", exclude_categories=["Cs"]), min_size=1))
def test_a_query_word_without_special_characters_arrives_unchanged(text: str) -> None:
    if not text.startswith("-") and "=" not in text:
        assert request(f"GET records/ticket/search {text}").query == (("q", text),)
