"""Saved lines with parameters."""

from __future__ import annotations

import pytest

from cerbsh.errors import UsageError
from cerbsh.history.saved import SavedLine, parameters
from cerbsh.history.store import History


def test_a_line_is_saved_found_replaced_and_removed(history: History) -> None:
    assert history.saved.all() == [] and history.saved.find("mine") is None
    history.saved.save("mine", " search ticket owner.id:me ", 1.0)
    history.saved.save("all", "search ticket", 2.0)
    history.saved.save("mine", "search ticket owner.id:me status:${1:-open}", 3.0)
    assert [saved.name for saved in history.saved.all()] == ["all", "mine"]
    assert history.saved.find("mine") == SavedLine("mine", "search ticket owner.id:me status:${1:-open}", 3.0)
    assert history.saved.remove("mine") and not history.saved.remove("mine")
    assert history.saved.find("mine") is None


def test_secrets_are_not_saved_but_parameters_in_their_place_are(history: History) -> None:
    line = "POST workers/create password=$1 token=${2} secret=hunter2"
    assert history.saved.save("new", line, 1.0).line == "POST workers/create password=$1 token=${2} secret=[redacted]"


@pytest.mark.parametrize("name", ["", "1x", "a b", "-x", "a/b", "ä" * 3 + "!"])
def test_what_is_no_name_is_refused(history: History, name: str) -> None:
    with pytest.raises(UsageError, match="name"):
        history.saved.save(name, "GET a", 1.0)


def test_an_empty_line_is_refused(history: History) -> None:
    with pytest.raises(UsageError, match="no line"):
        history.saved.save("x", "  ", 1.0)


def test_the_parameters_of_a_line_are_told() -> None:
    assert parameters("a ${2:-x} $1 ${1} '$3' \\$4 \"${5:-y z}\"") == {1: None, 2: "x", 5: "y z"}
