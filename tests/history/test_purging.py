"""Purging deletes for good."""

from __future__ import annotations

from pathlib import Path

import pytest

from cerbsh.history.store import History
from tests.history.support import Shell, entry, every_byte

CANARY = "zqXcanaryXqz"


def fill(history: History) -> None:
    """Six requests, the even ones from home; every one holds a canary of its own in its line and its body."""
    for place in range(1, 7):
        profile = "work" if place % 2 else "home"
        line = f"GET records/ticket/{place} q={CANARY}{place}"
        body = {"subject": f"{CANARY}{place} " + "padding " * (10_000 if place == 1 else 1)}
        assert history.add(entry(line, profile=profile, started=float(place), body=body)) == place


def left(history: History) -> list[int]:
    return sorted(row.number for row in history.recent(10))


@pytest.mark.parametrize(
    ("what", "gone"),
    [
        ({"before": 3.0}, {1, 2}),
        ({"profile": "home"}, {2, 4, 6}),
        ({"numbers": [1, 5, 99]}, {1, 5}),
        ({"before": 5.0, "profile": "work"}, {1, 3}),
        ({"numbers": [1, 2], "profile": "home"}, {2}),
        ({"everything": True}, {1, 2, 3, 4, 5, 6}),
        ({"before": 0.0}, set()),
    ],
)
def test_what_is_purged_is_in_no_byte_of_the_files_and_the_rest_is_whole(
    shell: Shell, what: dict[str, object], gone: set[int]
) -> None:
    history = shell.open()
    fill(history)
    history.close()
    fresh = shell.open()
    assert fresh.purge(**what) == len(gone)  # type: ignore[arg-type]
    rest = {1, 2, 3, 4, 5, 6} - gone
    assert left(fresh) == sorted(rest)
    assert {line[-1] for line in fresh.lines(10)} == {str(number) for number in rest}
    for number in range(1, 7):
        assert bool(fresh.search([f"{CANARY}{number}"])) is (number in rest)
        assert bool(fresh.body(number)) is (number in rest)
        assert bool(fresh.newest_with_prefix(f"GET records/ticket/{number}")) is (number in rest)
        if number in gone:
            assert f"{CANARY}{number}".encode() not in every_byte(shell.path.parent)
    fresh.close()
    assert shell.warnings == []


def test_a_purge_that_names_nothing_is_refused(history: History) -> None:
    with pytest.raises(ValueError, match="what to purge"):
        history.purge()


def test_a_line_that_another_request_shares_is_still_recalled(history: History) -> None:
    history.add(entry("GET a"))
    history.add(entry("GET a"))
    history.purge(numbers=[1])
    assert history.lines(5) == ["GET a"]
    history.purge(numbers=[2])
    assert history.lines(5) == []


def test_commands_go_by_age_and_profile_too(history: History) -> None:
    for when, profile in enumerate(["work", "home", "work"]):
        history.add_line(f"cd {when}", profile=profile, used=float(when))
    history.purge(before=1.0)
    assert history.lines(5) == ["cd 2", "cd 1"]
    history.purge(profile="work")
    assert history.lines(5) == ["cd 1"]


def test_purging_everything_deletes_damaged_files_that_were_set_aside(shell: Shell) -> None:
    shell.path.parent.mkdir()
    shell.path.write_bytes(b"no database, but the canary " + CANARY.encode() * 100)
    history = shell.open()
    history.add(entry())
    assert CANARY.encode() in every_byte(shell.path.parent)
    history.purge(everything=True)
    assert CANARY.encode() not in every_byte(shell.path.parent)
    history.close()


def test_another_shell_sees_the_purge_and_goes_on(shell: Shell) -> None:
    one, other = shell.open(), shell.open()
    fill(one)
    assert len(other.recent(10)) == 6
    one.purge(everything=True)
    assert other.recent(10) == [] and other.body(1) is None
    assert other.add(entry()) == 7
    one.close()
    other.close()
    assert shell.warnings == []


def test_a_body_that_waits_to_be_written_is_not_written_after_the_purge(tmp_path: Path) -> None:
    shell = Shell(tmp_path / "history.sqlite3")
    one, other = shell.open(), shell.open()
    with_large_body = entry("GET x", body=CANARY.encode() * 10_000)
    one.add(with_large_body)
    other.purge(everything=True)
    one.close()
    other.close()
    again = shell.open()
    assert again.recent(5) == [] and again.body(1) is None
    again.close()
