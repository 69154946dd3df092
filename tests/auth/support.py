"""What the tests of signing in share: a profile for the demo, a person at a terminal, a server that says anything."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from cerbsh.auth.callback import Arrival
from cerbsh.auth.token import Token
from cerbsh.auth.vault import FileVault, Secrets
from cerbsh.config import Profile
from cerbsh.demo.server import DemoServer

ME = "rest/workers/me.json"


def profile_of(server: DemoServer, **changes: Any) -> Profile:
    """A profile for the demo's first app."""
    return Profile(**{"name": "demo", "base_url": server.base_url, "client_id": server.apps[0].client_id, **changes})


def grant(server: DemoServer, scope: str = "api") -> Token:
    """A token of the demo, as if somebody had just signed in."""
    return Token.from_answer(server.grant(scope), time.time())


def signed_in(server: DemoServer, folder: Path) -> FileVault:
    """A file with the client secret of the demo's first app and a fresh token."""
    vault = FileVault(folder / "tokens" / "demo.json")
    vault.write(Secrets(server.apps[0].client_secret, grant(server)))
    return vault


def come_back(server: DemoServer, url: str) -> str:
    """The address that a browser ends on when the worker accepts at ``url``."""
    return server.provider.accept(urlsplit(url).query, server.worker.worker_id)


@dataclass
class Person:
    """A ``Ui`` with somebody before it, whose ``answers`` are given one a question; then the input has ended.

    An answer may be a function of this person, to paste what has to do with ``shown``. ``browse`` is what their browser
    does with an address; without one there is no browser.
    """

    answers: list[str | Callable[[Person], str]] = field(default_factory=list)
    browse: Callable[[str], object] | None = None
    said: list[str] = field(default_factory=list)
    shown: list[str] = field(default_factory=list)
    asked: list[tuple[str, bool]] = field(default_factory=list)

    def say(self, text: str) -> None:
        self.said.append(text)

    def show(self, url: str) -> None:
        self.shown.append(url)

    def ask(self, prompt: str, *, hidden: bool = False) -> str:
        self.asked.append((prompt, hidden))
        if not self.answers:
            raise EOFError
        answer = self.answers.pop(0)
        return answer if isinstance(answer, str) else answer(self)

    def ask_until(self, prompt: str, arrival: Arrival, seconds: float) -> str | None:
        if self.answers:
            return self.ask(prompt)
        return None if arrival.wait(min(seconds, 20)) else ""

    def open_browser(self, url: str) -> bool:
        if self.browse is None:
            return False
        threading.Thread(target=self.browse, args=(url,)).start()
        return True


@dataclass(frozen=True)
class Arrived:
    """A request that came to ``serving``."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes


Answering = Callable[[Arrived], tuple[int, Mapping[str, str], bytes]]


@contextmanager
def serving(answer: Answering) -> Iterator[tuple[str, list[Arrived]]]:
    """A server on loopback that answers as it is told; its base URL, and what has arrived there."""
    seen: list[Arrived] = []

    class Handler(BaseHTTPRequestHandler):
        def handle_any(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            seen.append(Arrived(self.command, self.path, dict(self.headers), body))
            status, headers, content = answer(seen[-1])
            self.send_response(status)
            for name, value in {"Content-Length": str(len(content)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_POST = do_PUT = do_DELETE = do_CONNECT = handle_any  # noqa: N815

        def log_message(self, format: str, *args: Any) -> None:
            """Nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/", seen
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@dataclass
class Clock:
    """The server's clock, which the tests can put ahead; an hour and access tokens have ended there."""

    ahead: float = 0.0

    def __call__(self) -> float:
        return time.time() + self.ahead

    def skip(self, seconds: float = 3601.0) -> None:
        self.ahead += seconds
