"""Each fault × the steps of a first sign-in: looking for Cerb, exchanging the code, asking who it is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from cerbsh import config
from cerbsh.api import client
from cerbsh.auth import authorization, endpoint, oauth, probe
from cerbsh.auth.setup import draft_profile, set_up
from cerbsh.auth.vault import FileVault
from cerbsh.config import Folders, Profile
from cerbsh.demo.server import DemoServer, Options
from cerbsh.errors import CerbshError, ConnectError, ReplyError, SignInError
from cerbsh.shell.opening.signing_in import enter
from tests.auth.support import Person, come_back, profile_of
from tests.canary import leaks
from tests.net.faults import FAULTS, Fault
from tests.net.test_refresh import arrived

ALWAYS = 1000


@dataclass
class Newcomer:
    """Somebody without a profile who signs in to ``server``."""

    server: DemoServer
    place: Folders

    def look(self, person: Person) -> Profile:
        """Answer the questions of the first start."""
        app = self.server.apps[0]
        person.answers = [self.server.base_url, self.server.base_url, app.client_id]
        return set_up(person, draft_profile("demo"))

    def enter(self) -> str:
        """Sign in through a browser whose answer is pasted; the greeting."""
        person = Person([self.server.apps[0].client_secret, lambda person: come_back(self.server, person.shown[-1])])
        try:
            return enter(self.place, profile_of(self.server), person, browser=False)
        finally:
            assert leaks("\n".join(person.said)) == []

    @property
    def has_profile(self) -> bool:
        return "demo" in config.load(self.place).profiles

    @property
    def token_is_good(self) -> bool:
        token = FileVault(self.place.tokens / "demo.json").read().token
        return token is not None and self.server.provider.bearer(f"Bearer {token.access_token}") is not None


@pytest.fixture(scope="module")
def server() -> Iterator[DemoServer]:
    with DemoServer(Options(records=20)) as server:
        yield server


@pytest.fixture
def newcomer(server: DemoServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Newcomer]:
    monkeypatch.setattr(client, "BACKOFF", (0.0, 0.0))
    monkeypatch.setattr(client, "LONGEST_WAIT", 1.0)
    yield Newcomer(server, Folders(tmp_path / "config", tmp_path / "data"))
    server.faults.clear()
    server.faults.end()


@pytest.fixture(params=list(FAULTS.values()), ids=list(FAULTS))
def fault(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Fault:
    """Each fault; what is slow on purpose is waited for only shortly."""
    fault: Fault = request.param
    if fault.is_slow:
        for module in (endpoint, oauth, probe):
            monkeypatch.setattr(module, "TIMEOUT", (5.0, 0.2))
    return fault


def told(caught: pytest.ExceptionInfo[CerbshError]) -> str:
    """What happened and what to do, a line each, without a secret."""
    error = caught.value
    assert error.message and error.hint
    assert "\n" not in error.message + error.hint
    assert leaks(error.message + error.hint) == []
    return error.message


def test_while_looking_for_cerb_the_question_is_asked_again(
    fault: Fault, newcomer: Newcomer, server: DemoServer
) -> None:
    server.faults.add(fault.name, path="rest/workers/me", **fault.settings)
    person = Person()
    found = newcomer.look(person).base_url
    lines = person.said[0].splitlines()
    asked_again = len(lines) > 1 and lines[1].startswith("  ")
    never_whole = fault.kind == "broken" and fault.name != "gzip"  # a shorter body is unpacked, and is no Cerb's
    if never_whole or fault.settings.get("status") in probe.PASSING:
        assert asked_again and found == server.base_url
    else:  # another answer than Cerb's: other places are tried, and it is found there
        assert found in (server.base_url, f"{server.base_url}index.php/")
        assert not asked_again or fault.name == "short"  # the rest of the body may break the next answer


def test_while_the_code_is_exchanged(fault: Fault, newcomer: Newcomer, server: DemoServer) -> None:
    server.faults.add(fault.name, path="oauth/access_token", times=ALWAYS, **fault.settings)
    if arrived(fault):
        assert server.worker.name in newcomer.enter()
        assert newcomer.token_is_good
        return
    with pytest.raises((ConnectError, ReplyError, SignInError)) as caught:
        newcomer.enter()
    told(caught)
    assert not newcomer.has_profile
    assert not newcomer.token_is_good
    server.faults.clear()
    server.faults.end()
    assert server.worker.name in newcomer.enter()


def test_while_it_is_asked_who_signed_in(fault: Fault, newcomer: Newcomer, server: DemoServer) -> None:
    server.faults.add(fault.name, path="rest/workers/me", times=ALWAYS, **fault.settings)
    if fault.kind == "harmless":
        assert server.worker.name in newcomer.enter()
        return
    with pytest.raises((ConnectError, ReplyError, SignInError)) as caught:
        newcomer.enter()
    told(caught)
    in_trouble = fault.kind == "broken" or fault.settings.get("status", 0) >= 500
    assert newcomer.has_profile == newcomer.token_is_good == in_trouble, "what Cerb gave is kept, and with its profile"


def test_an_answer_of_an_earlier_request_for_a_code_is_told_and_the_wait_goes_on(newcomer: Newcomer) -> None:
    stale = authorization.authorization(profile_of(newcomer.server))
    person = Person(
        [
            newcomer.server.apps[0].client_secret,
            come_back(newcomer.server, stale.url),
            lambda person: come_back(newcomer.server, person.shown[-1]),
        ]
    )
    assert newcomer.server.worker.name in enter(newcomer.place, profile_of(newcomer.server), person, browser=False)
    assert any("another sign-in" in text for text in person.said)
