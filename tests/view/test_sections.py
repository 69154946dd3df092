"""Tables of words in a window: columns that line up, prose that goes on below itself."""

from __future__ import annotations

import pytest

from cerbsh.catalogue.describe import Section
from cerbsh.view.sections import render

PROSE = "watch 5s count ticket asks every five seconds until Ctrl-C, and shows what is not as it was the time before"


@pytest.mark.parametrize("width", [30, 60, 200])
def test_a_text_by_itself_is_folded_between_words_and_loses_none(width: int) -> None:
    title, *lines = "".join(render([Section("watch", (), ((PROSE,),))], width=width)).splitlines()
    assert title == "watch"
    assert all(line.startswith("  ") and len(line) <= width for line in lines)
    assert " ".join(line.strip() for line in lines) == PROSE


def test_what_a_name_means_goes_on_below_itself() -> None:
    lines = "".join(render([Section("", (), (("a", "first"), ("longer", PROSE)))], width=40)).splitlines()
    assert lines[:2] == ["  a       first", "  longer  watch 5s count ticket asks"]
    assert all(line.startswith(" " * 10) and len(line) <= 40 for line in lines[2:])
    assert " ".join(line[10:] for line in lines[1:]) == PROSE


def test_the_last_of_more_columns_is_cut_to_the_window() -> None:
    section = Section("", ("name", "type", "meaning"), (("a", "text", PROSE),))
    lines = "".join(render([section], width=40)).splitlines()
    assert lines[0] == "  name  type  meaning"
    assert lines[1].startswith("  a     text  watch") and lines[1].endswith("…") and len(lines[1]) == 40


def test_in_a_narrow_window_words_stand_below_names() -> None:
    name = "search TYPE [WORDS…]"
    lines = "".join(render([Section("", (), ((name, PROSE),))], width=40)).splitlines()
    assert lines[0] == f"  {name}"
    assert all(line.startswith("    ") and len(line) <= 40 for line in lines[1:])
    assert " ".join(line.strip() for line in lines[1:]) == PROSE


def test_an_empty_row_is_an_empty_line() -> None:
    assert "".join(render([Section("", (), (("a",), ("",), ("b",)))])) == "  a\n\n  b\n"
