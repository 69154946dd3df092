"""The command line as a user meets it: processes of their own, their streams and exit statuses."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from cerbsh import __version__
from cerbsh.arguments import first_word
from tests.support import Home
from tests.tty.shell import Shell


def test_version_is_one_line(home: Home) -> None:
    done = home.cerbsh("--version")
    assert (done.returncode, done.stdout) == (0, f"cerbsh {__version__}\n")


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["--bogus"], "error: unrecognized arguments: --bogus\n  cerbsh --help says what there is\n"),
        (["status", "x"], "error: unrecognized arguments: x\n  cerbsh status --help says what there is\n"),
    ],
)
def test_a_call_that_makes_no_sense_is_told_as_any_error(home: Home, args: list[str], said: str) -> None:
    done = home.cerbsh(*args)
    assert (done.returncode, done.stdout, done.stderr) == (2, "", said)


def test_help_fits_a_screen_and_names_every_subcommand(home: Home) -> None:
    done = home.cerbsh("--help")
    assert done.returncode == 0
    lines = done.stdout.splitlines()
    assert len(lines) <= 24 and max(map(len, lines)) <= 80
    assert all(f"  {name}" in done.stdout for name in ("login", "logout", "status", "profiles", "token", "demo-server"))


@pytest.mark.parametrize(
    ("args", "word"),
    [
        (["status"], 0),
        (["-p", "work", "status"], 2),
        (["-q", "status"], 1),
        (["-c", "status"], None),
        (["--profile=work", "status"], 1),
        (["-"], 0),
        ([], None),
    ],
)
def test_a_subcommand_may_stand_behind_options(args: list[str], word: int | None) -> None:
    assert first_word(args) == word


def test_an_unknown_option_is_a_usage_error(home: Home) -> None:
    done = home.cerbsh("--nope")
    assert done.returncode == 2
    assert "--nope" in done.stderr


def test_the_embedded_demo_answers_who_am_i(home: Home) -> None:
    done = home.cerbsh("--demo", "-c", "GET workers/me")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["_type"] == "worker"
    assert '"_type": "worker"' in done.stdout


def test_the_embedded_demo_keeps_nothing(home: Home) -> None:
    home.cerbsh("--demo", "-c", "GET workers/me")
    assert not [path for path in home.path.rglob("*") if path.is_file()]


def test_an_error_of_cerb_is_exit_1_with_its_words_on_standard_error(home: Home) -> None:
    done = home.cerbsh("--demo", "-c", "GET workers/nope")
    assert done.returncode == 1
    assert "error" in done.stderr and len(done.stderr.splitlines()) <= 2


def test_without_a_profile_a_line_says_how_to_sign_in(home: Home) -> None:
    done = home.cerbsh("-c", "GET workers/me")
    assert done.returncode == 3
    assert "cerbsh login" in done.stderr


def test_a_profile_that_nobody_knows_is_a_usage_error(home: Home) -> None:
    done = home.cerbsh("-p", "nope", "-c", "GET workers/me")
    assert done.returncode == 2
    assert "nope" in done.stderr


def test_lines_stop_at_the_first_failure(signed_in: Home) -> None:
    done = signed_in.cerbsh("-c", "GET workers/nope", "-c", "GET workers/me")
    assert done.returncode == 1
    assert "_type" not in done.stdout


def test_keep_going_runs_them_all_and_gives_the_first_failure(signed_in: Home) -> None:
    done = signed_in.cerbsh("--keep-going", "-c", "GET workers/nope", "-c", "nonsense", "-c", "GET workers/me")
    assert done.returncode == 1
    assert '"_type": "worker"' in done.stdout


def test_a_script_is_read_from_a_file_and_from_standard_input(signed_in: Home) -> None:
    script = "# who am I\nGET \\\n  workers/me --select full_name\n\nexit\nGET workers/nope\n"
    (signed_in.path / "who.cerb").write_text(script)
    from_file = signed_in.cerbsh("who.cerb")
    from_stdin = signed_in.cerbsh("-", stdin=script)
    assert from_file.returncode == from_stdin.returncode == 0, from_file.stderr
    assert from_file.stdout == from_stdin.stdout != ""


def test_a_script_that_is_not_there_is_a_local_failure(signed_in: Home) -> None:
    done = signed_in.cerbsh("missing.cerb")
    assert done.returncode == 5
    assert "missing.cerb" in done.stderr


@pytest.mark.parametrize(
    ("line", "status"),
    [
        ("GET", 2),
        ("FETCH workers/me", 2),
        ("GET https://evil.example/rest/workers/me", 2),
        ("GET workers/me 'open", 2),
        ("GET workers/me stray", 2),
        ("POST records/task/create title=@missing.txt", 5),
        ("GET records/task/999999", 1),
        ("GET workers/me $_.x", 2),
        ("GET workers/me | exit 7", 7),
        ("GET workers/nope | exit 7", 1),
        ("!exit 4", 4),
        ("GET workers/me > /nowhere/at/all.json", 5),
    ],
)
def test_the_exit_status_says_what_happened(signed_in: Home, line: str, status: int) -> None:
    done = signed_in.cerbsh("-c", line)
    assert done.returncode == status, done.stderr
    assert "Traceback" not in done.stderr


def test_a_bad_line_has_a_caret_under_the_place(signed_in: Home) -> None:
    done = signed_in.cerbsh("-c", "GET workers/me 'open")
    lines = done.stderr.splitlines()
    place = next(at for at, line in enumerate(lines) if "'open" in line and line.startswith("  "))
    assert lines[place + 1].index("^") == lines[place].index("'open")


def test_the_reply_goes_to_a_program_and_to_a_file(signed_in: Home) -> None:
    piped = signed_in.cerbsh("-c", "GET workers/me | grep -c _type")
    assert piped.stdout.strip() != "0"
    written = signed_in.cerbsh("-c", "GET workers/me > me.json", "-c", "GET workers/me >> me.json")
    assert (written.returncode, written.stdout) == (0, "")
    text = Path(signed_in.path / "me.json").read_text()
    assert text.count('"_type": "worker"') == 2


def test_the_environment_signs_a_script_in(home: Home, demo_environ: dict[str, str]) -> None:
    done = home.cerbsh("-c", "GET workers/me", "-c", "!env", env=demo_environ)
    assert done.returncode == 0, done.stderr
    assert demo_environ["CERBSH_TOKEN"] not in done.stdout + done.stderr


def test_one_variable_without_the_other_names_the_missing_one(home: Home) -> None:
    done = home.cerbsh("-c", "GET workers/me", env={"CERBSH_BASE_URL": "http://127.0.0.1:1/"})
    assert done.returncode == 3
    assert "CERBSH_TOKEN" in done.stderr


def test_a_server_that_is_down_is_no_connection(home: Home) -> None:
    done = home.cerbsh("-c", "GET workers/me", env={"CERBSH_BASE_URL": "http://127.0.0.1:1/", "CERBSH_TOKEN": "x"})
    assert done.returncode == 4
    assert "127.0.0.1:1" in done.stderr


def test_what_a_server_says_cannot_drive_the_terminal_of_a_subcommand(home: Home) -> None:
    done = home.cerbsh("login", "http://127.0.0.1:1/\x1b]0;owned\x07", "--token", "-", stdin="x")
    assert done.returncode == 2
    assert "\x1b" not in done.stderr and "\x07" not in done.stderr


@pytest.mark.parametrize("encoding", ["utf-8", "ascii", "latin-1"])
def test_every_letter_can_be_written_whatever_the_locale(signed_in: Home, encoding: str) -> None:
    line = "GET workers/me --raw --select '`\"→ \\ud800\"`'"
    argv, env = [sys.executable, "-m", "cerbsh", "-c", line], signed_in.environ(PYTHONIOENCODING=encoding)
    done = subprocess.run(argv, capture_output=True, env=env, check=False)
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout == "→ \ud800\n".encode("utf-8", "surrogatepass")


def test_a_terminal_that_lacks_a_letter_shows_its_number(signed_in: Home) -> None:
    line = "GET workers/me --raw --select '`\"→\"`'"
    with Shell("-c", line, env=signed_in.environ(PYTHONIOENCODING="ascii")) as shell:
        assert shell.wait_exit() == 0
        assert shell.rows[0] == "\\u2192"


def test_lines_of_standard_input_are_utf8_whatever_the_locale(signed_in: Home) -> None:
    env = {"PYTHONIOENCODING": "ascii:strict"}
    done = signed_in.cerbsh("-", stdin="let x = Zoë\nvars\n", env=env)
    assert (done.returncode, done.stdout, done.stderr) == (0, 'x  "Zoë"\n', "")
