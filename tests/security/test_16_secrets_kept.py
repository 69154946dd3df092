"""Threat 16: secrets that are kept or shown. One home goes through every kind of request, and then it is searched."""

from __future__ import annotations

import re
import sqlite3
import stat
import zlib

import pytest

from cerbsh.demo.server import DemoServer
from cerbsh.shell.fault import report
from tests import canary
from tests.support import Home

PASSWORD = "canary-1f6b-password"
LINES = (
    "GET workers/me",
    f"PUT records/worker/2 password={PASSWORD} --yes",
    f"POST workers/create email_id=1 first_name=A password={PASSWORD}",
    f"GET workers/me -H 'X-Api-Key: {PASSWORD}'",
    "GET records/ticket/search q=subject:x --headers",
    "status",
    "history",
    "set",
    "help",
)


def test_the_canary_is_found_where_it_is(shared_demo: DemoServer) -> None:
    answer = shared_demo.grant()
    for secret in (answer["access_token"], answer["refresh_token"], shared_demo.apps[0].client_secret):
        assert canary.leaks(f"a line with {secret} in it")
    assert not canary.leaks("eyJust.a-word def500 653bfe62")


def test_no_secret_is_kept_outside_its_token_file(signed_in: Home) -> None:
    for line in LINES:
        done = signed_in.cerbsh("--keep-going", "-c", line)
        assert PASSWORD not in done.stdout + done.stderr, line
    files = [path for path in signed_in.path.rglob("*") if path.is_file() and path.parent.name != "tokens"]
    assert len(files) >= 2
    for path in files:
        assert PASSWORD.encode() not in path.read_bytes(), path
    assert list(canary.leaks_below(signed_in.path.parent)) == []


def test_no_secret_is_inside_the_packed_bodies_of_the_history(signed_in: Home) -> None:
    token = signed_in.cerbsh("token", keep_secret=False).stdout.strip()
    signed_in.cerbsh("-c", f"POST records/comment/create comment='my token is {token}' target__context=org target_id=1")
    with sqlite3.connect(signed_in.data / "history.sqlite3") as history:
        tables = [name for (name,) in history.execute("select name from sqlite_master where type = 'table'")]
        blobs = [
            value
            for table in tables
            if not re.search("fts|search|index", table)
            for row in history.execute(f"select * from {table}")
            for value in row
            if isinstance(value, bytes)
        ]
    assert blobs
    for blob in blobs:
        for wbits in (zlib.MAX_WBITS, -zlib.MAX_WBITS):
            try:
                text = zlib.decompressobj(wbits).decompress(blob)
            except zlib.error:
                continue
            assert not canary.leaks(text)


@pytest.mark.parametrize("command", [("-c", "GET workers/me"), ("status",), ("profiles",)])
def test_no_command_prints_one(signed_in: Home, command: tuple[str, ...]) -> None:
    done = signed_in.cerbsh(*command)
    assert canary.leaks(done.stdout + done.stderr) == []


def test_the_token_command_prints_a_fresh_token_and_keeps_no_trace(signed_in: Home) -> None:
    done = signed_in.cerbsh("token", keep_secret=False)
    assert done.returncode == 0
    assert canary.leaks(done.stdout)
    assert not (signed_in.data / "history.sqlite3").exists()


def test_a_report_of_a_fault_is_private_and_holds_no_token(
    home: Home, shared_demo: DemoServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in home.environ().items():
        monkeypatch.setenv(name, value)
    token = str(shared_demo.grant()["access_token"])
    said = report(ValueError(f"Bearer {token} is no number"))
    (written,) = home.data.iterdir()
    assert str(written) in said and token not in said
    assert "is no number" in written.read_text() and not canary.leaks(written.read_bytes())
    assert stat.S_IMODE(written.stat().st_mode) == 0o600
    assert stat.S_IMODE(home.data.stat().st_mode) == 0o700
