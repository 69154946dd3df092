"""An engine with its writer, as the prompt or as a script drives it, on a server that may be spoiled."""

from __future__ import annotations

import io
import time
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import pytest

from cerbsh.api.client import Client
from cerbsh.auth.vault import FileVault, Secrets
from cerbsh.config import Folders
from cerbsh.demo.server import DemoServer
from cerbsh.shell.engine import Engine
from cerbsh.shell.knowing.assistant import Assistant
from cerbsh.shell.knowing.knowledge import Knowledge
from cerbsh.shell.notebook import Notebook
from cerbsh.shell.opening.start import run_lines
from cerbsh.shell.showing.output import Output
from cerbsh.shell.world import World
from tests.auth.support import grant, profile_of
from tests.canary import leaks
from tests.view.screen import assert_harmless

if TYPE_CHECKING:
    from cerbsh.auth.token import Token

Mode = Literal["prompt", "script"]
MODES: tuple[Mode, ...] = ("prompt", "script")


class Stream(io.TextIOWrapper):
    """A stream in memory that may claim to be a terminal."""

    def __init__(self, *, terminal: bool) -> None:
        super().__init__(io.BytesIO(), encoding="utf-8", write_through=True)
        self._terminal = terminal

    def isatty(self) -> bool:
        return self._terminal

    def text(self) -> str:
        """What was written since the last call."""
        self.flush()
        assert isinstance(self.buffer, io.BytesIO)
        written = self.buffer.getvalue().decode()
        self.buffer.seek(0)
        self.buffer.truncate()
        return written


class Rig:
    """A shell that is signed in to ``server``; its secrets lie in a file below ``folder``."""

    def __init__(self, server: DemoServer, folder: Path, mode: Mode) -> None:
        self.server = server
        self.mode = mode
        self.pauses: list[float] = []
        self.vault = FileVault(folder / "config" / "tokens" / "demo.json")
        self.sign_in()
        self.out, self.err = (Stream(terminal=mode == "prompt") for _ in range(2))
        world = World(io.StringIO(), self.out, self.err, {"TERM": "xterm-256color"})
        self.output = Output(world)
        place = Folders(folder / "config", folder / "data")
        self.engine = Engine(place, Knowledge(), Notebook.open(place.history_file, pytest.fail))
        self.engine.attach(
            Client(profile_of(server), self.vault, self.output.inform, sleep=self.pauses.append, max_body=1 << 20)
        )
        self.assistant = Assistant(self.engine)

    def sign_in(self) -> None:
        """Keep a fresh token, whatever was there."""
        self.vault.write(Secrets(self.server.apps[0].client_secret, grant(self.server)))

    def expire(self) -> Token:
        """Let the token that is kept be due for its renewal; gives it."""
        secrets = self.vault.read()
        assert secrets.token
        due = secrets.token._replace(expires_at=time.time() - 1)
        self.vault.write(secrets._replace(token=due))
        return due

    @property
    def token_is_good(self) -> bool:
        """Whether the server takes the token that is kept."""
        kept = self.vault.read().token
        return kept is not None and self.server.provider.bearer(f"Bearer {kept.access_token}") is not None

    def run(self, line: str) -> tuple[int, str]:
        """Exit status and standard error of a line. No secret and nothing that drives a terminal is in its output."""
        if self.mode == "prompt":
            status = int(self.output.write(self.assistant.run(line)))
        else:
            status = run_lines(self.engine, self.output, [line])
        shown, told = self.out.text(), self.err.text()
        for text in (shown, told):
            assert leaks(text) == []
            assert "Traceback" not in text and "fault of cerbsh" not in text
        if self.mode == "prompt":
            assert_harmless(shown + told.replace("\r", "").replace("\x1b[K", "").replace("\x1b[2K", ""))
        return status, told

    def close(self) -> None:
        self.engine.close()
