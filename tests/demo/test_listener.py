from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import requests
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cerbsh.demo.http import TEXT, Answer
from cerbsh.demo.listener import wire
from cerbsh.demo.server import DemoServer, Options
from tests.certificates import self_signed

GET = b"GET /login HTTP/1.1\r\nHost: demo\r\n\r\n"


@contextmanager
def connected(demo: DemoServer) -> Iterator[socket.socket]:
    """A bare connection to the demo."""
    parts = urlsplit(demo.base_url)
    with socket.create_connection((parts.hostname, parts.port), timeout=10) as connection:
        yield connection


def exchange(demo: DemoServer, sent: bytes) -> bytes:
    """Everything that comes back for ``sent`` until the demo closes; nothing more is sent."""
    with connected(demo) as connection:
        try:
            connection.sendall(sent)
            with suppress(OSError):  # the demo may have hung up already
                connection.shutdown(socket.SHUT_WR)
            return b"".join(iter(lambda: connection.recv(65536), b""))
        except ConnectionResetError:
            return b""


def test_a_connection_serves_many_requests(demo: DemoServer) -> None:
    received = exchange(demo, GET + GET + GET)
    assert received.count(b"HTTP/1.1 200 OK") == 3
    assert demo.log.count(path="/login") == 3


def test_a_client_may_ask_for_the_end_of_the_connection(demo: DemoServer) -> None:
    with connected(demo) as connection:
        connection.sendall(GET.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"))
        received = b"".join(iter(lambda: connection.recv(65536), b""))
    assert b"Connection: close\r\n" in received


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"garbage\r\n\r\n", b"400"),
        (b"GET /\x00 \xff HTTP/1.1\r\n\r\n", b"400"),
        (b"GET / HTTP/9.9\r\n\r\n", b"505"),
        (b"GET /" + b"x" * 9000 + b" HTTP/1.1\r\n\r\n", b"414"),
        (b"GET /" + b"x" * 70000 + b" HTTP/1.1\r\n\r\n", b"414"),
        (b"POST /login HTTP/1.1\r\nContent-Length: many\r\n\r\n", b"400"),
        (b"POST /login HTTP/1.1\r\nContent-Length: -1\r\n\r\n", b"400"),
        (b"POST /login HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", b"411"),
        (b"POST /login HTTP/1.1\r\nContent-Length: 99999999\r\n\r\n", b"413"),
        (b"GET / HTTP/1.1\r\n" + b"X: y\r\n" * 200 + b"\r\n", b"431"),
    ],
)
def test_junk_gets_an_error_and_the_next_client_an_answer(demo: DemoServer, sent: bytes, status: bytes) -> None:
    assert b"<h1>" + status + b" " in exchange(demo, sent)
    assert exchange(demo, GET).startswith(b"HTTP/1.1 200")


def test_half_a_body_is_no_request(demo: DemoServer) -> None:
    assert exchange(demo, b"POST /login HTTP/1.1\r\nContent-Length: 10\r\n\r\nhalf") == b""
    assert demo.log.seen == ()


@given(junk=st.binary(max_size=200))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50, deadline=None)
def test_no_bytes_end_the_server(demo: DemoServer, junk: bytes) -> None:
    exchange(demo, junk + b"\r\n\r\n")
    assert exchange(demo, GET).startswith(b"HTTP/1.1 200")


def test_a_stop_closes_idle_connections_and_frees_the_port(demo: DemoServer) -> None:
    with connected(demo) as connection:
        connection.sendall(GET)
        assert connection.recv(65536).startswith(b"HTTP/1.1 200")
        demo.stop()
        while connection.recv(65536):
            pass
    with pytest.raises(ConnectionRefusedError), connected(demo):
        pass


def test_a_start_after_a_stop_serves_the_same_tokens_on_the_same_port(demo: DemoServer) -> None:
    headers = {"Authorization": f"Bearer {demo.grant()['access_token']}"}
    before = demo.base_url
    demo.stop()
    assert demo.start() == before
    assert requests.get(f"{before}rest/workers/me.json", headers=headers, timeout=10).status_code == 200


def test_a_port_that_is_taken_is_an_error(demo: DemoServer) -> None:
    port = urlsplit(demo.base_url).port
    assert port
    with pytest.raises(OSError, match="in use"):
        DemoServer(Options(port=port)).start()


def test_it_speaks_tls_where_it_has_a_certificate(tmp_path: Path) -> None:
    tls, trusted = self_signed(tmp_path)
    with DemoServer(Options(tls=tls)) as server:
        assert server.base_url.startswith("https://")
        reply = requests.get(server.base_url, verify=str(trusted), allow_redirects=False, timeout=10)
        assert reply.headers["Location"] == f"{server.base_url}login"
        assert b"HTTP/1.1" not in exchange(server, GET), "plain HTTP gets no answer and stops nothing"
        assert requests.get(f"{server.base_url}login", verify=str(trusted), timeout=10).status_code == 200
        with pytest.raises(requests.exceptions.SSLError):
            requests.get(server.base_url, timeout=10)


def test_an_answers_own_headers_win() -> None:
    sent = wire(Answer(200, TEXT, b"x", (("Date", "long ago"), ("content-length", "5"))), close=False)
    assert b"Date: long ago\r\n" in sent
    assert sent.lower().count(b"content-length: 5\r\n") == sent.lower().count(b"content-length") == 1


def test_a_header_never_breaks_its_line() -> None:
    sent = wire(Answer(200, TEXT, b"", (("Content-Disposition", "filename=a\r\nSet-Cookie: x"),)), close=False)
    assert b"\r\nSet-Cookie" not in sent
