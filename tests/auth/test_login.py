"""Signing in: by the browser, by a paste, by a token, and what happens when it fails."""

from __future__ import annotations

import json
import socket
import urllib.request
from collections.abc import Callable
from pathlib import Path

import pytest

from cerbsh.auth import login
from cerbsh.auth.login import sign_in
from cerbsh.auth.oauth import CerbSession
from cerbsh.auth.store import MemoryVault
from cerbsh.auth.vault import FileVault, Secrets
from cerbsh.config import Profile
from cerbsh.demo.server import DemoServer
from cerbsh.errors import LocalError, SignInError, UsageError
from tests.auth.support import ME, Clock, Person, come_back, profile_of


@pytest.fixture
def secret(demo: DemoServer) -> str:
    return demo.apps[0].client_secret


@pytest.fixture
def store() -> MemoryVault:
    return MemoryVault(Secrets())


def browsing(demo: DemoServer) -> Callable[[str], None]:
    """A browser whose user accepts."""

    def browse(url: str) -> None:
        urllib.request.urlopen(come_back(demo, url)).close()

    return browse


def pasting(demo: DemoServer) -> Callable[[Person], str]:
    """Somebody who opens the address that is shown on another machine, and pastes where it ended."""
    return lambda person: come_back(demo, person.shown[-1])


def test_the_browser_comes_back_to_the_listener(
    demo: DemoServer, profile: Profile, store: MemoryVault, secret: str
) -> None:
    ui = Person(browse=browsing(demo))
    token = sign_in(profile, store, ui, client_secret=secret)
    assert store.read() == Secrets(secret, token)
    assert (token.worker_id, token.scopes, token.client_id) == (1, ("api",), profile.client_id)
    assert CerbSession(profile, store).get(ME).status_code == 200


def test_the_client_secret_is_asked_for_unseen(
    demo: DemoServer, profile: Profile, store: MemoryVault, secret: str
) -> None:
    ui = Person([secret], browsing(demo))
    sign_in(profile, store, ui)
    assert ui.asked == [("Client secret: ", True)]
    assert not any(secret in text for text in (*ui.said, *ui.shown))


def test_a_secret_that_is_kept_for_the_same_client_is_used_again(
    demo: DemoServer, profile: Profile, vault: FileVault, secret: str
) -> None:
    former = vault.read().token
    ui = Person(browse=browsing(demo))
    assert sign_in(profile, vault, ui) != former
    assert ui.asked == []
    assert vault.read().client_secret == secret


def test_a_secret_of_another_client_is_not_used(demo: DemoServer, vault: FileVault) -> None:
    other = profile_of(demo, client_id=demo.apps[1].client_id, redirect_uri="https://cerb.example/done")
    ui = Person(["another", ""])
    with pytest.raises(SignInError, match="given up"):
        sign_in(other, vault, ui)
    assert ui.asked[0] == ("Client secret: ", True)


def test_a_damaged_store_is_named_and_replaced(
    demo: DemoServer, profile: Profile, vault: FileVault, secret: str
) -> None:
    for file in Path(vault.where).parent.glob("demo.json*"):
        file.write_bytes(b"{")
    ui = Person([secret], browsing(demo))
    token = sign_in(profile, vault, ui)
    assert "is damaged: it is replaced" in ui.said[0]
    assert FileVault(Path(vault.where)).read() == Secrets(secret, token)


def test_a_place_that_cannot_take_secrets_is_told_before_anything_is_asked(profile: Profile, vault: FileVault) -> None:
    Path(vault.where).parent.chmod(0o755)
    ui = Person()
    with pytest.raises(LocalError, match="may be read by others"):
        sign_in(profile, vault, ui)
    assert (ui.asked, ui.shown) == ([], [])


def test_no_secret_is_no_sign_in(demo: DemoServer, profile: Profile, store: MemoryVault) -> None:
    with pytest.raises(SignInError, match="given up"):
        sign_in(profile, store, Person(["  "]))
    assert demo.log.seen == ()


def test_the_address_is_given_out_alone_and_no_browser_opened_where_none_is_wanted(
    demo: DemoServer, profile: Profile, store: MemoryVault, secret: str
) -> None:
    def browse(url: str) -> None:
        raise AssertionError(url)

    ui = Person([pasting(demo)], browse)
    sign_in(profile, store, ui, client_secret=secret, browser=False)
    assert len(ui.shown) == 1
    assert ui.shown[0].startswith(f"{demo.base_url}oauth/authorize?")


