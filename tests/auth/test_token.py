"""Tokens as values: read from an answer, from a paste, from what was stored."""

from __future__ import annotations

import base64
import contextlib
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cerbsh.auth.token import Token, parse_pasted
from cerbsh.errors import SignInError

NOW = 1_700_000_000.0
CLAIMS = {"aud": "app", "sub": "7", "iat": NOW - 600, "exp": NOW + 3000, "scopes": ["api", "search"]}


def jwt(claims: object = CLAIMS) -> str:
    part = base64.urlsafe_b64encode(json.dumps(claims).encode()).rstrip(b"=").decode()
    return f"eyJhbGciOiJSUzI1NiJ9.{part}.signature"


ANSWER = {"token_type": "Bearer", "expires_in": 3600, "access_token": jwt(), "refresh_token": "def50200"}


def test_an_answer_expires_by_the_local_clock_from_its_receipt() -> None:
    token = Token.from_answer(ANSWER, NOW)
    assert (token.expires_at, token.lifetime) == (NOW + 3600, 3600)


def test_an_answer_is_read_with_what_the_token_claims() -> None:
    token = Token.from_answer(ANSWER, NOW)
    assert (token.worker_id, token.scopes, token.client_id) == (7, ("api", "search"), "app")
    assert (token.access_token, token.refresh_token) == (ANSWER["access_token"], "def50200")


@pytest.mark.parametrize("answer", [{}, {"access_token": ""}, {"access_token": 5}, {"access_token": None}])
def test_an_answer_without_an_access_token_is_none(answer: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="access_token"):
        Token.from_answer(answer, NOW)


@pytest.mark.parametrize(
    ("lifetime", "leeway"), [(3600.0, 60.0), (600.0, 60.0), (300.0, 30.0), (2.0, 0.2), (None, 60.0)]
)
def test_the_leeway_is_a_tenth_of_the_lifetime_and_at_most_a_minute(lifetime: float | None, leeway: float) -> None:
    assert Token("a", lifetime=lifetime).leeway == pytest.approx(leeway)


def test_a_token_is_fresh_until_its_leeway_begins() -> None:
    token = Token("a", expires_at=NOW + 100, lifetime=1000)
    assert token.fresh(NOW + 39)
    assert not token.fresh(NOW + 41)


def test_a_token_of_unknown_end_is_fresh() -> None:
    assert Token("a").fresh(NOW)


def test_secrets_are_in_no_repr() -> None:
    shown = repr(Token("canary-access", "canary-refresh"))
    assert "canary" not in shown


def test_a_stored_token_comes_back_whole() -> None:
    token = Token.from_answer(ANSWER, NOW)
    assert Token.from_stored(json.loads(json.dumps(token.stored()))) == token


@pytest.mark.parametrize("write", [json.dumps, repr, lambda answer: json.dumps(answer, indent=4)])
def test_a_token_answer_is_taken_as_json_and_as_a_python_dict(write: Any) -> None:
    token = parse_pasted(f"  {write(ANSWER)}\n")
    assert (token.access_token, token.refresh_token) == (ANSWER["access_token"], "def50200")


def test_a_pasted_token_ends_when_its_claim_says_and_not_expires_in_seconds_from_now() -> None:
    token = parse_pasted(json.dumps(ANSWER))
    assert (token.expires_at, token.lifetime) == (NOW + 3000, 3600)


def test_a_pasted_token_without_claims_ends_at_a_pasted_date() -> None:
    assert parse_pasted('{"access_token": "opaque", "expires_in": 60}').expires_at is None
    assert parse_pasted('{"access_token": "opaque", "expires_at": 1700000000.5}').expires_at == 1700000000.5


@pytest.mark.parametrize("text", ["opaque-token", "Bearer opaque-token"])
def test_a_bare_access_token_needs_to_be_no_jwt(text: str) -> None:
    assert parse_pasted(text) == Token("opaque-token")


def test_a_bare_jwt_is_read() -> None:
    assert parse_pasted(jwt()).worker_id == 7


@pytest.mark.parametrize(
    "claims",
    [
        [],
        "text",
        None,
        {"exp": "soon", "sub": [1], "scopes": "api", "aud": 5},
        {"exp": float("inf")},
        {"sub": "x" * 99},
    ],
)
def test_odd_claims_say_nothing(claims: object) -> None:
    token = parse_pasted(jwt(claims))
    assert (token.expires_at, token.worker_id, token.scopes, token.client_id) == (None, None, (), "")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "{}",
        "[]",
        "{1: 2}",
        "two words",
        "tökén",
        '{"access_token": 5}',
        '{"access_token": "a b"}',
        "{" * 9999,
        "x" * 70000,
        '{"access_token": "canary", "refresh_token": 5}',
    ],
)
def test_a_paste_without_a_token_is_refused_and_not_repeated(text: str) -> None:
    with pytest.raises(SignInError) as caught:
        parse_pasted(text)
    assert "canary" not in f"{caught.value.message} {caught.value.hint}"


@given(st.text() | st.from_regex(r"\{.*\}"))
def test_any_text_is_a_token_or_refused(text: str) -> None:
    with contextlib.suppress(SignInError):
        assert parse_pasted(text).access_token


@pytest.mark.parametrize("letters", ["\x1b]0;owned\x07", "a\r\nX-Evil: 1", "a\x00b", "\u202e", "\u00e9", "\x9b2J"])
@pytest.mark.parametrize("name", ["access_token", "refresh_token"])
def test_an_answer_with_letters_that_no_token_has_is_no_token(name: str, letters: str) -> None:
    answer = {"access_token": "an-access-token", "refresh_token": "a-refresh-token", name: letters}
    with pytest.raises(ValueError, match="letters"):
        Token.from_answer(answer, 0.0)
