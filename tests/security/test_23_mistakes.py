"""Threat 23: a line that destroys what nobody meant. How the guards work stands in ``tests/shell/writing/``."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from cerbsh.demo.server import DemoServer, Options
from cerbsh.errors import CerbshError, Exit
from cerbsh.shell.engine import Engine
from tests.conftest import sign_in
from tests.shell.conftest import engine_on
from tests.shell.people import Person
from tests.shell.support import data, shown, told
from tests.support import Home

DESTRUCTIVE = [
    "DELETE records/task/1",
    "DELETE records/ticket/1",
    "DELETE records/worker/1",
    "DELETE records/org/1/anything",
    "DELETE tickets/1",
    "DELETE tasks/1/note",
    "cd records/task;DELETE 1",
    "DELETE records/org/$id --for rows.csv",
    "PUT records/org/$id name=x --for rows.csv",
]


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Engine, DemoServer]]:
    """An engine on a demo of its own, in a folder with rows for ``--for``."""
    (tmp_path / "rows.csv").write_text("id\n1\n2\n3\n")
    monkeypatch.chdir(tmp_path)
    with DemoServer(Options(records=20, log_size=1000)) as server:
        engine = engine_on(server, tmp_path)
        yield engine, server
        engine.close()


def writes(server: DemoServer) -> list[str]:
    return [f"{seen.method} {seen.path}" for seen in server.log.seen if seen.method != "GET"]


def run(engine: Engine, lines: str) -> tuple[int, str]:
    """Exit status and notes of the last of several lines, its body drawn."""
    *before, last = lines.split(";")
    for line in before:
        shown(engine.run(line))
    result = engine.run(last)
    try:
        shown(result)
    except CerbshError as error:
        return int(error.exit), error.message
    return int(result.exit), told(result)


@pytest.mark.parametrize("lines", DESTRUCTIVE)
def test_in_a_script_nothing_is_sent_without_yes(lines: str, own: tuple[Engine, DemoServer]) -> None:
    engine, server = own
    status, _ = run(engine, lines)
    assert status == Exit.USAGE
    assert writes(server) == []


@pytest.mark.parametrize("answers", [["n"], [""], ["Yes, but no"], []])
@pytest.mark.parametrize("lines", DESTRUCTIVE)
def test_a_person_who_does_not_say_yes_sends_nothing(
    lines: str, answers: list[str], own: tuple[Engine, DemoServer]
) -> None:
    engine, server = own
    engine.ui = Person(list(answers))
    status, _ = run(engine, lines)
    assert status == Exit.USAGE
    assert writes(server) == []


def test_what_was_done_by_mistake_is_taken_back(own: tuple[Engine, DemoServer]) -> None:
    engine, _ = own
    before = data(engine.run("GET records/org/1"))["name"]
    for mistake in ("PUT records/org/1 name=Mistake", "DELETE records/org/1 --yes"):
        engine.run(mistake)
        assert engine.run("undo --yes").exit == Exit.OK
    found = data(engine.run(f'GET records/org/search name:"{before}"'))
    assert found["total"] >= 1


def test_a_whole_process_refuses_and_says_how(home: Home, own: tuple[Engine, DemoServer]) -> None:
    _, server = own
    done = sign_in(home, server).cerbsh("-c", "DELETE records/task/1")
    assert done.returncode == 2
    assert "--yes" in done.stderr
    assert writes(server) == []
