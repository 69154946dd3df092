"""The session that stays signed in: what goes out, what is healed, what people of Cerb's guide may rely on."""

from __future__ import annotations

import io
import logging
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs

import pytest
import requests
from requests_oauthlib import OAuth2Session

from cerbsh.auth.oauth import CerbSession
from cerbsh.auth.store import MemoryVault
from cerbsh.auth.token import Token
from cerbsh.auth.vault import FileVault, Secrets
from cerbsh.config import Profile
from cerbsh.demo.server import DemoServer
from cerbsh.errors import SignInError
from tests.auth.support import ME, Arrived, Clock, grant, serving


@pytest.fixture
def session(profile: Profile, vault: FileVault) -> Iterator[CerbSession]:
    with CerbSession(profile, vault) as session:
        yield session


def refreshes(demo: DemoServer) -> tuple[int, int]:
    return demo.provider.refreshes, demo.provider.refused_refreshes


def test_it_is_the_session_of_the_guide(session: CerbSession, demo: DemoServer) -> None:
    assert isinstance(session, OAuth2Session)
    assert session.get(demo.base_url + ME).status_code == 200
    assert session.authorized
    assert session.token["access_token"] == session.access_token
    assert session.client_id == demo.apps[0].client_id


@pytest.mark.parametrize("url", [ME, f"/{ME}", ME.encode()])
def test_an_address_without_a_scheme_counts_from_the_base_url(
    url: str | bytes, session: CerbSession, demo: DemoServer
) -> None:
    assert session.get(url).status_code == 200
    assert demo.log.seen[-1].path == f"/{ME}"


def test_the_users_environment_needs_no_word_about_insecure_transport(session: CerbSession) -> None:
    assert session.get(ME).status_code == 200
    assert "OAUTHLIB_INSECURE_TRANSPORT" not in os.environ


def test_connections_are_kept(session: CerbSession) -> None:
    for _ in range(5):
        session.get(ME)
    pools = session.adapters["http://"].poolmanager.pools  # type: ignore[attr-defined]
    assert [pools[key].num_connections for key in pools.keys()] == [1]  # noqa: SIM118


def test_a_token_near_its_end_is_refreshed_before_the_call(
    session: CerbSession, demo: DemoServer, vault: FileVault
) -> None:
    secrets = vault.read()
    old = secrets.token
    assert old
    vault.write(secrets._replace(token=old._replace(expires_at=time.time() + old.leeway - 1)))
    assert session.get(ME).status_code == 200
    new = vault.read().token
    assert new
    assert (new.access_token != old.access_token, new.refresh_token != old.refresh_token) == (True, True)
    assert refreshes(demo) == (1, 0)
    assert demo.log.count(path="rest/") == 1


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "PATCH", "DELETE"])
def test_a_401_forces_one_refresh_and_the_call_is_made_again_by_any_method(
    method: str, session: CerbSession, demo: DemoServer, clock: Clock
) -> None:
    clock.skip()
    reply = session.request(method, "rest/records/task/create.json", data={"fields[title]": "x"})
    assert reply.status_code == 200
    assert refreshes(demo) == (1, 0)
    calls = [(seen.method, seen.body, seen.status) for seen in demo.log.seen if "rest/" in seen.path]
    assert calls == [(method, b"fields%5Btitle%5D=x", 401), (method, b"fields%5Btitle%5D=x", 200)]


def test_a_401_is_healed_by_the_newer_token_of_another_process_without_a_refresh(
    session: CerbSession, demo: DemoServer, vault: FileVault, clock: Clock
) -> None:
    session.get(ME)
    clock.skip()
    FileVault(Path(vault.where)).write(Secrets(demo.apps[0].client_secret, grant(demo)))
    assert session.get(ME).status_code == 200
    assert refreshes(demo) == (0, 0)


def test_a_401_that_remains_is_given_to_the_caller() -> None:
    def answer(call: Arrived) -> tuple[int, dict[str, str], bytes]:
        if call.path == "/oauth/access_token":
            return 200, {}, b'{"access_token": "new", "refresh_token": "new", "expires_in": 3600}'
        return 401, {}, b"no"

    with serving(answer) as (base_url, seen):
        vault = MemoryVault(Secrets("s", Token("old", "old", client_id="c")))
        assert CerbSession(Profile("x", base_url), vault).get(ME).status_code == 401
        assert [call.path for call in seen] == [f"/{ME}", "/oauth/access_token", f"/{ME}"]


def test_a_body_that_can_be_read_once_is_not_sent_twice(session: CerbSession, demo: DemoServer, clock: Clock) -> None:
    clock.skip()
    assert session.post(ME, data=io.BytesIO(b"once")).status_code == 401
    assert [seen.body for seen in demo.log.seen] == [b"once"]


