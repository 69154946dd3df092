"""One line, sent for each row of a file."""

from __future__ import annotations

import io
import json
import os
import signal
from pathlib import Path

import pytest

from cerbsh.demo.server import DemoServer
from cerbsh.errors import CerbshError, Exit, ReplyError, SignInError, StoppedError
from cerbsh.shell.engine import Engine
from cerbsh.shell.result import Note, Piece, Progress, Result, Surface
from cerbsh.view.theme import PLAIN
from tests.shell.people import Person
from tests.shell.support import data, shown, told

CLOSE = "PUT records/task/$id status=closed --for ids.txt"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to stand in, with the ids of five tasks, one of which is not there."""
    folder = tmp_path / "here"
    folder.mkdir()
    (folder / "ids.txt").write_text("1\n2\n999999\n3\n4\n")
    monkeypatch.chdir(folder)
    return folder


def drawn(result: Result, *, terminal: bool = False) -> list[Piece]:
    assert result.body is not None, told(result)
    return list(result.body.pieces(Surface(PLAIN, terminal=terminal)))


def text_of(pieces: list[Piece]) -> str:
    return "".join(piece for piece in pieces if isinstance(piece, str))


def error_of(pieces: list[Piece]) -> CerbshError:
    (error,) = (piece for piece in pieces if isinstance(piece, CerbshError))
    return error


def rows_of(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text().splitlines()]


def statuses(engine: Engine, *numbers: int) -> list[str]:
    return [str(data(engine.run(f"GET records/task/{number}"))["status"]) for number in numbers]


def test_every_row_is_sent_and_what_failed_can_be_sent_again(own: Engine, here: Path) -> None:
    pieces = drawn(own.run(f"{CLOSE} --yes"))
    assert [json.loads(line)["id"] for line in text_of(pieces).splitlines()] == ["1", "2", "3", "4"]
    assert statuses(own, 1, 2, 3, 4) == ["closed"] * 4
    error = error_of(pieces)
    assert (type(error), error.message) == (ReplyError, "4 of 5 requests were done")
    assert error.hint == "the other rows are in ids.failed.jsonl: --for takes it again"
    assert rows_of(here / "ids.failed.jsonl") == [
        {"id": "999999", "_failed": "ERROR_NOT_FOUND: Record #999999 not found"}
    ]
    assert (here / "ids.failed.jsonl").stat().st_mode & 0o777 == 0o600
    again = drawn(own.run("PUT records/task/$id status=closed --for ids.failed.jsonl --yes"))
    assert "ids.failed (2).jsonl" in error_of(again).hint


def test_every_write_can_be_taken_back(own: Engine, here: Path) -> None:
    (here / "ids.txt").write_text("1\n2\n")
    before = statuses(own, 1, 2)
    drawn(own.run("PUT records/task/$id status=waiting --for ids.txt --yes"))
    drawn(own.run("DELETE records/task/$id --for ids.txt --yes"))
    writes = [each for each in own.notebook.recent(10) if each.writes]
    assert [each.method for each in writes] == ["DELETE", "DELETE", "PUT", "PUT"]
    for each in writes[:2]:
        assert own.run(f"undo {each.number} --yes").exit == Exit.OK
    assert own.run(f"undo {writes[2].number} --yes").exit != Exit.OK
    assert before != ["waiting", "waiting"]


def test_what_cerb_does_not_take_is_told_with_its_row(own: Engine, here: Path) -> None:
    (here / "ids.txt").write_text("1\n")
    pieces = drawn(own.run("PUT records/org/$id name='Acme \U0001f680' --for ids.txt --yes"))
    (warning,) = (piece for piece in pieces if isinstance(piece, Note) and piece.severity == "warning")
    assert warning.message.startswith("line 1: ")


def test_the_own_worker_is_not_deleted_in_passing(own: Engine, here: Path) -> None:
    me = data(own.run("GET workers/me"))["id"]
    (here / "ids.txt").write_text(f"{me}\n")
    pieces = drawn(own.run("DELETE records/worker/$id --for ids.txt --yes"))
    assert "the worker that is signed in" in next(piece.message for piece in pieces if isinstance(piece, Note))
    assert data(own.run("GET workers/me"))["id"] == me


def test_each_failure_is_told_with_its_row_and_its_progress(own: Engine, here: Path) -> None:
    pieces = drawn(own.run(f"{CLOSE} --yes"))
    assert [piece.message for piece in pieces if isinstance(piece, Note)] == [
        "line 3: ERROR_NOT_FOUND: Record #999999 not found"
    ]
    last = [piece for piece in pieces if isinstance(piece, Progress)][-1]
    assert (last.done, last.total, last.unit) == (5, 5, "requests")


def test_one_question_shows_the_count_and_the_first_requests(own: Engine, demo: DemoServer, here: Path) -> None:
    person = own.ui = Person(["n"])
    assert own.run(CLOSE).exit == Exit.USAGE
    assert person.heard == [
        "  PUT records/task/1 status=closed",
        "  PUT records/task/2 status=closed",
        "  PUT records/task/999999 status=closed",
        "  …",
        "Send 5 requests? [y/N] ",
    ]
    assert demo.log.seen == ()


def test_without_a_person_and_without_yes_nothing_is_sent(own: Engine, demo: DemoServer, here: Path) -> None:
    result = own.run(CLOSE)
    assert (result.exit, "--yes" in told(result), demo.log.seen) == (Exit.USAGE, True, ())


def test_what_only_reads_is_not_asked_about(own: Engine, here: Path) -> None:
    assert text_of(drawn(own.run("GET records/task/$id --for ids.txt --select id"))) == '"1"\n"2"\n"3"\n"4"\n'


def test_a_dry_run_shows_the_first_five_as_they_would_go_out(own: Engine, demo: DemoServer, here: Path) -> None:
    (here / "ids.txt").write_text("\n".join(map(str, range(1, 13))))
    result = own.run(f"{CLOSE} --dry-run")
    text = shown(result)
    assert [f"PUT /rest/records/task/{number}.json HTTP/1.1" in text for number in range(1, 7)] == [True] * 5 + [False]
    assert text.count("fields%5Bstatus%5D=closed") == 5
    assert "… and 7 more" in told(result) and demo.log.seen == ()


def test_a_csv_file_upserts_in_one_line(own: Engine, here: Path) -> None:
    (here / "orgs.csv").write_text(
        'Name,Web Site\n"Acme, Inc.",https://acme.example\nZephyr Pharma,https://z.example\n'
    )
    line = 'PATCH records/org/upsert name:"$Name" name=$Name website=$Web_Site --for orgs.csv --yes'
    made = [json.loads(text) for text in text_of(drawn(own.run(line))).splitlines()]
    assert [(org["name"], org["website"]) for org in made] == [
        ("Acme, Inc.", "https://acme.example"),
        ("Zephyr Pharma", "https://z.example"),
    ]
    assert made[1]["id"] == 24


def test_rows_may_be_piped_in(own: Engine, here: Path) -> None:
    own.piped = io.StringIO('{"title": "first", "due": "tomorrow 9am"}\n{"title": "second", "due": 0}\n')
    line = "POST records/task/create title=$title due=$due --for - --yes --csv"
    text = text_of(drawn(own.run(line)))
    assert len(text.splitlines()) == 3 and "first" in text and "title" in text.splitlines()[0]
    own.piped = None
    assert "piped into cerbsh -c" in told(own.run(line))


def test_several_jobs_keep_the_order_of_the_rows(own: Engine, here: Path) -> None:
    (here / "ids.txt").write_text("\n".join(map(str, range(1, 31))))
    line = "GET records/task/$id --for ids.txt --jobs 8 --select id"
    assert text_of(drawn(own.run(line))).split() == [f'"{number}"' for number in range(1, 31)]


def test_on_a_terminal_writes_show_no_replies_unless_they_are_wanted(own: Engine, here: Path) -> None:
    assert text_of(drawn(own.run(f"{CLOSE} --yes"), terminal=True)) == ""
    assert text_of(drawn(own.run(f"{CLOSE} --yes --select due"), terminal=True)).count("\n") == 4


@pytest.mark.parametrize(
    ("rows", "line", "reason"),
    [
        ("id,title\n1,a\n2\n", "title=$title", "line 3: there is no value for $title"),
        ("id,title\n1,a\n", "title=$titel", "line 2: there is no value for $titel"),
        ("id,title\n1,a\n", "title=x", "the line uses no column"),
        ('{"id": 1}\n{"id": {"x": 2}}\n', "title=$id", "line 2: $id is an object"),
        ('{"id": 1, "n": 1}\n{"id": 2, "n": []}\n', "links:=$n", "line 2: an empty list cannot be sent"),
        ("1\n2\n", "title=@$id.txt", "line 1: cannot read 1.txt"),
        ("id,title\n1,a,b\n", "title=$title", "line 2 has 3 cells"),
    ],
)
def test_a_row_that_makes_no_request_is_told_before_anything_is_sent(
    own: Engine, demo: DemoServer, here: Path, rows: str, line: str, reason: str
) -> None:
    (here / "rows").write_text(rows)
    path = "records/task/1" if "uses no" in reason or "$id" not in line else "records/task/$id"
    result = own.run(f"PUT {path} {line} --for rows --yes")
    assert result.exit != Exit.OK and demo.log.seen == ()
    assert reason in told(result)


def test_a_value_stays_one_segment_of_the_path(own: Engine, demo: DemoServer, here: Path) -> None:
    (here / "ids.txt").write_text("1\n../worker/1\n")
    drawn(own.run("DELETE records/task/$id --for ids.txt --yes"))
    assert {seen.path for seen in demo.log.seen} == {"/rest/records/task/1.json"}
    assert [row["id"] for row in rows_of(here / "ids.failed.jsonl")] == ["../worker/1"]


@pytest.mark.parametrize("value", ['x" OR id:>0 name:"', "{{ 1 }}", " ", 'a"b'])
def test_a_value_cannot_change_a_query(own: Engine, demo: DemoServer, here: Path, value: str) -> None:
    (here / "rows").write_text(json.dumps([{"name": "fine (really): a OR b"}, {"name": value}]))
    line = 'PATCH records/org/upsert name:"$name" name=$name --for rows --yes'
    assert "row 2: " in told(own.run(line))
    assert demo.log.seen == ()


def test_a_value_of_two_words_wants_quotes_in_a_query(own: Engine, here: Path) -> None:
    (here / "rows").write_text("name\nAcme Inc\n")
    assert "double quotes" in told(own.run("GET records/org/search name:$name --for rows"))
    assert own.run('GET records/org/search name:"$name" --for rows').body


def test_a_column_in_single_quotes_is_doubtful(own: Engine, here: Path) -> None:
    result = own.run("PUT records/task/$id title='for $id' --for ids.txt --dry-run")
    assert "warning: $id is text in single quotes" in told(result)


def test_ctrl_c_keeps_what_was_done_and_what_was_not(own: Engine, here: Path) -> None:
    (here / "ids.txt").write_text("\n".join(map(str, range(1, 21))))
    body = own.run(f"{CLOSE} --yes").body
    assert body is not None
    source = body.pieces(Surface(PLAIN))
    pieces = [next(source) for _ in range(4)]
    os.kill(os.getpid(), signal.SIGINT)
    pieces += list(source)
    done = len(text_of(pieces).splitlines())
    error = error_of(pieces)
    assert type(error) is StoppedError and error.message == f"stopped by Ctrl-C: {done} of 20 requests were done"
    left = rows_of(here / "ids.failed.jsonl")
    assert [row["id"] for row in left] == [str(number) for number in range(done + 1, 21)]
    assert {row["_failed"] for row in left} == {"not sent"}


def test_a_reader_that_leaves_loses_no_row(own: Engine, here: Path) -> None:
    person = own.ui = Person()
    body = own.run("GET records/task/$id --for ids.txt").body
    assert body is not None
    source = body.pieces(Surface(PLAIN))
    next(source)
    source.close()  # type: ignore[attr-defined]
    assert "1 of 5 requests were done" in person.heard[-1]
    assert rows_of(here / "ids.failed.jsonl")[-1] == {"id": "4", "_failed": "not sent"}


def test_a_server_that_is_gone_is_not_tried_for_every_row(own: Engine, demo: DemoServer, here: Path) -> None:
    (here / "ids.txt").write_text("\n".join(map(str, range(1, 21))))
    demo.stop()
    pieces = drawn(own.run(f"{CLOSE} --yes"))
    assert error_of(pieces).exit == Exit.CONNECTION
    assert len([piece for piece in pieces if isinstance(piece, Note)]) == 3
    assert len(rows_of(here / "ids.failed.jsonl")) == 20


def test_a_sign_in_that_ends_ends_the_run(own: Engine, demo: DemoServer, here: Path) -> None:
    demo.faults.add("status", path="records/task", status=401, times=100)
    pieces = drawn(own.run(f"{CLOSE} --yes"))
    assert type(error_of(pieces)) is SignInError
    assert len(rows_of(here / "ids.failed.jsonl")) == 5


def test_what_cannot_be_selected_is_told_once(own: Engine, here: Path) -> None:
    pieces = drawn(own.run("GET records/task/$id --for ids.txt --select 'nope(@)'"))
    assert error_of(pieces).exit == Exit.USAGE and "1 of 5 requests were done" in error_of(pieces).message
    (here / "ids.txt").write_text("1")
    assert error_of(drawn(own.run("GET records/task/$id --for ids.txt --select 'nope(@)'"))).exit == Exit.USAGE


@pytest.mark.parametrize(
    ("options", "reason"),
    [("--jobs=0", "--jobs takes"), ("--jobs=x", "--jobs takes"), ("--all", "do not go together")],
)
def test_options_that_make_no_sense_are_refused(own: Engine, here: Path, options: str, reason: str) -> None:
    assert reason in told(own.run(f"{CLOSE} {options} --yes"))


def test_a_file_without_rows_sends_nothing(own: Engine, here: Path) -> None:
    (here / "ids.txt").write_text("\n")
    result = own.run(CLOSE)
    assert (result.exit, "has no rows" in told(result)) == (Exit.OK, True)
