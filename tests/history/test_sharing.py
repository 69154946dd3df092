"""Many processes at once lose nothing, and one that is killed loses at most the request under way."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from cerbsh.history import words
from cerbsh.history.entry import Filters
from cerbsh.history.store import History
from tests.history.support import Shell, entry

TRIALS = 200 if os.environ.get("CERBSH_LONG") else 12

WORKER = """
import sys
from pathlib import Path
from tests.history.support import Shell, entry

shell = Shell(Path(sys.argv[1]))
history = shell.open()
name, count = sys.argv[2], int(sys.argv[3])
print("ready", flush=True)
sys.stdin.readline()
for place in range(count):
    size = 40_000 if place % 7 == 0 else 300
    number = history.add(entry(f"GET {name}/{place}", body=f"{name}-{place}-".encode().ljust(size, b"x")))
    print(f"{place} {number}", flush=True)
history.close()
print(f"done {shell.warnings}", flush=True)
"""


def start(path: Path, name: str, count: int) -> subprocess.Popen[str]:
    """A process that adds entries when told to, and says after each which number it got."""
    command = [sys.executable, "-c", WORKER, str(path), name, str(count)]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdout and process.stdout.readline() == "ready\n"
    return process


def go(process: subprocess.Popen[str]) -> None:
    assert process.stdin
    process.stdin.write("go\n")
    process.stdin.flush()


def is_whole(path: Path) -> bool:
    """Whether SQLite finds nothing wrong with the file, the search index included."""
    with closing(sqlite3.connect(path)) as connection:
        sound: bool = connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        lost = connection.execute("PRAGMA foreign_key_check").fetchall()
        if words.is_available(connection):
            connection.execute("INSERT INTO words (words) VALUES ('integrity-check')")
        kept = connection.execute("SELECT bytes FROM kept").fetchone()
        packed = connection.execute("SELECT coalesce(sum(length(packed)), 0) FROM bodies").fetchone()
    return sound and not lost and kept == packed


def test_eight_shells_writing_at_once_lose_nothing(shell: Shell) -> None:
    count = 60
    workers = {f"shell{place}": start(shell.path, f"shell{place}", count) for place in range(8)}
    for worker in workers.values():
        go(worker)
    said = {name: worker.communicate(timeout=120)[0].splitlines() for name, worker in workers.items()}
    assert all(lines[-1] == "done []" for lines in said.values())

    history = shell.open()
    rows = {row.line: row.number for row in history.recent(10_000)}
    assert rows.keys() == {f"GET {name}/{place}" for name in workers for place in range(count)}
    for name, lines in said.items():
        for line in lines[:-1]:
            place, number = line.split()
            assert number in (str(rows[f"GET {name}/{place}"]), "None")
            body = history.body(rows[f"GET {name}/{place}"])
            assert body and body.startswith(f"{name}-{place}-".encode())
    assert set(history.lines(10_000)) == rows.keys()
    assert len(history.search(["shell3"], Filters(), 1000)) == count
    history.close()
    assert is_whole(shell.path)


@pytest.mark.long
@pytest.mark.skipif(os.name != "posix", reason="needs SIGKILL")
def test_a_shell_that_is_killed_loses_at_most_the_request_under_way(shell: Shell) -> None:
    said: dict[str, list[str]] = {}
    for trial in range(TRIALS):
        worker = start(shell.path, f"trial{trial}", 10_000)
        go(worker)
        assert worker.stdout
        said[f"trial{trial}"] = [worker.stdout.readline() for _ in range(1 + trial * 7 % 40)]
        worker.send_signal(signal.SIGKILL)
        said[f"trial{trial}"] += worker.stdout.readlines()
        worker.wait()
        worker.stdout.close()
        assert is_whole(shell.path)
    history = shell.open()
    for name, lines in said.items():
        assert_kept(history, name, [line for line in lines if line.endswith("\n")])
    assert history.add(entry("GET after")) is not None
    history.close()
    assert shell.warnings == []


def assert_kept(history: History, name: str, lines: list[str]) -> None:
    """What was told of is there; the body of the very last may be missing if it was a large one."""
    for line in lines:
        place, number = line.split()
        found = history.entry(int(number))
        assert found and found.summary.line == f"GET {name}/{place}"
        body = history.body(int(number))
        assert (body or b"").startswith(f"{name}-{place}-".encode()) or line == lines[-1]
