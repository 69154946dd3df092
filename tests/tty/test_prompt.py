"""The prompt as a person meets it: real keys, a real screen, the demo Cerb behind it."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator

import pytest

from cerbsh import config
from cerbsh.demo.log import Seen
from cerbsh.demo.server import DemoServer, Options
from cerbsh.history.store import History
from tests.conftest import sign_in
from tests.support import Home
from tests.tty.shell import Shell


@pytest.fixture
def shell(signed_in: Home) -> Iterator[Shell]:
    """A prompt that is signed in to the shared demo."""
    with Shell(env=signed_in.environ()) as shell:
        shell.ready()
        yield shell


def test_the_demo_answers_at_a_prompt_of_its_own(home: Home) -> None:
    with Shell("--demo", env=home.environ()) as shell:
        shell.run("GET workers/me")
        assert '  "first_name": "Mira",' in shell.rows
        shell.wait_for(" demo · Mira Castellan")


def test_a_request_shows_its_reply_and_how_it_went(shell: Shell) -> None:
    shell.run("GET workers/me")
    assert '  "first_name": "Mira",' in shell.rows
    assert shell.style_of('"first_name"').fg != "default"
    assert shell.bar.startswith("work")
    assert "token 59 min" in shell.bar
    assert "200 success" in shell.bar


def test_an_error_is_told_in_the_bar_too(shell: Shell) -> None:
    shell.run("GET workers/nope")
    assert "200 error" in shell.bar


def test_a_wrong_line_gets_a_caret_below_the_place(shell: Shell) -> None:
    shell.run("GET workers/me --nope")
    row = shell.row_of("error:")
    assert shell.rows[row + 1 : row + 3] == ["  GET workers/me --nope", "                 ^^^^^^"]


def test_cd_shows_in_the_prompt(shell: Shell) -> None:
    shell.run("cd records/ticket")
    shell.shows("cerb(work) records/ticket >")


def test_ctrl_c_clears_the_line_and_ctrl_d_leaves(shell: Shell) -> None:
    shell.send("DELETE records/org/1")
    shell.wait_for("DELETE records/org/1")
    shell.press("ctrl-c")
    shell.ready()
    shell.press("ctrl-d")
    assert shell.wait_exit() == 0


def test_ctrl_c_during_a_request_brings_the_prompt_back(home: Home) -> None:
    arrived, released = threading.Event(), threading.Event()

    def hold(seen: Seen) -> None:
        arrived.set()
        released.wait(60)

    with DemoServer(Options(on_request=hold)) as server, Shell(env=sign_in(home, server).environ()) as shell:
        shell.ready()
        shell.line("GET workers/me")
        shell.wait(lambda _: arrived.is_set(), "the request")
        shell.press("ctrl-c")
        shell.wait_for("interrupted")
        shell.ready()
        assert not released.is_set()
        released.set()
        shell.run("GET workers/me")
        assert "200 success" in shell.bar


def test_an_open_quote_goes_on_below_and_is_recalled_whole(shell: Shell) -> None:
    shell.line('GET records/org/search name:"Nobody')
    shell.wait(lambda _: shell.cursor == (13, 1), "a second row")
    shell.line('at all"')
    shell.wait_for('"total": 0')
    shell.ready()
    shell.press("up")
    shell.wait(lambda _: shell.rows[shell.cursor[1] - 1 :][:2] == OPEN_LINE, "both rows of the line")


OPEN_LINE = ['cerb(work) > GET records/org/search name:"Nobody', '           > at all"']


def test_pasted_lines_are_run_one_after_the_other(shell: Shell) -> None:
    shell.send("\x1b[200~cd records\ncd ticket\n\x1b[201~\r")
    shell.wait_for("cerb(work) records/ticket >")


def test_lines_are_recalled_in_the_next_shell(signed_in: Home) -> None:
    with Shell(env=signed_in.environ()) as first:
        first.run("GET workers/me")
        first.run("pwd")
        first.press("ctrl-d")
        assert first.wait_exit() == 0
    with Shell(env=signed_in.environ()) as second:
        second.ready()
        second.send("GET")
        second.wait_for("> GET workers/me")  # the bar suggests the same words
        second.press("up")
        second.wait(lambda _: second.cursor[0] == len("cerb(work) > GET workers/me"), "the recalled line")


def test_the_newest_line_with_the_same_beginning_is_suggested(shell: Shell) -> None:
    shell.run("GET workers/me")
    shell.send("GET w")
    shell.wait_for("> GET workers/me")
    assert shell.cursor[0] == len("cerb(work) > GET w")
    shell.press("right")
    shell.wait(lambda _: shell.cursor[0] == len("cerb(work) > GET workers/me"), "the whole line")


def test_ctrl_r_finds_a_part_of_an_earlier_line(shell: Shell) -> None:
    shell.run("GET workers/me")
    shell.run("cd records")
    shell.press("ctrl-r")
    shell.send("kers")
    shell.wait_for("cerb(work) records > GET workers/me")
    shell.press("enter")
    shell.press("enter")
    shell.wait_for("ERROR_NOT_FOUND")


def test_f3_recalls_the_lines_of_this_profile_alone_and_those_of_all_again(signed_in: Home) -> None:
    history = History(config.folders(signed_in.environ()).history_file, secrets=tuple, warn=pytest.fail)
    for profile, line in (("home", "GET records/org/1"), ("work", "GET records/task/1"), ("home", "GET records/org/2")):
        history.add_line(line, profile=profile, used=1.0)
    history.close()
    with Shell(env=signed_in.environ()) as shell:
        shell.ready()
        shell.send("GET rec")
        shell.wait_for("> GET records/org/2")
        shell.press("f3")
        shell.wait_for("> GET records/task/1")
        shell.wait(lambda _: "lines of this profile" in shell.bar, "a word in the bar")
        shell.press("up")
        shell.wait(lambda _: shell.cursor[0] == len("cerb(work) > GET records/task/1"), "the recalled line")
        shell.press("ctrl-c", "ctrl-r")
        shell.send("org")
        shell.wait_for("I-search backward: org")
        assert "records/org/2" not in shell
        shell.press("f3")
        shell.wait_for("> GET records/org/2")
        shell.wait(lambda _: "lines of this profile" not in shell.bar, "no word in the bar")
        shell.press("ctrl-r")
        shell.wait_for("> GET records/org/1")


def test_the_profile_in_use_is_recalled_alone_by_a_setting(signed_in: Home) -> None:
    history = History(config.folders(signed_in.environ()).history_file, secrets=tuple, warn=pytest.fail)
    history.add_line("GET records/org/1", profile="home", used=1.0)
    history.close()
    with Shell(env=signed_in.environ()) as shell:
        shell.run("set recall profile")
        shell.press("up")
        shell.shows("cerb(work) > set recall profile")
        shell.press("up")
        shell.wait_for("lines of this profile")
        shell.shows("cerb(work) > set recall profile")


def test_vi_keys_by_a_setting(signed_in: Home) -> None:
    with (signed_in.config / "config.toml").open("a", encoding="utf-8") as file:
        file.write('\n[settings]\nediting = "vi"\n')
    with Shell(env=signed_in.environ()) as shell:
        shell.ready()
        shell.send("xpwd")
        shell.press("escape")
        shell.send("0x")
        shell.wait_for("> pwd")
        shell.line("")
        shell.wait_for("/")


def test_the_window_may_change_its_size(shell: Shell) -> None:
    shell.send("GET workers/me")
    shell.wait_for("> GET workers/me")
    shell.resize(40, 12)
    shell.wait(lambda _: shell.rows[11].startswith(" work · worker 1 · token"), "a narrow bar")
    shell.resize(100, 30)
    shell.wait(lambda _: "worker 1" in shell.rows[29], "a wide bar")
    shell.line("")
    shell.wait_for('"first_name"')


def test_an_interrupt_from_outside_clears_the_line_too(shell: Shell) -> None:
    shell.send("GET workers/me")
    shell.wait_for("> GET workers/me")
    os.kill(shell.pid, signal.SIGINT)
    shell.ready()
    assert len([row for row in shell.rows if row.startswith("cerb(work) >")]) == 2


def test_no_color_is_heeded(signed_in: Home) -> None:
    with Shell(env=signed_in.environ(NO_COLOR="1")) as shell:
        shell.run("GET workers/me")
        colours = {(cell.fg, cell.bg) for row in shell.screen for cell in row}
        assert colours == {("default", "default")}


def test_a_dumb_terminal_gets_plain_text(signed_in: Home) -> None:
    with Shell(env=signed_in.environ(TERM="dumb")) as shell:
        shell.wait_for("cerb(work) >")
        shell.wait(lambda _: not shell.reads_lines, "the prompt")
        shell.line("pwd")
        shell.wait_for("/")
        shell.wait(lambda _: not shell.reads_lines, "the prompt")
        shell.press("ctrl-d")
        assert shell.wait_exit() == 0
        assert b"\x1b[" not in shell.transcript.replace(b"\x1b[?12l", b"").replace(b"\x1b[?25h", b"")
