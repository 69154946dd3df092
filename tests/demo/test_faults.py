from __future__ import annotations

import gzip
import json
import socket
import threading
from contextlib import suppress
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

import pytest

from cerbsh.demo.faults import Faults
from cerbsh.demo.http import TEXT, Answer, Incoming
from cerbsh.demo.server import DemoServer
from tests.demo.clients import refresh

LOGIN = b"GET /login HTTP/1.1\r\nHost: demo\r\n\r\n"


def raw(demo: DemoServer, sent: bytes = LOGIN) -> tuple[bytes, bytes]:
    """Head and body of what comes back, until the demo closes or nothing more is owed."""
    parts = urlsplit(demo.base_url)
    with socket.create_connection((parts.hostname, parts.port), timeout=10) as connection:
        connection.sendall(sent)
        with suppress(OSError):  # a reset may be here already; reading tells of it
            connection.shutdown(socket.SHUT_WR)
        head, _, body = b"".join(iter(lambda: connection.recv(65536), b"")).partition(b"\r\n\r\n")
        return head, body


def header(head: bytes, name: str) -> str:
    found = [line.partition(b": ")[2] for line in head.split(b"\r\n") if line.lower().startswith(name.lower().encode())]
    return found[0].decode()


@pytest.fixture
def page(demo: DemoServer) -> bytes:
    """The body that no fault has touched; its length is always the same."""
    return raw(demo)[1]


def posted(form: dict[str, str]) -> bytes:
    body = "&".join(f"{name}={value}" for name, value in form.items()).encode()
    head = f"POST /oauth/access_token HTTP/1.1\r\nContent-Length: {len(body)}\r\n"
    return head.encode() + b"Content-Type: application/x-www-form-urlencoded\r\n\r\n" + body


def test_a_rule_hits_its_requests_so_often_and_spares_the_rest(demo: DemoServer) -> None:
    demo.faults.add("status", method="GET", path="^/login$", after=1, times=2, status=503)
    statuses = [raw(demo)[0].split()[1] for _ in range(5)]
    assert statuses == [b"200", b"503", b"503", b"200", b"200"]
    demo.faults.add("status", path="^/login$", times=99, status=502)
    assert raw(demo, LOGIN.replace(b"/login", b"/other"))[0].split()[1] == b"302"
    demo.faults.clear()
    assert raw(demo)[0].split()[1] == b"200"


@pytest.mark.parametrize("status", [413, 414, 502, 503])
def test_a_status_comes_with_a_page_of_html(demo: DemoServer, status: int) -> None:
    demo.faults.add("status", status=status, retry_after=7)
    head, body = raw(demo)
    assert head.split()[1] == str(status).encode()
    assert header(head, "Content-Type").startswith("text/html")
    assert header(head, "Retry-After") == "7"
    assert body.startswith(b"<!doctype html>")


def test_html_may_come_as_a_success_and_the_login_as_a_redirect(demo: DemoServer) -> None:
    demo.faults.add("html")
    demo.faults.add("login", after=1)
    assert raw(demo)[0].startswith(b"HTTP/1.1 200")
    head, _ = raw(demo)
    assert (head.split()[1], header(head, "Location")) == (b"302", "/login")


def test_a_lost_answer_was_done_and_a_lost_request_was_not(demo: DemoServer) -> None:
    granted = demo.grant()
    form = refresh(demo.apps[0], granted["refresh_token"])
    demo.faults.add("lost-request", path="access_token")
    demo.faults.add("lost-answer", path="access_token", after=1)
    assert raw(demo, posted(form)) == (b"", b"")
    assert demo.provider.bearer(f"Bearer {granted['access_token']}")
    assert raw(demo, posted(form)) == (b"", b"")
    assert demo.provider.bearer(f"Bearer {granted['access_token']}") is None
    assert [seen.status for seen in demo.log.seen] == [0, 200]


def test_a_reset_is_a_reset(demo: DemoServer) -> None:
    demo.faults.add("reset")
    with pytest.raises(ConnectionResetError):
        raw(demo)


def test_a_cut_answer_states_its_whole_length(demo: DemoServer, page: bytes) -> None:
    demo.faults.add("cut", after=0)
    head, body = raw(demo)
    assert header(head, "Content-Length") == str(len(page))
    assert len(body) == len(page) - len(page) // 2


def test_a_length_may_be_wrong_both_ways(demo: DemoServer, page: bytes) -> None:
    demo.faults.add("long")
    demo.faults.add("short", after=1)
    assert header(raw(demo)[0], "Content-Length") == str(len(page) + 100)
    assert header(raw(demo)[0], "Content-Length") == str(len(page) // 2)


def test_a_closed_connection_had_promised_to_stay(demo: DemoServer, page: bytes) -> None:
    demo.faults.add("closed")
    head, body = raw(demo, LOGIN + LOGIN)
    assert header(head, "Connection") == "keep-alive"
    assert len(body) == len(page)


def test_compressed_bytes_end_too_early(demo: DemoServer) -> None:
    demo.faults.add("gzip")
    head, body = raw(demo)
    assert header(head, "Content-Encoding") == "gzip"
    assert header(head, "Content-Length") == str(len(body))
    with pytest.raises(EOFError):
        gzip.decompress(body)


def test_the_date_may_be_hours_off(demo: DemoServer) -> None:
    right = parsedate_to_datetime(header(raw(demo)[0], "Date"))
    demo.faults.add("date", hours=-5)
    wrong = parsedate_to_datetime(header(raw(demo)[0], "Date"))
    assert 4.9 < (right - wrong).total_seconds() / 3600 < 5.1


def test_a_drip_sends_everything_in_the_end(demo: DemoServer, page: bytes) -> None:
    demo.faults.add("drip", seconds=0.0)
    assert len(raw(demo)[1]) == len(page)


def test_a_stop_waits_for_no_drip(demo: DemoServer) -> None:
    demo.faults.add("drip", seconds=3600)
    parts = urlsplit(demo.base_url)
    with socket.create_connection((parts.hostname, parts.port), timeout=10) as connection:
        connection.sendall(LOGIN)
        assert connection.recv(1) == b"H"
        demo.stop()


def test_an_end_lets_go_of_what_is_delayed() -> None:
    faults, asked = Faults(), threading.Event()
    faults.add("delay", seconds=3600)

    def ask() -> Answer:
        asked.set()
        return Answer(200, TEXT)

    held_up = threading.Thread(target=lambda: faults.deliver(Incoming("GET", "/"), ask))
    held_up.start()
    asked.wait(10)
    faults.end()
    held_up.join(10)
    assert not held_up.is_alive()


def test_a_plan_is_a_list_of_rules() -> None:
    faults = Faults()
    faults.load(json.dumps([{"fault": "delay", "path": "^/rest/", "seconds": 1}, {"fault": "cut", "times": 3}]))


@pytest.mark.parametrize(
    "plan",
    [
        "",
        "{}",
        "[1]",
        "[{}]",
        '[{"fault": "fire"}]',
        '[{"fault": "cut", "colour": "red"}]',
        '[{"fault": "cut", "path": "("}]',
    ],
)
def test_what_is_no_plan_is_refused(plan: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        Faults().load(plan)
