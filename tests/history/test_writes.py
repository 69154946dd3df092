"""Former values are on disk before a write goes out, and found again when it is to be taken back."""

from __future__ import annotations

import os
import signal
from pathlib import Path
from typing import Any

import pytest

from cerbsh.history.names import MARK
from cerbsh.history.store import History
from cerbsh.history.writes import Before, Write
from tests.history.support import BASE, Shell, entry, every_byte

CANARY = "cAnary-7f3a9-secret"


def before(**changes: Any) -> Before:
    values: dict[str, Any] = {
        "shell": "one", "profile": "work", "base_url": BASE, "worker": 1, "started": 1.0, "action": "update",
        "type": "task", "record": "5", "label": "Call", "asked": {"title": "b"}, "former": {"title": "a", "due": 1.5},
    }  # fmt: skip
    return Before(**(values | changes))


def test_a_write_comes_back_as_it_was_remembered(history: History) -> None:
    remembered = before(former={"title": "é 🎉", "links": {"cerberusweb.contexts.org": [1]}, "due": None})
    number = history.add(entry("PUT records/task/5"))
    written = history.writes.remember_before(remembered)
    assert written is not None
    found = history.writes.last_undoable(shell="one")
    assert found == Write(**vars(remembered), id=written, outcome="sent")
    history.writes.after(written, "done", number=number, result={"title": "b"})
    assert number is not None
    found = history.writes.of_number(number)
    assert found and (found.outcome, found.result, found.number) == ("done", {"title": "b"}, number)


def test_a_created_record_gets_its_id_afterwards(history: History) -> None:
    written = history.writes.remember_before(before(action="create", record="", former={}))
    assert written is not None
    history.writes.after(written, "done", record="17", result={"id": 17})
    found = history.writes.last_undoable(shell="one")
    assert found and found.record == "17"


def test_the_last_write_of_a_shell_or_of_a_cerb_is_found(history: History) -> None:
    writes = [
        history.writes.remember_before(before(shell=shell, base_url=base, worker=worker))
        for shell, base, worker in [("one", BASE, 1), ("two", BASE, 2), ("one", "https://other.example/", None)]
    ]
    for written in writes:
        assert written is not None
        history.writes.after(written, "done")

    def found(**where: Any) -> int | None:
        write = history.writes.last_undoable(**where)
        return write.id if write else None

    assert [found(shell="one"), found(shell="two"), found(shell="three")] == [writes[2], writes[1], None]
    assert [found(base_url=BASE, worker=1), found(base_url=BASE, worker=2)] == [writes[0], writes[1]]
    assert [found(base_url="https://other.example/"), found(base_url=BASE, worker=9)] == [writes[2], None]


def test_what_was_refused_or_undone_or_is_an_undo_itself_is_passed_over(history: History) -> None:
    first, second, refused = (history.writes.remember_before(before()) for _ in range(3))
    assert first and second and refused
    history.writes.after(first, "done")
    history.writes.after(second, "lost")
    history.writes.after(refused, "refused")
    assert [write.id for write in [history.writes.last_undoable(shell="one")] if write] == [second]

    undo = history.writes.remember_before(before(undoes=second))
    assert undo
    history.writes.after(undo, "refused")
    assert [write.id for write in [history.writes.last_undoable(shell="one")] if write] == [second]
    history.writes.after(undo, "done")
    assert [write.id for write in [history.writes.last_undoable(shell="one")] if write] == [first]


def test_secrets_are_taken_out_of_former_values_and_of_what_was_asked(tmp_path: Path) -> None:
    shell = Shell(tmp_path / "history.sqlite3", secrets=(CANARY,))
    history = shell.open()
    written = history.writes.remember_before(
        before(
            label=CANARY,
            asked={"password": CANARY, "title": "b"},
            former={"client_secret": CANARY, "title": f"see {CANARY}", "params": {"token": CANARY}},
        )
    )
    assert written
    history.writes.after(written, "done", result={"token": CANARY, "title": "b"})
    found = history.writes.last_undoable(shell="one")
    assert found and found.asked == {"password": MARK, "title": "b"}
    assert found.former == {"client_secret": MARK, "title": f"see {MARK}", "params": {"token": MARK}}
    history.close()
    assert CANARY.encode() not in every_byte(tmp_path)


@pytest.mark.skipif(os.name != "posix", reason="needs fork")
def test_a_shell_that_dies_right_after_remembering_leaves_the_former_values(shell: Shell) -> None:
    if (child := os.fork()) == 0:
        shell.open().writes.remember_before(before())
        os.kill(os.getpid(), signal.SIGKILL)
    os.waitpid(child, 0)
    history = shell.open()
    found = history.writes.last_undoable(base_url=BASE, worker=1)
    assert found and found.former == {"title": "a", "due": 1.5} and found.outcome == "sent"
    history.close()


def test_without_a_usable_file_nothing_is_remembered_and_nothing_raised(shell: Shell) -> None:
    shell.path.mkdir(parents=True)
    history = shell.open()
    assert history.writes.remember_before(before()) is None
    history.writes.after(1, "done")
    assert history.writes.last_undoable(shell="one") is None and history.writes.of_number(1) is None
    assert len(shell.warnings) == 1


def test_former_values_go_with_the_requests_that_are_purged(history: History) -> None:
    number = history.add(entry("PUT records/task/5"))
    written = history.writes.remember_before(before())
    assert number and written
    history.writes.after(written, "done", number=number)
    history.purge(numbers=[number])
    assert history.writes.last_undoable(shell="one") is None
    history.writes.remember_before(before(profile="home"))
    history.purge(profile="work")
    assert history.writes.last_undoable(shell="one") is not None
    history.purge(everything=True)
    assert history.writes.last_undoable(shell="one") is None
