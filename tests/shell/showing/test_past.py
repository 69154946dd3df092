"""A page past the last one is told, since Cerb shows an earlier one without a word."""

from __future__ import annotations

import pytest

from cerbsh.shell.engine import Engine
from tests.shell.support import told


@pytest.mark.parametrize(
    ("line", "page", "last"),
    [
        ("GET records/worker/search limit=5 page=9", 9, 3),
        ("search worker limit=12 page=2", 2, 1),
        ("search worker limit:5 page=4", 4, 3),
        ("search worker page:3 limit:6 limit=500", 3, 2),
        ("search worker isDisabled:n limit=11 page=2 --select page", 2, 1),
    ],
)
def test_a_page_past_the_end_is_told(engine: Engine, line: str, page: int, last: int) -> None:
    notes = told(engine.run(line))
    assert f"warning: page {page} is past the end: Cerb shows an earlier page in its place" in notes
    assert f"records is page {last}; --all fetches every page" in notes


@pytest.mark.parametrize(
    "line",
    [
        "search worker limit=5 page=3",
        "search worker limit:5 page=3",
        "search worker limit=6 page=2",
        "search worker page=0",
        "search worker page=abc",
        "search worker id:0 page=3",
        "search worker page:abc",
        "search worker show_results=0 page=9 subtotals[]=isDisabled",
        "search worker limit=5 --all",
        "GET workers/me page=9",
        "GET records/worker/search.xml page=9",
        "GET data/query type:worklist.records of:worker query:(limit:5) page:9",
    ],
)
def test_nothing_is_said_of_other_pages(engine: Engine, line: str) -> None:
    assert "past the end" not in told(engine.run(line))
