"""Completion of cerbsh's own command line, asked as a shell asks."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from cerbsh.arguments import SUBCOMMANDS
from cerbsh.completion import SHELLS
from tests.support import Home


def offered(home: Home, tmp_path: Path, line: str) -> list[str]:
    """What argcomplete's protocol gives for a line with the cursor at its end."""
    answer = tmp_path / "answer"
    env = home.environ(
        _ARGCOMPLETE="1",
        _ARGCOMPLETE_STDOUT_FILENAME=str(answer),
        _ARGCOMPLETE_IFS="\n",
        COMP_LINE=line,
        COMP_POINT=str(len(line)),
    )
    program = "import sys; sys.argv = ['cerbsh']; from cerbsh.cli import main; main()"
    subprocess.run([sys.executable, "-c", program], env=env, check=False, timeout=60, capture_output=True)
    return [word.strip() for word in answer.read_text().split("\n")]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("cerbsh log", ["login", "logout"]),
        ("cerbsh --ke", ["--keep-going"]),
        ("cerbsh login --cl", ["--client-id"]),
        ("cerbsh --color a", ["auto", "always"]),
        ("cerbsh demo-server --tok", ["--token-ttl", "--tokens"]),
        ("cerbsh -p w", ["work"]),
        ("cerbsh status --profile w", ["work"]),
        ("cerbsh completion f", ["fish"]),
    ],
)
def test_words_are_completed(signed_in: Home, tmp_path: Path, line: str, words: list[str]) -> None:
    assert sorted(offered(signed_in, tmp_path, line)) == sorted(words)


@pytest.mark.parametrize("shell", SHELLS)
def test_each_shell_gets_its_code(home: Home, shell: str) -> None:
    done = home.cerbsh("completion", shell)
    assert done.returncode == 0
    assert "_ARGCOMPLETE" in done.stdout and "cerbsh" in done.stdout


def test_bash_takes_the_code(home: Home) -> None:
    code = home.cerbsh("completion", "bash").stdout
    done = subprocess.run(["bash", "-n"], input=code, text=True, capture_output=True, check=False, env=os.environ)
    assert (done.returncode, done.stderr) == (0, "")


def test_another_shell_is_a_usage_error(home: Home) -> None:
    assert home.cerbsh("completion", "csh").returncode == 2


def test_every_subcommand_has_a_help_of_its_own(home: Home) -> None:
    for name in SUBCOMMANDS:
        done = home.cerbsh(name, "--help")
        assert done.returncode == 0, name
        assert f"cerbsh {name}" in done.stdout
