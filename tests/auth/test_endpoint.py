"""The token endpoint: tokens come out, or Cerb's own words."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from cerbsh.auth.endpoint import request_token
from cerbsh.config import Profile
from cerbsh.demo.server import DemoServer
from cerbsh.errors import CerbshError, ConnectError, ReplyError, SignInError
from tests.auth.support import Arrived, serving

FORM = {"grant_type": "refresh_token", "refresh_token": "spent", "client_id": "c", "client_secret": "canary"}


def ask(status: int, body: str, headers: Mapping[str, str] | None = None) -> CerbshError:
    """The error that an answer becomes."""

    def answer(call: Arrived) -> tuple[int, Mapping[str, str], bytes]:
        return status, {"Content-Type": "text/html; charset=utf-8", **(headers or {})}, body.encode()

    with serving(answer) as (base_url, seen), pytest.raises(CerbshError) as caught:
        request_token(Profile("work", base_url), FORM)
    assert [(call.method, call.path) for call in seen] == [("POST", "/oauth/access_token")]
    assert "canary" not in f"{caught.value.message} {caught.value.hint}"
    return caught.value


@pytest.mark.parametrize(
    ("status", "words", "hint"),
    [
        (401, "The refresh token is invalid.", "sign in again"),
        (401, "Client authentication failed", "client id, client secret and callback URL"),
        (400, "The provided authorization grant (e.g., authorization code) is invalid", "a code works once"),
        (400, "The requested scope is invalid, unknown, or malformed", "scope"),
        (400, "Something new", "sign in again"),
    ],
)
def test_a_refusal_is_in_cerbs_own_words(status: int, words: str, hint: str) -> None:
    error = ask(status, words)
    assert isinstance(error, SignInError)
    assert error.message == f"Cerb refused: {words}"
    assert hint in error.hint


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ('{"error": "invalid_grant", "error_description": "Spent."}', "Spent."),
        ('{"error": "invalid_grant"}', "invalid_grant"),
        ("<html><script>alert(1)</script>", "an HTML page"),
        ("", "nothing"),
        ("two\nlines\x1b[31m\u202e and \x9b", "two lines?[31m? and ?"),
        ("x" * 5000, "x" * 200),
    ],
)
def test_the_words_fit_on_a_line_and_move_no_terminal(body: str, words: str) -> None:
    assert ask(400, body).message == f"Cerb refused: {words}"


@pytest.mark.parametrize("status", [500, 502, 503])
def test_a_server_in_trouble_has_refused_nothing(status: int) -> None:
    error = ask(status, "<h1>Bad gateway</h1>")
    assert isinstance(error, ReplyError)
    assert f"answered {status}: an HTML page" in error.message
    assert "the sign-in is kept" in error.hint


def test_a_redirect_is_not_followed_and_points_to_the_base_url() -> None:
    error = ask(302, "", {"Location": "/login"})
    assert isinstance(error, ReplyError)
    assert "base URL" in error.hint


@pytest.mark.parametrize("body", ["<html>", "[]", "{}", '{"access_token": 5}', "[" * 100_000])
def test_a_success_without_a_token_is_an_error(body: str) -> None:
    assert isinstance(ask(200, body), ReplyError)


def test_no_answer_is_a_connection_error(demo: DemoServer) -> None:
    profile = Profile("work", demo.base_url)
    demo.stop()
    with pytest.raises(ConnectError) as caught:
        request_token(profile, FORM)
    assert not caught.value.sent
