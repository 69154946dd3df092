"""How a sign-in talks to a person: a small protocol, and a plain terminal that speaks it."""

from __future__ import annotations

import os
import queue
import select
import sys
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Protocol, TextIO

from cerbsh import system
from cerbsh.auth.callback import Arrival

CHUNK = 65_536


class Ui(Protocol):
    """What a sign-in needs of its surroundings. Asking raises ``EOFError`` where nobody can answer any more."""

    def say(self, text: str) -> None:
        """Tell the user something, a line or a paragraph."""

    def show(self, url: str) -> None:
        """Give an address out, alone on a line."""

    def ask(self, prompt: str, *, hidden: bool = False) -> str:
        """A line from the user, its end cut off; ``hidden`` shows nothing of it."""

    def ask_until(self, prompt: str, arrival: Arrival, seconds: float) -> str | None:
        """A line, or ``None`` where the arrival, or the end of ``seconds``, came first."""

    def open_browser(self, url: str) -> bool:
        """Whether a browser was sent to ``url``."""


@dataclass
class TerminalUi:
    """A ``Ui`` on plain streams: words on ``err``, addresses on ``out``, answers from ``source``.

    Lines are read from the descriptor itself, so that a wait can be ended without having eaten a line that was
    meant for somebody else. A terminal hands out lines of 4,095 bytes at most; a callback address
    has about 1,000.
    """

    source: TextIO = field(default_factory=lambda: sys.stdin)
    out: TextIO = field(default_factory=lambda: sys.stdout)
    err: TextIO = field(default_factory=lambda: sys.stderr)
    _held: bytearray = field(default_factory=bytearray, init=False)

    def say(self, text: str) -> None:
        print(_tame(text), file=self.err, flush=True)

    def show(self, url: str) -> None:
        print(_tame(url), file=self.out, flush=True)

    def ask(self, prompt: str, *, hidden: bool = False) -> str:
        if hidden and self.source.isatty():
            from getpass import getpass

            return getpass(_tame(prompt), self.err)
        self._prompt(prompt)
        return self._line()

    def ask_until(self, prompt: str, arrival: Arrival, seconds: float) -> str | None:
        self._prompt(prompt)
        until = time.monotonic() + seconds
        if not system.selects_files():
            return self._line_or(arrival, until)
        while b"\n" not in self._held:
            sources = [self.source.fileno(), arrival.fileno()]
            ready, _, _ = select.select(sources, [], [], max(0.0, until - time.monotonic()))
            if arrival.here or not ready:
                self.say("")
                return None
            if not self._fill():
                return self._end()
        return self._line()

    def open_browser(self, url: str) -> bool:
        """Open the desktop's browser; none that would take this terminal, unless ``BROWSER`` names it."""
        import webbrowser

        try:
            browser = webbrowser.get()
        except webbrowser.Error:
            return False
        if type(browser) is webbrowser.GenericBrowser and not os.environ.get("BROWSER"):
            return False
        threading.Thread(target=browser.open, args=(url,), daemon=True).start()
        return True

    def _prompt(self, prompt: str) -> None:
        print(_tame(prompt), end="", file=self.err, flush=True)

    def _line(self) -> str:
        while b"\n" not in self._held and self._fill():
            pass
        if not self._held:
            raise EOFError
        line, _, rest = bytes(self._held).partition(b"\n")
        self._held[:] = rest
        return line.decode("utf-8", "replace").rstrip("\r")

    def _end(self) -> str:
        """The last line where the input has ended; Ctrl-D at a terminal is as good as Enter."""
        return "" if self.source.isatty() and not self._held else self._line()

    def _fill(self) -> bool:
        chunk = os.read(self.source.fileno(), CHUNK)
        self._held += chunk
        return bool(chunk)

    def _line_or(self, arrival: Arrival, until: float) -> str | None:
        """As ``ask_until``, where ``select`` knows no files: a thread reads, and may stay behind."""
        lines: queue.SimpleQueue[str] = queue.SimpleQueue()

        def read() -> None:
            with suppress(EOFError):
                lines.put(self._line())

        threading.Thread(target=read, daemon=True).start()
        while not arrival.here and time.monotonic() < until:
            with suppress(queue.Empty):
                return lines.get(timeout=0.1)
        return None


def _tame(text: str) -> str:
    """``text`` without what drives a terminal or hides from the eye: words of a server are in it (threat 12)."""
    if text.isprintable():
        return text
    return "".join(character if character.isprintable() or character == "\n" else "?" for character in text)
