"""Threat 20: a server that is slow, or never answers: the wait ends, and Ctrl-C ends it at once."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field

import pytest

from cerbsh.api.client import Client
from cerbsh.api.request import Request
from cerbsh.auth import endpoint, probe, transport
from cerbsh.auth.store import MemoryVault
from cerbsh.auth.token import Token
from cerbsh.auth.vault import Secrets
from cerbsh.config import Profile
from cerbsh.errors import ConnectError
from tests.support import Home
from tests.tty.shell import Shell

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{"
BEHAVIOURS = {
    "never accepts a request": None,
    "never answers": b"",
    "stops in the head": HEAD[:20],
    "stops in the body": HEAD,
}


@dataclass
class Hung:
    """A server that says ``said`` to each request and then nothing; it hears when the client hangs up."""

    said: bytes | None
    port: int = 0
    asked: threading.Event = field(default_factory=threading.Event)
    left: threading.Event = field(default_factory=threading.Event)

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self.port}/"

    def serve(self, connection: socket.socket) -> None:
        with closing(connection), suppress(OSError):
            if self.said is not None:
                connection.recv(65536)
                connection.sendall(self.said)
            self.asked.set()
            while connection.recv(65536):
                pass
            self.left.set()


@contextmanager
def hung(said: bytes | None) -> Iterator[Hung]:
    with closing(socket.create_server(("127.0.0.1", 0), backlog=20)) as server:
        made = Hung(said, server.getsockname()[1])

        def accept() -> None:
            with suppress(OSError):
                while True:
                    threading.Thread(target=made.serve, args=server.accept()[:1], daemon=True).start()

        thread = threading.Thread(target=accept, daemon=True)
        thread.start()
        yield made
        server.shutdown(socket.SHUT_RDWR)
        thread.join()


def environ(home: Home, server: Hung) -> dict[str, str]:
    return home.environ(CERBSH_BASE_URL=server.base_url, CERBSH_TOKEN="a-token")


def test_the_usual_patience_is_ten_seconds_to_connect_and_half_a_minute_to_read() -> None:
    assert transport.TIMEOUT == (10.0, 30.0)
    assert all(0 < seconds <= 30 for seconds in (*endpoint.TIMEOUT, *probe.TIMEOUT))


@pytest.mark.parametrize("said", BEHAVIOURS.values(), ids=BEHAVIOURS.keys())
def test_the_wait_ends(said: bytes | None) -> None:
    with hung(said) as server:
        client = Client(Profile("work", server.base_url), MemoryVault(Secrets("", Token("t"))), print)
        with pytest.raises(ConnectError, match=r"did not answer in time|broke before") as caught:
            client.send(Request("POST", "records/task/create.json", form=(("a", "b"),)), timeout=0.1)
        assert caught.value.hint
        client.close()
        assert server.left.wait(10), "the connection is closed"


@pytest.mark.parametrize("said", BEHAVIOURS.values(), ids=BEHAVIOURS.keys())
def test_ctrl_c_ends_a_script_at_once_and_closes_the_connection(said: bytes | None, home: Home) -> None:
    with hung(said) as server:
        process = subprocess.Popen(
            [sys.executable, "-m", "cerbsh", "-c", "GET workers/me", "-c", "GET workers/me"],
            env=environ(home, server),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert server.asked.wait(30)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=10)
        assert process.returncode == 130
        assert "Traceback" not in err and out == ""
        assert server.left.wait(10)


def test_ctrl_c_at_the_prompt_ends_the_wait_and_the_prompt_goes_on(home: Home) -> None:
    with hung(HEAD) as server, Shell(env=environ(home, server), columns=90) as shell:
        shell.run("set learn off")
        server.asked.clear()
        shell.line("GET workers/me")
        assert server.asked.wait(20)
        shell.press("ctrl-c")
        shell.wait_for("interrupted")
        shell.ready()
        shell.run("pwd")
        assert "/" in shell.rows


def test_a_server_that_drips_for_ever_is_left_by_ctrl_c(home: Home) -> None:
    """Each byte is in time, so that no limit ends it; a person can."""
    with closing(socket.create_server(("127.0.0.1", 0))) as server:
        dripping, left = threading.Event(), threading.Event()

        def drip() -> None:
            connection, _ = server.accept()
            with closing(connection), suppress(OSError):
                connection.recv(65536)
                connection.sendall(HEAD)
                while not left.wait(0.05):
                    connection.sendall(b" ")
                    dripping.set()

        thread = threading.Thread(target=drip, daemon=True)
        thread.start()
        process = subprocess.Popen(
            [sys.executable, "-m", "cerbsh", "-c", "GET workers/me"],
            env=home.environ(CERBSH_BASE_URL=f"http://127.0.0.1:{server.getsockname()[1]}/", CERBSH_TOKEN="t"),
            stdin=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert dripping.wait(30)
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=10)
        assert process.returncode == 130
        thread.join(10)
        assert not thread.is_alive()
        left.set()


def test_nobody_waits_for_what_is_learned_behind_the_prompt(home: Home) -> None:
    with hung(b"") as server, Shell(env=environ(home, server), columns=90) as shell:
        shell.ready()
        shell.send("GET records/org/")
        shell.press("tab")
        shell.wait_for("search")
        shell.press("ctrl-c")
        shell.run("pwd")
        shell.press("ctrl-d")
        assert shell.wait_exit(10) == 0
