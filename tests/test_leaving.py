"""How cerbsh ends: what was written is there, the status says what happened, and nobody sees a traceback."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from cerbsh.demo.server import DemoServer
from cerbsh.history.store import History
from tests.support import Home

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs /dev")

COMMANDS = {
    "version": (("--version",), 0),
    "a reply": (("-c", "GET workers/me"), 0),
    "an error of Cerb": (("-c", "GET workers/nope"), 1),
    "a bad line": (("-c", "GET"), 2),
    "a program": (("-c", "!true"), 0),
    "status": (("status",), 0),
    "no such profile": (("status", "-p", "nope"), 2),
    "doctor": (("doctor",), 0),
}
"""Calls with the status that they end with, whoever reads what they write."""

each_command = pytest.mark.parametrize(("command", "status"), COMMANDS.values(), ids=COMMANDS.keys())


WRITERS = (*COMMANDS["version"][:1], ("-c", "GET workers/me"), ("-c", "help"), ("status",), ("profiles",), ("token",),
           ("completion", "bash"), ("doctor",))  # fmt: skip
"""Calls that write to standard output, in every way there is."""

each_writer = pytest.mark.parametrize("command", WRITERS, ids=" ".join)


def ended(
    home: Home, command: tuple[str, ...], *closed: int, out: str = "", err: str = "", **more: str
) -> subprocess.CompletedProcess[bytes]:
    """Run cerbsh with some of its standard streams closed, or open on a file; what it wrote on those that are not."""

    def close() -> None:
        for descriptor in closed:
            os.close(descriptor)

    with Path(out or os.devnull).open("wb") as stdout, Path(err or os.devnull).open("wb") as stderr:
        return subprocess.run(
            [sys.executable, "-m", "cerbsh", *command],
            env=home.environ(**more),
            cwd=home.path,
            stdin=subprocess.DEVNULL,
            stdout=stdout if out else subprocess.PIPE,
            stderr=stderr if err else subprocess.PIPE,
            preexec_fn=close,
            timeout=60,
            check=False,
        )


@each_command
@pytest.mark.parametrize("closed", [(0,), (1,), (2,), (0, 1, 2)], ids=["stdin", "stdout", "stderr", "all"])
def test_streams_that_a_caller_has_closed_change_nothing(
    closed: tuple[int, ...], command: tuple[str, ...], status: int, signed_in: Home
) -> None:
    usual = ended(signed_in, command)
    done = ended(signed_in, command, *closed)
    assert (usual.returncode, done.returncode) == (status, status)
    if 1 not in closed and command[0] != "doctor":
        assert done.stdout == usual.stdout
    if 2 not in closed:
        assert done.stderr == usual.stderr
    assert list(signed_in.data.glob("fault-*")) == []


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
@each_command
def test_words_that_nobody_takes_change_nothing(command: tuple[str, ...], status: int, signed_in: Home) -> None:
    usual = ended(signed_in, command)
    done = ended(signed_in, command, err="/dev/full")
    assert done.returncode == status
    if command[0] != "doctor":
        assert done.stdout == usual.stdout


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
@each_writer
@pytest.mark.parametrize("buffered", ["", "1"], ids=["buffered", "unbuffered"])
def test_what_cannot_be_written_is_told_and_no_success(
    buffered: str, command: tuple[str, ...], signed_in: Home
) -> None:
    done = ended(signed_in, command, out="/dev/full", PYTHONUNBUFFERED=buffered)
    assert done.returncode == 5
    assert done.stderr.decode().startswith("error: cannot write to standard output: ")
    assert done.stderr.count(b"\n") == 1


@each_writer
@pytest.mark.parametrize("buffered", ["", "1"], ids=["buffered", "unbuffered"])
def test_a_reader_that_has_left_is_no_error(buffered: str, command: tuple[str, ...], signed_in: Home) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    with os.fdopen(writer, "wb") as gone:
        done = subprocess.run(
            [sys.executable, "-m", "cerbsh", *command], env=signed_in.environ(PYTHONUNBUFFERED=buffered),
            stdin=subprocess.DEVNULL, stdout=gone, stderr=subprocess.PIPE, check=False,
        )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, b"")


def test_a_reader_of_words_that_has_left_ends_no_script(signed_in: Home, shared_demo: DemoServer) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    lines = ("GET workers/nope", "GET workers/me")
    command = [sys.executable, "-m", "cerbsh", "--keep-going", *(part for line in lines for part in ("-c", line))]
    with os.fdopen(writer, "wb") as gone:
        done = subprocess.run(
            command, env=signed_in.environ(), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=gone, check=False,
        )  # fmt: skip
    assert done.returncode == 1
    assert shared_demo.worker.name.encode() in done.stdout


def test_all_of_a_long_reply_is_there(signed_in: Home) -> None:
    done = ended(signed_in, ("-c", "GET records/ticket/search limit=250", "-c", "GET workers/me"))
    assert done.returncode == 0
    assert done.stdout.count(b'"_type": "ticket"') >= 100
    assert done.stdout.endswith(b"}\n")


def test_what_was_run_stands_in_the_history(signed_in: Home) -> None:
    lines = [f"GET workers/me x={number}" for number in range(20)]
    ended(signed_in, tuple(part for line in lines for part in ("-c", line)))
    history = History(signed_in.data / "history.sqlite3", secrets=tuple, warn=pytest.fail)
    kept = history.recent(100)
    assert sorted(each.line for each in kept) == sorted(lines)
    assert all(history.body(each.number) for each in kept)
    history.close()


def test_nothing_that_was_started_outlives_it(signed_in: Home, tmp_path: Path) -> None:
    note = tmp_path / "note"
    done = ended(signed_in, ("-c", f"GET workers/me | (cat > /dev/null; echo $$ > {note})", "-c", "!exit 3"))
    assert done.returncode == 3
    with pytest.raises(ProcessLookupError):
        os.kill(int(note.read_text()), 0)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_that_ends_it_is_its_status(number: signal.Signals, signed_in: Home) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "cerbsh", "-c", "!echo here; exec sleep 30"],
        env=signed_in.environ(), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        start_new_session=True,
    )  # fmt: skip
    assert process.stdout
    assert process.stdout.readline() == b"here\n"
    process.send_signal(number)
    assert process.wait(20) == -number
    os.killpg(process.pid, signal.SIGKILL)
    assert process.communicate()[1] == b""


BROKEN_OFF = """
import signal, sys
from cerbsh import cli
{spoil}
sys.argv[1:] = ["--version"]
cli.program()
"""


@pytest.mark.parametrize(
    "spoil",
    [
        "cli.main = lambda: signal.raise_signal(signal.SIGINT)",
        "cli._flush = lambda: signal.raise_signal(signal.SIGINT)",
        "cli._open_what_is_closed = lambda: signal.raise_signal(signal.SIGINT)",
    ],
    ids=["at its beginning", "at its end", "before anything"],
)
def test_ctrl_c_ends_it_without_a_word(spoil: str, signed_in: Home) -> None:
    script = BROKEN_OFF.format(spoil=spoil)
    done = subprocess.run([sys.executable, "-c", script], env=signed_in.environ(), capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (130, b"")


def test_what_waits_for_the_end_of_the_process_is_called(home: Home, tmp_path: Path) -> None:
    mark = tmp_path / "mark"
    spoil = f"import atexit, pathlib\natexit.register(pathlib.Path({str(mark)!r}).touch)"
    script = BROKEN_OFF.format(spoil=spoil)
    done = subprocess.run([sys.executable, "-c", script], env=home.environ(), capture_output=True, check=False)
    assert (done.returncode, mark.exists()) == (0, True)
