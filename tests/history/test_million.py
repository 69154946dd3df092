"""A history of a million entries (of fewer, unless the trials are long) works as one of a few does.

How fast that is beside its peers, ``python -m tests.bench`` measures.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator

import pytest

from cerbsh.history.entry import Filters
from cerbsh.history.store import History
from tests.bench.histories import BODY, fill, opened

FEW, MANY = 2_000, 1_000_000 if os.environ.get("CERBSH_LONG") else 20_000
WORDS = ("ticket", "records/org/1234", "Call 12", "Zenith Logistics", '"city":"Pune"', "nothing like it")

pytestmark = pytest.mark.long


@pytest.fixture(scope="module")
def histories(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[History, History]]:
    """A history of few entries, and one of many."""
    made = []
    for size in (FEW, MANY):
        made.append(opened(tmp_path_factory.mktemp("history") / f"{size}.sqlite3"))
        fill(made[-1], size)
    yield made[0], made[1]
    for history in made:
        history.close()


def instructions(history: History, task: Callable[[History], object]) -> int:
    """How many instructions SQLite takes for a task."""
    counted: list[None] = []
    history.database.run(lambda connection: connection.set_progress_handler(lambda: counted.append(None), 1), None)
    task(history)
    history.database.run(lambda connection: connection.set_progress_handler(None, 1), None)
    return len(counted)


def begin(history: History) -> None:
    """What a prompt reads when it starts."""
    assert len(history.lines(1000)) == 1000


def suggest(history: History) -> None:
    """What a prompt looks for while a line is typed, key by key."""
    for line in ("GET records/ticket/19", "search org status:open", "PUT records/task/7 title", "DELETE records/x"):
        for place in range(len(line)):
            history.newest_with_prefix(line[:place])


@pytest.mark.parametrize("task", [begin, suggest])
def test_start_and_suggestions_cost_what_they_cost_with_few_entries(
    histories: tuple[History, History], task: Callable[[History], None]
) -> None:
    few, many = (instructions(history, task) for history in histories)
    assert many < few * 2


@pytest.mark.parametrize("word", ["ticket", "Zenith Logistics"])
def test_a_page_of_what_is_found_costs_no_more_than_with_few_entries(
    histories: tuple[History, History], word: str
) -> None:
    few, many = (instructions(history, lambda history: history.search([word])) for history in histories)
    assert many < few * 1.5


@pytest.mark.parametrize("word", WORDS)
def test_what_is_found_are_the_newest_entries_that_hold_it(histories: tuple[History, History], word: str) -> None:
    history, sought = histories[1], word.lower()
    in_bodies = sought in BODY.decode().lower()
    every_tenth = "OR requests.number IN (SELECT number FROM bodies)" if in_bodies else ""
    query = f"SELECT number FROM requests WHERE instr(lower(line), ?) {every_tenth} ORDER BY number DESC LIMIT 50"
    none: list[tuple[int]] = []
    plainly = history.database.run(lambda connection: connection.execute(query, (sought,)).fetchall(), none)
    assert [row.number for row in history.search([word])] == [row[0] for row in plainly]
    if plainly:
        beyond = history.search([word], Filters(below=plainly[-1][0]), limit=1)
        assert all(row.number < plainly[-1][0] for row in beyond)
