"""``undo``: every kind of write to every type taken back, which one it takes, and when it refuses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from copy import copy
from pathlib import Path
from shlex import quote
from typing import Any

import pytest

from cerbsh.demo.server import DemoServer
from cerbsh.errors import Exit
from cerbsh.history.record import expand_for
from cerbsh.shell.engine import Engine
from cerbsh.shell.notebook import Notebook
from tests.history.records import CHANGED, NEW, lasting
from tests.shell.conftest import engine_on
from tests.shell.people import Person
from tests.shell.support import data, told
from tests.support import Home


@pytest.fixture
def fresh(demo: DemoServer, tmp_path: Path) -> Iterator[Engine]:
    """An engine on a Cerb of its own, where every name is still free."""
    engine = engine_on(demo, tmp_path)
    yield engine
    engine.close()


def items(fields: Mapping[str, str]) -> str:
    return " ".join(f"{name}={quote(value)}" for name, value in fields.items())


def made(engine: Engine, uri: str) -> str:
    """The id of a fresh record of a type."""
    result = engine.run(f"POST records/{uri}/create {items(NEW[uri])}")
    assert result.exit == Exit.OK, told(result)
    return str(data(result)["id"])


def present(engine: Engine, uri: str, number: str) -> dict[str, Any] | None:
    """What lasts of a record, but for what goes by the name of a secret; ``None`` where it is gone."""
    result = engine.run(f" GET records/{uri}/{number} expand={expand_for(engine.catalogue.types[uri], None)}")
    shown = lasting(data(result)) if result.exit == Exit.OK else None
    return shown and {name: value for name, value in shown.items() if name != "token"}


@pytest.mark.parametrize("uri", NEW)
def test_an_update_gets_its_former_values_back(fresh: Engine, uri: str) -> None:
    number = made(fresh, uri)
    before = present(fresh, uri, number)
    assert fresh.run(f"PUT records/{uri}/{number} {items(CHANGED[uri])}").exit == Exit.OK
    assert present(fresh, uri, number) != before
    undone = fresh.run("undo --yes")
    assert undone.exit == Exit.OK, told(undone)
    assert present(fresh, uri, number) == before


@pytest.mark.parametrize("uri", NEW)
def test_a_created_record_is_deleted(fresh: Engine, uri: str) -> None:
    number = made(fresh, uri)
    assert fresh.run("undo --yes").exit == Exit.OK
    gone = present(fresh, uri, number)
    assert gone is None or (uri == "ticket" and gone["status"] == "deleted")


@pytest.mark.parametrize("uri", NEW)
def test_a_deleted_record_is_created_anew_and_a_ticket_restored(fresh: Engine, uri: str) -> None:
    number = made(fresh, uri)
    before = present(fresh, uri, number)
    assert fresh.run(f"DELETE records/{uri}/{number} --yes").exit == Exit.OK
    undone = fresh.run("undo --yes")
    assert undone.exit == Exit.OK, told(undone)
    assert fresh.last is not None
    again = str(fresh.last.envelope["id"])
    assert present(fresh, uri, again) == before
    if uri == "ticket":
        assert again == number
    else:
        assert "it gets a new id" in told(undone) and f"it is {uri} #{again}" in told(undone)


def test_a_file_comes_back_with_its_bytes(engine: Engine) -> None:
    number = made(engine, "attachment")
    engine.run(f"DELETE records/attachment/{number} --yes")
    engine.run("undo --yes")
    assert engine.last is not None
    engine.run(f"GET attachments/{engine.last.envelope['id']}/download")
    assert engine.last.body == b"hello"


def test_what_it_will_do_is_shown_and_asked_about(engine: Engine) -> None:
    number = made(engine, "task")
    engine.run(f"PUT records/task/{number} title=Done")
    person = engine.ui = Person(["n", "y"])
    assert told(engine.run("undo")) == "note: nothing was sent"
    assert person.heard == [
        f"undo 2: PUT records/task/{number} title=Done",
        "  title  Done → Call back",
        f"Put back title of task #{number} (Call back)? [y/N] ",
    ]
    assert told(engine.run("undo")) == "note: done"
    assert data(engine.run(f"GET records/task/{number}"))["title"] == "Call back"


def test_where_nobody_can_answer_it_wants_yes(engine: Engine) -> None:
    made(engine, "task")
    result = engine.run("undo")
    assert (result.exit, "--yes" in told(result)) == (Exit.USAGE, True)


def test_undo_goes_back_write_by_write_and_a_number_names_any(engine: Engine) -> None:
    number = made(engine, "task")
    for title in ("one", "two", "three"):
        engine.run(f"PUT records/task/{number} title={title}")
    titles = []
    for line in ("undo --yes", "undo 3 --yes", "undo --yes", "undo --yes"):
        engine.run(line)
        found = present(engine, "task", number)
        titles.append(found and found["title"])
    assert titles == ["two", "one", "Call back", None]
    assert "no write" in told(engine.run("undo --yes"))
    assert "taken back already" in told(engine.run("undo 2 --yes"))


def test_an_undo_is_undone_by_its_number(engine: Engine) -> None:
    number = made(engine, "task")
    engine.run(f"PUT records/task/{number} title=Done")
    engine.run("undo --yes")
    assert engine.run("undo 3 --yes").exit == Exit.OK
    assert data(engine.run(f"GET records/task/{number}"))["title"] == "Done"


@pytest.mark.parametrize("uri", ["org", "task", "ticket"])
def test_it_refuses_where_somebody_else_changed_the_record_in_between(
    fresh: Engine, demo: DemoServer, tmp_path: Path, uri: str
) -> None:
    number = made(fresh, uri)
    before = present(fresh, uri, number)
    field = next(iter(CHANGED[uri]))
    fresh.run(f"PUT records/{uri}/{number} {items(CHANGED[uri])}")
    other = engine_on(demo, tmp_path / "other")
    other.run(f"PUT records/{uri}/{number} {field}=Else")
    other.close()
    refused = fresh.run("undo --yes")
    assert (refused.exit, "has changed since" in told(refused)) == (Exit.USAGE, True)
    assert f"{field}  {CHANGED[uri][field]} → Else" in told(refused)
    assert fresh.run("undo --yes --force").exit == Exit.OK
    assert present(fresh, uri, number) == before


def test_a_created_record_that_somebody_changed_is_not_deleted(engine: Engine) -> None:
    number = made(engine, "task")
    engine.run(f"PUT records/task/{number} title=Else")
    assert "has changed since (title)" in told(engine.run("undo 1 --yes"))
    assert present(engine, "task", number) is not None


def test_at_the_prompt_it_is_the_last_write_of_this_shell(engine: Engine, shared_demo: DemoServer) -> None:
    other = copy(engine)
    other.shell = "another"
    engine.shell = "this one"
    mine = made(engine, "task")
    theirs = made(other, "task")
    engine.run("undo --yes")
    assert present(engine, "task", mine) is None
    assert present(engine, "task", theirs) is not None
    assert "of this shell" in told(engine.run("undo --yes"))


def test_in_lines_it_is_the_newest_to_this_cerb_by_this_worker(signed_in: Home) -> None:
    signed_in.cerbsh("-c", "POST records/task/create title=x")
    done = signed_in.cerbsh("-c", "undo --yes")
    assert done.returncode == 0, done.stderr
    assert "undo 1: POST records/task/create title=x" in done.stderr and done.stdout == ""


def test_a_write_to_another_cerb_is_not_taken_back_here(engine: Engine, demo: DemoServer) -> None:
    engine.shell = "this one"
    made(engine, "task")
    assert engine.client is not None
    here = engine.client.profile
    engine.client.profile = here._replace(base_url=demo.base_url)
    assert f"went to {here.base_url}" in told(engine.run("undo --yes"))


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("undo 1", "changed nothing: GET workers/me"),
        ("undo 99", "no request 99"),
        ("undo x", "x is no number of a request"),
        ("undo", "no write to this Cerb is left"),
        ("check 1", "changed nothing"),
    ],
)
def test_what_cannot_be_undone_is_told(engine: Engine, line: str, words: str) -> None:
    engine.run("GET workers/me")
    result = engine.run(line)
    assert (result.exit, words in told(result)) == (Exit.USAGE, True)


def test_without_a_history_it_says_that_it_cannot(engine: Engine) -> None:
    engine.notebook = Notebook(client=engine.client)
    made(engine, "task")
    result = engine.run("undo --yes")
    assert (result.exit, "cannot undo" in told(result)) == (Exit.USAGE, True)


def test_a_refused_write_is_nothing_to_undo(engine: Engine) -> None:
    number = made(engine, "task")
    engine.run(f"PUT records/task/{number} title=''")
    assert "was not done" in told(engine.run("undo 2 --yes"))
