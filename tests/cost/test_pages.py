"""What ``--all`` asks of Cerb: each page once, and none long before it is wanted."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from cerbsh.demo.server import DemoServer, Options
from cerbsh.shell.engine import Engine
from cerbsh.shell.result import Surface
from cerbsh.view.theme import PLAIN
from tests.cost.counting import counted
from tests.shell.conftest import engine_on

RECORDS, PAGE = 600, 50


@pytest.fixture(scope="module")
def server() -> Iterator[DemoServer]:
    """A demo with a dozen pages of tickets."""
    with DemoServer(Options(records=RECORDS, log_size=1_000)) as made:
        yield made


@pytest.fixture
def engine(server: DemoServer, tmp_path: Path) -> Iterator[Engine]:
    made = engine_on(server, tmp_path)
    made.run("GET workers/me")
    server.log.clear()
    yield made
    made.close()


def drawn(engine: Engine, line: str) -> Iterator[str]:
    """The pieces of what a line draws, each when it is asked for."""
    result = engine.run(line)
    assert result.body is not None
    return (piece for piece in result.body.pieces(Surface(PLAIN)) if isinstance(piece, str))


@pytest.mark.parametrize("form", ["", "--ndjson", "--csv", "--table", "--select results[].id", "sort:-updated"])
def test_every_page_is_asked_for_once_over_the_connection_there_is(
    engine: Engine, server: DemoServer, form: str
) -> None:
    with counted() as cost:
        list(drawn(engine, f"search ticket {form} limit={PAGE} --all"))
    assert server.log.count() == -(-RECORDS // PAGE)
    assert cost["socket.connect"] <= 1, "the next page, on its way while this one is drawn, has a connection at most"


def test_no_more_than_one_page_is_fetched_ahead_of_what_is_drawn(engine: Engine, server: DemoServer) -> None:
    records = 0
    for piece in drawn(engine, f"search ticket limit={PAGE} --all --ndjson"):
        assert server.log.count() <= records // PAGE + 2
        records += piece.count("\n")
    assert records == RECORDS


def test_a_walk_that_is_left_asks_for_nothing_more(engine: Engine, server: DemoServer) -> None:
    pieces = drawn(engine, f"search ticket limit={PAGE} --all --ndjson")
    next(pieces)
    pieces.close()  # type: ignore[attr-defined]
    assert server.log.count() <= 2


def test_a_number_of_records_is_fetched_in_no_more_pages_than_hold_them(engine: Engine, server: DemoServer) -> None:
    list(drawn(engine, f"search ticket limit={PAGE} --max {2 * PAGE} --ndjson"))
    assert server.log.count() == 2
