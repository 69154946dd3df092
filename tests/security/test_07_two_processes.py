"""Threat 7: processes that refresh the same token at the same time, against a server that refuses reuse."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path

import pytest

from cerbsh.auth.vault import FileVault
from cerbsh.demo.server import DemoServer, Options
from tests.auth.support import profile_of, signed_in
from tests.support import LONG

PROCESSES = 8
LIFETIME = 2.0
REQUESTS, REPETITIONS = (150, 50) if LONG else (60, 1)

WORKER = """
import json, sys, time
from collections import Counter
from pathlib import Path
from cerbsh.auth.oauth import CerbSession
from cerbsh.auth.vault import FileVault
from cerbsh.config import Profile

path, base_url, client_id, requests = sys.argv[1:]
told = []
session = CerbSession(Profile("demo", base_url, client_id=client_id), FileVault(Path(path)), notify=told.append)
print("ready", flush=True)
sys.stdin.readline()
statuses = Counter()
for _ in range(int(requests)):
    statuses[session.get("rest/workers/me.json").status_code] += 1
    time.sleep(0.04)  # so that the requests meet the end of a token several times
print(json.dumps([statuses, told]))
"""


def spent(vault: FileVault) -> None:
    """Let the stored token have ended, so that all processes meet at its refresh."""
    secrets = vault.read()
    assert secrets.token
    vault.write(secrets._replace(token=secrets.token._replace(expires_at=time.time())))


@pytest.mark.long
@pytest.mark.parametrize("repetition", range(REPETITIONS))
def test_eight_processes_share_one_sign_in(repetition: int, tmp_path: Path) -> None:
    with DemoServer(Options(records=20, token_ttl=LIFETIME)) as demo:
        vault = signed_in(demo, tmp_path)
        command = [sys.executable, "-c", WORKER, vault.where, demo.base_url, profile_of(demo).client_id, str(REQUESTS)]
        processes = [
            subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
            for _ in range(PROCESSES)
        ]
        for process in processes:
            assert process.stdout
            assert process.stdout.readline() == "ready\n"
        spent(vault)
        began = time.time()
        for process in processes:
            assert process.stdin
            process.stdin.write("\n")
            process.stdin.flush()
        answers = [json.loads(process.communicate(timeout=300)[0]) for process in processes]
        periods = (time.time() - began) / LIFETIME + 1
        assert [statuses for statuses, _ in answers] == [{"200": REQUESTS}] * PROCESSES
        assert demo.provider.refused_refreshes == 0
        assert 1 <= demo.provider.refreshes <= 2 * periods
        assert vault.read().token
