"""Writes from a line: what is shown of them, what is kept before they go out, what is said of their answer."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from cerbsh.api.client import Client
from cerbsh.api.reply import Reply
from cerbsh.api.request import Request
from cerbsh.auth.store import MemoryVault
from cerbsh.auth.token import Token
from cerbsh.auth.vault import Secrets
from cerbsh.config import Profile
from cerbsh.demo.server import DemoServer, Options
from cerbsh.errors import Exit
from cerbsh.shell.engine import Engine
from tests.auth.support import Arrived, serving
from tests.shell.conftest import engine_on
from tests.shell.people import Person
from tests.shell.support import data, told
from tests.support import Home


@pytest.fixture
def task(engine: Engine) -> str:
    """The id of a fresh task."""
    return str(data(engine.run("POST records/task/create title='Call back' importance=10"))["id"])


def test_an_update_tells_what_it_changes_old_and_new(engine: Engine, task: str) -> None:
    result = engine.run(f"PUT records/task/{task} title=Done importance=10 status=c")
    assert result.exit == Exit.OK
    assert told(result).splitlines() == [
        f"note: task #{task} (Call back)",
        "note:   title   Call back → Done",
        "note:   status  open → closed",
    ]


def test_an_update_never_asks(engine: Engine, task: str) -> None:
    person = engine.ui = Person()
    assert engine.run(f"PUT records/task/{task} title=Done").exit == Exit.OK
    assert person.heard == []


def test_an_update_that_changes_nothing_says_so(engine: Engine, task: str) -> None:
    assert "held these values already" in told(engine.run(f"PUT records/task/{task} title='Call back'"))


def test_fields_in_the_query_string_are_fields_of_the_update(engine: Engine, task: str) -> None:
    result = engine.run(f"PUT records/task/{task} fields[title]==Done")
    assert "note:   title  Call back → Done" in told(result)
    assert engine.run("undo --yes").exit == Exit.OK
    assert data(engine.run(f"GET records/task/{task}"))["title"] == "Call back"


def test_an_update_without_a_field_says_that_nothing_changed(engine: Engine, task: str) -> None:
    result = engine.run(f"PUT records/task/{task} expand=owner_")
    assert (
        told(result)
        == f"warning: no field was given, so nothing of task #{task} (Call back) changed\nwrite field=value"
    )


def test_what_is_read_for_a_write_is_neither_the_last_reply_nor_in_the_history(engine: Engine, task: str) -> None:
    engine.run(f"PUT records/task/{task} title=Done")
    assert engine.last is not None and engine.last.request.method == "PUT"
    assert [each.method for each in engine.notebook.recent(10)] == ["PUT", "POST"]


def test_moments_and_records_are_told_in_words(engine: Engine, task: str) -> None:
    engine.run("GET records/worker/3")
    assert engine.last is not None
    engine.knowledge.see(engine.last)
    notes = told(engine.run(f"PUT records/task/{task} due=1800000000 owner_id=3"))
    assert "due       0 → 2027-01-15 08:00" in notes
    assert "owner_id  0 → 3 (" in notes


def test_long_texts_are_told_from_where_they_part(engine: Engine, task: str) -> None:
    long = "The same words at the beginning of a title that is longer than a line has room for, and then"
    engine.run(f"PUT records/task/{task} title='{long} one'")
    notes = told(engine.run(f"PUT records/task/{task} title='{long} two'"))
    assert "and then one → …r, and then two" in notes


def test_what_the_server_sends_cannot_drive_the_terminal(engine: Engine, task: str) -> None:
    engine.run(f"PUT records/task/{task} title='\x1b]0;gone\x07'")
    result = engine.run(f"PUT records/task/{task} title=back")
    assert r"\u001b]0;gone\u0007 → back" in told(result)
    assert all("\x1b" not in text for note in result.notes for _, text in note.parts)


def test_a_list_is_shown_with_what_stays_in_it(engine: Engine, task: str) -> None:
    engine.run(f"PUT records/task/{task} links[]=org:1 links[]=org:2")
    assert "links  org:1, org:2 → org:1, org:2, org:3" in told(engine.run(f"PUT records/task/{task} links[]=org:3"))
    assert "links  org:1, org:2, org:3 → org:1, org:3" in told(engine.run(f"PUT records/task/{task} links[]=-org:2"))


def test_a_name_that_stands_for_an_id_is_shown_beside_the_id_that_was(engine: Engine) -> None:
    made = data(engine.run("POST records/ticket/create subject=Moved group_id=1 bucket_id=2"))
    assert "bucket  bucket_id 2 → Inbox" in told(engine.run(f"PUT records/ticket/{made['id']} bucket=Inbox"))


def test_fields_that_only_expand_shows_are_read_with_it(engine: Engine) -> None:
    created = data(engine.run("POST records/org/create name=Acme custom_1=Gold links:='[\"task:1\"]'"))
    notes = told(engine.run(f'PUT records/org/{created["id"]} custom_1=Silver links:=\'["-task:1","task:2"]\''))
    assert "custom_1  Gold → Silver" in notes
    assert "links     task:1 → task:2" in notes


@pytest.mark.parametrize(
    ("line", "warning"),
    [
        ("PUT records/task/{} importance=300", "importance holds 100"),
        ("PUT records/task/{} title='Call \U0001f680 back'", ""),
        ("PUT records/org/{} name='Rocket \U0001f680'", "name lost its emoji"),
        ("POST records/org/create name='Rocket \U0001f680'", "name lost its emoji"),
        ("PUT records/task/{} title='  Call   BACK '", ""),
        ("PUT records/task/{} status=w status_id=2", ""),
        ("PUT records/ticket/{} group=Support", ""),
        ("PUT records/ticket/{} participants=Someone@Example.ORG", ""),
        ("PUT records/ticket/{} custom_7:='[\"Housing\"]'", ""),
        ("PUT records/worker/3 password=secret-words", ""),
    ],
)
def test_a_field_that_did_not_take_is_told_of_and_no_other(engine: Engine, line: str, warning: str) -> None:
    first = {"task": "title=x", "org": "name=x", "ticket": "subject=x group_id=1"}
    kind = line.split("/")[1]
    made = data(engine.run(f"POST records/{kind}/create {first[kind]}"))["id"] if "{}" in line else ""
    result = engine.run(line.format(made))
    assert result.exit == Exit.OK, told(result)
    warnings = [note for note in result.notes if note.severity == "warning"]
    assert [note.message.startswith(warning) for note in warnings] == ([True] if warning else [])
    assert all(note.late for note in warnings)


def test_a_write_that_is_ignored_is_told_of(engine: Engine, task: str) -> None:
    engine.run(f"PUT records/task/{task} importance=100")
    assert "importance did not change: it still holds 100" in told(
        engine.run(f"PUT records/task/{task} importance=300")
    )


def test_an_older_endpoint_is_guarded_as_well(engine: Engine, task: str) -> None:
    notes = told(engine.run(f"PUT tasks/{task} title=Older"))
    assert f"task #{task} (Call back)" in notes and "Call back → Older" in notes
    engine.run("undo --yes")
    assert data(engine.run(f"GET records/task/{task}"))["title"] == "Call back"


def test_a_comment_by_an_older_endpoint_has_an_id_of_its_own(engine: Engine, task: str) -> None:
    comment = data(engine.run(f"POST tasks/{task}/note note=Well"))
    assert engine.run("undo --yes").exit == Exit.OK
    assert engine.run(f"GET records/comment/{comment['id']}").exit == Exit.REPLY
    assert engine.run(f"GET records/task/{task}").exit == Exit.OK


def test_an_upsert_is_guarded_as_what_it_comes_to(engine: Engine) -> None:
    created = data(engine.run("PATCH records/org/upsert name:'Upserted once' name='Upserted once' city=Ulm"))
    notes = told(engine.run("PATCH records/org/upsert name:'Upserted once' city=Bern"))
    assert f"org #{created['id']}" in notes and "city  Ulm → Bern" in notes
    engine.run("undo --yes")
    assert data(engine.run(f"GET records/org/{created['id']}"))["city"] == "Ulm"
    engine.run("undo --yes")
    assert engine.run(f"GET records/org/{created['id']}").exit == Exit.REPLY


class Killed(BaseException):
    """Stands for the end of the process: nothing may catch it."""


def kill_before_the_put(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the process end where a PUT would go out."""
    send = engine.signed_in.send

    def end(request: Request, **options: Any) -> Reply:
        if request.method == "PUT":
            raise Killed
        return send(request, **options)

    monkeypatch.setattr(engine.signed_in, "send", end)


