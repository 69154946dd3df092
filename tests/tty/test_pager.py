"""The pager in a terminal: the first screen, leaving, Ctrl-C."""

from __future__ import annotations

import shutil

import pytest

from tests.support import Home
from tests.tty.shell import Shell

pytestmark = pytest.mark.skipif(not shutil.which("less"), reason="there is no less here")

TALL = "GET records/ticket/search limit=20 sort:id"


def interrupt(shell: Shell) -> None:
    """Press Ctrl-C, and wait for what the pager does about it: it rings, and writes its prompt again."""
    before = len(shell.transcript)
    shell.press("ctrl-c")
    shell.wait(lambda _: len(shell.transcript) > before and shell.rows[-1] == ":", "the pager's answer")


@pytest.mark.parametrize(("columns", "rows"), [(40, 12), (120, 40)])
def test_a_tall_reply_is_paged_in_colour_and_q_leaves_it(signed_in: Home, columns: int, rows: int) -> None:
    with Shell(env=signed_in.environ(PAGER="less"), columns=columns, rows=rows) as shell:
        shell.ready()
        shell.line(TALL)
        shell.wait(lambda _: shell.rows[-1] == ":" and '  "__status": "success",' in shell, "the first screen")
        assert shell.style_of('"__status"').fg != "default"
        shell.send("q")
        shell.ready()
        assert "200 success" in shell.bar
        assert "error" not in shell
        shell.run("pwd")


def test_ctrl_c_in_the_pager_leaves_the_terminal_as_it_was(signed_in: Home) -> None:
    with Shell(env=signed_in.environ(PAGER="less"), columns=100) as shell:
        shell.ready()
        shell.line("GET records/ticket/search limit=500")
        shell.wait(lambda _: shell.rows[-1] == ":", "the pager")
        interrupt(shell)
        shell.send("q")
        shell.ready()
        shell.run("pwd")
        assert "/" in shell.rows


@pytest.mark.parametrize("env", [{"PAGER": "cat"}, {"PAGER": ""}, {"PAGER": "less", "TERM": "dumb"}])
def test_there_is_no_pager_where_none_is_wanted(signed_in: Home, env: dict[str, str]) -> None:
    with Shell("-c", TALL, env=signed_in.environ(**env)) as shell:
        assert shell.wait_exit() == 0
        assert "}" in shell.rows


def test_a_setting_turns_the_pager_off(signed_in: Home) -> None:
    with Shell("-c", "set pager off", "-c", TALL, env=signed_in.environ(PAGER="less")) as shell:
        assert shell.wait_exit() == 0


def test_lines_of_the_command_line_are_paged_at_a_terminal_too(signed_in: Home) -> None:
    with Shell("-c", TALL, env=signed_in.environ(PAGER="less")) as shell:
        shell.wait(lambda _: shell.rows[-1] == ":", "the pager")
        shell.send("q")
        assert shell.wait_exit() == 0


def test_a_pager_of_the_persons_pipe_is_waited_for(signed_in: Home) -> None:
    with Shell(env=signed_in.environ()) as shell:
        shell.ready()
        shell.line(f"{TALL} | less")
        shell.wait(lambda _: shell.rows[-1] == ":", "the pager")
        interrupt(shell)
        shell.send("q")
        shell.ready()
