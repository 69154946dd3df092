"""A plain terminal: lines read one at a time, a wait that can be ended without eating the next line."""

from __future__ import annotations

import io
import os
import pty
import subprocess
import sys
import webbrowser
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TextIO

import pytest

from cerbsh.auth.callback import Arrival
from cerbsh.auth.ui import TerminalUi


@dataclass
class Line:
    """A terminal over a pipe."""

    ui: TerminalUi
    typed: TextIO
    out: io.StringIO
    err: io.StringIO


@pytest.fixture
def line() -> Iterator[Line]:
    reader, writer = os.pipe()
    with os.fdopen(reader) as source, os.fdopen(writer, "w", buffering=1) as typed:
        out, err = io.StringIO(), io.StringIO()
        yield Line(TerminalUi(source, out, err), typed, out, err)


@pytest.fixture
def arrival() -> Iterator[Arrival]:
    arrival = Arrival()
    yield arrival
    arrival.close()


def test_words_and_addresses_go_to_different_streams(line: Line) -> None:
    line.ui.say("hello")
    line.ui.show("https://cerb.example/")
    assert (line.err.getvalue(), line.out.getvalue()) == ("hello\n", "https://cerb.example/\n")


def test_lines_are_given_one_at_a_time_though_they_came_together(line: Line, arrival: Arrival) -> None:
    line.typed.write("one\ntwo\r\nthree\n")
    assert line.ui.ask("? ") == "one"
    assert line.ui.ask_until("? ", arrival, 5) == "two"
    assert line.ui.ask("? ", hidden=True) == "three"
    assert line.err.getvalue() == "? ? ? "


def test_a_last_line_needs_no_end(line: Line, arrival: Arrival) -> None:
    line.typed.write("one\nlast")
    line.typed.close()
    assert line.ui.ask("") == "one"
    assert line.ui.ask_until("", arrival, 5) == "last"
    with pytest.raises(EOFError):
        line.ui.ask_until("", arrival, 5)
    with pytest.raises(EOFError):
        line.ui.ask("")


def test_an_arrival_ends_the_wait_and_leaves_the_next_line_alone(line: Line, arrival: Arrival) -> None:
    arrival.deliver("code")
    assert line.ui.ask_until("? ", arrival, 60) is None
    line.typed.write("next\n")
    assert line.ui.ask("") == "next"


def test_time_ends_the_wait(line: Line, arrival: Arrival) -> None:
    assert line.ui.ask_until("? ", arrival, 0.01) is None
    assert not arrival.here


def test_a_terminal_hands_out_a_callback_address_whole(arrival: Arrival) -> None:
    address = f"http://127.0.0.1:54321/callback?code=def50200{'a' * 792}&state={'s' * 43}"
    ours, theirs = pty.openpty()
    with os.fdopen(theirs) as source:
        ui = TerminalUi(source, io.StringIO(), io.StringIO())
        os.write(ours, address.encode() + b"\n")
        assert ui.ask_until("", arrival, 5) == address
        os.write(ours, b"x" * 5000 + b"\n")
        assert len(ui.ask("")) == 4095
    os.close(ours)


def test_ctrl_d_at_a_terminal_is_an_empty_line(arrival: Arrival) -> None:
    ours, theirs = pty.openpty()
    with os.fdopen(theirs) as source:
        os.write(ours, b"\x04")
        assert TerminalUi(source, io.StringIO(), io.StringIO()).ask_until("", arrival, 5) == ""
    os.close(ours)


HIDDEN = "from cerbsh.auth.ui import TerminalUi; print(TerminalUi().ask('Secret: ', hidden=True) == 'canary')"


def test_a_secret_is_not_shown_as_it_is_typed() -> None:
    import pexpect

    with pexpect.spawn(sys.executable, ["-c", HIDDEN], timeout=20, encoding="utf-8") as child:
        child.expect("Secret: ")
        child.sendline("canary")
        child.expect("True")
        child.expect(pexpect.EOF)
        assert "canary" not in child.before


class Desktop(webbrowser.BaseBrowser):
    def open(self, url: str, new: int = 0, autoraise: bool = True) -> bool:
        return True


@pytest.mark.parametrize(
    ("browser", "variable", "opened"),
    [
        (Desktop(), "", True),
        (webbrowser.GenericBrowser("true"), "", False),
        (webbrowser.GenericBrowser("true"), "true", True),
        (webbrowser.BackgroundBrowser("true"), "", True),
        (None, "", False),
    ],
)
def test_a_browser_that_would_take_the_terminal_is_opened_only_where_it_is_asked_for(
    browser: webbrowser.BaseBrowser | None, variable: str, opened: bool, line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    def get() -> webbrowser.BaseBrowser:
        if browser is None:
            raise webbrowser.Error("none")
        return browser

    monkeypatch.setattr(webbrowser, "get", get)
    monkeypatch.setenv("BROWSER", variable)
    assert line.ui.open_browser("https://cerb.example/") is opened


def test_opening_the_browser_loads_no_browser_module_before() -> None:
    script = "import sys, cerbsh.auth.ui; print('webbrowser' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", script], capture_output=True, text=True).stdout == "False\n"
