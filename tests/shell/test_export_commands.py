"""``as`` and ``--as``: what they print is run, and does what cerbsh does."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from cerbsh.demo.server import DemoServer
from cerbsh.errors import Exit
from cerbsh.shell.engine import Engine
from cerbsh.shell.result import Surface
from cerbsh.view.theme import load
from tests.php import needs_php
from tests.shell.support import data, shown, told

LINES = (
    'GET records/ticket/search subject:"it\'s" status:[o,w] sort:id limit=2 expand=owner_',
    "POST data/query type:worklist.subtotals of:tickets by:status format:table",
    'search org name:"A & B" limit=3',
    "subtotals ticket by status",
)


def run(form: str, source: str, server: DemoServer, folder: Path) -> Any:
    """The JSON that the printed source prints, run with a token of the demo."""
    argv = ["bash", "-c", source]
    if form == "python":
        (folder / "printed.py").write_text(source)
        argv = [sys.executable, str(folder / "printed.py")]
    if form == "php":
        (folder / "printed.php").write_text(source)
        argv = ["php", str(folder / "printed.php")]
    env = {"PATH": "/usr/bin:/bin", "CERBSH_TOKEN": str(server.grant()["access_token"]), "LANG": "C.UTF-8"}
    done = subprocess.run(argv, capture_output=True, text=True, env=env, check=True, timeout=60)
    return json.loads(done.stdout)


@pytest.mark.parametrize("form", ["curl", "python", pytest.param("php", marks=needs_php)])
@pytest.mark.parametrize("line", LINES)
def test_what_is_printed_reads_what_the_line_reads(
    engine: Engine, shared_demo: DemoServer, tmp_path: Path, form: str, line: str
) -> None:
    if form == "curl" and not shutil.which("curl"):
        pytest.skip("there is no curl here")
    source = shown(engine.run(f"as {form} {line}"))
    assert source == shown(engine.run(f"{line} --as {form}"))
    assert engine.last is None
    assert run(form, source, shared_demo, tmp_path) == data(engine.run(line))


@pytest.mark.parametrize("form", ["curl", "python", pytest.param("php", marks=needs_php)])
def test_what_is_printed_writes_what_the_line_writes(
    engine: Engine, shared_demo: DemoServer, tmp_path: Path, form: str
) -> None:
    line = "POST records/task/create title='It costs 5 € & \"more\"' links[]=org:2 due='2026-11-30 09:00'"
    made = run(form, shown(engine.run(f"as {form} {line}")), shared_demo, tmp_path)
    same = data(engine.run(line))
    different = ("id", "record_url", "updated", "created", "updated_at", "created_at")
    assert {key: value for key, value in made.items() if key not in different} == {
        key: value for key, value in same.items() if key not in different
    }


def test_a_request_of_the_history_is_written_out(engine: Engine, shared_demo: DemoServer, tmp_path: Path) -> None:
    found = data(engine.run("GET records/ticket/search limit=2 sort:id"))
    assert run("python", shown(engine.run("as python 1")), shared_demo, tmp_path) == found
    assert shown(engine.run("as http $1")).startswith("GET /rest/records/ticket/search.json?")
    assert "the history has no request 99" in told(engine.run("as curl 99"))


def test_a_secret_that_the_history_left_out_is_told(engine: Engine) -> None:
    engine.run("POST records/worker/create email_id=1 password=hunter22 --force")
    result = engine.run("as curl 1")
    assert "hunter22" not in shown(result)
    assert "the history keeps no secret" in told(result)


def test_words_that_name_a_moment_are_written_as_seconds(engine: Engine) -> None:
    assert "'fields[due]', '17" in shown(engine.run("as python POST records/task/create title=x due='2026-11-30'"))


def test_the_token_is_named_and_not_printed(engine: Engine) -> None:
    for form in ("curl", "python", "http", "php"):
        text = shown(engine.run(f"as {form} GET workers/me"))
        assert "CERBSH_TOKEN" in text
        assert "eyJ" not in text


def test_it_is_coloured_on_a_terminal(engine: Engine) -> None:
    result = engine.run("as python GET workers/me")
    assert result.body
    assert load()["string"] in "".join(map(str, result.body.pieces(Surface(load(), terminal=True))))


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("as cobol GET workers/me", "there is no form cobol"),
        ("GET workers/me --as cobol", "there is no form cobol"),
        ("as curl status", "status is no request"),
        ("as curl !ls", "that is no request"),
        ("as curl", "as needs LINE"),
        ("as curl nope", "nope is no number of a request"),
    ],
)
def test_what_cannot_be_written_out_is_told(engine: Engine, line: str, words: str) -> None:
    result = engine.run(line)
    assert (result.exit, engine.last) == (Exit.USAGE, None)
    assert words in told(result)


def test_a_count_is_written_out_and_not_sent(engine: Engine) -> None:
    assert "limit=1" in shown(engine.run("count ticket status:open --as curl"))
    assert "limit=1" in shown(engine.run("count ticket status:open --dry-run"))
    assert engine.last is None
