"""The line in colours, and what is wrong with it while it is typed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cerbsh.language.highlight import highlight, reason
from tests.language.completion.test_properties import SCRAPS, broken_lines
from tests.language.world import analysis


def roles(line: str) -> list[tuple[str, str]]:
    return [(line[start:end], role) for start, end, role in highlight(analysis(line)) if role != "plain"]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("GET workers/me", [("GET", "method"), ("workers/me", "path")]),
        ("get nosuch/path ", [("get", "method"), ("nosuch/path", "doubtful")]),
        ("cd records", [("cd", "command"), ("records", "string")]),
        ("# note", [("# note", "comment")]),
        ("!ls -l", [("!", "operator")]),
        (
            "GET records/ticket/search limit=5 --table | jq .",
            [
                ("GET", "method"),
                ("records/ticket/search", "path"),
                ("limit", "key"),
                ("=", "operator"),
                ("5", "number"),
                ("--table", "option"),
                ("|", "operator"),
            ],
        ),
        (
            'search ticket status:[o,w] importance:>=80 owner:!(firstName:"Ki na")',
            [
                ("search", "command"),
                ("ticket", "string"),
                ("status:", "filter"),
                ("[", "punctuation"),
                ("o", "constant"),
                (",", "operator"),
                ("w", "constant"),
                ("]", "punctuation"),
                ("importance:", "filter"),
                (">=", "operator"),
                ("80", "number"),
                ("owner:", "filter"),
                ("!", "operator"),
                ("(", "punctuation"),
                ("firstName:", "filter"),
                ('"Ki na"', "string"),
                (")", "punctuation"),
            ],
        ),
        (
            "search ticket sort:-id a",
            [("search", "command"), ("ticket", "string"), ("sort:", "key"), ("-id", "constant"), ("a", "constant")],
        ),
        (
            "search ticket id:{{x}} $id",
            [
                ("search", "command"),
                ("ticket", "string"),
                ("id:", "filter"),
                ("{{x}}", "template"),
                ("$id", "variable"),
            ],
        ),
        (
            "GET data/query type:record.types",
            [("GET", "method"), ("data/query", "path"), ("type:", "key"), ("record.types", "constant")],
        ),
        (
            'POST records/task/create title="Hi {{x}}" links:=[1,"a"]',
            [
                ("POST", "method"),
                ("records/task/create", "path"),
                ("title", "key"),
                ("=", "operator"),
                ('"Hi ', "string"),
                ("{{x}}", "template"),
                ('"', "string"),
                ("links", "key"),
                (":=", "operator"),
                ("[", "punctuation"),
                ("1", "number"),
                (",", "punctuation"),
                ('"a"', "string"),
                ("]", "punctuation"),
            ],
        ),
    ],
)
def test_every_piece_of_a_line_has_its_role(line: str, expected: list[tuple[str, str]]) -> None:
    assert roles(line) == expected


@pytest.mark.parametrize(
    ("line", "marked", "role"),
    [
        ("search tickt status:o", "tickt", "doubtful"),
        ("search ticket stats:o id:1", "stats:", "doubtful"),
        ("GET workers/me.csv x=1 ", ".csv", "wrong"),
        ("search ticket |less x", "|less", "wrong"),
        ("search ticket status:o) id:1", ")", "doubtful"),
        ("GET workers/me --nosuch x=1", "--nosuch", "wrong"),
    ],
)
def test_what_is_wrong_is_marked(line: str, marked: str, role: str) -> None:
    assert (marked, role) in roles(line)
    assert reason(analysis(line))


@pytest.mark.parametrize(
    "line",
    [
        "search tick",
        "search ticket stat:",
        "GET records/tick",
        "GET",
        "search ticket owner:(firstName:Kin",
        "GET workers/me --sel",
    ],
)
def test_what_is_still_being_typed_is_not_marked(line: str) -> None:
    assert not {role for _, role in roles(line)} & {"wrong", "doubtful"}
    assert reason(analysis(line)) == ""


def test_the_reason_names_the_worst_thing_with_what_to_write() -> None:
    assert reason(analysis("search ticket stats:o id:1 ")) == (
        "ticket has no filter stats, so nothing is found: did you mean status?"
    )
    assert reason(analysis("POST records/task/create.csv titel=x ")).startswith("csv is no format")


@given(st.one_of(broken_lines(), SCRAPS, st.text(max_size=30)))
def test_the_spans_tile_the_text(text: str) -> None:
    spans = highlight(analysis(text))
    assert "".join(text[span.start : span.end] for span in spans) == text
    assert isinstance(reason(analysis(text)), str)
