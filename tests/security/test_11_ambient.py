"""Threat 11: credentials that lie around: .netrc, cookies, a proxy for what should stay on this machine."""

from __future__ import annotations

from pathlib import Path

import pytest

from cerbsh.auth.oauth import CerbSession
from cerbsh.auth.probe import probe
from cerbsh.auth.store import MemoryVault
from cerbsh.auth.token import Token
from cerbsh.auth.vault import Secrets
from cerbsh.config import Profile
from cerbsh.errors import ReplyError
from tests.auth.support import ME, serving


@pytest.fixture
def netrc(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / ".netrc"
    file.write_text("machine 127.0.0.1 login canary password canary\n")
    file.chmod(0o600)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("NETRC", str(file))


def session(base_url: str) -> CerbSession:
    return CerbSession(Profile("work", base_url), MemoryVault(Secrets("s", Token("the-token"))))


@pytest.mark.usefixtures("netrc")
def test_a_netrc_entry_takes_nobodys_place() -> None:
    with serving(lambda call: (404, {}, b"")) as (base_url, seen):
        cerb = session(base_url)
        cerb.get(ME)
        cerb.request("GET", ME, withhold_token=True)
        with pytest.raises(ReplyError):
            probe(Profile("work", base_url))
    assert [call.headers.get("Authorization") for call in seen[:3]] == ["Bearer the-token", None, None]


def test_cookies_are_neither_kept_nor_sent() -> None:
    cookie = {"Set-Cookie": "Devblocks=canary; Path=/"}
    with serving(lambda call: (200, cookie, b"{}")) as (base_url, seen):
        cerb = session(base_url)
        for _ in range(2):
            cerb.get(ME)
        assert len(cerb.cookies) == 0
    assert all("Cookie" not in call.headers for call in seen)


@pytest.mark.parametrize("name", ["HTTP_PROXY", "http_proxy", "ALL_PROXY"])
def test_plain_http_on_this_machine_is_shown_to_no_proxy(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with (
        serving(lambda call: (200, {}, b"")) as (proxy, arrived),
        serving(lambda call: (200, {}, b"{}")) as (base_url, _),
    ):
        monkeypatch.setenv(name, proxy)
        assert session(base_url).get(ME).content == b"{}"
    assert arrived == []
