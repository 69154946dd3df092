"""Lines that mean the same in every folder."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cerbsh.errors import LineError
from cerbsh.language.rooted import rooted
from tests.language.samples import GRAMMAR, meaning

IN_TICKET = GRAMMAR._replace(folder="records/ticket")


@pytest.mark.parametrize(
    ("line", "whole"),
    [
        ("GET 12", "GET /records/ticket/12"),
        ("  GET   12  x=1 | jq", "  GET   /records/ticket/12  x=1 | jq"),
        ("GET ../org/5", "GET /records/org/5"),
        ("GET ../../workers/me", "GET /workers/me"),
        ("GET ./12", "GET /records/ticket/12"),
        ("GET $id.xml?a=b", "GET /records/ticket/$id.xml?a=b"),
        ("GET '12'", "GET /records/ticket/'12'"),
        ("as curl GET 12", "as curl GET /records/ticket/12"),
        ("GET /workers/me", "GET /workers/me"),
        ("GET rest/workers/me", "GET rest/workers/me"),
        ("GET https://cerb.example.com/rest/workers/me", "GET https://cerb.example.com/rest/workers/me"),
        ("search ticket x", "search ticket x"),
        ("GET ../../../x", "GET ../../../x"),
        ("help", "help"),
        ("nonsense", "nonsense"),
        ("", ""),
    ],
)
def test_a_line_is_written_from_the_root(line: str, whole: str) -> None:
    assert rooted(line, IN_TICKET) == whole


@given(st.lists(st.sampled_from(["..", ".", "12", "'a b'", "search", "x.xml", "$id", "org"]), min_size=1).map("/".join))
def test_a_whole_line_means_at_the_root_what_it_meant_in_its_folder(path: str) -> None:
    line = f"GET {path} x=1"
    try:
        there = meaning(line, IN_TICKET)
    except LineError:
        return
    assert meaning(rooted(line, IN_TICKET)) == there
