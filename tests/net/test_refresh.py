"""Each fault × the renewal of a token × prompt and script: the newest token survives wherever it got here whole."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from cerbsh.auth import endpoint
from cerbsh.demo.server import DemoServer, Options
from cerbsh.errors import Exit
from tests.net.faults import FAULTS, Fault
from tests.net.rig import MODES, Rig

REFRESH = "oauth/access_token"
WHOLE = ("long", "drip", "closed", "date")
"""Faults that let all of the answer through."""


@pytest.fixture(scope="module")
def server() -> Iterator[DemoServer]:
    with DemoServer(Options(records=20, log_size=100)) as server:
        yield server


@pytest.fixture(params=MODES)
def rig(request: pytest.FixtureRequest, server: DemoServer, tmp_path: Path) -> Iterator[Rig]:
    made = Rig(server, tmp_path, request.param)
    server.log.clear()
    yield made
    server.faults.clear()
    server.faults.end()
    made.close()


def arrived(fault: Fault) -> bool:
    """Whether the new token reaches this machine whole."""
    return fault.done and fault.name in WHOLE and not fault.is_slow


@pytest.mark.parametrize("line", ["GET workers/me", "POST records/task/create title=x"], ids=["GET", "write"])
@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS.keys())
def test_a_fault_of_the_token_endpoint(
    fault: Fault, line: str, rig: Rig, server: DemoServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    if fault.is_slow:
        monkeypatch.setattr(endpoint, "TIMEOUT", (5.0, 0.2))
    old = rig.expire()
    server.faults.add(fault.name, path=REFRESH, times=1000, **fault.settings)
    status, told = rig.run(line)
    server.faults.clear()
    server.faults.end()
    kept = rig.vault.read().token
    assert kept
    if arrived(fault):
        assert status == Exit.OK, told
        assert kept.access_token != old.access_token
        assert rig.token_is_good
        return
    assert status in (Exit.REPLY, Exit.SIGN_IN, Exit.CONNECTION), told
    assert "error: " in told and "\n  " in told
    assert server.log.count("POST", "task/create") == 0, "a write went out before the token was renewed"
    assert kept.refresh_token == old.refresh_token
    after, told = rig.run("GET workers/me")
    assert after == (Exit.SIGN_IN if fault.done else Exit.OK), told
    if fault.done:
        assert "cerbsh login" in told
        rig.sign_in()
        assert rig.run("GET workers/me")[0] == Exit.OK


@pytest.mark.parametrize("fault", [fault for fault in FAULTS.values() if not fault.done], ids=lambda fault: fault.name)
def test_a_fault_that_passes_costs_no_sign_in(fault: Fault, rig: Rig, server: DemoServer) -> None:
    rig.expire()
    server.faults.add(fault.name, path=REFRESH, **fault.settings)
    rig.run("GET workers/me")
    assert rig.run("GET workers/me")[0] == Exit.OK
    assert rig.token_is_good
