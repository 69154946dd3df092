"""How requests travel: proxies, certificates, and what is said when a connection fails."""

from __future__ import annotations

import socket
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import certifi
import pytest
import requests

from cerbsh import __version__
from cerbsh.auth.transport import explain, plain_session, proxies_for, verification
from cerbsh.config import Profile
from cerbsh.errors import LocalError, UsageError
from tests.auth.support import serving

WORK = Profile("work", "https://cerb.example/")


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTPS_PROXY", "HTTP_PROXY", "NO_PROXY", "ALL_PROXY", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


def test_proxies_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy.example:3128")
    assert proxies_for(WORK) == {"https": "http://proxy.example:3128"}


def test_no_proxy_is_heeded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy.example:3128")
    monkeypatch.setenv("NO_PROXY", "other.example,cerb.example")
    assert proxies_for(WORK) == {}


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "[::1]"])
def test_what_stays_on_this_machine_goes_through_no_proxy(host: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://proxy.example:3128")
    assert proxies_for(Profile("demo", f"http://{host}:8088/")) == {}


def test_a_proxy_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(lambda call: (200, {}, b"from the proxy")) as (proxy, seen):
        monkeypatch.setenv("HTTP_PROXY", proxy)
        session = plain_session(Profile("work", "http://cerb.example/", insecure_http=True))
        assert session.get("http://cerb.example/rest/x.json").content == b"from the proxy"
    assert [call.path for call in seen] == ["http://cerb.example/rest/x.json"]


def test_certificates_are_checked_unless_the_profile_says_otherwise() -> None:
    assert verification(WORK) is True
    assert verification(Profile("work", WORK.base_url, verify=False)) is False


@pytest.mark.parametrize("name", ["REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"])
def test_a_ca_file_comes_from_the_environment(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, certifi.where())
    assert verification(WORK) == certifi.where()


def test_the_profiles_ca_file_comes_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", certifi.where())
    own = tmp_path / "ca.pem"
    own.touch()
    assert verification(Profile("work", WORK.base_url, ca_file=str(own))) == str(own)


def test_a_ca_file_that_is_not_there_is_named_with_who_named_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CURL_CA_BUNDLE", "/nowhere/ca.pem")
    with pytest.raises(LocalError, match=r"CURL_CA_BUNDLE names /nowhere/ca\.pem"):
        verification(WORK)
    with pytest.raises(LocalError, match="ca_file of profile work"):
        verification(Profile("work", WORK.base_url, ca_file="/nowhere/ca.pem"))


def test_a_session_says_who_asks() -> None:
    assert plain_session(WORK).headers["User-Agent"] == f"cerbsh/{__version__}"


def test_plain_http_to_another_machine_makes_no_session() -> None:
    with pytest.raises(UsageError, match="plain http"):
        plain_session(Profile("work", "http://cerb.example/"))


@contextmanager
def raw(act: Callable[[socket.socket], object]) -> Iterator[str]:
    """A server that does ``act`` with its one connection."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        import threading

        def accept() -> None:
            connection, _ = server.accept()
            with connection:
                act(connection)

        thread = threading.Thread(target=accept)
        thread.start()
        yield f"127.0.0.1:{server.getsockname()[1]}"
        thread.join()


def failure(host: str, scheme: str = "http", timeout: float = 5) -> tuple[str, bool]:
    """What is said about a request to ``host`` that fails, and whether it may have arrived."""
    profile = Profile("work", f"{scheme}://{host}/", insecure_http=True)
    with pytest.raises(requests.RequestException) as caught:
        plain_session(profile).get(f"{profile.base_url}?q=canary", timeout=timeout)
    error = explain(caught.value, profile.host)
    assert "canary" not in f"{error.message} {error.hint}"
    assert error.hint
    return error.message, error.sent


def test_a_name_that_does_not_exist_is_named() -> None:
    assert failure("cerb.invalid") == ("the name cerb.invalid cannot be resolved", False)


def test_a_port_that_nobody_listens_on_is_refused() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        host = f"127.0.0.1:{server.getsockname()[1]}"
    assert failure(host) == (f"no connection to {host}: connection refused", False)


def test_a_connection_that_breaks_may_have_done_something() -> None:
    with raw(lambda connection: connection.recv(1000)) as host:
        assert failure(host) == (f"the connection to {host} broke before the whole answer was here", True)


def test_a_server_that_does_not_answer_may_have_done_something() -> None:
    with raw(lambda connection: connection.recv(1000) and connection.recv(1000)) as host:
        assert failure(host, timeout=0.1) == (f"{host} did not answer in time", True)


def test_a_port_that_speaks_no_tls_is_told_as_such() -> None:
    with raw(lambda connection: connection.sendall(b"HTTP/1.0 400 Bad\r\n\r\n")) as host:
        message, sent = failure(host, "https")
    assert message.startswith(f"no TLS connection to {host}")
    assert not sent


def test_a_proxy_that_is_not_there_is_told_as_the_proxys_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    assert failure("cerb.example") == ("no connection to cerb.example through the proxy", False)


def test_a_request_that_cannot_be_written_has_not_been_sent() -> None:
    with pytest.raises(requests.RequestException) as caught:
        plain_session(WORK).get(WORK.base_url, headers={"X-A": "two\nlines"})
    error = explain(caught.value, WORK.host)
    assert (error.message, error.sent) == ("the request to cerb.example cannot be sent as it is", False)


def test_a_profile_that_checks_no_certificate_is_not_warned_of_at_every_request() -> None:
    verification(Profile("work", WORK.base_url, verify=False))
    from urllib3.exceptions import InsecureRequestWarning

    with warnings.catch_warnings(record=True) as caught:
        warnings.warn("unverified", InsecureRequestWarning, stacklevel=1)
    assert caught == []


def test_the_next_request_takes_the_connection_that_was_opened_ahead() -> None:
    def answer_once(connection: socket.socket) -> None:
        connection.recv(1000)
        connection.sendall(b"HTTP/1.1 204 No Content\r\n\r\n")

    with raw(answer_once) as host:
        session = plain_session(Profile("work", f"http://{host}/"))
        session.connect_ahead(f"http://{host}/")
        session.connect_ahead(f"http://{host}/")
        assert session.get(f"http://{host}/", timeout=20).status_code == 204


def test_a_connection_that_was_closed_meanwhile_is_opened_anew() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(20)
        url = f"http://127.0.0.1:{server.getsockname()[1]}/"
        session = plain_session(Profile("work", url))
        for _ in range(2):
            session.connect_ahead(url)
            server.accept()[0].close()


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_connection_that_cannot_be_opened_ahead_is_left_to_the_request(scheme: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        host = f"127.0.0.1:{server.getsockname()[1]}"
    session = plain_session(Profile("work", f"{scheme}://{host}/"))
    session.connect_ahead(f"{scheme}://{host}/")
    with pytest.raises(requests.ConnectionError):
        session.get(f"{scheme}://{host}/", timeout=5)


def test_no_connection_is_opened_ahead_to_a_server_behind_a_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{server.getsockname()[1]}")
        plain_session(WORK).connect_ahead(WORK.base_url)
        with pytest.raises(BlockingIOError):
            server.accept()
