"""What is put into the history comes out again: whole, redacted, newest first, under a number that stays."""

from __future__ import annotations

import os
import stat

import pytest

from cerbsh.api.reply import Reply
from cerbsh.api.request import Request
from cerbsh.errors import UsageError
from cerbsh.history.bodies import MB, SMALL, BodyPolicy, parse_policy
from cerbsh.history.entry import Filters, answered, unanswered
from cerbsh.history.store import ROUND, History
from tests.history.support import BASE, Shell, entry


def test_an_entry_comes_back_as_it_was_under_the_number_it_was_given(history: History) -> None:
    request = Request(
        "PUT",
        "records/ticket/12.json",
        (("expand", "owner_"), ("a b", "ü&=")),
        (("fields[subject]", "é 🎉"), ("fields[links][]", "org:2"), ("fields[links][]", "task:1")),
        None,
        (("X-Trace", "1"),),
    )
    given = entry("PUT records/ticket/12 subject='é 🎉'", request=request, folder="/records", worker=None, profile="")
    number = history.add(given)
    assert number is not None
    assert history.entry(number) == given._replace(summary=given.summary._replace(number=number), body=None)
    assert history.body(number) == given.body


def test_a_text_body_and_no_body_are_told_apart(history: History) -> None:
    numbers = [
        history.add(entry(request=Request("POST", "data/query.json", body=text))) for text in (None, "", "type:x")
    ]
    assert [found.request.body for number in numbers if number and (found := history.entry(number))] == [
        None,
        "",
        "type:x",
    ]


def test_numbers_rise_and_none_is_ever_used_again(history: History) -> None:
    first, second, third = (history.add(entry()) for _ in range(3))
    assert first and second and third and first < second < third
    history.purge(numbers=[third])
    fourth = history.add(entry())
    assert fourth and fourth > third
    assert history.latest_number() == fourth
    assert history.entry(third) is None and history.body(third) is None


def test_an_empty_history_has_nothing_to_say(history: History) -> None:
    assert history.latest_number() is None and history.entry(1) is None and history.body(1) is None
    assert history.recent(10) == [] and history.search(["x"]) == [] and history.lines(10) == []
    assert history.newest_with_prefix("") is None


@pytest.mark.parametrize("size", [0, 1, SMALL, SMALL + 1, 3 * MB])
def test_a_body_of_any_size_comes_back_byte_for_byte(history: History, size: int) -> None:
    body = os.urandom(size)
    number = history.add(entry(body=body))
    assert number is not None
    assert history.body(number) == (body or None)


def test_what_is_added_is_there_for_the_next_shell(shell: Shell) -> None:
    first = shell.open()
    number = first.add(entry(body=b"x" * (SMALL + 1)))
    first.close()
    second = shell.open()
    assert number and second.body(number) == b"x" * (SMALL + 1)
    assert second.lines(5) == ["GET workers/me"]
    second.close()


def test_a_closed_history_opens_again_when_it_is_used(history: History) -> None:
    history.add(entry())
    history.close()
    assert history.add(entry()) == 2


@pytest.mark.parametrize(
    ("filters", "numbers"),
    [
        (Filters(), [6, 5, 4, 3, 2, 1]),
        (Filters(status="error"), [6, 4, 3]),
        (Filters(status="success"), [5, 2, 1]),
        (Filters(status=401), [4]),
        (Filters(below=3), [2, 1]),
        (Filters(above=2, below=5, status="error"), [4, 3]),
        (Filters(method="put"), [2]),
        (Filters(kind="write"), [3, 2]),
        (Filters(kind="read"), [6, 5, 4, 1]),
        (Filters(profile="home"), [5]),
        (Filters(profile=""), [6]),
        (Filters(base_url=BASE, worker=2), [4]),
        (Filters(base_url="https://other.example/"), [5]),
        (Filters(since=3.0), [6, 5, 4, 3]),
        (Filters(since=2.0, until=4.0), [3, 2]),
        (Filters(path="records/ticket/*"), [3, 2]),
        (Filters(path="/rest/records/*/create.json"), [3]),
        (Filters(path="workers/me", status="success"), [5, 1]),
    ],
)
def test_a_listing_is_narrowed(history: History, filters: Filters, numbers: list[int]) -> None:
    for given in (
        entry("GET workers/me", started=1.0),
        entry("PUT records/ticket/12", started=2.0),
        entry("POST records/ticket/create", started=3.0, ok=False, cerb_status="error"),
        entry("GET workers/me", started=4.0, status=401, ok=False, worker=2),
        entry("GET workers/me", started=5.0, profile="home", base_url="https://other.example/"),
        entry("GET records/org/search", started=6.0, profile="", status=0, ok=False, failure="no answer"),
    ):
        history.add(given)
    assert [row.number for row in history.recent(10, filters)] == numbers


