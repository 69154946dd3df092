"""Where the body of a line goes."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from cerbsh.errors import Exit
from cerbsh.shell.engine import Engine
from cerbsh.shell.result import File
from tests.shell.people import Person
from tests.shell.support import told
from tests.support import Home


def test_output_names_a_new_file(engine: Engine, tmp_path: Path) -> None:
    file = tmp_path / "me.json"
    assert engine.run(f"GET workers/me --output {file}").target == File(str(file))
    assert engine.run(f"search ticket limit=1 --output={file}").target == File(str(file))


def test_output_replaces_nothing_that_nobody_agreed_to_and_then_nothing_is_sent(engine: Engine, tmp_path: Path) -> None:
    file = tmp_path / "me.json"
    file.write_text("mine")
    line = f"POST records/task/create title=x --output {file}"
    result = engine.run(line)
    assert result.exit == Exit.USAGE
    assert f"{file} is there already. Replace it?" in told(result)
    assert "--yes" in told(result)
    engine.ui = Person(["n"])
    assert f"{file} stays as it is" in told(engine.run(line))
    assert engine.last is None
    engine.ui = Person(["y"])
    assert engine.run(line).target == File(str(file))
    assert engine.run(f"{line} --yes").target == File(str(file))


@pytest.mark.parametrize("sink", ["| jq", "> x", ">> x"])
def test_the_body_goes_to_one_place(engine: Engine, sink: str) -> None:
    result = engine.run(f"GET workers/me --output y {sink}")
    assert (result.exit, engine.last) == (Exit.USAGE, None)
    assert "one place" in told(result)


def test_a_file_is_named_by_the_reply_before_its_line(engine: Engine) -> None:
    engine.run("GET records/ticket/1")
    assert engine.run("GET records/ticket/2 > ticket-$_.id").target == File("ticket-1")


def test_a_file_gets_the_form_that_is_wanted_and_standard_output_nothing(signed_in: Home) -> None:
    line = "GET records/ticket/search limit=2 sort:id --csv --select 'results[].{id: id}' --output ids.csv"
    done = signed_in.cerbsh("-c", line)
    assert (done.returncode, done.stdout) == (0, "")
    assert (signed_in.path / "ids.csv").read_text() == "id\n1\n2\n"


def test_what_goes_wrong_while_a_file_is_written_leaves_what_was_there(signed_in: Home) -> None:
    (signed_in.path / "old.csv").write_text("old")
    done = signed_in.cerbsh("-c", "GET records/ticket/search limit=2 --table=nope > old.csv")
    assert done.returncode == Exit.USAGE
    assert "no record has a key 'nope'" in done.stderr
    assert [file.name for file in signed_in.path.glob("*old*")] == ["old.csv"]
    assert (signed_in.path / "old.csv").read_text() == "old"


def test_an_answer_that_is_no_success_makes_no_file(signed_in: Home) -> None:
    done = signed_in.cerbsh("-c", "GET records/task/999999 > task.json")
    assert done.returncode == Exit.REPLY
    assert not (signed_in.path / "task.json").exists()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full here")
def test_a_full_disk_is_told(signed_in: Home) -> None:
    for line in ("GET workers/me > /dev/full", "GET workers/me --output /dev/full"):
        done = signed_in.cerbsh("-c", line)
        assert done.returncode == Exit.LOCAL
        assert done.stderr == "error: cannot write /dev/full: No space left on device\n"
    for arguments in (["-c", "GET workers/me"], ["-c", "GET records/ticket/search limit=100"], ["status"]):
        argv, env = [sys.executable, "-m", "cerbsh", *arguments], signed_in.environ()
        with Path("/dev/full").open("w") as full:
            told = subprocess.run(argv, stdout=full, stderr=subprocess.PIPE, env=env, text=True, check=False)
        assert told.returncode == Exit.LOCAL
        assert told.stderr == "error: cannot write to standard output: No space left on device\n"


def test_a_reader_that_has_seen_enough_is_no_error(signed_in: Home) -> None:
    line = f"{sys.executable} -m cerbsh -c 'GET records/ticket/search limit=500' | head -c 1; echo ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", line], capture_output=True, env=signed_in.environ(), text=True, check=False)
    assert (done.stdout, done.stderr) == ("{0\n", "")
    inside = signed_in.cerbsh("-c", "GET records/ticket/search limit=500 | head -c 1")
    assert (inside.returncode, inside.stdout, inside.stderr) == (0, "{", "")
