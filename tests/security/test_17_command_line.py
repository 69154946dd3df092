"""Threat 17: secrets where other users can read them: the command line and the environment of child processes."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from cerbsh.auth.login import sign_in
from cerbsh.auth.store import MemoryVault
from cerbsh.auth.vault import Secrets
from cerbsh.demo.server import DemoServer
from tests.auth.support import Person, come_back, profile_of

CHILD = """
import os, subprocess, sys
from cerbsh.auth.store import take_from_environment
secrets = take_from_environment(os.environ)
assert secrets.token and secrets.token.access_token == "canary-token" and secrets.client_secret == "canary-secret"
subprocess.run([sys.executable, "-c", "import os; print(dict(os.environ))"])
"""


def test_secrets_of_the_environment_reach_no_child_process() -> None:
    environ = {**os.environ, "CERBSH_TOKEN": "canary-token", "CERBSH_CLIENT_SECRET": "canary-secret"}
    seen = subprocess.run([sys.executable, "-c", CHILD], env=environ, capture_output=True, text=True, check=True).stdout
    assert "PATH" in seen
    assert "canary" not in seen


@pytest.mark.skipif(not Path("/proc/self/cmdline").exists(), reason="no process list here")
def test_no_secret_is_in_the_process_list_during_a_sign_in(demo: DemoServer) -> None:
    secret = demo.apps[0].client_secret
    lists: list[bytes] = []

    def paste(person: Person) -> str:
        lists.append(b"".join(process_list()))
        return come_back(demo, person.shown[-1])

    token = sign_in(profile_of(demo), MemoryVault(Secrets()), Person([secret, paste]))
    lists.append(b"".join(process_list()))
    assert all(b"pytest" in processes for processes in lists)
    for canary in (secret, token.access_token, token.refresh_token):
        assert not any(canary.encode() in processes for processes in lists)


def process_list() -> list[bytes]:
    found = []
    for entry in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            found.append(entry.read_bytes())
        except OSError:
            continue
    return found
