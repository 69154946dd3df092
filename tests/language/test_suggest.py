"""The word that was probably meant."""

from __future__ import annotations

import pytest

from cerbsh.language.suggest import closest, did_you_mean


@pytest.mark.parametrize(
    ("word", "meant"),
    [("tickt", "ticket"), ("TICKET", "ticket"), ("get", "GET"), ("Status", "status"), ("xyzzy", ""), ("", "")],
)
def test_the_closest_word_is_found_whatever_its_case(word: str, meant: str) -> None:
    assert closest(word, ["ticket", "GET", "status"]) == meant


def test_a_hint_is_given_only_where_something_is_close() -> None:
    assert did_you_mean("tickt", ["ticket"]) == "did you mean ticket?"
    assert did_you_mean("xyzzy", ["ticket"]) == ""