@pytest.mark.parametrize(
    ("redirect_uri", "reason"),
    [
        ("https://cerb.example/done", "the callback is https"),
        ("http://cerb.example/done", "the callback is on another host"),
        ("http://localhost/", "port 80"),
    ],
)
def test_where_no_listener_can_be_the_paste_alone_is_waited_for_and_it_is_said_why(
    redirect_uri: str, reason: str, demo: DemoServer, profile: Profile, store: MemoryVault
) -> None:
    ui = Person([""])
    with pytest.raises(SignInError, match="given up"):
        sign_in(profile._replace(redirect_uri=redirect_uri), store, ui, client_secret="s")
    assert f"No listener for {redirect_uri}: {reason}" in ui.said[0]


def test_a_port_that_is_taken_leaves_the_paste(profile: Profile, store: MemoryVault) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        ui = Person([""])
        with pytest.raises(SignInError, match="given up"):
            sign_in(profile._replace(redirect_uri=f"http://localhost:{port}/"), store, ui, client_secret="s")
    assert f"cannot listen on port {port}" in ui.said[0]


def test_a_paste_that_is_no_answer_is_told_and_the_wait_goes_on(
    demo: DemoServer, profile: Profile, store: MemoryVault, secret: str
) -> None:
    ui = Person(["what is this", "http://127.0.0.1/callback?code=x&state=other", pasting(demo)])
    assert sign_in(profile, store, ui, client_secret=secret).worker_id == 1
    assert "neither a callback address nor a code" in ui.said[-2]
    assert "another sign-in" in ui.said[-1]


def give_up(person: Person) -> str:
    raise KeyboardInterrupt


@pytest.mark.parametrize(
    ("answers", "message"),
    [([""], "given up"), ([give_up], "given up"), ([], "nothing was pasted")],
)
def test_the_wait_can_be_ended(
    answers: list[str | Callable[[Person], str]], message: str, profile: Profile, store: MemoryVault
) -> None:
    if not answers:
        profile = profile._replace(redirect_uri="http://localhost/")
    with pytest.raises(SignInError, match=message) as caught:
        sign_in(profile, store, Person(answers), client_secret="s")
    assert caught.value.exit == 3
    assert store.read() == Secrets()


def test_the_wait_ends_by_itself(profile: Profile, store: MemoryVault, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(login, "PATIENCE", 0.0)

    class Away(Person):
        def ask_until(self, prompt: str, arrival: object, seconds: float) -> str | None:
            return None

    with pytest.raises(SignInError, match="no answer within"):
        sign_in(profile, store, Away(), client_secret="s")


def test_a_wrong_secret_is_told_in_cerbs_words_and_nothing_is_kept(
    demo: DemoServer, profile: Profile, store: MemoryVault
) -> None:
    with pytest.raises(SignInError, match="Client authentication failed"):
        sign_in(profile, store, Person([pasting(demo)]), client_secret="wrong")
    assert store.read() == Secrets()


def test_a_profile_without_a_client_id_cannot_use_the_browser(profile: Profile, store: MemoryVault) -> None:
    with pytest.raises(UsageError, match="no client id") as caught:
        sign_in(profile._replace(client_id=""), store, Person())
    assert "--client-id" in caught.value.hint


def test_a_given_token_asks_nothing(demo: DemoServer, profile: Profile, store: MemoryVault) -> None:
    ui = Person()
    token = sign_in(profile._replace(client_id=""), store, ui, method="token", pasted=json.dumps(demo.grant()))
    assert (ui.asked, token.client_id) == ([], profile.client_id)
    assert CerbSession(profile, store).get(ME).status_code == 200


def test_a_pasted_token_of_several_lines_is_read_to_its_end_and_can_be_renewed(
    demo: DemoServer, profile: Profile, store: MemoryVault, secret: str, clock: Clock
) -> None:
    ui = Person([*json.dumps(demo.grant(), indent=2).splitlines(), secret])
    sign_in(profile, store, ui, method="token")
    assert all(hidden for _, hidden in ui.asked)
    assert store.read().client_secret == secret
    clock.skip()
    assert CerbSession(profile, store).get(ME).status_code == 200
    assert demo.provider.refreshes == 1


def test_a_bare_token_is_asked_no_secret_for(demo: DemoServer, profile: Profile, store: MemoryVault) -> None:
    ui = Person([str(demo.grant()["access_token"])])
    assert sign_in(profile, store, ui, method="token").refresh_token == ""
    assert len(ui.asked) == 1


@pytest.mark.parametrize("answers", [[""], []])
def test_no_token_is_no_sign_in(
    answers: list[str | Callable[[Person], str]], profile: Profile, store: MemoryVault
) -> None:
    with pytest.raises(SignInError):
        sign_in(profile, store, Person(answers), method="token")
    assert store.read() == Secrets()


def test_a_token_is_not_sent_over_plain_http_to_another_machine(store: MemoryVault) -> None:
    with pytest.raises(UsageError, match="plain http"):
        sign_in(Profile("x", "http://cerb.example/"), store, Person(), method="token", pasted="t")
    assert store.read() == Secrets()
