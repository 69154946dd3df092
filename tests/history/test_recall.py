"""The newest line that begins with what was typed, however many there are."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cerbsh.history import recall, schema
from cerbsh.history.store import History

LINES = st.text("ab é", min_size=1, max_size=6)
USES = st.lists(st.tuples(st.sampled_from(["", "home", "work"]), LINES), max_size=60)


@contextmanager
def database() -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        schema.migrate(connection)
        yield connection


def newest_that_goes_on(uses: list[tuple[str, str]], prefix: str, profile: str | None) -> str | None:
    """What is asked for, said plainly."""
    fitting = (line for name, line in reversed(uses) if profile in (None, name) and line.startswith(prefix))
    return next((line for line in fitting if line != prefix), None)


@pytest.mark.parametrize("crowd", [1, 3, 64])
@settings(max_examples=60)
@given(uses=USES, prefix=st.text("ab é", max_size=4), profile=st.sampled_from([None, "", "home", "work"]))
def test_the_newest_line_with_a_prefix_is_found(
    crowd: int, uses: list[tuple[str, str]], prefix: str, profile: str | None
) -> None:
    with pytest.MonkeyPatch.context() as patch, database() as connection:
        patch.setattr(recall, "CROWD", crowd)
        for when, (name, line) in enumerate(uses):
            recall.remember(connection, name, line, when)
        assert recall.newest_with_prefix(connection, prefix, profile) == newest_that_goes_on(uses, prefix, profile)


@settings(max_examples=60)
@given(uses=USES, gone=st.sets(LINES), prefix=st.text("ab é", max_size=4))
def test_it_is_found_after_lines_were_forgotten_and_others_came(
    uses: list[tuple[str, str]], gone: set[str], prefix: str
) -> None:
    with pytest.MonkeyPatch.context() as patch, database() as connection:
        patch.setattr(recall, "CROWD", 2)
        for when, (name, line) in enumerate(uses):
            recall.remember(connection, name, line, when)
        recall.forget(connection, f"line IN ({', '.join('?' * len(gone))})", tuple(gone))
        left = [use for use in uses if use[1] not in gone]
        assert recall.newest_with_prefix(connection, prefix, None) == newest_that_goes_on(left, prefix, None)
        for when, (name, line) in enumerate(uses):
            recall.remember(connection, name, line, when)
        assert recall.newest_with_prefix(connection, prefix, None) == newest_that_goes_on(uses, prefix, None)


def steps(connection: sqlite3.Connection, prefix: str) -> int:
    """How much SQLite works to find the newest line with a prefix, in tens of its instructions."""
    taken = 0

    def count() -> int:
        nonlocal taken
        taken += 1
        return 0

    connection.set_progress_handler(count, 10)
    recall.newest_with_prefix(connection, prefix, None)
    connection.set_progress_handler(None, 10)
    return taken


def test_the_work_does_not_grow_with_the_number_of_lines() -> None:
    prefixes = ["", "G", "GET records/", "GET records/ticket/1", "GET records/ticket/19", "GET records/ticket/x", "P"]
    with database() as connection:
        worst = []
        for size in (500, 20_000):
            with schema.transaction(connection):
                for number in range(size):
                    recall.remember(connection, "work", f"GET records/ticket/{number} expand=owner_", number)
            worst.append(max(steps(connection, prefix) for prefix in prefixes))
    assert worst[1] <= worst[0] * 1.5


def test_a_line_much_longer_than_any_prefix_that_is_kept_is_recalled_whole(history: History) -> None:
    long = "POST data/query\n" + "x" * 5000
    for ending in range(recall.CROWD + 5):
        history.add_line(f"{long}{ending}", profile="work", used=ending)
    assert history.newest_with_prefix(long) == f"{long}{recall.CROWD + 4}"
    assert history.newest_with_prefix("POST") == f"{long}{recall.CROWD + 4}"


def test_lines_come_newest_first_each_once_and_whole(history: History) -> None:
    for when, line in enumerate(["ls", "GET a", "search ticket (\n status:open\n)", "ls"]):
        history.add_line(line, profile="work", used=when)
    history.add_line("GET a", profile="home", used=9)
    assert history.lines(10) == ["GET a", "ls", "search ticket (\n status:open\n)"]
    assert history.lines(2) == ["GET a", "ls"]
    assert history.lines(10, profile="home") == ["GET a"]
    assert history.lines(10, containing="STATUS") == ["search ticket (\n status:open\n)"]
    assert history.lines(10, containing="status") == ["search ticket (\n status:open\n)"]
    assert history.lines(10, profile="home", containing="ls") == []


def test_a_suggestion_can_be_of_one_profile_or_of_all(history: History) -> None:
    history.add_line("GET records/a", profile="work", used=1)
    history.add_line("GET records/b", profile="home", used=2)
    assert history.newest_with_prefix("GET r") == "GET records/b"
    assert history.newest_with_prefix("GET r", "work") == "GET records/a"
    assert history.newest_with_prefix("GET r", "other") is None
    assert history.newest_with_prefix("get r") is None


def test_a_secret_in_a_line_is_not_recalled(history: History) -> None:
    history.add_line("login --client-secret hunter2", profile="work", used=1)
    assert history.lines(1) == ["login --client-secret [redacted]"]


@pytest.mark.parametrize("profile", [None, "work", "rare"])
def test_the_newest_lines_cost_the_same_however_many_there_are(profile: str | None) -> None:
    def steps(size: int) -> int:
        with database() as connection:
            with schema.transaction(connection):
                for number in range(size):
                    recall.remember(connection, "rare" if number == 0 else "work", f"GET records/org/{number}", 1.0)
            counted: list[None] = []
            connection.set_progress_handler(lambda: counted.append(None), 1)
            recall.newest(connection, 20, profile, "")
            return len(counted)

    assert steps(800) < 1.5 * steps(100)
