"""The listener: where it listens, what it says, when it is over."""

from __future__ import annotations

import http.client
import socket
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest

from cerbsh.auth.callback import Listener, obstacle
from cerbsh.errors import LocalError, SignInError


@pytest.fixture
def listener() -> Iterator[Listener]:
    with Listener("http://127.0.0.1/callback", "mine") as listener:
        yield listener


def get(listener: Listener, target: str, method: str = "GET", **headers: str) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection(urlsplit(listener.redirect_uri).netloc, timeout=10)
    connection.request(method, target, headers=headers)
    with connection.getresponse() as reply:
        return reply.status, reply.read()


def test_an_address_gets_a_free_port_that_is_put_into_the_redirect_uri(listener: Listener) -> None:
    parts = urlsplit(listener.redirect_uri)
    assert (parts.hostname, parts.path) == ("127.0.0.1", "/callback")
    assert parts.port


def test_localhost_has_the_registered_port() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    with Listener(f"http://localhost:{port}/back", "mine") as listener:
        assert listener.redirect_uri == f"http://localhost:{port}/back"
        assert get(listener, "/back?code=abc&state=mine")[0] == 200
        assert listener.arrival.wait(5)
        assert listener.arrival.code() == "abc"


def test_a_port_that_is_taken_cannot_be_listened_on() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        with pytest.raises(LocalError, match=f"cannot listen on port {port}"):
            Listener(f"http://localhost:{port}/", "mine")


@pytest.mark.skipif(not socket.has_ipv6, reason="no IPv6 here")
def test_ipv6_loopback_is_listened_on_as_well() -> None:
    with Listener("http://[::1]/callback", "mine") as listener:
        assert urlsplit(listener.redirect_uri).hostname == "::1"
        assert get(listener, "/callback?code=abc&state=mine")[0] == 200


def test_a_callback_without_a_path_is_waited_for_at_the_root() -> None:
    with Listener("http://127.0.0.1", "mine") as listener:
        assert get(listener, "/?code=abc&state=mine")[0] == 200


def test_an_answer_arrives_and_is_thanked_for(listener: Listener) -> None:
    status, page = get(listener, "/callback?code=abc&state=mine")
    assert status == 200
    assert b"Back to the terminal" in page
    assert listener.arrival.wait(5)
    assert listener.arrival.code() == "abc"


def test_an_error_from_cerb_arrives_too(listener: Listener) -> None:
    status, page = get(listener, "/callback?error=access_denied&state=mine")
    assert status == 200
    assert b"Not signed in" in page
    assert listener.arrival.wait(5)
    with pytest.raises(SignInError, match="access_denied"):
        listener.arrival.code()


@pytest.mark.parametrize(
    ("redirect_uri", "reason"),
    [
        ("http://127.0.0.1/callback", ""),
        ("http://127.0.0.1:5000/callback", ""),
        ("http://[::1]/callback", ""),
        ("http://localhost:8099/callback", ""),
        ("http://localhost/", "port 80"),
        ("http://localhost:80/", "port 80"),
        ("https://127.0.0.1/callback", "https"),
        ("https://cerb.example/done", "https"),
        ("http://cerb.example/done", "another host"),
        ("http://127.0.0.2/callback", "another host"),
        ("urn:ietf:wg:oauth:2.0:oob", "no http URL"),
    ],
)
def test_where_no_listener_can_be_it_is_said_why(redirect_uri: str, reason: str) -> None:
    assert reason in obstacle(redirect_uri)
    assert bool(obstacle(redirect_uri)) == bool(reason)
