"""``save``, ``saved`` and ``run``: lines with parameters."""

from __future__ import annotations

import pytest

from cerbsh.errors import Exit
from cerbsh.shell.engine import Engine
from tests.shell.support import data, shown, told
from tests.support import Home


@pytest.fixture
def mine(engine: Engine) -> Engine:
    """An engine with a saved line of one parameter."""
    assert engine.run("save mine search task status:${1:-open} limit=1").exit == Exit.OK
    return engine


def query(engine: Engine) -> str:
    """The query of the request that was sent last."""
    assert engine.last is not None
    return dict(engine.last.request.query)["q"]


@pytest.mark.parametrize(
    ("line", "sent"),
    [
        ("run mine", "status:open"),
        ("run mine closed", "status:closed"),
        ("run mine ''", "status:open"),
        ("let w = waiting", ""),
    ],
)
def test_arguments_stand_in_the_place_of_parameters(mine: Engine, line: str, sent: str) -> None:
    assert mine.run(line).exit == Exit.OK
    if sent:
        assert query(mine) == sent


def test_an_argument_may_be_a_value_of_a_reply(mine: Engine) -> None:
    mine.run("let wanted = closed")
    mine.run("run mine $wanted")
    assert query(mine) == "status:closed"


def test_an_argument_stays_one_word_and_is_nothing_but_text(engine: Engine) -> None:
    engine.run("save note POST records/task/create title=$1")
    created = data(engine.run("run note \"two words; $(id) | cat > x 'y' --yes importance=9\""))
    assert created["title"] == "two words; $(id) | cat > x 'y' --yes importance=9"
    assert created["importance"] != 9
    engine.run("save any POST records/task/create title=x $1")
    assert engine.run("run any --force").exit == Exit.USAGE


def test_parameters_in_json_stay_text(engine: Engine) -> None:
    engine.run('save linked POST records/task/create title=x links:=["org:$1"]')
    assert engine.run("run linked 2").exit == Exit.OK
    assert engine.last is not None and engine.last.request.form[-1] == ("fields[links][]", "org:2")


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("run mine a b", "mine takes 1 argument"),
        ("run nothing", "no line is saved as nothing"),
        ("run two x", "argument 2 is missing"),
        ("run again", "again would run itself"),
        ("save 1x GET workers/me", "cannot be a name"),
        ("save bad FETCH workers/me", "neither a method nor a command"),
        ("save old 99", "no request 99"),
        ("saved --remove nothing", "no line is saved as nothing"),
    ],
)
def test_what_does_not_fit_is_told(mine: Engine, line: str, words: str) -> None:
    mine.run("save two GET records/$1/$2")
    mine.run("save again run again")
    result = mine.run(line)
    assert (result.exit, words in told(result)) == (Exit.USAGE, True)


def test_a_line_that_cannot_be_understood_is_pointed_at_where_it_stands(engine: Engine) -> None:
    result = engine.run("save bad FETCH workers/me")
    assert result.notes[0].caret == ("save bad FETCH workers/me", 9, 14)


def test_lines_are_saved_from_the_root_and_entries_by_their_number(engine: Engine) -> None:
    engine.run("cd records/task")
    engine.run("GET 1 --select id")
    engine.run("save one 1")
    engine.run("save two GET $1")
    assert engine.notebook.saved == {"one": "GET /records/task/1 --select id", "two": "GET /records/task/$1"}
    engine.run("cd /")
    assert shown(engine.run("run one")) == shown(engine.run("GET records/task/1 --select id"))


def test_saved_lists_them_and_forgets_one(mine: Engine) -> None:
    mine.run("save b GET workers/me")
    assert shown(mine.run("saved")).splitlines() == [
        "b     GET workers/me",
        "mine  search task status:${1:-open} limit=1",
    ]
    mine.run("saved --remove b")
    assert list(mine.notebook.saved) == ["mine"]


def test_what_a_name_stood_for_is_told_when_it_is_taken_again(mine: Engine) -> None:
    assert "it was: search task" in told(mine.run("save mine GET workers/me"))


def test_the_history_keeps_the_line_that_was_entered(mine: Engine) -> None:
    mine.run("run mine closed")
    assert [each.line for each in mine.notebook.recent(1)] == ["run mine closed"]
    mine.run(" run mine open")
    assert [each.line for each in mine.notebook.recent(1)] == ["run mine closed"]
    assert mine.run("replay 1").exit == Exit.OK
    assert query(mine) == "status:closed"


def test_one_saved_line_runs_another(mine: Engine) -> None:
    mine.run("save both run mine $1")
    mine.run("run both waiting")
    assert query(mine) == "status:waiting"


def test_a_command_takes_an_argument_as_it_stands(engine: Engine) -> None:
    engine.run("GET records/task/2")
    engine.run("GET workers/me")
    engine.run("save look show $1")
    assert data(engine.run("run look 1"))["_type"] == "task"
    assert data(engine.run("run look 2"))["_type"] == "worker"


def test_secrets_are_not_saved(engine: Engine) -> None:
    assert "canary" not in told(engine.run("save boss PUT records/worker/4 password=canary-1234567"))
    assert "canary" not in str(engine.notebook.saved)


def test_options_of_run_go_to_the_line(engine: Engine) -> None:
    number = data(engine.run("POST records/task/create title=x"))["id"]
    engine.run("save gone DELETE records/task/$1")
    assert engine.run(f"run gone {number}").exit == Exit.USAGE
    assert engine.run(f"run gone {number} --yes").exit == Exit.OK


def test_a_reply_is_wanted_otherwise_this_time(engine: Engine) -> None:
    engine.run("save first GET records/task/$1 --select=title")
    assert shown(engine.run("run first 1 --select=id")) == '"1"\n'
    assert shown(engine.run("replay 1 --select=_type")) == '"task"\n'


def test_a_saved_line_is_piped_and_kept_by_every_process(signed_in: Home) -> None:
    signed_in.cerbsh("-c", "save who GET workers/me --select ${1:-id} | cat")
    assert signed_in.cerbsh("-c", "run who").stdout == "1\n"
    assert signed_in.cerbsh("-c", "run who _type | tr a-z A-Z").stdout.strip().strip('"') == "WORKER"
