"""``replay``: a request sent again, as it was meant then."""

from __future__ import annotations

import pytest

from cerbsh.errors import Exit
from cerbsh.shell.engine import Engine
from tests.shell.people import Person
from tests.shell.support import data, shown, told


def test_a_line_runs_again_with_its_options(engine: Engine) -> None:
    first = engine.run("GET workers/me --select id")
    again = engine.run("replay 1")
    assert (again.exit, shown(again)) == (Exit.OK, shown(first))
    assert [each.line for each in engine.notebook.recent(10)] == ["GET workers/me --select id"] * 2


def test_it_runs_in_the_folder_where_it_ran_then(engine: Engine) -> None:
    engine.run("cd records/task")
    engine.run("GET 1")
    engine.run("cd /workers")
    assert data(engine.run("replay 1"))["_type"] == "task"
    assert engine.folder == "workers"


def test_a_command_runs_again(engine: Engine) -> None:
    first = engine.run("count ticket status:open")
    assert shown(engine.run("replay 1")) == shown(first)


def test_where_the_line_holds_references_the_request_goes_out_as_it_did(engine: Engine) -> None:
    engine.run("let id = 2")
    engine.run("GET records/task/$id")
    engine.run("GET records/task/$_.id --select id")
    engine.run("let id = 3")
    assert [str(data(engine.run(f"replay {number}")).get("id")) for number in (1,)] == ["2"]
    assert str(data(engine.run("replay 2"))) == "2"


def test_a_reply_by_its_number_means_the_same_for_ever(engine: Engine) -> None:
    engine.run("GET records/task/2")
    engine.run("GET records/task/$1.id")
    assert str(data(engine.run("replay 2"))["id"]) == "2"


def test_a_write_is_asked_about(engine: Engine) -> None:
    engine.run("POST records/task/create title=Again")
    person = engine.ui = Person(["n", "y"])
    assert engine.run("replay 1").exit == Exit.USAGE
    assert person.heard == ["POST records/task/create title=Again", "Send POST records/task/create again? [y/N] "]
    assert data(engine.run("replay 1"))["title"] == "Again"


def test_without_a_terminal_a_write_wants_yes(engine: Engine) -> None:
    engine.run("POST records/task/create title=Again")
    assert engine.run("replay 1").exit == Exit.USAGE
    assert engine.run("replay 1 --yes").exit == Exit.OK


def test_a_deletion_is_asked_about_once(engine: Engine) -> None:
    number = data(engine.run("POST records/task/create title=Again"))["id"]
    engine.run(f"DELETE records/task/{number} --yes")
    engine.run("undo --yes")
    person = engine.ui = Person(["n"])
    assert "there is no task" in told(engine.run("replay 2"))
    assert person.heard == []
    assert engine.run("replay 1").exit == Exit.USAGE


def test_what_held_a_secret_is_not_sent_with_a_hole(engine: Engine) -> None:
    engine.run("PUT records/worker/4 password=canary-99812")
    result = engine.run("replay 1 --yes")
    assert (result.exit, "held a secret" in told(result)) == (Exit.USAGE, True)


def test_at_the_prompt_the_line_is_put_back(engine: Engine) -> None:
    engine.shell = "a prompt"
    engine.run("cd records/task")
    engine.run("GET 1 --select id")
    result = engine.run("replay 1 --edit")
    assert (result.edit, result.body) == ("GET /records/task/1 --select id", None)


def test_in_lines_it_goes_through_the_editor_and_runs(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    engine.run("GET records/task/1 --select id")
    assert engine.run("replay 1 --edit").exit == Exit.USAGE
    engine.ui = Person()
    monkeypatch.setenv("VISUAL", "sed -i s,task/1,task/2,")
    assert shown(engine.run("replay 1 --edit")) == '"2"\n'
    monkeypatch.setenv("VISUAL", "truncate -s 0")
    assert told(engine.run("replay 1 --edit")) == "note: nothing was sent"


@pytest.mark.parametrize(("line", "words"), [("replay 99", "no request 99"), ("replay", "needs NUMBER")])
def test_what_cannot_be_replayed_is_told(engine: Engine, line: str, words: str) -> None:
    result = engine.run(line)
    assert (result.exit, words in told(result)) == (Exit.USAGE, True)
