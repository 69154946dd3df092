"""Threat 12: text from a server that drives the terminal. Every command is tried on a Cerb that attacks with each word.

The views one by one, each with each attack: ``tests/view/test_hostile.py``. The gate itself, as properties:
``tests/view/test_safe.py``.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pyte
import pytest

from cerbsh.api.client import Client
from cerbsh.auth.store import MemoryVault
from cerbsh.auth.token import Token
from cerbsh.auth.ui import TerminalUi
from cerbsh.auth.vault import Secrets
from cerbsh.cli import main
from cerbsh.config import Folders, Profile
from cerbsh.shell.engine import Engine
from cerbsh.shell.knowing.assistant import Assistant
from cerbsh.shell.knowing.knowledge import Knowledge
from cerbsh.shell.notebook import Notebook
from cerbsh.shell.registry import commands
from cerbsh.shell.showing.output import Output
from cerbsh.shell.showing.watching import Frames
from cerbsh.shell.world import World
from tests.net.rig import Stream
from tests.security.hostile import ATTACK, hostile_cerb
from tests.shell.people import Person
from tests.support import Home
from tests.tty.shell import Shell
from tests.view.screen import assert_harmless, is_hidden

DISPLAYS = (
    "",
    "--table",
    "--table=name,list,id",
    "--csv",
    "--ndjson",
    "--raw",
    "--headers",
    "--timing",
    "--select 'results[].name'",
    "--select results",
    "--chart",
    "--chart=line",
    "--all",
    "--all --table",
    "--all --csv",
    "--all --ndjson",
    "--dry-run",
    "--as curl",
    "--as python",
)
REQUESTS = (
    *(f"GET records/org/search {display}".strip() for display in DISPLAYS),
    "GET workers/me",
    "GET records/org/1 --table",
    "GET records/org/nope",
    "GET bots/page --force",
    "GET bots/words --force",
    "GET bots/away --force",
    "GET bots/broken --force",
    "GET data/query type:worklist.subtotals of:tickets by:[status] --chart",
    "POST records/org/create name=x",
    "PUT records/org/1 name=y",
    "PATCH records/org/upsert query=='name:x' name=z",
    "DELETE records/org/1",
    "let stolen = $_",
    "set dates on",
    "GET records/org/search --table",
)
COMMANDS = {
    "search": ("search org", "search org --table", "search org --chart"),
    "count": ("count org",),
    "subtotals": ("subtotals org by status", "subtotals org by status --chart"),
    "comment": ("comment org:1 words",),
    "reply": ("reply 1 words",),
    "compose": ("compose to=a@b.example group=1 subject=x words",),
    "links": ("links org:1",),
    "activity": ("activity org:1", "activity org:1 --table"),
    "download": ("download 1", "download 1 --output file", "download 1 | cat"),
    "upload": ("upload file",),
    "cd": ("cd records/org", "GET search", "cd /"),
    "pwd": ("pwd",),
    "ls": ("ls", "ls records"),
    "let": ("GET records/org/search", "let label = $_.results[0]._label"),
    "vars": ("vars",),
    "history": ("history", "history owned", "history --status error"),
    "show": ("show 1", "show 1 --headers", "show 1 --request", "show 1 --table"),
    "diff": ("diff 1 2", "diff 3 4", "diff 1 23"),
    "watch": ("watch 60s GET workers/me", "watch 60s GET records/org/search --table", "watch 60s GET records/org/nope"),
    "as": ("as curl GET records/org/$label",),
    "replay": ("replay 1",),
    "save": ("save mine GET records/org/$1",),
    "saved": ("saved",),
    "run": ("run mine 1",),
    "undo": ("PUT records/org/1 name=w", "undo"),
    "check": ("check 1",),
    "learn": ("learn",),
    "status": ("status",),
    "login": ("login",),
    "profile": ("profile",),
    "help": ("help", "help org"),
    "describe": ("describe org", "describe org.name"),
    "set": ("set",),
    "clear": ("clear",),
    "exit": ("exit",),
    "logout": ("logout",),
}
"""Lines for every command there is; what comes last leaves."""


class Victim:
    """An engine on a terminal that is signed in to a hostile Cerb, and a person who says yes to everything."""

    def __init__(self, base_url: str, folder: Path) -> None:
        self.out, self.err = Stream(terminal=True), Stream(terminal=True)
        self.output = Output(World(io.StringIO(), self.out, self.err, {"TERM": "xterm-256color", "PAGER": "cat"}))
        self.person = Person()
        place = Folders(folder / "config", folder / "data")
        self.engine = Engine(place, Knowledge(), Notebook.open(place.history_file, self.output.warn))
        self.engine.ui = self.person
        store = MemoryVault(Secrets("", Token("a-token")))
        self.engine.attach(Client(Profile("work", base_url), store, self.output.inform))
        self.assistant = Assistant(self.engine)

    def run(self, line: str) -> str:
        """Everything that a line puts on the terminal, questions to the person too."""
        self.person.answers = ["yes"] * 9
        result = self.assistant.run(line)
        if isinstance(result.body, Frames):
            result = result._replace(body=replace(result.body, pause=interrupt))
        self.output.write(result)
        heard = "\n".join(self.person.heard)
        self.person.heard.clear()
        return f"{self.out.text()}\n{self.err.text()}\n{heard}\n"


def interrupt(seconds: float) -> None:
    """Ctrl-C, in place of a pause."""
    raise KeyboardInterrupt


@pytest.fixture
def victim(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Victim]:
    here = tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)
    with hostile_cerb() as (base_url, _):
        made = Victim(base_url, tmp_path)
        yield made
        made.engine.close()


OURS = ("\x1b[H\x1b[2J", "\r\x1b[K", "\r\x1b[2K")
"""What cerbsh itself sends beside colours: it clears the screen, and the line that shows progress."""
FRAMES = ("\x1b[?1049h\x1b[?7l", "\x1b[?7h\x1b[?1049l", "\x1b[H", "\x1b[K", "\x1b[J")
"""What ``watch`` draws its frames with, each at its own place only."""


def assert_tame(text: str) -> None:
    """Only our own sequences are in ``text``, and in a terminal it does nothing but fill lines."""
    for sequence in OURS:
        text = text.replace(sequence, "")
    assert_harmless(text)
    screen = pyte.Screen(400, 100)
    screen.set_mode(pyte.modes.LNM)
    fresh = set(screen.mode)
    pyte.Stream(screen).feed(text)
    assert (screen.title, screen.icon_name, set(screen.mode), screen.charset) == ("", "", fresh, 0)


def test_every_command_has_a_line_here() -> None:
    assert set(COMMANDS) == set(commands())


def test_no_line_lets_a_server_drive_the_terminal(victim: Victim, capfd: pytest.CaptureFixture[str]) -> None:
    lines = [*REQUESTS, *(line for each in COMMANDS.values() for line in each)]
    attacked = 0
    for line in lines:
        written = victim.run(line)
        for sequence in FRAMES if line.startswith("watch") else ():
            written = written.replace(sequence, "")
        assert_tame(written)
        attacked += r"\u" in written
    assert "Traceback" not in capfd.readouterr().err
    assert attacked > len(lines) / 2, (
        f"{attacked} of {len(lines)}: the attacks must reach the screen, and be shown there"
    )


def test_every_reply_that_is_no_success_is_told_tamely(victim: Victim) -> None:
    for name in ("nope", "page", "words", "away", "broken"):
        written = victim.run(f"GET bots/{name} --force")
        assert_tame(written)
        assert "error: " in written


def test_what_completion_offers_shows_and_would_type_is_tame(victim: Victim) -> None:
    victim.run("GET records/org/search")
    for line in (
        "GET records/org/",
        "GET records/org/$_.",
        "GET records/org/$_.results[0].",
        "help ",
        "search org name:",
    ):
        for candidate in victim.assistant.complete(line, len(line)):
            assert not any(map(is_hidden, candidate.text))


def test_the_names_of_files_are_tame(victim: Victim, tmp_path: Path) -> None:
    victim.run("download 1")
    (saved,) = (tmp_path / "here").iterdir()
    assert not any(map(is_hidden, saved.name))
    assert saved.read_bytes() == ATTACK.encode()


def test_the_sign_in_tells_of_a_server_tamely(capsys: pytest.CaptureFixture[str]) -> None:
    TerminalUi().say(ATTACK)
    assert_harmless(capsys.readouterr().err)


@pytest.mark.parametrize("path", ["", "x.json"])
def test_an_error_of_the_command_line_is_tame(
    path: str, home: Home, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, value in home.environ().items():
        monkeypatch.setenv(name, value)
    assert main(["status", "-p", f"\x1b[31m\u009b\u202e{path}"]) == 2
    assert_harmless(capsys.readouterr().err)


def test_on_a_real_terminal_menu_status_bar_pager_browser_and_errors_are_tame(home: Home) -> None:
    with hostile_cerb() as (base_url, _):
        env = home.environ(CERBSH_BASE_URL=base_url, CERBSH_TOKEN="a-token", PAGER="less")
        with Shell(env=env, columns=100, rows=30) as shell:
            shell.run("set pager off")
            shell.run("GET workers/me --select name")
            shell.run("GET records/org/search --table=name")
            shell.run("GET records/org/nope")
            shell.run("GET records/org/search --chart")
            shell.run("diff 1 2")
            shell.run("links org:1")
            shell.run("let label = $_.results[0]._label")
            shell.run("vars")
            shell.run("status")
            shell.send("GET records/org/")
            shell.press("tab")
            shell.wait(lambda _: r"\u" in "".join(shell.rows[shell.cursor[1] + 1 :]), "labels in the menu")
            shell.press("escape", "ctrl-c")
            shell.run("set pager on")
            shell.ready()
            shell.line("GET records/org/search")
            shell.wait(lambda _: shell.rows[-1] == ":", "the pager")
            shell.send("q")
            shell.ready()
            shell.press("f2")
            shell.wait(lambda _: shell.rows[0].startswith("history") and r"\u" in "\n".join(shell.rows), "the browser")
            shell.press("ctrl-d", "down", "ctrl-d")
            shell.wait(lambda _: any(row.startswith(" diff ") for row in shell.rows), "a diff in the browser")
            shell.press("ctrl-d", "up", "up", "up", "up", "tab")
            shell.wait_for("__status")
            shell.press("escape")
            shell.ready()
            written = shell.transcript.decode()
    assert "\x1b]" not in written
    assert not [
        character for character in written if is_hidden(character) and character not in "\r\n\t\x1b\x07\x08\x00"
    ]
    assert "owned" in written
