"""The demo's socket: HTTP/1.1 on a port, a thread a connection, one answer a request."""

from __future__ import annotations

import re
import socket
import socketserver
import ssl
import threading
from collections.abc import Callable
from contextlib import suppress
from email.utils import formatdate
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from typing import Any, cast

from cerbsh.demo.http import HTML, Answer, Incoming

Deliver = Callable[[socket.socket, Answer], None]
"""Sends an answer in a way of its own; the connection is closed behind it."""

Delivery = tuple[Answer, Deliver | None]
"""An answer, and how to send it where that is not the usual way."""

Respond = Callable[[Incoming, str], Delivery]
"""Gives what a request gets; the text is the server's origin as the client names it."""

_LONGEST_REQUEST_LINE = 8190
_LARGEST_BODY = 64 * 1024 * 1024
_CHUNK = 1024 * 1024
_IDLE_SECONDS = 60.0
_STOP_SECONDS = 5.0
_LINE_BREAK = re.compile(r"[\r\n]+")
_HOST = re.compile(r"[A-Za-z0-9.-]+(:\d+)?|\[[0-9A-Fa-f:.]+\](:\d+)?")


class Listener:
    """A server on ``host`` and ``port`` (0 finds a free one), over TLS where a context is given.

    The port is bound at once, so that a client may connect before ``start``. Raises ``OSError`` where it cannot be.
    """

    def __init__(self, respond: Respond, host: str, port: int, tls: ssl.SSLContext | None = None) -> None:
        self._server = _Server(respond, host, port, tls)
        self._thread = threading.Thread(target=self._accept, name="demo-listener", daemon=True)
        self._stopping = False
        self.origin = self._server.origin
        self.port: int = self._server.server_address[1]

    def start(self) -> None:
        """Answer from now on, in threads of its own."""
        self._thread.start()

    def stop(self) -> None:
        """Close the port and every connection, and wait until the requests under way are done."""
        self._stopping = True
        if self._thread.is_alive():
            with suppress(OSError):  # a connection of our own wakes the thread that waits for one
                socket.create_connection(self._server.wake_address, timeout=1).close()
            self._thread.join()
        self._server.server_close()
        self._server.hang_up()

    def _accept(self) -> None:
        while not self._stopping:
            self._server.handle_request()


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True
    request_queue_size = 128

    def __init__(self, respond: Respond, host: str, port: int, tls: ssl.SSLContext | None) -> None:
        self.respond = respond
        self.address_family = socket.AF_INET6 if ":" in host else socket.AF_INET
        self._tls = tls
        self._open: set[socket.socket] = set()
        self._changed = threading.Condition()
        super().__init__((host, port), _Handler)
        shown = {"0.0.0.0": "127.0.0.1", "": "127.0.0.1", "::": "::1"}.get(host, host)
        self.wake_address = (shown, self.server_address[1])
        self.scheme = "https" if tls else "http"
        self.origin = f"{self.scheme}://{f'[{shown}]' if ':' in shown else shown}:{self.server_address[1]}"

    def get_request(self) -> tuple[socket.socket, Any]:
        """A connection; the TLS handshake is left to its own thread."""
        connection, address = super().get_request()
        if self._tls:
            connection = self._tls.wrap_socket(connection, server_side=True, do_handshake_on_connect=False)
        with self._changed:
            self._open.add(connection)
        return connection, address

    def shutdown_request(self, request: Any) -> None:
        """A connection is over."""
        super().shutdown_request(request)
        with self._changed:
            self._open.discard(request)
            self._changed.notify_all()

    def hang_up(self) -> None:
        """End every connection and wait for their threads."""
        with self._changed:
            for connection in self._open:
                with suppress(OSError):
                    socket.socket.shutdown(connection, socket.SHUT_RDWR)
            self._changed.wait_for(lambda: not self._open, _STOP_SECONDS)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that goes away, is too slow or speaks no TLS is no fault of the server."""
        import sys

        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "cerbsh-demo"
    sys_version = ""
    timeout = _IDLE_SECONDS
    disable_nagle_algorithm = True

    def serve(self) -> None:
        """One request, from its body to its answer."""
        if len(self.requestline) > _LONGEST_REQUEST_LINE:
            self.send_error(HTTPStatus.REQUEST_URI_TOO_LONG)
            return
        body = self._read_body()
        if body is None:
            return
        target = self.requestline.split()[1]  # self.path has lost the second of two slashes
        path, _, query = target.partition("?")
        headers = {name.lower(): value for name, value in self.headers.items()}
        incoming = Incoming(self.command, path, query, headers, body)
        server = cast(_Server, self.server)
        host = headers.get("host", "")
        origin = f"{server.scheme}://{host}" if _HOST.fullmatch(host) else server.origin
        answer, deliver = server.respond(incoming, origin)
        if deliver:
            self.close_connection = True
            deliver(self.connection, answer)
        else:
            self.connection.sendall(wire(answer, close=self.close_connection, bodiless=self.command == "HEAD"))

    do_GET = do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = serve  # noqa: N815

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """What never reaches Cerb: a verb that it does not know gets its own words, the rest those of a web server."""
        self.close_connection = True
        text = "Not implemented" if code == HTTPStatus.NOT_IMPLEMENTED else f"<h1>{code} {HTTPStatus(code).phrase}</h1>"
        self.connection.sendall(wire(Answer(code, HTML, text.encode()), close=True))

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: the server keeps its own log."""

    def _read_body(self) -> bytes | None:
        """The body by its length; ``None`` when there is nothing to answer any more."""
        if "Transfer-Encoding" in self.headers:
            self.send_error(HTTPStatus.LENGTH_REQUIRED)
            return None
        stated = self.headers.get("Content-Length", "0")
        if not stated.isdecimal():
            self.send_error(HTTPStatus.BAD_REQUEST)
            return None
        length = int(stated)
        if length > _LARGEST_BODY:
            for done in range(0, length, _CHUNK):  # a client that still sends would not read the answer
                self.rfile.read(min(length - done, _CHUNK))
            self.send_error(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
            return None
        body = self.rfile.read(length)
        if len(body) < length:
            self.close_connection = True
            return None
        return body


def wire(answer: Answer, *, close: bool, bodiless: bool = False) -> bytes:
    """An answer as it goes out. Its own headers win over those that every answer has."""
    headers = {
        "Server": "cerbsh-demo",
        "Date": formatdate(usegmt=True),
        "Content-Type": answer.content_type,
        "Content-Length": str(len(answer.body)),
        "Connection": "close" if close else "keep-alive",
    }
    own = {name.lower() for name, _ in answer.headers}
    pairs = [*((name, value) for name, value in headers.items() if name.lower() not in own), *answer.headers]
    head = "".join(f"{name}: {_LINE_BREAK.sub(' ', value)}\r\n" for name, value in pairs)
    phrase = HTTPStatus(answer.status).phrase
    start = f"HTTP/1.1 {answer.status} {phrase}\r\n{head}\r\n".encode("utf-8", "replace")
    return start if bodiless else start + answer.body
