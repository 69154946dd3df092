"""Saved lines with parameters."""

from __future__ import annotations

import shlex

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cerbsh.errors import UsageError
from cerbsh.history.saved import SavedLine, expand, parameters
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


@pytest.mark.parametrize(
    ("line", "arguments", "expanded"),
    [
        ("search ticket", [], "search ticket"),
        ("search ticket status:$1", ["closed"], "search ticket status:closed"),
        ("search ticket status:${1:-open}", [], "search ticket status:open"),
        ("search ticket status:${1:-open}", ["w"], "search ticket status:w"),
        ("search ${2} ${1:-a b}", ["x", "y"], "search y x"),
        ("GET a x=${1:-}", [], "GET a x=''"),
        ("GET a x=$1", ["two words"], "GET a x='two words'"),
        ("GET a x=$1", [""], "GET a x=''"),
        ("GET a x=$1", ["it's"], "GET a x='it'\\''s'"),
        ("GET a x=$1", ["> file"], "GET a x='> file'"),
        ("GET a x=$1", ["@file"], "GET a x='@file'"),
        ("GET a x=$1", ["$_.id"], "GET a x='$_.id'"),
        ('search org name:"$1"', ["Apple, Inc."], 'search org name:"Apple, Inc."'),
        ('search org name:"it\'s $1"', ["x"], 'search org name:"it\'s x"'),
        ('GET a x="a $1 b"', ['say "hi"'], 'GET a x="a "\'say "hi"\'" b"'),
        ("GET a x='$1' y=$1", ["v"], "GET a x='$1' y=v"),
        (r"GET a x=\$1 y=$1", ["v"], r"GET a x=\$1 y=v"),
        ("PUT a text='Refund' y=$20 z=$1", ["v"], "PUT a text='Refund' y=$20 z=v"),
        ("show $1.results[0] $1", ["v"], "show $1.results[0] v"),
        ("GET a | grep $1", ["; rm -rf ."], "GET a | grep '; rm -rf .'"),
        ("$1 $2 $3", ["a", "b", "c"], "a b c"),
    ],
)
def test_a_saved_line_is_filled_in(line: str, arguments: list[str], expanded: str) -> None:
    assert expand(line, arguments) == expanded


@pytest.mark.parametrize(
    ("line", "arguments", "why"),
    [
        ("GET $1", [], r"missing for \$1"),
        ("GET $1 $2", ["a"], r"missing for \$2"),
        ("GET ${3:-x} $2", ["a"], r"missing for \$2"),
        ("GET a", ["x"], "at most 0"),
        ("GET $1", ["x", "y"], "at most 1"),
    ],
)
def test_too_few_or_too_many_arguments_are_refused(line: str, arguments: list[str], why: str) -> None:
    with pytest.raises(UsageError, match=why):
        expand(line, arguments)


def test_the_parameters_of_a_line_are_told() -> None:
    assert parameters("a ${2:-x} $1 ${1} '$3' \\$4 \"${5:-y z}\"") == {1: None, 2: "x", 5: "y z"}


@given(
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20),
    st.sampled_from(["$1", '"$1"', 'x"a $1"y']),
)
def test_a_value_stays_one_word_and_itself(value: str, form: str) -> None:
    (word,) = shlex.split(expand(form, [value]))
    assert word == form.replace('"', "").replace("$1", value)
