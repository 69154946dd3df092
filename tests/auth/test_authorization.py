"""The authorization code grant: the address, the pasted answer, the exchange."""

from __future__ import annotations

import base64
import contextlib
import hashlib
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cerbsh.auth.authorization import WrongStateError, authorization, exchange, parse_callback
from cerbsh.config import Profile
from cerbsh.demo.server import DemoServer
from cerbsh.errors import CerbshError, SignInError, UsageError
from tests.auth.support import come_back

WORK = Profile("work", "https://cerb.example/cerb/", client_id="app", scope="api profile")
CODE = "def50200" + "a" * 792


def test_the_address_asks_for_a_code_with_pkce_and_state() -> None:
    asked = authorization(WORK)
    parts = urlsplit(asked.url)
    assert f"{parts.scheme}://{parts.netloc}{parts.path}" == "https://cerb.example/cerb/oauth/authorize"
    challenge = base64.urlsafe_b64encode(hashlib.sha256(asked.verifier.encode()).digest()).rstrip(b"=").decode()
    assert {name: values[0] for name, values in parse_qs(parts.query).items()} == {
        "response_type": "code",
        "client_id": "app",
        "redirect_uri": "http://127.0.0.1/callback",
        "scope": "api profile",
        "state": asked.state,
        "code_challenge": challenge,
        "code_challenge_method": "S256",
    }


def test_every_request_has_its_own_state_and_verifier() -> None:
    first, second = authorization(WORK), authorization(WORK)
    assert first.state != second.state
    assert first.verifier != second.verifier


def test_state_and_verifier_are_in_no_repr() -> None:
    asked = authorization(WORK)
    assert asked.verifier not in repr(asked)


@pytest.mark.parametrize(
    "text",
    [
        f"http://127.0.0.1:5000/callback?code={CODE}&state=mine",
        f"  http://127.0.0.1:5000/callback?state=mine&code={CODE}#\n",
        f"https://elsewhere.example/?code={CODE}&state=mine",
        f"http://localhost/?code={CODE}",
        f"/callback?code={CODE}&state=mine",
        CODE,
        f"\t{CODE} ",
    ],
)
def test_a_code_is_pasted_as_an_address_or_alone(text: str) -> None:
    assert parse_callback(text, "mine") == CODE


def test_a_code_is_taken_out_of_its_percent_encoding() -> None:
    assert parse_callback(f"http://localhost/?code={quote('a+b/c=', safe='')}", "mine") == "a+b/c="


def test_a_callback_address_fits_into_a_line_of_a_terminal() -> None:
    asked = authorization(WORK._replace(redirect_uri="http://127.0.0.1:54321/callback"))
    assert len(f"{asked.redirect_uri}?code={CODE}&state={asked.state}\n") < 1024 < 4095


@pytest.mark.parametrize("state", ["theirs", "", "mine%20", "Mine"])
def test_an_address_with_another_state_is_refused(state: str) -> None:
    with pytest.raises(WrongStateError):
        parse_callback(f"http://localhost/?code={CODE}&state={state}", "mine")


def test_an_error_in_the_address_ends_the_sign_in_without_repeating_text_of_others() -> None:
    with pytest.raises(SignInError, match="access_denied"):
        parse_callback("http://localhost/?error=access_denied&error_description=canary&state=mine", "mine")
    with pytest.raises(SignInError, match="no reason"):
        parse_callback("http://localhost/?error=%1b%5b31mcanary&state=mine", "mine")


@pytest.mark.parametrize(
    "text",
    [
        "http://localhost/",
        "http://localhost/?",
        "http://localhost/?state=mine",
        "http://localhost/?code=&state=mine",
        "two words",
        "cödé",
        "http://localhost/?code=a&code=b&state=mine",
        "http://localhost/?" + "a=b&" * 50,
    ],
)
def test_what_is_no_answer_is_refused(text: str) -> None:
    with pytest.raises(UsageError):
        parse_callback(text, "mine")


@given(st.text(min_size=1))
def test_any_paste_is_a_code_or_an_error_for_the_user(text: str) -> None:
    with contextlib.suppress(CerbshError):
        assert parse_callback(text, "mine") or not text.strip()


def test_a_code_becomes_a_token(demo: DemoServer, profile: Profile) -> None:
    asked = authorization(profile)
    code = parse_callback(come_back(demo, asked.url), asked.state)
    token = exchange(profile, demo.apps[0].client_secret, code, asked)
    assert (token.worker_id, token.scopes, token.client_id) == (1, ("api",), profile.client_id)


def test_the_redirect_uri_with_its_port_is_repeated_in_the_exchange(demo: DemoServer, profile: Profile) -> None:
    asked = authorization(profile, "http://127.0.0.1:54321/callback")
    answer = come_back(demo, asked.url)
    assert answer.startswith("http://127.0.0.1:54321/callback?")
    assert exchange(profile, demo.apps[0].client_secret, parse_callback(answer, asked.state), asked).access_token


@pytest.mark.parametrize(
    ("secret", "code", "words"),
    [("wrong", "", "Client authentication failed"), ("", "garbage", "The request is missing a required parameter")],
)
def test_a_refused_exchange_is_told_in_cerbs_words(
    secret: str, code: str, words: str, demo: DemoServer, profile: Profile
) -> None:
    asked = authorization(profile)
    code = code or parse_callback(come_back(demo, asked.url), asked.state)
    with pytest.raises(SignInError, match=words):
        exchange(profile, secret or demo.apps[0].client_secret, code, asked)
