"""Threat 1: an authorization code that is stolen, or slipped in."""

from __future__ import annotations

import http.client
import math
from dataclasses import replace
from urllib.parse import urlsplit

import pytest

from cerbsh.auth.authorization import authorization, exchange, new_state, parse_callback
from cerbsh.auth.callback import Listener
from cerbsh.demo.server import DemoServer
from cerbsh.errors import SignInError
from tests.auth.support import come_back, profile_of


def test_a_stolen_code_is_worth_nothing_without_the_verifier(demo: DemoServer) -> None:
    profile, secret = profile_of(demo), demo.apps[0].client_secret
    asked = authorization(profile)
    code = parse_callback(come_back(demo, asked.url), asked.state)
    for verifier in (authorization(profile).verifier, "", asked.verifier[:-1]):
        with pytest.raises(SignInError):
            exchange(profile, secret, code, replace(asked, verifier=verifier))
    assert exchange(profile, secret, code, asked).access_token


def test_a_state_has_at_least_128_bits_and_never_comes_twice() -> None:
    states = {new_state() for _ in range(1000)}
    assert len(states) == 1000
    assert {len(state) for state in states} == {43}
    assert 43 * math.log2(64) >= 128


WRONG = ["code=theirs", "code=theirs&state=", "code=theirs&state=other", "code=theirs&state=MINE"]
DOUBLED = ["code=theirs&state=mine&state=mine", "code=theirs&state=other&state=mine", "code=a&code=b&state=mine"]
EMPTY = ["", "state=mine", "code=&state=mine"]


def test_a_wrong_missing_or_doubled_state_is_refused_and_the_wait_goes_on_for_the_right_one() -> None:
    with Listener("http://127.0.0.1/callback", "mine") as listener:
        netloc = urlsplit(listener.redirect_uri).netloc

        def status(query: str) -> int:
            connection = http.client.HTTPConnection(netloc, timeout=10)
            connection.request("GET", f"/callback?{query}")
            with connection.getresponse() as reply:
                return reply.status

        assert [status(query) for query in (*WRONG, *DOUBLED, *EMPTY)] == [400] * 10
        assert not listener.arrival.here
        assert status("code=right&state=mine") == 200
        assert listener.arrival.wait(5)
        assert status("code=theirs&state=mine") == 400
        assert listener.arrival.code() == "right"
