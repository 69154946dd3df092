"""A refresh in every situation: refused, lost, interrupted, with no room left to write."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from pathlib import Path

import pytest

from cerbsh.auth.refresh import Refresher, uninterrupted
from cerbsh.auth.store import MemoryVault
from cerbsh.auth.token import Token
from cerbsh.auth.vault import FileVault, Secrets, Store
from cerbsh.config import Profile
from cerbsh.demo.server import DemoServer, Options
from cerbsh.errors import ConnectError, Exit, ReplyError, SignInError
from tests.auth.support import Arrived, Clock, profile_of, serving, signed_in


def stored(store: Store) -> Token:
    token = store.read().token
    assert token
    return token


def test_a_token_is_renewed_and_kept(profile: Profile, vault: FileVault, demo: DemoServer) -> None:
    old = stored(vault)
    new = Refresher(profile, vault).renewed(old)
    assert new == stored(vault) != old
    assert demo.provider.bearer(f"Bearer {new.access_token}")
    assert not demo.provider.bearer(f"Bearer {old.access_token}")
    assert vault.read().client_secret == demo.apps[0].client_secret


def test_the_newer_token_of_another_process_is_taken_instead(
    profile: Profile, vault: FileVault, demo: DemoServer
) -> None:
    old = stored(vault)
    new = Refresher(profile, FileVault(Path(vault.where))).renewed(old)
    assert Refresher(profile, vault).renewed(old) == new
    assert demo.provider.refreshes == 1


def test_a_spent_sign_in_is_told_in_cerbs_words_and_the_file_stays(profile: Profile, vault: FileVault) -> None:
    secrets = vault.read()
    Refresher(profile, MemoryVault(secrets)).renewed(stored(vault))
    with pytest.raises(SignInError) as caught:
        Refresher(profile, vault).renewed(stored(vault))
    assert "is over: Cerb refused: The refresh token is invalid." in caught.value.message
    assert "cerbsh login" in caught.value.hint
    assert FileVault(Path(vault.where)).read() == secrets


def test_a_wrong_client_secret_is_told_as_what_it_is(profile: Profile, vault: FileVault) -> None:
    vault.write(vault.read()._replace(client_secret="wrong"))
    with pytest.raises(SignInError) as caught:
        Refresher(profile, vault).renewed(stored(vault))
    assert "Client authentication failed" in caught.value.message
    assert "client secret" in caught.value.hint


def test_a_refused_refresh_gives_way_to_a_process_that_does_not_see_the_lock() -> None:
    store = MemoryVault(Secrets("s", Token("old", "old-refresh")))
    theirs = Token("theirs", "their-refresh")

    def answer(call: Arrived) -> tuple[int, Mapping[str, str], bytes]:
        store.write(Secrets("s", theirs))
        return 401, {}, b"The refresh token is invalid."

    with serving(answer) as (base_url, _):
        assert Refresher(Profile("x", base_url), store).renewed(Token("old", "old-refresh")) == theirs


@pytest.mark.parametrize("body", [b"<h1>down</h1>", b""])
@pytest.mark.parametrize("status", [302, 403, 404, 500, 502, 503])
def test_an_answer_that_is_no_refusal_deletes_nothing(status: int, body: bytes, tmp_path: Path) -> None:
    vault = FileVault(tmp_path / "tokens" / "x.json")
    vault.write(secrets := Secrets("s", Token("old", "r", client_id="c")))
    with (
        serving(lambda call: (status, {"Location": "/login"}, body)) as (base_url, _),
        pytest.raises(ReplyError) as caught,
    ):
        Refresher(Profile("x", base_url), vault).renewed(stored(vault))
    assert caught.value.exit is Exit.REPLY
    assert FileVault(Path(vault.where)).read() == secrets


def test_a_server_that_is_down_deletes_nothing(profile: Profile, vault: FileVault, demo: DemoServer) -> None:
    secrets = vault.read()
    demo.stop()
    with pytest.raises(ConnectError) as caught:
        Refresher(profile, vault).renewed(stored(vault))
    assert (caught.value.exit, caught.value.sent) == (Exit.CONNECTION, False)
    assert FileVault(Path(vault.where)).read() == secrets
    demo.start()
    assert Refresher(profile, vault).renewed(stored(vault)).access_token


def test_an_answer_that_is_lost_is_told_as_an_interrupted_refresh() -> None:
    store = MemoryVault(secrets := Secrets("s", Token("old", "r", client_id="c")))
    half = serving(lambda call: (200, {"Content-Length": "500"}, b'{"access'))
    with half as (base_url, _), pytest.raises(ConnectError, match="refresh of the sign-in was interrupted") as caught:
        Refresher(Profile("x", base_url), store).renewed(stored(store))
    assert caught.value.sent
    assert "cerbsh login" in caught.value.hint
    assert store.read() == secrets


def test_an_answer_without_a_refresh_token_keeps_the_former() -> None:
    store = MemoryVault(Secrets("s", Token("old", "r", client_id="c")))
    with serving(lambda call: (200, {}, b'{"access_token": "new", "expires_in": 60}')) as (base_url, _):
        assert Refresher(Profile("x", base_url), store).renewed(stored(store)).refresh_token == "r"


@pytest.mark.parametrize(
    ("secrets", "missing"),
    [(Secrets("s", Token("a")), "no refresh token"), (Secrets("", Token("a", "r")), "no client secret")],
)
def test_what_a_renewal_lacks_is_named_and_nothing_is_sent(
    secrets: Secrets, missing: str, demo: DemoServer, profile: Profile
) -> None:
    store = MemoryVault(secrets, "CERBSH_TOKEN")
    with pytest.raises(SignInError, match=f"the access token of CERBSH_TOKEN.*{missing}") as caught:
        Refresher(profile, store).renewed(stored(store))
    assert caught.value.hint.startswith("set CERBSH_TOKEN to a token that Cerb takes")
    assert demo.log.seen == ()


def test_a_sign_out_elsewhere_is_noticed(profile: Profile, vault: FileVault) -> None:
    used = stored(vault)
    vault.erase()
    with pytest.raises(SignInError, match="signed out"):
        Refresher(profile, vault).renewed(used)


def test_ctrl_c_during_a_refresh_waits_until_the_new_token_is_kept(tmp_path: Path) -> None:
    told: list[str] = []
    with DemoServer(Options(records=20, on_request=lambda seen: os.kill(os.getpid(), signal.SIGINT))) as demo:
        vault = signed_in(demo, tmp_path)
        old = stored(vault)
        with pytest.raises(KeyboardInterrupt):
            Refresher(profile_of(demo), vault, told.append).renewed(old)
        assert stored(vault) != old
        assert demo.provider.bearer(f"Bearer {stored(vault).access_token}")
    assert told == ["a moment: the sign-in is being renewed"]
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_a_signal_to_end_waits_too(tmp_path: Path) -> None:
    script = "\n".join(
        [
            "import os, signal",
            "from cerbsh.auth.refresh import uninterrupted",
            "with uninterrupted(print):",
            "    os.kill(os.getpid(), signal.SIGTERM)",
            "    print('done', flush=True)",
            "print('never', flush=True)",
        ]
    )
    ended = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert ended.stdout.split("\n")[-2] == "done"
    assert ended.returncode == -signal.SIGTERM


def test_a_refresh_that_never_ends_can_be_interrupted_after_half_a_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cerbsh.auth.refresh.PATIENCE_OF_CTRL_C", -1.0)
    with pytest.raises(KeyboardInterrupt), uninterrupted(lambda text: None):
        signal.raise_signal(signal.SIGINT)
        pytest.fail("the signal was held back")


def test_other_threads_leave_signals_alone() -> None:
    handlers = []

    def hold() -> None:
        with uninterrupted(lambda text: None):
            handlers.append(signal.getsignal(signal.SIGINT))

    thread = threading.Thread(target=hold)
    thread.start()
    thread.join()
    assert handlers == [signal.getsignal(signal.SIGINT)]


LEAVING = """
import sys, threading
from pathlib import Path
from cerbsh.auth.refresh import Refresher
from cerbsh.auth.vault import FileVault
from cerbsh.config import Profile
vault = FileVault(Path(sys.argv[1]))
refresher = Refresher(Profile("demo", sys.argv[2], client_id=sys.argv[3]), vault)
held = threading.Event()
vault.locked, lock = lambda *to: (held.set(), lock(*to))[1], vault.locked
threading.Thread(target=refresher.renewed, args=(vault.read().token,), daemon=True).start()
held.wait()
"""


def test_a_process_that_leaves_lets_a_refresh_in_another_thread_finish(
    demo: DemoServer, vault: FileVault, profile: Profile
) -> None:
    old = stored(vault)
    subprocess.run([sys.executable, "-c", LEAVING, vault.where, demo.base_url, profile.client_id], check=True)
    assert demo.provider.refreshes == 1
    assert stored(vault) != old
    assert demo.provider.bearer(f"Bearer {stored(vault).access_token}")


@pytest.mark.parametrize("hours", [-5, 5])
def test_clocks_that_differ_by_hours_do_no_harm(hours: int, tmp_path: Path) -> None:
    clock = Clock(hours * 3600.0)
    with DemoServer(Options(records=20, clock=clock)) as demo:
        vault = signed_in(demo, tmp_path)
        refresher = Refresher(profile_of(demo), vault)
        assert refresher.current() == stored(vault)
        assert stored(vault).fresh(time.time())
        assert demo.provider.bearer(f"Bearer {refresher.renewed(stored(vault)).access_token}")
        assert demo.provider.refreshes == 1
