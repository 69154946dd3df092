"""Threat 2: the listener, and everybody on this machine who can reach it."""

from __future__ import annotations

import http.client
import socket
from collections.abc import Iterator
from contextlib import suppress
from urllib.parse import urlsplit

import pytest

from cerbsh.auth import callback
from cerbsh.auth.callback import Listener
from cerbsh.errors import LocalError

ANSWER = "/callback?code=abc&state=mine"


@pytest.fixture
def listener() -> Iterator[Listener]:
    with Listener("http://127.0.0.1/callback", "mine") as listener:
        yield listener


def address(listener: Listener) -> tuple[str, int]:
    parts = urlsplit(listener.redirect_uri)
    return str(parts.hostname), int(parts.port or 0)


def status(listener: Listener, method: str, target: str, **headers: str) -> int:
    connection = http.client.HTTPConnection(*address(listener), timeout=10)
    connection.request(method, target, headers=headers)
    with connection.getresponse() as reply:
        return reply.status


def say(listener: Listener, sent: bytes) -> bytes:
    """All that the listener answers to raw bytes; a connection that is reset answers nothing more."""
    received = b""
    with socket.create_connection(address(listener), timeout=10) as connection, suppress(ConnectionError):
        connection.sendall(sent)
        while chunk := connection.recv(65536):
            received += chunk
    return received


def test_it_listens_on_one_address_alone(listener: Listener) -> None:
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.2", address(listener)[1]), timeout=5)


@pytest.mark.parametrize("path", ["/", "/callbac", "/callback/", "/callback/x", "/Callback", "/favicon.ico"])
def test_there_is_one_path(path: str, listener: Listener) -> None:
    assert status(listener, "GET", f"{path}?code=abc&state=mine") == 404
    assert not listener.arrival.here


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "HEAD", "OPTIONS", "TRACE", "NONSENSE"])
def test_there_is_one_method(method: str, listener: Listener) -> None:
    assert status(listener, method, ANSWER) == 405
    assert not listener.arrival.here


@pytest.mark.parametrize("host", ["evil.example", "localhost:1", "127.0.0.1", ""])
def test_a_page_elsewhere_that_points_its_name_at_us_gets_nothing(host: str, listener: Listener) -> None:
    assert status(listener, "GET", ANSWER, Host=host) == 400
    assert not listener.arrival.here


@pytest.mark.parametrize(
    "junk",
    [
        b"\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"GET\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"\x00" * 70000,
        b"GET /[ HTTP/1.1\r\n\r\n",
        b"GET http://[ HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET / HTTP/1.1\r\n" + b"A: b\r\n" * 500,
    ],
)
def test_junk_is_answered_shortly_or_not_at_all_and_the_wait_goes_on(junk: bytes, listener: Listener) -> None:
    answer = say(listener, junk + b"\r\n\r\n")
    assert not answer or b"HTTP/1.0 4" in answer or b"Nothing here" in answer
    assert status(listener, "GET", ANSWER) == 200


def test_a_request_line_of_a_megabyte_is_refused(listener: Listener) -> None:
    line = b"GET /callback?code=" + b"a" * 1_000_000 + b"&state=mine HTTP/1.1\r\n\r\n"
    answer = say(listener, line)
    assert not answer or answer.startswith(b"HTTP/1.0 414")
    assert status(listener, "GET", ANSWER) == 200


def test_a_slow_client_holds_up_nobody_and_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(callback, "CONNECTION_SECONDS", 0.2)
    with Listener("http://127.0.0.1/callback", "mine") as listener:
        with socket.create_connection(address(listener), timeout=10) as slow:
            slow.sendall(b"GET /callback?code=")
            with suppress(ConnectionError):
                assert slow.recv(1000) == b""
        assert not listener.arrival.here
        assert status(listener, "GET", ANSWER) == 200


def test_idle_connections_do_not_keep_the_browser_out(listener: Listener) -> None:
    idle = [socket.create_connection(address(listener), timeout=10) for _ in range(10)]
    assert status(listener, "GET", ANSWER) == 200
    for connection in idle:
        connection.close()


def test_many_connections_are_turned_away(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(callback, "MOST_CONNECTIONS", 2)
    with Listener("http://127.0.0.1/callback", "mine") as listener:
        idle = [socket.create_connection(address(listener), timeout=10) for _ in range(2)]
        assert say(listener, b"GET / HTTP/1.1\r\n\r\n") == b""
        for connection in idle:
            connection.close()


def test_it_is_closed_at_once_with_every_connection_and_the_port_is_free() -> None:
    with Listener("http://127.0.0.1/callback", "mine") as listener:
        port = address(listener)[1]
        open_one = socket.create_connection(("127.0.0.1", port), timeout=10)
    with suppress(ConnectionError):
        assert open_one.recv(1000) == b""
    open_one.close()
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port), timeout=5)
    with Listener(f"http://localhost:{port}/callback", "mine"), pytest.raises(LocalError):
        Listener(f"http://localhost:{port}/callback", "theirs")
