"""One shell for a long time: memory, file handles and threads stay as they are."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from cerbsh.demo.server import DemoServer, Options
from tests.conftest import sign_in
from tests.support import LONG, ROOT, Home

REQUESTS = 10_000 if LONG else 600
TOKEN_LIFETIME = 1.0
"""Seconds; the requests take longer on any machine, so that tokens are refreshed in between."""
MOST_GROWTH = 4_000_000
"""Bytes of memory between the first third and the end; a request that leaves 1 kB behind would leave 6 MB."""

SHELL = """
import gc, io, json, os, sys, threading
from cerbsh import config
from cerbsh.shell.opening.start import Options, Session
from cerbsh.shell.knowing.assistant import Assistant

requests = int(sys.argv[1])
lines = [
    "GET workers/me", "search ticket limit=20 --table", "GET records/org/search limit=5 --csv", "GET workers/nope",
    "POST records/comment/create comment=x target__context=org target_id=1", "GET records/task/999999",
    "GET records/org/search limit=5 --select 'results[].name'", "count org", "let id = $_.total", "GET wrokers/me",
    "PUT records/task/1 importance=5", "download 1 --output saved --yes", "history",
    "subtotals ticket by status --chart",
]
session = Session(Options())
session.world.stdout = io.TextIOWrapper(io.BytesIO(), write_through=True)
session.world.stderr = io.StringIO()
assistant = Assistant(session.engine)
assistant.warm_up(lambda: None)


def state():
    gc.collect()
    resident = int(open("/proc/self/statm").read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    return {"bytes": resident, "files": len(os.listdir("/proc/self/fd")), "threads": threading.active_count()}


states, faults = [], 0
for number in range(requests):
    session.output.write(assistant.run(lines[number % len(lines)]))
    assistant.complete("GET records/org/", 16)
    faults += "fault of cerbsh" in session.world.stderr.getvalue()
    for stream in (session.world.stdout.buffer, session.world.stderr):
        stream.seek(0)
        stream.truncate()
    if number + 1 in (requests // 3, requests):
        states.append(state())
session.close()
sys.__stdout__.write(json.dumps({"states": states, "faults": faults}))
"""


@pytest.mark.long
@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="needs /proc")
def test_a_long_session_leaves_nothing_behind(home: Home, tmp_path: Path) -> None:
    with DemoServer(Options(records=50, token_ttl=TOKEN_LIFETIME)) as server:
        sign_in(home, server)
        done = subprocess.run(
            [sys.executable, "-c", SHELL, str(REQUESTS)],
            env=home.environ(PYTHONPATH=str(ROOT), PAGER="cat"),
            cwd=tmp_path,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        refreshes = server.provider.refreshes
    found = json.loads(done.stdout)
    early, late = found["states"]
    assert found["faults"] == 0
    assert refreshes >= 1
    assert late["files"] <= early["files"]
    assert late["threads"] <= early["threads"]
    assert late["bytes"] - early["bytes"] < MOST_GROWTH, found