def test_the_callers_own_authorization_does_not_take_the_tokens_place(session: CerbSession) -> None:
    assert session.get(ME, headers={"authorization": "Bearer other"}).status_code == 200


def test_a_call_may_go_without_the_token(session: CerbSession, demo: DemoServer) -> None:
    assert session.request("GET", ME, withhold_token=True).status_code == 401
    assert not demo.log.seen[-1].authorized


def test_what_a_call_carries_does_not_get_into_the_refresh(
    session: CerbSession, demo: DemoServer, vault: FileVault, profile: Profile
) -> None:
    forms = []

    def answer(call: Arrived) -> tuple[int, dict[str, str], bytes]:
        if call.path == "/oauth/access_token":
            forms.append((parse_qs(call.body.decode()), call.headers.get("Authorization")))
            return 200, {}, b'{"access_token": "new", "refresh_token": "next", "expires_in": 3600}'
        return 200, {}, b"{}"

    with serving(answer) as (base_url, seen):
        store = MemoryVault(Secrets("the secret", Token("old", "r", expires_at=1.0)))
        session = CerbSession(profile._replace(base_url=base_url), store)
        session.put(ME, params={"q": "x"}, json={"a": 1}, headers={"X-A": "b"}, auth=("me", "pw"), timeout=5)
        assert seen[0].path == "/oauth/access_token"
    fields = {"grant_type": "refresh_token", "refresh_token": "r", "client_id": profile.client_id}
    assert forms == [({name: [value] for name, value in {**fields, "client_secret": "the secret"}.items()}, None)]
    assert store.read().client_secret == "the secret"


def test_a_refresh_can_be_forced(session: CerbSession, demo: DemoServer, vault: FileVault) -> None:
    before = vault.read().token
    token = session.refresh_token(f"{demo.base_url}oauth/access_token")
    assert before
    assert token["access_token"] == session.access_token != before.access_token
    assert session.get(ME).status_code == 200


def test_threads_share_one_refresh(session: CerbSession, demo: DemoServer, clock: Clock) -> None:
    clock.skip()
    statuses: list[int] = []

    def ask() -> None:
        statuses.extend(session.get(ME).status_code for _ in range(5))

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert statuses == [200] * 40
    assert refreshes(demo) == (1, 0)


def test_somebody_who_is_not_signed_in_is_told_so_before_anything_is_sent(demo: DemoServer, profile: Profile) -> None:
    with pytest.raises(SignInError, match="not signed in") as caught:
        CerbSession(profile, MemoryVault(Secrets())).get(ME)
    assert "cerbsh login --profile demo" in caught.value.hint
    assert demo.log.seen == ()


def test_a_token_that_cannot_be_renewed_is_tried_whatever_this_clock_says(demo: DemoServer, profile: Profile) -> None:
    bare = grant(demo)._replace(refresh_token="", expires_at=time.time() - 7200)
    assert CerbSession(profile, MemoryVault(Secrets("", bare))).get(ME).status_code == 200


def test_tokens_are_never_logged(
    session: CerbSession, vault: FileVault, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    tokens = [vault.read().token]
    session.get(ME)
    clock.skip()
    session.get(ME)
    tokens.append(vault.read().token)
    for token in tokens:
        assert token
        assert token.access_token not in caplog.text
        assert token.refresh_token not in caplog.text


def test_requests_that_fail_raise_what_the_library_raises(session: CerbSession, demo: DemoServer) -> None:
    demo.stop()
    with pytest.raises(requests.ConnectionError):
        session.get(ME)


def test_a_request_costs_one_look_at_the_token_file(
    session: CerbSession, vault: FileVault, monkeypatch: pytest.MonkeyPatch
) -> None:
    session.get(ME)
    looks: list[Path] = []
    lstat = Path.lstat
    monkeypatch.setattr(Path, "lstat", lambda path: (looks.append(path), lstat(path))[1])  # type: ignore[func-returns-value]
    monkeypatch.delattr(os, "open")
    assert session.get(ME).status_code == 200
    assert [str(path) for path in looks] == [vault.where]


LOADED = """
import sys
from pathlib import Path
from cerbsh.auth.oauth import CerbSession
from cerbsh.auth.vault import FileVault
from cerbsh.config import Profile
CerbSession(Profile("demo", sys.argv[2]), FileVault(Path(sys.argv[1]))).get("rest/workers/me.json").raise_for_status()
print(*{"filelock", "tomlkit", "keyring", "webbrowser", "http.server", "platformdirs", "sqlite3"} & set(sys.modules))
"""


def test_a_request_with_a_fresh_token_loads_nothing_that_writes(vault: FileVault, demo: DemoServer) -> None:
    command = [sys.executable, "-c", LOADED, vault.where, demo.base_url]
    assert subprocess.run(command, capture_output=True, text=True, check=True).stdout == "\n"
