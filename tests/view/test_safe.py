"""The gate for foreign text."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wcwidth import wcswidth

from cerbsh.view import safe
from tests.view.screen import is_hidden

HARMFUL = {
    "ESC": "\x1b",
    "BEL": "\x07",
    "backspace": "\x08",
    "DEL": "\x7f",
    "CSI of C1": "\x9b",
    "OSC of C1": "\x9d",
    "right-to-left override": "\u202e",
    "right-to-left isolate": "\u2067",
    "Arabic letter mark": "\u061c",
    "zero-width space": "\u200b",
    "word joiner": "\u2060",
    "byte order mark": "\ufeff",
    "line separator": "\u2028",
    "paragraph separator": "\u2029",
    "soft hyphen": "\xad",
    "tag character": "\U000e0041",
    "lone surrogate": "\ud800",
    "NUL": "\x00",
    "Hangul filler": "\u3164",
    "halfwidth Hangul filler": "\uffa0",
    "combining grapheme joiner": "\u034f",
    "Khmer inherent vowel": "\u17b4",
}
HARMLESS = [
    "plain", "Crème brûlée", "日本語", "a\xa0b", "é", "👍🏽", "e\u0301", "שלום", "𝒳", "❤\ufe0f", "1\ufe0f\u20e3",
    "葛\U000e0100城",
]  # fmt: skip
JOINED = {"a family": "👩\u200d👩\u200d👧", "Persian": "می\u200cخواهم", "Devanagari": "क्\u200dष"}

anything = st.text(st.characters())


@pytest.mark.parametrize("character", HARMFUL.values(), ids=HARMFUL.keys())
def test_what_drives_a_terminal_or_hides_is_shown_by_its_number(character: str) -> None:
    for gate in (safe.line, safe.block, safe.quote):
        shown = gate(f"a{character}b")
        assert character not in shown
        assert r"\u" in shown or character == "\x08"


@pytest.mark.parametrize("text", HARMLESS)
def test_harmless_text_stays_as_it_is(text: str) -> None:
    assert [safe.line(text), safe.block(text), safe.quote(text)] == [text, text, f'"{text}"']


@pytest.mark.parametrize("text", JOINED.values(), ids=JOINED.keys())
def test_joiners_between_letters_or_emoji_stay(text: str) -> None:
    assert [safe.line(text), safe.block(text), safe.quote(text)] == [text, text, f'"{text}"']


@pytest.mark.parametrize("text", ["a\u200d", "\u200db", "a \u200d b", "a\u200d\u200db", "1\u200c2", "\n\u200db"])
def test_joiners_elsewhere_are_shown(text: str) -> None:
    assert not {"\u200c", "\u200d"} & set(safe.line(text) + safe.quote(text))


@pytest.mark.parametrize("text", ["\ufe0f", "a\ufe01\ufe02", "😀\U000e0148\U000e0155", "\U000e0100x"])
def test_selectors_that_vary_nothing_are_shown(text: str) -> None:
    for gate in (safe.line, safe.block, safe.quote):
        assert len(set(gate(text)) & set(map(chr, [*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)]))) <= 1
        assert r"\u" in gate(text)


def test_newline_and_tab_stay_in_a_block_and_are_shown_in_a_line() -> None:
    assert safe.block("a\n\tb\r\nc\rd") == "a\n\tb\nc\\rd"
    assert safe.line("a\n\tb\r\nc") == r"a\n\tb\r\nc"


def test_characters_beyond_the_first_plane_are_spelled_as_json_does() -> None:
    assert safe.line("\U000e0041") == r"\udb40\udc41"


@given(anything)
def test_nothing_hidden_leaves_a_line(text: str) -> None:
    assert not any(map(is_hidden, safe.line(text)))


@given(anything)
def test_nothing_hidden_but_newline_and_tab_leaves_a_block(text: str) -> None:
    assert not any(map(is_hidden, safe.block(text).replace("\n", "").replace("\t", "")))


@given(anything)
def test_the_gate_is_passed_once_only(text: str) -> None:
    assert safe.line(safe.line(text)) == safe.line(text)
    assert safe.block(safe.block(text)) == safe.block(text)


@given(anything)
def test_a_quoted_text_is_json_for_the_same_text_and_hides_nothing(text: str) -> None:
    quoted = safe.quote(text)
    assert not any(map(is_hidden, quoted))
    assert json.loads(quoted).encode("utf-16", "surrogatepass") == text.encode("utf-16", "surrogatepass")


def test_cut_marks_what_is_missing() -> None:
    assert [safe.cut("hello", cells) for cells in (0, 1, 4, 5, 6)] == ["", "…", "hel…", "hello", "hello"]


def test_cut_counts_cells_and_not_characters() -> None:
    assert [safe.cut("日本語", cells) for cells in (2, 3, 5, 6)] == ["…", "日…", "日本…", "日本語"]


@given(anything.map(safe.line), st.integers(-1, 40))
def test_cut_never_exceeds_the_width(text: str, cells: int) -> None:
    shortened = safe.cut(text, cells)
    assert safe.width(shortened) <= max(cells, 0)
    assert wcswidth(shortened) <= max(cells, 0)


@given(anything.map(safe.line))
def test_what_fits_is_not_cut(text: str) -> None:
    assert safe.cut(text, max(safe.width(text), len(text))) == text
