"""What a connection took, on real sockets: the look-up, each address in turn, TLS."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from cerbsh.auth.timed import CONNECT, LOOK_UP, TLS, measured
from cerbsh.auth.transport import plain_session
from cerbsh.config import Profile
from cerbsh.demo.server import DemoServer, Options
from tests.certificates import self_signed


@pytest.fixture
def unused_port() -> Iterator[int]:
    """A port of loopback on which nobody listens."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        yield held.getsockname()[1]


def test_look_up_and_connection_are_told_apart_and_a_kept_connection_takes_neither(shared_demo: DemoServer) -> None:
    session = plain_session(Profile("work", shared_demo.base_url))
    with measured() as spent:
        session.get(shared_demo.base_url)
    assert list(spent) == [LOOK_UP, CONNECT]
    assert all(seconds >= 0 for seconds in spent.values())
    with measured() as again:
        session.get(shared_demo.base_url)
    assert again == {}


def test_tls_is_told_apart(tmp_path: Path) -> None:
    context, ca_file = self_signed(tmp_path)
    with DemoServer(Options(records=20, tls=context)) as server:
        session = plain_session(Profile("work", server.base_url, ca_file=str(ca_file)))
        with measured() as spent:
            session.get(server.base_url)
    assert list(spent) == [LOOK_UP, CONNECT, TLS]
    assert spent[TLS] > 0


def test_a_request_whose_connection_was_opened_ahead_waits_for_none_of_them(tmp_path: Path) -> None:
    context, ca_file = self_signed(tmp_path)
    with DemoServer(Options(records=20, tls=context)) as server:
        session = plain_session(Profile("work", server.base_url, ca_file=str(ca_file)))
        session.connect_ahead(server.base_url)
        with measured() as spent:
            session.get(server.base_url)
    assert spent == {}


def test_a_certificate_that_nobody_trusts_opens_nothing_ahead(tmp_path: Path) -> None:
    context, _ = self_signed(tmp_path)
    with DemoServer(Options(records=20, tls=context)) as server:
        session = plain_session(Profile("work", server.base_url))
        session.connect_ahead(server.base_url)
        with pytest.raises(requests.exceptions.SSLError):
            session.get(server.base_url)


def test_the_next_address_of_a_name_is_tried(shared_demo: DemoServer, monkeypatch: pytest.MonkeyPatch) -> None:
    port = shared_demo.base_url.split(":")[2].strip("/")
    real = socket.getaddrinfo

    def two_addresses(host: str, *more: object, **options: object) -> object:
        found = real("127.0.0.1", *more, **options)  # type: ignore[arg-type]
        refused = [(*entry[:4], ("127.0.0.2", entry[4][1])) for entry in found]
        return [*refused, *found] if host == "cerb.test" else real(host, *more, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(socket, "getaddrinfo", two_addresses)
    session = plain_session(Profile("work", f"http://cerb.test:{port}/", insecure_http=True))
    with measured() as spent:
        assert session.get(f"http://cerb.test:{port}/rest/workers/me.json").status_code == 401
    assert list(spent) == [LOOK_UP, CONNECT]


def test_what_fails_fails_as_it_does_unmeasured(unused_port: int) -> None:
    for base_url in (f"http://127.0.0.1:{unused_port}/", "http://no-such-host.invalid/"):
        session = plain_session(Profile("work", base_url, insecure_http=True))
        with pytest.raises(requests.ConnectionError) as plain:
            session.get(base_url)
        with measured(), pytest.raises(requests.ConnectionError) as timed:
            session.get(base_url)
        failures = [type(error.value.args[0].reason) for error in (plain, timed)]
        assert failures[0] is failures[1]
