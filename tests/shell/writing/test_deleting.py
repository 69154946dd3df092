"""DELETE: what is shown before it, who has to agree, and what is said afterwards."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest

from cerbsh.demo.server import DemoServer
from cerbsh.errors import Exit
from cerbsh.shell.engine import Engine
from tests.shell.people import Person
from tests.shell.support import data, shown, told
from tests.support import Home


@pytest.fixture
def task(engine: Engine) -> str:
    """The id of a fresh task."""
    return str(data(engine.run("POST records/task/create title='Call back' importance=10"))["id"])


def test_the_record_is_shown_and_asked_about(engine: Engine, task: str) -> None:
    person = engine.ui = Person(["y"])
    result = engine.run(f"DELETE records/task/{task}")
    assert (result.exit, data(result)["__status"]) == (Exit.OK, "success")
    *details, question = person.heard
    assert question == f"Delete task #{task} (Call back)? [y/N] "
    assert "  title       Call back" in details and "  importance  10" in details
    assert any(line.startswith("undo brings it back: it gets a new id") for line in details)
    assert told(result) == f"note: deleted task #{task} (Call back)"


@pytest.mark.parametrize("answers", [["n"], [""], []])
def test_without_a_yes_nothing_is_sent(engine: Engine, task: str, answers: list[str]) -> None:
    engine.ui = Person(answers)
    result = engine.run(f"DELETE records/task/{task}")
    assert (result.exit, told(result)) == (Exit.USAGE, "note: nothing was sent")
    assert engine.run(f"GET records/task/{task}").exit == Exit.OK


def test_without_a_terminal_and_without_yes_not_even_the_record_is_read(
    engine: Engine, task: str, shared_demo: DemoServer
) -> None:
    shared_demo.log.clear()
    result = engine.run(f"DELETE records/task/{task}")
    assert (result.exit, "--yes" in told(result)) == (Exit.USAGE, True)
    assert shared_demo.log.seen == ()


def test_with_yes_it_is_said_what_went_and_whether_it_can_come_back(signed_in: Home) -> None:
    done = signed_in.cerbsh("-c", "POST records/task/create title=x", "-c", "DELETE records/task/$_.id --yes")
    assert done.returncode == 0
    assert "deleted task #" in done.stderr and "undo brings it back: it gets a new id" in done.stderr


def test_a_ticket_is_told_to_be_restored_in_place(engine: Engine) -> None:
    ticket = data(engine.run("POST records/ticket/create subject=Probe group_id=1"))["id"]
    assert told(engine.run(f"DELETE records/ticket/{ticket} --yes")).endswith("\nundo brings it back")


def test_what_could_not_be_kept_is_not_told_to_come_back(
    engine: Engine, task: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert engine.notebook.history
    monkeypatch.setattr("cerbsh.history.writes.NET", 0.0)
    monkeypatch.setattr(engine.notebook.history.database, "_warn", lambda kind, text: None)
    with closing(sqlite3.connect(engine.notebook.history.database.path, isolation_level=None)) as holder:
        holder.execute("BEGIN IMMEDIATE")
        words = told(engine.run(f"DELETE records/task/{task} --yes"))
    assert "undo cannot take this back" in words and "undo brings it back" not in words


def test_a_record_that_is_not_there_is_not_asked_about(engine: Engine, shared_demo: DemoServer) -> None:
    engine.ui = Person()
    shared_demo.log.clear()
    result = engine.run("DELETE records/task/999999")
    assert (result.exit, "there is no task #999999" in told(result)) == (Exit.REPLY, True)
    assert [seen.method for seen in shared_demo.log.seen] == ["GET"]


def test_an_older_endpoint_is_asked_about_as_well(engine: Engine, task: str) -> None:
    person = engine.ui = Person(["n"])
    engine.run(f"DELETE tasks/{task}")
    assert person.heard[-1] == f"Delete task #{task} (Call back)? [y/N] "


def test_a_path_that_names_no_record_is_asked_about_by_itself(engine: Engine) -> None:
    person = engine.ui = Person(["n"])
    assert engine.run("DELETE tickets/5/requester email=x@y.example").exit == Exit.USAGE
    assert person.heard == ["Delete tickets/5/requester? [y/N] "]


def test_on_a_production_profile_its_name_is_typed(engine: Engine, task: str) -> None:
    assert engine.client is not None
    engine.client.profile = engine.client.profile._replace(production=True)
    person = engine.ui = Person(["y", "work"])
    assert engine.run(f"DELETE records/task/{task}").exit == Exit.USAGE
    assert person.heard[-1] == f"Delete task #{task} (Call back)? [type work] "
    assert engine.run(f"DELETE records/task/{task}").exit == Exit.OK


def test_the_own_worker_is_deleted_by_name_alone(engine: Engine) -> None:
    me = data(engine.run("GET workers/me"))
    person = engine.ui = Person(["y"])
    assert engine.run(f"DELETE records/worker/{me['id']}").exit == Exit.USAGE
    assert person.heard[-1].endswith(f"? [type {me['_label']}] ")
    assert any("the worker that is signed in" in line for line in person.heard)


@pytest.mark.parametrize("setting", ["set guard.delete warn", "set guard warn"])
def test_a_guard_that_only_warns_tells_what_went(engine: Engine, task: str, setting: str) -> None:
    engine.run(setting)
    assert "deleted task" in told(engine.run(f"DELETE records/task/{task}"))
    assert engine.run("undo --yes").exit == Exit.OK


def test_without_the_guard_it_is_sent_as_it_is(engine: Engine, task: str) -> None:
    engine.run("set guard.delete off")
    result = engine.run(f"DELETE records/task/{task}")
    assert (result.exit, result.notes) == (Exit.OK, ())
    assert "__status" in shown(result)
