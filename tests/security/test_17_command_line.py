"""Threat 17: secrets where other users can read them: the command line and the environment of child processes."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

import cerbsh
from cerbsh.auth.login import sign_in
from cerbsh.auth.store import MemoryVault
from cerbsh.auth.vault import Secrets
from cerbsh.demo.server import DemoServer
from tests.auth.support import Person, come_back, profile_of
from tests.support import Home

CHILD = """
import os, subprocess, sys
from cerbsh.auth.store import take_from_environment
secrets = take_from_environment(os.environ)
assert secrets.token and secrets.token.access_token == "canary-token" and secrets.client_secret == "canary-secret"
subprocess.run([sys.executable, "-c", "import os; print(dict(os.environ))"])
"""

STARTING = {f"subprocess.{name}" for name in ("Popen", "run", "call", "check_call", "check_output", "getoutput")} | {
    f"os.{name}"
    for name in ("system", "popen", "execv", "execvp", "execve", "spawnv", "spawnvp", "posix_spawn", "fork")
}


def test_secrets_of_the_environment_reach_no_child_process() -> None:
    environ = {**os.environ, "CERBSH_TOKEN": "canary-token", "CERBSH_CLIENT_SECRET": "canary-secret"}
    seen = subprocess.run([sys.executable, "-c", CHILD], env=environ, capture_output=True, text=True, check=True).stdout
    assert "PATH" in seen
    assert "canary" not in seen


@pytest.mark.parametrize("args", [("-p", "work"), (), ("--demo",)], ids=["a profile", "the environment", "the demo"])
def test_a_program_gets_none_whichever_cerb_is_used(
    args: tuple[str, ...], signed_in: Home, demo_environ: dict[str, str]
) -> None:
    env = {**demo_environ, "CERBSH_CLIENT_SECRET": "canary-secret", "OTHER": "for all"}
    done = signed_in.cerbsh(*args, "-c", "!env", "-c", "GET workers/me | env", env=env)
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("OTHER=for all") == 2
    assert "CERBSH_TOKEN" not in done.stdout and "canary" not in done.stdout


def test_programs_are_started_in_one_place() -> None:
    package = Path(cerbsh.__file__).parent
    starting = set()
    for path in package.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Attribute) and ast.unparse(node) in STARTING:
                starting.add(path.relative_to(package).as_posix())
    assert starting == {"shell/showing/programs.py"}


@pytest.mark.skipif(sys.platform == "win32", reason="needs a FIFO")
def test_the_browser_gets_none(home: Home, demo: DemoServer, tmp_path: Path) -> None:
    fifo, browser = tmp_path / "fifo", tmp_path / "browser"
    os.mkfifo(fifo)
    browser.write_text(f"#!/bin/sh\nenv > {fifo}\n")
    browser.chmod(0o755)
    secrets = {"CERBSH_TOKEN": "canary-token", "CERBSH_CLIENT_SECRET": "canary-secret"}
    process = subprocess.Popen(
        [sys.executable, "-m", "cerbsh", "login", demo.base_url, "--client-id", demo.apps[0].client_id],
        env=home.environ(BROWSER=f"{browser} %s", OTHER="for all", **secrets),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    seen = fifo.read_text()
    process.communicate(b"\n", timeout=30)
    assert process.returncode == 3
    assert "OTHER=for all" in seen
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
