"""Clocks of server and machine that differ by hours: nobody is signed out, and nobody is asked to set one."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from cerbsh.auth.token import parse_pasted
from cerbsh.auth.vault import Secrets
from cerbsh.demo.server import DemoServer, Options
from cerbsh.errors import Exit
from tests.net.rig import Rig

HOUR = 3600.0


@pytest.fixture(params=[-9, -1, 1, 5, 24 * 400], ids=lambda hours: f"{hours:+} h")
def server(request: pytest.FixtureRequest) -> Iterator[DemoServer]:
    """A Cerb whose clock is off."""
    with DemoServer(Options(records=20, clock=lambda: time.time() + request.param * HOUR)) as server:
        server.faults.add("date", times=10_000, hours=request.param)
        yield server


def test_a_sign_in_lives_as_long_as_cerb_said(server: DemoServer, tmp_path: Path) -> None:
    rig = Rig(server, tmp_path, "script")
    for _ in range(3):
        assert rig.run("GET workers/me")[0] == Exit.OK
    assert server.provider.refreshes == 0
    rig.expire()
    assert rig.run("POST records/task/create title=x")[0] == Exit.OK
    assert (server.provider.refreshes, server.provider.refused_refreshes) == (1, 0)
    rig.close()


def test_a_pasted_token_whose_dates_are_the_servers_is_renewed_at_the_latest_when_it_is_refused(
    server: DemoServer, tmp_path: Path
) -> None:
    rig = Rig(server, tmp_path, "script")
    token = parse_pasted(json.dumps(server.grant()))
    rig.vault.write(Secrets(server.apps[0].client_secret, token))
    for _ in range(3):
        assert rig.run("GET workers/me")[0] == Exit.OK
    assert server.provider.refused_refreshes == 0
    assert server.provider.refreshes <= 1
    rig.close()
