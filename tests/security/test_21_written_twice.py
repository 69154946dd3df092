"""Threat 21: a write that is done twice. Every fault with every kind of request: ``tests/net/test_matrix.py``."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from cerbsh.api.client import Client
from cerbsh.api.request import Method, Request
from cerbsh.auth.store import MemoryVault
from cerbsh.auth.token import Token
from cerbsh.auth.vault import Secrets
from cerbsh.config import Profile
from cerbsh.demo.server import DemoServer
from cerbsh.errors import ConnectError, Exit
from tests.shell.conftest import engine_on
from tests.shell.support import told

SOUND = b'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 24\r\n\r\n{"__status" : "success"}'
WRITES: tuple[Method, ...] = ("POST", "PUT", "PATCH", "DELETE")

Behave = Callable[[socket.socket], object]


@dataclass
class Counting:
    """A server that counts the requests that came whole, and then behaves in one way or another."""

    behaviours: list[Behave]
    port: int = 0
    whole: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)
    closed: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))

    def serve(self, connection: socket.socket) -> None:
        with closing(connection), suppress(OSError):
            while _read_request(connection):
                with self.lock:
                    behave = self.behaviours[min(self.whole, len(self.behaviours) - 1)]
                    self.whole += 1
                if behave(connection) is None:
                    break
        self.closed.release()


def _read_request(connection: socket.socket) -> bool:
    data = b""
    while b"\r\n\r\n" not in data:
        chunk = connection.recv(65536)
        if not chunk:
            return False
        data += chunk
    head, _, body = data.partition(b"\r\n\r\n")
    length = next((int(line[15:]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")), 0)
    while len(body) < length:
        chunk = connection.recv(65536)
        if not chunk:
            return False
        body += chunk
    return True


def drop(connection: socket.socket) -> None:
    """Close without a word."""


def answer(connection: socket.socket) -> bool:
    connection.sendall(SOUND)
    return True


def answer_and_drop(connection: socket.socket) -> None:
    """Answer as if the connection were to stay, and close it."""
    connection.sendall(SOUND)


def half(connection: socket.socket) -> None:
    connection.sendall(SOUND[:-10])


@contextmanager
def counting(*behaviours: Behave) -> Iterator[Counting]:
    with closing(socket.create_server(("127.0.0.1", 0), backlog=20)) as server:
        made = Counting(list(behaviours), server.getsockname()[1])

        def accept() -> None:
            with suppress(OSError):
                while True:
                    threading.Thread(target=made.serve, args=server.accept()[:1], daemon=True).start()

        threading.Thread(target=accept, daemon=True).start()
        yield made
        server.shutdown(socket.SHUT_RDWR)


def client_of(server: Counting) -> Client:
    profile = Profile("work", f"http://127.0.0.1:{server.port}/")
    return Client(profile, MemoryVault(Secrets("", Token("t"))), print, sleep=lambda seconds: None)


def write(method: Method) -> Request:
    return Request(method, "records/task/5.json", form=(("fields[title]", "x"),))


@pytest.mark.parametrize("method", WRITES)
@pytest.mark.parametrize("behave", [drop, half])
def test_a_write_whose_reply_is_lost_arrives_once_and_is_told(method: Method, behave: Behave) -> None:
    with counting(behave) as server:
        with pytest.raises(ConnectError, match="may have been done") as caught:
            client_of(server).send(write(method))
        assert server.whole == 1
    assert "read the record" in caught.value.hint


@pytest.mark.parametrize("method", WRITES)
def test_a_connection_that_went_stale_is_noticed_before_a_write_goes_into_it(method: Method) -> None:
    with counting(answer_and_drop) as server:
        client = client_of(server)
        for number in range(1, 4):
            assert client.send(write(method)).ok
            assert server.whole == number
            assert server.closed.acquire(timeout=10)


def test_what_only_reads_is_tried_again() -> None:
    with counting(drop, half, answer) as server:
        assert client_of(server).send(Request("GET", "workers/me.json")).ok
        assert server.whole == 3


def test_no_layer_below_repeats_anything() -> None:
    with counting(drop) as server:
        adapter = client_of(server).session.get_adapter(f"http://127.0.0.1:{server.port}/")
        retries = getattr(adapter, "max_retries")  # noqa: B009 - the stubs do not know it
    assert retries.total == 0 and not retries.read


@pytest.mark.parametrize(
    "line", ["POST records/task/create title=x", "PUT records/task/1 title=x", "DELETE records/task/1 --yes"]
)
def test_a_401_means_that_nothing_was_done_so_that_once_more_is_right(
    line: str, demo: DemoServer, tmp_path: Path
) -> None:
    engine = engine_on(demo, tmp_path)
    token = engine.signed_in.store.read().token
    assert token
    engine.run("GET workers/me")
    demo.provider.exchange(
        {"grant_type": "refresh_token", "refresh_token": token.refresh_token, "client_id": demo.apps[0].client_id,
         "client_secret": demo.apps[0].client_secret}
    )  # fmt: skip
    demo.log.clear()
    assert engine.run(line).exit == Exit.SIGN_IN
    done = [seen for seen in demo.log.seen if seen.method != "GET" and "/rest/" in seen.path]
    assert all(seen.status == 401 for seen in done)


def test_a_lost_write_leaves_a_trace_that_check_can_follow(demo: DemoServer, tmp_path: Path) -> None:
    engine = engine_on(demo, tmp_path)
    demo.faults.add("lost-answer", method="PUT", path="records/task/1")
    assert engine.run("PUT records/task/1 title='Done once'").exit == Exit.CONNECTION
    assert demo.log.count("PUT", "records/task/1") == 1
    assert engine.notebook.history
    number = engine.notebook.history.recent(1)[0].number
    found = engine.run(f"check {number}")
    assert found.exit == Exit.OK, told(found)
    assert demo.log.count("PUT", "records/task/1") == 1