def test_a_listing_is_as_long_as_asked(history: History) -> None:
    for _ in range(5):
        history.add(entry())
    assert [row.number for row in history.recent(2)] == [5, 4]
    assert [row.number for row in history.recent(2, oldest_first=True)] == [1, 2]


def test_an_answer_becomes_an_entry() -> None:
    request = Request("GET", "records/task/5.json")
    body = b'{"__status":"error","__error":"ERROR_NOT_FOUND","message":"no"}'
    reply = Reply(request, 200, body, (("Content-Type", "application/json"),), started=5.0, elapsed=0.5)
    made = answered(reply, line="GET records/task/5", base_url=BASE, worker=3)
    told = made.summary
    assert (told.path, told.ok, told.cerb_status, told.error_code) == (
        "records/task/5",
        False,
        "error",
        "ERROR_NOT_FOUND",
    )
    assert (told.status, told.size, told.started, told.elapsed, told.profile) == (200, len(body), 5.0, 0.5, "")


def test_a_request_without_an_answer_becomes_an_entry() -> None:
    request = Request("PUT", "records/task/5.json")
    made = unanswered(request, "the connection broke", line="x", base_url=BASE, worker=3, started=5.0, elapsed=0.5)
    assert (made.summary.status, made.summary.ok, made.summary.failure, made.summary.writes, made.body) == (
        0,
        False,
        "the connection broke",
        True,
        None,
    )


@pytest.mark.parametrize(
    ("text", "kept", "not_kept"),
    [("on", 50 * MB, None), ("off", None, 1), ("2 MB", 2 * MB, 2 * MB + 1), ("0.5mb", MB // 2, MB)],
)
def test_the_setting_for_bodies_is_understood(text: str, kept: int | None, not_kept: int | None) -> None:
    policy = parse_policy(text)
    assert kept is None or policy.keeps(bytes(kept))
    assert not_kept is None or not policy.keeps(bytes(not_kept))


@pytest.mark.parametrize("text", ["", "yes", "5", "MB", "-1 MB", "5 GB"])
def test_another_setting_for_bodies_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match=r"history\.bodies"):
        parse_policy(text)


def test_a_body_that_the_setting_excludes_is_not_kept_but_its_request_is(shell: Shell) -> None:
    shell.policy = BodyPolicy(10)
    history = shell.open()
    number = history.add(entry(body=b"0123456789a"))
    assert number and history.body(number) is None
    found = history.entry(number)
    assert found and found.summary.size == 11
    history.close()


def test_the_oldest_bodies_make_room_and_their_requests_stay(shell: Shell) -> None:
    shell.total = 5 * SMALL
    history = shell.open()
    numbers = [history.add(entry(f"GET a/{place}", body=os.urandom(SMALL - 100))) for place in range(ROUND)]
    history.close()
    kept = [number for number in numbers if number and history.body(number)]
    assert kept == numbers[-5:]
    assert len(history.recent(20)) == ROUND
    assert [row.number for row in history.search(["GET a/0"])] == [numbers[0]]
    history.close()


@pytest.mark.parametrize(
    "hostile", ["\ud800", "a\0b", "\x1b[31m", "x" * 100_000, "🎉", "\n", "'; DROP TABLE requests; --"]
)
def test_no_text_from_outside_stops_the_history(history: History, hostile: str) -> None:
    request = Request("GET", "a.json", ((hostile, hostile),), (), None, ((hostile, hostile),))
    number = history.add(entry(f"GET {hostile}", request=request, error_code=hostile, failure=hostile, folder=hostile))
    assert number is not None and history.entry(number) is not None
    history.add_line(hostile, profile="work", used=1.0)
    assert history.newest_with_prefix(hostile) is None
    assert [row.number for row in history.search([f"GET {hostile}"])] in ([number], [])
    assert len(history.lines(5)) == 2


@pytest.mark.skipif(os.name != "posix", reason="file modes are POSIX")
def test_only_the_owner_may_read_the_files(shell: Shell) -> None:
    before = os.umask(0)
    try:
        history = shell.open()
        history.add(entry())
        modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in shell.path.parent.iterdir()}
    finally:
        os.umask(before)
    assert stat.S_IMODE(shell.path.parent.stat().st_mode) == 0o700
    assert modes.keys() >= {"history.sqlite3", "history.sqlite3-wal", "history.sqlite3-shm"}
    assert set(modes.values()) == {0o600}
    history.close()


@pytest.mark.skipif(os.name != "posix", reason="file modes are POSIX")
def test_a_file_that_others_may_read_is_closed_to_them(shell: Shell) -> None:
    shell.path.parent.mkdir()
    shell.path.touch(0o644)
    history = shell.open()
    history.add(entry())
    assert stat.S_IMODE(shell.path.stat().st_mode) == 0o600
    history.close()
