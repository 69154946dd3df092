"""Faults as whole processes and a prompt at a terminal meet them: streams, exit status, and the shell that goes on."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from cerbsh.demo.server import DemoServer, Options
from tests.certificates import self_signed
from tests.conftest import sign_in
from tests.net.faults import FAULTS
from tests.support import Home
from tests.tty.shell import Shell

CREATE = "POST records/task/create title=once"


@pytest.fixture
def server() -> Iterator[DemoServer]:
    with DemoServer(Options(records=20, log_size=100)) as server:
        yield server


@pytest.fixture
def own(home: Home, server: DemoServer) -> Home:
    return sign_in(home, server)


@pytest.mark.parametrize(
    ("fault", "line", "status", "said"),
    [
        ("reset", CREATE, 4, "may have been done"),
        ("502", CREATE, 1, "may have been done"),
        ("HTML with 200", "GET records/org/search", 1, "HTML page"),
        ("503 for an hour", "GET records/org/search", 1, "3600 s"),
        ("dropped in the middle", "download 1 --output saved", 4, "broke"),
    ],
)
def test_a_script_stops_at_the_fault_with_its_status(
    own: Home, server: DemoServer, fault: str, line: str, status: int, said: str
) -> None:
    rule = FAULTS[fault]
    server.faults.add(rule.name, path="rest/(records|attachments)", times=100, **rule.settings)
    done = own.cerbsh("-c", line, "-c", "GET workers/me")
    assert done.returncode == status
    assert said in done.stderr and "Traceback" not in done.stderr
    assert "_type" not in done.stdout
    assert server.log.count(path="workers/me") == 0
    assert server.log.count("POST", "create") <= 1
    assert not (own.path / "saved").exists()


def test_the_prompt_goes_on_after_faults_of_every_sort(own: Home, server: DemoServer) -> None:
    with Shell(env=own.environ(), columns=110, rows=40) as shell:
        shell.run("set learn off")
        for fault in ("reset", "413", "a redirect to the login", "truncated gzip", "HTML with 200"):
            rule = FAULTS[fault]
            server.faults.clear()
            server.faults.add(rule.name, path="task/create", times=100, **rule.settings)
            before = server.log.count("POST", "task/create")
            shell.run(CREATE)
            shell.wait_for("error:")
            assert server.log.count("POST", "task/create") == before + 1
            shell.run("clear")
        server.faults.clear()
        shell.run("GET workers/me")
        assert '  "first_name": "Mira",' in shell.rows
        assert b"Traceback" not in shell.transcript


def test_a_server_that_is_gone_and_comes_back(own: Home, server: DemoServer) -> None:
    server.stop()
    gone = own.cerbsh("-c", "GET workers/me")
    assert (gone.returncode, gone.stdout) == (4, "")
    assert "no connection" in gone.stderr and "whether Cerb runs" in gone.stderr
    server.start()
    assert own.cerbsh("-c", "GET workers/me").returncode == 0


def test_a_port_that_takes_connections_and_never_answers(home: Home) -> None:
    with closing(socket.create_server(("127.0.0.1", 0), backlog=5)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}/"
        env = {"CERBSH_BASE_URL": url, "CERBSH_TOKEN": "a-token"}
        done = home.cerbsh("-c", "POST records/task/create title=x --timeout=0.3", env=env)
    assert done.returncode == 4
    assert "did not answer in time" in done.stderr and "may have been done" in done.stderr


def test_a_certificate_that_expires_while_the_shell_is_open(home: Home, tmp_path: Path) -> None:
    context, ca_file = self_signed(tmp_path)
    with DemoServer(Options(records=20, tls=context, log_size=100)) as server:
        sign_in(home, server)
        env = {"REQUESTS_CA_BUNDLE": str(ca_file)}
        assert home.cerbsh("-c", "GET workers/me", env=env).returncode == 0
        server.log.clear()
        context.load_cert_chain(*expired_beside(tmp_path))
        done = home.cerbsh("-c", "GET workers/me", "-c", CREATE, env=env)
        assert done.returncode == 4
        assert "expired" in done.stderr and "renewed" in done.stderr
        assert server.log.seen == ()


def expired_beside(folder: Path) -> tuple[Path, Path]:
    """Certificate and key of one that has expired, in the place of the one that is trusted."""
    _, certificate = self_signed(folder, expired=True)
    return certificate, certificate.with_name(f"{certificate.stem}-key.pem")
