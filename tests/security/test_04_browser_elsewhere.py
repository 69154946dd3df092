"""Threat 4: the browser is on another machine, and the answer comes by a paste while the listener waits."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest

from cerbsh.auth.login import sign_in
from cerbsh.auth.store import MemoryVault
from cerbsh.auth.vault import Secrets
from cerbsh.demo.server import DemoServer
from cerbsh.errors import SignInError
from tests.auth.support import Person, come_back, profile_of


def address(demo: DemoServer, person: Person) -> str:
    return come_back(demo, person.shown[-1])


def code(demo: DemoServer, person: Person) -> str:
    return parse_qs(urlsplit(address(demo, person)).query)["code"][0]


@pytest.mark.parametrize("paste", [address, code])
def test_a_pasted_address_or_code_signs_in_while_the_listener_waits(paste: object, demo: DemoServer) -> None:
    assert callable(paste)
    store = MemoryVault(Secrets())
    person = Person([lambda person: str(paste(demo, person))])
    assert sign_in(profile_of(demo), store, person, client_secret=demo.apps[0].client_secret).worker_id == 1
    assert "redirect_uri=http%3A%2F%2F127.0.0.1%3A" in person.shown[0]


def test_the_answer_to_another_sign_in_is_refused(demo: DemoServer) -> None:
    attacker = Person([""])
    with pytest.raises(SignInError):
        sign_in(profile_of(demo), MemoryVault(Secrets()), attacker, client_secret="s")
    store = MemoryVault(Secrets())
    victim = Person([address(demo, attacker), ""])
    with pytest.raises(SignInError, match="given up"):
        sign_in(profile_of(demo), store, victim, client_secret=demo.apps[0].client_secret)
    assert "another sign-in" in victim.said[-1]
    assert store.read() == Secrets()


def test_a_code_of_another_sign_in_fails_at_the_challenge(demo: DemoServer) -> None:
    attacker = Person([""])
    with pytest.raises(SignInError):
        sign_in(profile_of(demo), MemoryVault(Secrets()), attacker, client_secret="s")
    store = MemoryVault(Secrets())
    with pytest.raises(SignInError, match="Cerb refused"):
        sign_in(profile_of(demo), store, Person([code(demo, attacker)]), client_secret=demo.apps[0].client_secret)
    assert store.read() == Secrets()
