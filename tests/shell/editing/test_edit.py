"""``--edit``: the fields of a write in the editor."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from cerbsh.demo.server import DemoServer
from cerbsh.errors import Exit
from cerbsh.shell.engine import Engine
from tests.shell.conftest import engine_on
from tests.shell.editors import editor
from tests.shell.people import Person
from tests.shell.support import data, shown, told


@pytest.fixture
def own(demo: DemoServer, tmp_path: Path) -> Iterator[Engine]:
    """An engine on a demo of its own, with a person at the terminal."""
    made = engine_on(demo, tmp_path / "engine")
    made.ui = Person()
    yield made
    made.close()


def sent(demo: DemoServer) -> list[tuple[str, bytes]]:
    """The writes that arrived."""
    return [(seen.method, seen.body) for seen in demo.log.seen if seen.method != "GET"]


def unsent(engine: Engine) -> list[str]:
    return [path.read_text() for path in engine.folders.data.glob("unsent-*")]


def test_a_record_is_laid_out_with_its_values_and_what_differs_is_sent(
    own: Engine, demo: DemoServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = editor(tmp_path, monkeypatch, "text = text.replace('due = 0 ', 'due = \"2026-12-01\"')")
    result = own.run("PUT records/task/1 --edit")
    ((text, *_),) = calls()
    lines = str(text).splitlines()
    assert lines[0] == "# PUT records/task/1"
    fields = [line for line in lines if line and not line.startswith("#")]
    assert fields[0] == 'title = "Call Zephyr Pharma about the microscope"'
    assert lines[lines.index(fields[0]) - 1] == "# required. Title"
    assert 'links = ["org:24", "ticket:192", "worker:3"]' in fields
    assert (result.exit, sent(demo)) == (Exit.OK, [("PUT", b"fields%5Bdue%5D=1796079600")])
    assert "due" in told(result) and "2026-12-01" in told(result)


def test_a_list_is_sent_as_what_comes_and_what_goes(
    own: Engine, demo: DemoServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    editor(tmp_path, monkeypatch, """text = text.replace('"org:24", ', '"contact:2", ')""")
    own.run("PUT records/task/1 --edit")
    assert sent(demo) == [("PUT", b"fields%5Blinks%5D%5B%5D=contact%3A2&fields%5Blinks%5D%5B%5D=-org%3A24")]


def test_a_new_record_shows_what_is_required_and_what_the_line_gives(
    own: Engine, demo: DemoServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = "text = text.replace('title = \"\"', 'title = \"Call\"').replace('# due = 0', 'due = \"never\"')"
    calls = editor(tmp_path, monkeypatch, code)
    made = data(own.run("POST records/task/create status=waiting expand=links --edit"))
    ((text, *_),) = calls()
    assert '\ntitle = "" ' in str(text) and '\nstatus = "waiting" ' in str(text) and "\n# due = 0 " in str(text)
    assert (made["title"], made["status"], made["due"]) == ("Call", "waiting", 0)


def test_what_an_older_endpoint_takes_is_laid_out_too(
    own: Engine, demo: DemoServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = "text = text.replace('group_id = 0', 'group_id = 1').replace('# file_id = []', 'file_id = [1, 2]')"
    calls = editor(tmp_path, monkeypatch, code)
    result = own.run("POST tickets/compose subject=Hello content=Text --edit --dry-run")
    assert "required. Sending group" in str(calls()[0][0])
    assert shown(result).endswith("\ngroup_id=1&subject=Hello&content=Text&file_id%5B%5D=1&file_id%5B%5D=2\n")


@pytest.mark.parametrize("code", ["", "text += '\\n# a remark\\n'"])
def test_what_is_left_as_it_was_is_not_sent(
    own: Engine, demo: DemoServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: str
) -> None:
    editor(tmp_path, monkeypatch, code)
    result = own.run("PUT records/task/1 --edit")
    assert (result.exit, told(result)) == (Exit.USAGE, "note: nothing was changed, and nothing was sent")
    assert sent(demo) == []


def test_an_editor_that_fails_sends_nothing(own: Engine, demo: DemoServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VISUAL", "false")
    assert own.run("PUT records/task/1 --edit").exit == Exit.LOCAL
    assert sent(demo) == []


def test_a_text_that_cannot_be_read_is_edited_again(
    own: Engine, demo: DemoServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = own.ui = Person(["y"])
    code = "text = text.replace('title =', 'title ') if turn == 0 else text.replace('title ', 'title = \"x\" # ', 1)"
    calls = editor(tmp_path, monkeypatch, code)
    assert own.run("PUT records/task/1 --edit").exit == Exit.OK
    assert "at line 8" in person.heard[0] and person.heard[1] == "Edit again? [Y/n] "
    assert len(calls()) == 2 and "\ntitle  " in str(calls()[1][0])
    assert sent(demo) == [("PUT", b"fields%5Btitle%5D=x")]


@pytest.mark.parametrize("answers", [["n"], []])
def test_a_text_that_is_given_up_is_kept(
    own: Engine, demo: DemoServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, answers: list[str]
) -> None:
    own.ui = Person(answers)
    editor(tmp_path, monkeypatch, "text += 'due = [\\n'")
    result = own.run("PUT records/task/1 --edit")
    assert result.exit == Exit.USAGE and "the text is in" in told(result)
    assert sent(demo) == [] and [text.endswith("due = [\n") for text in unsent(own)] == [True]


def test_a_text_that_cerb_refuses_is_kept_where_only_its_writer_reads_it(
    own: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    editor(tmp_path, monkeypatch, "text += 'nope = 1\\n'")
    result = own.run("PUT records/task/1 --edit")
    assert result.exit == Exit.REPLY
    assert "'nope' is not an editable field." in told(result) and "the text is in" in told(result)
    (path,) = own.folders.data.glob("unsent-*")
    assert path.suffix == ".toml" and path.stat().st_mode & 0o777 == 0o600


def test_a_text_is_kept_where_no_answer_comes(
    own: Engine, demo: DemoServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    demo.faults.add("lost-answer", path="records/task/1", method="PUT")
    editor(tmp_path, monkeypatch, "text = text.replace('due = 0 ', 'due = 1 ')")
    result = own.run("PUT records/task/1 --edit")
    assert result.exit == Exit.CONNECTION and "the text is in" in told(result)
    assert len(unsent(own)) == 1


@pytest.mark.parametrize(
    ("line", "exit_", "reason"),
    [
        ("GET records/task/1 --edit", Exit.USAGE, "--edit writes fields"),
        ("DELETE records/task/1 --edit --yes", Exit.USAGE, "--edit writes fields"),
        ("POST data/query type:record.types --edit", Exit.USAGE, "--edit writes fields"),
        ("PUT records/task/999999 --edit", Exit.REPLY, "there is no task #999999"),
    ],
)
def test_what_has_no_fields_cannot_be_edited(own: Engine, line: str, exit_: Exit, reason: str) -> None:
    result = own.run(line)
    assert (result.exit, reason in told(result)) == (exit_, True)


def test_the_editor_needs_a_person(own: Engine) -> None:
    own.ui = None
    result = own.run("PUT records/task/1 --edit")
    assert (result.exit, "needs a person" in told(result)) == (Exit.USAGE, True)
