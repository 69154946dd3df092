"""Commands and options as plain values."""

from __future__ import annotations

import pytest

from cerbsh.language.grammar import REQUEST_OPTIONS, Argument, CommandSpec
from tests.language.samples import COMMANDS


@pytest.mark.parametrize(
    ("name", "usage"),
    [
        ("help", "help [TOPIC]"),
        ("search", "search TYPE [WORDS…]"),
        ("let", "let NAME = VALUE…"),
        ("save", "save NAME LINE…"),
        ("as", "as FORM LINE"),
    ],
)
def test_a_command_shows_how_it_is_used(name: str, usage: str) -> None:
    assert COMMANDS[name].usage == usage


def test_the_last_argument_decides_how_the_rest_is_read() -> None:
    assert COMMANDS["search"].tail == "query"
    assert COMMANDS["save"].tail == "raw"
    assert COMMANDS["help"].tail == ""
    assert CommandSpec("x").tail == ""
    assert CommandSpec("x", args=(Argument("a", "item"), Argument("b"))).tail == ""


def test_the_options_of_requests_are_all_there() -> None:
    assert " ".join(option.spelling for option in REQUEST_OPTIONS) == (
        "--all --max --select --table --csv --ndjson --chart --raw --headers --output --dry-run --as --edit --for "
        "--jobs --yes --force --timeout --timing --no-history -H"
    )
    assert {option.name for option in REQUEST_OPTIONS if option.takes == "optional"} == {"table", "csv", "chart"}
    assert all(option.summary for option in REQUEST_OPTIONS)
    assert all(option.metavar for option in REQUEST_OPTIONS if option.takes != "none")
