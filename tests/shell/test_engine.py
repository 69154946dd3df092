"""From a line to a Result."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from cerbsh.demo.server import DemoServer
from cerbsh.errors import Exit
from cerbsh.shell.engine import Engine
from cerbsh.shell.result import File, Pipe
from tests.shell.conftest import engine_on
from tests.shell.support import data, shown, told


def test_a_request_is_sent_and_its_reply_shown(engine: Engine) -> None:
    result = engine.run("GET workers/me")
    assert (result.exit, result.notes) == (Exit.OK, ())
    assert data(result)["_type"] == "worker"
    assert result.status.startswith("200 OK · success")


@pytest.mark.parametrize("command", ["count ticket", "subtotals ticket by status"])
def test_counting_is_linted_as_searching_is(engine: Engine, command: str) -> None:
    assert "warning: ticket has no filter bogus" in told(engine.run(f"{command} bogus:1"))
    assert "warning: ticket has no filter bogus" in told(engine.run(f"{command} bogus:1 --dry-run"))
    result = engine.run(f"{command} importance: >80")
    assert (result.exit, engine.last and engine.last.ok) == (Exit.USAGE, True), "the second line was not sent"
    assert engine.run(f"{command} importance: >80 --force").exit == Exit.OK


def test_subtotals_take_several_fields_and_the_names_that_people_use(engine: Engine) -> None:
    found = data(engine.run("subtotals ticket by status,group,owner.id status:o"))["subtotals"]
    assert list(found) == ["status", "group.id", "owner.id"]
    assert all(found.values())
    result = engine.run("subtotals ticket by statis")
    assert "warning: ticket has no subtotals by statis" in told(result)
    assert "did you mean status?" in told(result)


def test_a_variable_that_holds_an_object_says_how_to_keep_a_value(engine: Engine) -> None:
    engine.run("GET workers/me")
    assert engine.run("let who = $_").exit == Exit.OK
    assert "let who = $_.id keeps a value" in told(engine.run("GET records/worker/$who"))
    assert engine.run("GET contexts/list").exit == Exit.OK
    assert "go on with a path to a value" in told(engine.run("GET records/worker/$_.results"))


@pytest.mark.parametrize("line", ["", "   ", "# a comment"])
def test_nothing_is_done_for_nothing(engine: Engine, line: str) -> None:
    assert engine.run(line).exit == Exit.OK
    assert engine.last is None


def test_what_cerb_means_counts_and_not_what_http_says(engine: Engine) -> None:
    result = engine.run("GET records/task/999999")
    assert result.exit == Exit.REPLY
    assert result.status.startswith("200 OK · error")
    assert "ERROR_NOT_FOUND" in told(result)


def test_a_scope_that_is_too_narrow_is_told_with_what_to_do(shared_demo: DemoServer, tmp_path: Path) -> None:
    result = engine_on(shared_demo, tmp_path, scope="profile").run("GET records/org/search")
    assert result.exit == Exit.REPLY
    assert "scope" in told(result)


def test_fields_are_wrapped_so_that_cerb_refuses_what_it_does_not_know(engine: Engine) -> None:
    result = engine.run("POST records/task/create title='Call back' nope=1")
    assert result.exit == Exit.REPLY
    assert "'nope' is not an editable field." in told(result)


def test_words_name_a_moment_in_the_zone_of_a_worker_whom_nobody_has_introduced_yet(engine: Engine) -> None:
    result = engine.run('POST records/task/create title=Call due="2031-07-01 09:00" --select due')
    assert "09:00 CEST" in told(result)
    assert data(result) == datetime(2031, 7, 1, 9, tzinfo=ZoneInfo("Europe/Berlin")).timestamp()


def test_the_last_reply_can_be_referred_to(engine: Engine) -> None:
    engine.run("GET records/ticket/search limit=2 sort:id")
    first = data(engine.run("GET records/ticket/$_.results[0].id"))
    assert first["_type"] == "ticket"
    assert engine.run("GET records/ticket/$_.nope").exit == Exit.USAGE


def test_a_reply_of_the_history_can_be_referred_to_after_a_restart(shared_demo: DemoServer, tmp_path: Path) -> None:
    before = engine_on(shared_demo, tmp_path)
    before.run("GET records/org/search limit=1")
    before.close()
    after = engine_on(shared_demo, tmp_path)
    assert data(after.run("GET records/org/$1.results[0].id"))["_type"] == "org"
    assert "keeps no reply 99" in told(after.run("GET records/org/$99.id"))


def test_variables_stand_for_one_word(engine: Engine) -> None:
    engine.run("let title = 'two words; $x | y'")
    created = data(engine.run("POST records/task/create title=$title"))
    assert created["title"] == "two words; $x | y"
    assert engine.run("GET records/task/$nope").exit == Exit.USAGE


def test_a_value_in_a_path_stays_one_segment(engine: Engine, shared_demo: DemoServer) -> None:
    engine.run("let id = '../workers/me?x='")
    shared_demo.log.clear()
    assert engine.run("GET records/task/$id").exit == Exit.USAGE
    engine.run("let id = '5?x=/y z'")
    assert engine.run("GET records/task/$id").exit == Exit.REPLY
    assert [seen.path for seen in shared_demo.log.seen] == ["/rest/records/task/5%3Fx%3D%2Fy%20z.json"]


def test_cd_moves_requests_and_leaves_commands_at_the_root(engine: Engine) -> None:
    engine.run("cd records/task")
    assert data(engine.run("GET search limit=1"))["limit"] == 1
    assert data(engine.run("GET ../org/search limit=1"))["limit"] == 1
    assert shown(engine.run("pwd")) == "/records/task\n"
    assert engine.run("count org").exit == Exit.OK


def test_a_dry_run_sends_nothing_and_shows_no_token(engine: Engine, shared_demo: DemoServer) -> None:
    shared_demo.log.clear()
    text = shown(engine.run("POST records/task/create title=x --dry-run"))
    assert "POST /rest/records/task/create.json HTTP/1.1" in text
    assert "fields%5Btitle%5D=x" in text
    assert shared_demo.log.seen == ()
    assert "eyJ" not in text


@pytest.mark.parametrize(
    ("line", "target"),
    [
        ("GET workers/me | jq .id", Pipe("jq .id", (("n", "7"),))),
        ("GET workers/me > me.json", File("me.json")),
        ("GET workers/me >> $n.json", File("7.json", append=True)),
        ("!ls", Pipe("ls", (("n", "7"),))),
    ],
)
def test_a_line_says_where_its_reply_goes(engine: Engine, line: str, target: Pipe | File) -> None:
    engine.run("let n = 7")
    assert engine.run(line).target == target


def test_a_file_is_a_value(engine: Engine, tmp_path: Path) -> None:
    (tmp_path / "title.txt").write_text("from a file\nwith two lines")
    created = data(engine.run(f"POST records/task/create title=@{tmp_path}/title.txt"))
    assert created["title"].startswith("from a file")
    assert engine.run("POST records/task/create title=@/nowhere.txt").exit == Exit.LOCAL


def test_nobody_signed_in_is_told_how_to(engine: Engine) -> None:
    engine.detach()
    result = engine.run("GET workers/me")
    assert result.exit == Exit.SIGN_IN
    assert "cerbsh login" in told(result)


def test_requests_are_kept_with_what_became_of_them(engine: Engine) -> None:
    engine.run("GET workers/me")
    engine.run("GET records/task/999999")
    engine.run(" GET workers/me")
    engine.run("GET workers/me --no-history")
    assert engine.notebook.history is not None
    newest, first = engine.notebook.history.recent(10)
    assert (first.line, first.method, first.path, first.status, first.ok) == (
        "GET workers/me", "GET", "workers/me", 200, True
    )  # fmt: skip
    assert (newest.cerb_status, newest.error_code, newest.ok) == ("error", "ERROR_NOT_FOUND", False)
    assert (first.profile, first.worker) == ("work", 1)


def test_private_mode_keeps_nothing(engine: Engine) -> None:
    engine.run("set private on")
    engine.run("GET workers/me")
    assert engine.notebook.history is not None
    assert engine.notebook.history.recent(10) == []


def test_the_time_of_a_request_is_told_where_that_is_wanted(engine: Engine) -> None:
    assert "first byte after" in told(engine.run("GET workers/me --timing"))
    assert "first byte after" in told(engine.run("count ticket --timing"))
    assert "first byte" not in told(engine.run("GET workers/me"))
    engine.run("set timing on")
    assert "connection kept from before" in told(engine.run("GET records/task/999999"))
