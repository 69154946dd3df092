"""A listener on loopback for the one answer that Cerb sends through the browser (RFC 8252, section 7.3)."""

from __future__ import annotations

import socket
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socketserver import TCPServer
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

from cerbsh import system
from cerbsh.auth.authorization import code_of
from cerbsh.auth.landing import HEADERS, NOT_OURS, REFUSED, SIGNED_IN
from cerbsh.errors import LocalError, SignInError, UsageError

CONNECTION_SECONDS = 5.0
MOST_CONNECTIONS = 32
ANY_PORT = ("127.0.0.1", "::1")
"""Hosts for which Cerb takes every port, as RFC 8252 wants; ``localhost`` must have the registered one."""


class Arrival:
    """One answer to come: a code, or the error that Cerb sent instead.

    ``fileno`` lets ``select`` wait for it beside a terminal.
    """

    def __init__(self) -> None:
        self._reader, self._writer = socket.socketpair()
        self._claims = threading.Semaphore(1)
        self._arrived = threading.Event()
        self._outcome: str | SignInError | None = None

    def fileno(self) -> int:
        return self._reader.fileno()

    def claim(self) -> bool:
        """Whether the caller's answer is the first, and so the one that counts."""
        return self._claims.acquire(blocking=False)

    def deliver(self, outcome: str | SignInError) -> None:
        self._outcome = outcome
        self._arrived.set()
        self._writer.send(b".")

    @property
    def here(self) -> bool:
        return self._arrived.is_set()

    def wait(self, seconds: float) -> bool:
        """Whether it came within ``seconds``."""
        return self._arrived.wait(seconds)

    def code(self) -> str:
        """The code that arrived. Raises ``SignInError`` where an error did."""
        if not isinstance(self._outcome, str):
            raise self._outcome or SignInError("no answer has arrived")
        return self._outcome

    def close(self) -> None:
        self._reader.close()
        self._writer.close()


def obstacle(redirect_uri: str) -> str:
    """Why no listener can take this callback, in a few words; empty where one can."""
    try:
        parts = urlsplit(redirect_uri)
        port = parts.port or 80
    except ValueError:
        return "the callback is no URL"
    if parts.scheme != "http":
        return "the callback is https" if parts.scheme == "https" else "the callback is no http URL"
    if parts.hostname not in (*ANY_PORT, "localhost"):
        return "the callback is on another host"
    if parts.hostname == "localhost" and port == 80:
        return "port 80 belongs to the system"
    return ""


class Listener:
    """Waits at ``redirect_uri`` for the answer that bears ``state``; a context manager, closed at once when left.

    It listens on loopback alone: on a free port where the callback's host is an address, which is put into
    ``redirect_uri``, on the registered port where it is ``localhost``. Raises ``LocalError`` where it cannot.
    """

    def __init__(self, redirect_uri: str, state: str) -> None:
        parts = urlsplit(redirect_uri)
        host = parts.hostname or ""
        address = (host, 0) if host in ANY_PORT else ("127.0.0.1", parts.port or 80)
        self.arrival = Arrival()
        try:
            self._server = _Server(address, parts.path or "/", state, self.arrival)
        except OSError as error:
            self.arrival.close()
            raise LocalError(f"cannot listen on port {address[1]}: {error.strerror}") from None
        netloc = f"[{host}]" if ":" in host else host
        self._server.host = f"{netloc}:{self._server.server_port}"
        self.redirect_uri = parts._replace(netloc=self._server.host).geturl()
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._server.drop(0)
        self._thread.join()
        self.arrival.close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = MOST_CONNECTIONS
    allow_reuse_address = system.may_share_addresses()

    def __init__(self, address: tuple[str, int], path: str, state: str, arrival: Arrival) -> None:
        self.address_family = socket.AF_INET6 if ":" in address[0] else socket.AF_INET
        self.path, self.state, self.arrival = path, state, arrival
        self.host = ""
        self._open: dict[Any, float] = {}
        super().__init__(address, _Handler)

    def server_bind(self) -> None:
        """Bind without the reverse look-up of names that ``HTTPServer`` makes."""
        TCPServer.server_bind(self)
        self.server_name, self.server_port = self.server_address[:2]  # type: ignore[assignment]

    def verify_request(self, request: Any, client_address: Any) -> bool:
        if len(self._open) >= MOST_CONNECTIONS:
            return False
        self._open[request] = time.monotonic()
        return True

    def shutdown_request(self, request: Any) -> None:
        self._open.pop(request, None)
        super().shutdown_request(request)

    def service_actions(self) -> None:
        self.drop(CONNECTION_SECONDS)

    def drop(self, age: float) -> None:
        """End the connections that are older than ``age`` seconds, however busy they look."""
        for request, since in list(self._open.items()):
            if time.monotonic() - since >= age:
                self._open.pop(request, None)
                try:
                    request.shutdown(socket.SHUT_RDWR)
                except OSError:
                    continue

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Nothing: a browser that hangs up is no error, and nothing of it is for the terminal."""


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    server_version = "cerbsh"
    sys_version = ""

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        if self.headers.get_all("Host") != [self.server.host]:
            self._answer(400, NOT_OURS)
        elif parts.path != self.server.path:
            self._answer(404, NOT_OURS)
        else:
            self._take(parts.query)

    def _take(self, query: str) -> None:
        outcome: str | SignInError
        try:
            outcome = code_of(query, self.server.state, strict=True)
        except SignInError as error:
            outcome = error
        except UsageError:
            return self._answer(400, NOT_OURS)
        if not self.server.arrival.claim():
            return self._answer(400, NOT_OURS)
        try:
            self._answer(200, SIGNED_IN if isinstance(outcome, str) else REFUSED)
        finally:
            self.server.arrival.deliver(outcome)

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """What the library refuses (a long line, another method) gets the same page, without its words."""
        self._answer(405 if code == 501 else code, NOT_OURS)

    def _answer(self, status: int, page: bytes) -> None:
        self.send_response(status)
        for name, value in HEADERS.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(page)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(page)

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: requests hold the code."""