def test_the_former_values_are_on_disk_before_the_write_goes_out(
    engine: Engine, task: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kill_before_the_put(engine, monkeypatch)
    with pytest.raises(Killed):
        engine.run(f"PUT records/task/{task} title=Done")
    database = sqlite3.connect(tmp_path / "data" / "history.sqlite3")
    former, asked, outcome = database.execute("SELECT former, asked, outcome FROM writes ORDER BY id DESC").fetchone()
    assert (json.loads(former)["title"], json.loads(asked), outcome) == ("Call back", {"title": "Done"}, "sent")


def test_the_next_shell_finds_out_what_became_of_a_write_that_was_cut_short(
    engine: Engine, task: str, shared_demo: DemoServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kill_before_the_put(engine, monkeypatch)
    with pytest.raises(Killed):
        engine.run(f"PUT records/task/{task} title=Done")
    engine.close()
    after = engine_on(shared_demo, tmp_path)
    assert "was not done" in told(after.run("undo --yes"))
    assert f"delete task #{task}" in told(after.run("undo --yes"))
    after.close()


def test_a_record_that_is_not_there_is_left_to_cerb(engine: Engine) -> None:
    result = engine.run("PUT records/task/999999 title=x")
    assert (result.exit, "ERROR_NOT_FOUND" in told(result)) == (Exit.REPLY, True)


def test_a_write_that_cerb_refuses_is_not_told_as_a_change(engine: Engine, task: str) -> None:
    result = engine.run(f"PUT records/task/{task} title=''")
    assert result.exit == Exit.REPLY
    assert "→" not in told(result)


def test_where_cerb_lets_nothing_be_read_first_that_is_told(tmp_path: Path) -> None:
    refused = {"__status": "error", "__error": "ERROR_PERMISSIONS", "message": "not for you"}

    def answer(call: Arrived) -> tuple[int, Mapping[str, str], bytes]:
        document = {"__status": "success", "id": 1} if call.method == "PUT" else refused
        return 200, {"Content-Type": "application/json"}, json.dumps(document).encode()

    with serving(answer) as (base_url, arrived), DemoServer(Options(records=20)) as demo:
        engine = engine_on(demo, tmp_path)
        engine.attach(Client(Profile("work", base_url), MemoryVault(Secrets("", Token("a-token"))), pytest.fail))
        result = engine.run("PUT records/task/1 title=x")
        assert result.exit == Exit.OK
        assert "could not be read first: ERROR_PERMISSIONS: not for you" in told(result)
        assert [call.method for call in arrived].count("PUT") == 1
        assert engine.run("undo --yes").exit != Exit.OK
        engine.close()


@pytest.mark.parametrize(
    "line", ["PUT records/task/1 title=x", "DELETE records/task/1 --yes", "PATCH records/org/upsert query==id:1 name=x"]
)
@pytest.mark.parametrize("fault", ["html", "status", "login", "short"])
def test_nothing_is_written_without_a_net_because_something_else_than_cerb_answered(
    fault: str, line: str, demo: DemoServer, tmp_path: Path
) -> None:
    engine = engine_on(demo, tmp_path)
    demo.faults.add(fault, method="GET", path="rest/records", times=100, status=500)
    result = engine.run(line)
    assert result.exit == Exit.REPLY
    assert "cannot be read" in told(result) and "nothing was written" in told(result)
    assert [seen.method for seen in demo.log.seen if seen.method in ("PUT", "PATCH", "DELETE")] == []


@pytest.mark.parametrize("line", ["set guard off", "set guard.put off"])
def test_without_the_guard_a_write_is_sent_as_it_is(engine: Engine, task: str, line: str) -> None:
    engine.run(line)
    result = engine.run(f"PUT records/task/{task} title=Done importance=300")
    assert (result.exit, result.notes) == (Exit.OK, ())
    assert "nothing is known" in told(engine.run("undo 2 --yes"))


def test_the_guard_is_set_for_a_profile(signed_in: Home) -> None:
    done = signed_in.cerbsh("-c", "set guard.put off", "-c", "set guard.put", "-c", "set guard")
    assert done.stdout.splitlines()[0].startswith("guard.put is off")
    assert done.stdout.splitlines()[1].startswith("guard is ask")
    assert '"guard.put" = "off"' in (signed_in.config / "config.toml").read_text().split("[profiles.work.settings]")[1]


@pytest.mark.parametrize("how", [" PUT records/task/{} title=x", "PUT records/task/{} title=x --no-history"])
def test_what_is_not_to_be_kept_leaves_nothing_behind_and_is_not_undone(engine: Engine, task: str, how: str) -> None:
    engine.run(f"PUT records/task/{task} title=Middle")
    result = engine.run(how.format(task))
    assert "Middle → x" in told(result)
    undone = engine.run("undo --yes")
    assert undone.exit == Exit.USAGE
    assert "was not kept" in told(undone)
    assert data(engine.run(f"GET records/task/{task}"))["title"] == "x"


def test_secrets_of_a_write_reach_neither_the_disk_nor_the_screen(engine: Engine, tmp_path: Path) -> None:
    result = engine.run("PUT records/worker/4 password=canary-5823 title=Boss")
    assert result.exit == Exit.OK
    assert "password  (unknown) → [redacted]" in told(result)
    assert "canary-5823" not in told(result)
    assert "password" in told(engine.run("undo --yes"))
    engine.close()
    assert all(b"canary-5823" not in path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    rows = sqlite3.connect(tmp_path / "data" / "history.sqlite3").execute("SELECT asked FROM writes").fetchall()
    assert "[redacted]" in str(rows)


def test_a_file_that_cerb_had_already_is_told_of_and_not_undone(engine: Engine) -> None:
    engine.run("GET attachments/1/download")
    assert engine.last is not None and engine.last.media_type == "application/json"
    engine.variables["content"] = engine.last.body.decode()
    result = engine.run("POST attachments/upload file_name=again.json mime_type=application/json content=$content")
    assert "attachment #1" in told(result) and "nothing was created" in told(result)
    assert "no write" in told(engine.run("undo --yes"))
    assert engine.run("GET records/attachment/1").exit == Exit.OK


def test_a_get_loads_nothing_of_this(signed_in: Home) -> None:
    from tests.cost.loading import modules_of

    loaded = modules_of(signed_in, "-c", "GET workers/me")
    assert "cerbsh.shell.engine" in loaded
    assert not [name for name in loaded if name.startswith(("cerbsh.shell.writing.", "cerbsh.shell.again."))]


def test_in_a_script_the_changes_go_to_standard_error(signed_in: Home) -> None:
    done = signed_in.cerbsh("-c", "POST records/task/create title=a", "-c", "PUT records/task/$_.id title=b --raw")
    assert done.returncode == 0, done.stderr
    assert "  title  a → b" in done.stderr and "→" not in done.stdout
