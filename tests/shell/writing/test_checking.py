"""Writes whose reply is lost: what is said at once, and what ``check`` finds."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from cerbsh.demo.server import DemoServer
from cerbsh.errors import Exit
from cerbsh.shell.engine import Engine
from tests.shell.conftest import engine_on
from tests.shell.support import data, shown, told


@pytest.fixture
def lost(demo: DemoServer, tmp_path: Path) -> Iterator[Engine]:
    """An engine on a Cerb whose answers to writes of tasks get lost."""
    engine = engine_on(demo, tmp_path)
    for method in ("POST", "PUT", "DELETE"):
        demo.faults.add("lost-answer", method=method, path="/task/")
    yield engine
    engine.close()


def test_a_lost_update_may_have_been_done_and_check_finds_that_it_was(lost: Engine) -> None:
    result = lost.run("PUT records/task/1 title=Done")
    assert result.exit == Exit.CONNECTION
    assert "may have been done" in told(result) and "check 1 reads the record" in told(result)
    found = lost.run("check 1")
    assert found.exit == Exit.OK
    assert shown(found).startswith("done: task #1 (") and shown(found).endswith(") holds what was asked\n")
    assert lost.run("undo --yes").exit == Exit.OK


def test_a_lost_update_that_was_not_done_is_found(demo: DemoServer, tmp_path: Path) -> None:
    engine = engine_on(demo, tmp_path)
    demo.faults.add("lost-request", method="PUT")
    assert engine.run("PUT records/task/1 title=Done").exit == Exit.CONNECTION
    found = engine.run("check 1")
    assert (found.exit, shown(found).startswith("not done: ")) == (Exit.REPLY, True)
    assert "was not done" in told(engine.run("undo 1 --yes"))


def test_undo_finds_out_first_what_became_of_a_lost_write(demo: DemoServer, tmp_path: Path) -> None:
    engine = engine_on(demo, tmp_path)
    engine.run("PUT records/task/1 title=First")
    demo.faults.add("lost-request", method="PUT")
    engine.run("PUT records/task/1 title=Second")
    refused = engine.run("undo --yes")
    assert (refused.exit, "was not done" in told(refused)) == (Exit.USAGE, True)
    assert "undo 1: PUT records/task/1 title=First" in told(engine.run("undo --yes"))


def test_undo_deletes_what_a_lost_write_created(lost: Engine, demo: DemoServer) -> None:
    lost.run("POST records/task/create title='Quite unlike any other'")
    demo.faults.clear()
    assert "Quite unlike any other" in told(lost.run("undo --yes"))
    assert lost.run("GET records/task/search title:'Quite unlike any other' --select total").exit == Exit.OK
    assert lost.last is not None and lost.last.envelope["total"] == 0


def test_an_answer_from_in_front_of_cerb_says_nothing_of_the_write(demo: DemoServer, tmp_path: Path) -> None:
    engine = engine_on(demo, tmp_path)
    demo.faults.add("status", method="PUT", status=502)
    result = engine.run("PUT records/task/1 title=Done")
    assert result.exit == Exit.REPLY
    assert "may have been done" in told(result) and "check 1" in told(result)


def test_a_lost_create_is_found_among_the_newest(lost: Engine, demo: DemoServer) -> None:
    assert "check 1" in told(lost.run("POST records/task/create title='Quite unlike any other'"))
    found = lost.run("check 1")
    assert (found.exit, shown(found).startswith("done: it is task #")) == (Exit.OK, True)
    number = shown(found).split("#")[1].split()[0]
    demo.faults.clear()
    assert lost.run("undo --yes").exit == Exit.OK
    assert lost.run(f"GET records/task/{number}").exit == Exit.REPLY


def test_a_lost_create_that_was_not_done_is_not_found(demo: DemoServer, tmp_path: Path) -> None:
    engine = engine_on(demo, tmp_path)
    demo.faults.add("lost-request", method="POST")
    engine.run("POST records/task/create title='Quite unlike any other'")
    assert shown(engine.run("check 1")).startswith("not done: none of the 25 newest tasks is it")


def test_a_lost_create_that_could_be_several_is_left_open(lost: Engine) -> None:
    lost.run("POST records/task/create title=Same")
    lost.run("POST records/task/create title=Same")
    found = lost.run("check 1")
    assert (found.exit, shown(found).startswith("unknown: several tasks look like it: #")) == (Exit.REPLY, True)


def test_a_lost_deletion_is_found(lost: Engine, demo: DemoServer) -> None:
    lost.run("DELETE records/task/1 --yes")
    demo.faults.clear()
    assert shown(lost.run("check 1")).startswith("done: task #1")
    assert lost.run("undo --yes").exit == Exit.OK


def test_a_write_that_took_in_part_is_told_by_field(engine: Engine) -> None:
    number = data(engine.run("POST records/task/create title=a importance=100"))["id"]
    engine.run(f"PUT records/task/{number} title=b importance=300")
    assert shown(engine.run("check 2")) == f"partly done: task #{number} (b) has taken title, and not importance\n"


def test_a_change_by_somebody_else_is_neither(engine: Engine) -> None:
    number = data(engine.run("POST records/task/create title=a"))["id"]
    engine.run(f"PUT records/task/{number} title=b")
    engine.run(f"PUT records/task/{number} title=c")
    assert "neither what was asked nor what it held before" in shown(engine.run("check 2"))


def test_ctrl_c_in_a_write_leaves_the_same_to_be_found_out(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    number = data(engine.run("POST records/task/create title=a"))["id"]
    client = engine.signed_in
    send = client.send

    def interrupt(request: object, **options: object) -> object:
        reply = send(request, **options)  # type: ignore[arg-type]
        if reply.request.method == "PUT":
            raise KeyboardInterrupt
        return reply

    monkeypatch.setattr(client, "send", interrupt)
    result = engine.run(f"PUT records/task/{number} title=b")
    assert result.exit == Exit.INTERRUPTED
    assert "may have been done" in told(result) and "check 2" in told(result)
    assert shown(engine.run("check 2")).startswith("done")


@pytest.mark.parametrize("fault", ["html", "status", "login", "short"])
def test_nothing_is_said_of_a_write_while_something_else_than_cerb_answers(
    fault: str, demo: DemoServer, lost: Engine
) -> None:
    lost.run("POST records/task/create title='Once'")
    demo.faults.add(fault, method="GET", path="rest/records", times=100, status=500)
    found = lost.run("check 1")
    assert found.exit == Exit.REPLY, shown(found)
    assert "cannot be read" in told(found) and "not done" not in told(found)
    demo.faults.clear()
    assert shown(lost.run("check 1")).startswith("done")
