"""What is loaded when: no way to start waits for what it does not need."""

from __future__ import annotations

import re

import pytest

from tests.cost.loading import modules_of
from tests.support import Home
from tests.tty.shell import Shell

NETWORK = {"oauthlib", "requests", "requests_oauthlib", "urllib3"}
UNUSED_BY_A_LINE = {
    "argparse", "asyncio", "filelock", "jmespath", "keyring", "prompt_toolkit", "pygments", "rich", "tomlkit",
    "webbrowser",
}  # fmt: skip
"""What one request in a process of its own loads nothing of."""
BEHIND_THE_PROMPT = {
    "cerbsh.api.client", "cerbsh.catalogue", "cerbsh.history", "cerbsh.language.parser", "cerbsh.shell.engine",
}  # fmt: skip


def cerbsh_of(modules: set[str]) -> set[str]:
    return {name for name in modules if name.partition(".")[0] == "cerbsh"}


def test_the_version_is_told_by_two_modules(home: Home) -> None:
    loaded = modules_of(home, "--version")
    assert cerbsh_of(loaded) == {"cerbsh", "cerbsh.cli"}
    assert not loaded & (NETWORK | UNUSED_BY_A_LINE | {"enum", "json", "pathlib", "re", "sqlite3", "typing"})


def test_help_is_written_by_four_modules(home: Home) -> None:
    loaded = modules_of(home, "--help")
    assert cerbsh_of(loaded) == {"cerbsh", "cerbsh.cli", "cerbsh.arguments", "cerbsh.errors"}
    assert not loaded & (NETWORK | {"json", "pathlib", "sqlite3"})


@pytest.mark.parametrize("line", ["GET workers/me", "search ticket status:o limit:3"])
def test_a_line_loads_the_network_and_neither_a_prompt_nor_what_only_writing_needs(signed_in: Home, line: str) -> None:
    modules_of(signed_in, "-c", line)  # the first line of all makes the history
    loaded = modules_of(signed_in, "-c", line)
    assert loaded >= NETWORK
    assert not loaded & UNUSED_BY_A_LINE
    rooms = ("cerbsh.demo", "cerbsh.shell.prompt", *["cerbsh.shell.commands"] * line.startswith("GET"))
    assert not {name for name in loaded if name.startswith(rooms)}


def test_a_line_that_asks_cerb_for_nothing_loads_no_network(signed_in: Home) -> None:
    assert not modules_of(signed_in, "-c", "describe ticket") & (NETWORK | {"prompt_toolkit"})


def told(transcript: bytes) -> set[str]:
    """The modules that Python told of, which it does where PYTHONPROFILEIMPORTTIME is set."""
    return {name.decode() for name in re.findall(rb"import time: +\d+ \| +\d+ \| +([\w.]+)", transcript)}


def test_the_network_and_the_engine_are_loaded_behind_the_first_prompt(signed_in: Home) -> None:
    late = NETWORK | BEHIND_THE_PROMPT | {"argparse", "jmespath", "pygments", "rich", "sqlite3"}
    with Shell(env=signed_in.environ(PYTHONPROFILEIMPORTTIME="1"), columns=200) as shell:
        shell.wait_for("cerb(work) >")
        before = told(shell.transcript.partition(b"cerb(")[0])
        assert "prompt_toolkit" in before
        assert not before & late
        shell.wait(lambda _: told(shell.transcript) >= {"requests_oauthlib", *BEHIND_THE_PROMPT}, "the rest")
