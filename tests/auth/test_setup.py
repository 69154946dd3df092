"""The first start: an address, what to create in Cerb, a client id."""

from __future__ import annotations

import pytest

from cerbsh.auth.setup import draft_profile, set_up
from cerbsh.config import Profile
from cerbsh.demo.server import DemoServer
from cerbsh.errors import ConnectError, SignInError, UsageError
from tests.auth.support import Person


def test_a_first_start_asks_for_address_and_client_id(demo: DemoServer) -> None:
    ui = Person([f"{demo.base_url}rest/", " the-id "])
    assert set_up(ui, draft_profile("default")) == Profile("default", demo.base_url, client_id="the-id")


def test_an_address_that_is_mended_is_told(demo: DemoServer) -> None:
    ui = Person([f"{demo.base_url}profiles/ticket/12", "the-id"])
    assert set_up(ui, draft_profile("default")).base_url == demo.base_url
    told = f"not at {demo.base_url}profiles/ticket/12/ but at {demo.base_url}, which is kept as the base URL."
    assert ui.said[0].endswith(told)


def test_it_says_exactly_what_to_create_in_cerb(demo: DemoServer) -> None:
    ui = Person(["the-id"])
    set_up(ui, draft_profile("default", demo.base_url, redirect_uri="http://localhost:8099/callback"))
    guidance = ui.said[0]
    for part in (
        "Search » OAuth Apps",
        "(+)",
        "Callback URL  http://localhost:8099/callback",
        "api:read-only",
        "secret",
    ):
        assert part in guidance


def test_what_is_known_is_not_asked_for(demo: DemoServer) -> None:
    ui = Person()
    draft = draft_profile("work", demo.base_url, "the-id", scope="search")
    assert set_up(ui, draft) == draft
    assert (ui.said, ui.asked) == ([], [])


def test_without_a_client_id_the_profile_is_for_a_pasted_token(demo: DemoServer) -> None:
    assert set_up(Person([""]), draft_profile("work", demo.base_url)).client_id == ""


def test_an_address_where_no_cerb_is_is_told_and_asked_again(demo: DemoServer) -> None:
    ui = Person(["ftp://x", "http://127.0.0.1:1/", demo.base_url, "the-id"])
    assert set_up(ui, draft_profile("work")).base_url == demo.base_url
    assert "no http or https URL" in ui.said[0]
    assert "connection refused" in ui.said[1]


def test_a_given_address_where_no_cerb_is_is_an_error() -> None:
    with pytest.raises(ConnectError):
        set_up(Person(), draft_profile("work", "http://127.0.0.1:1/"))


def test_plain_http_is_taken_only_after_a_word(demo: DemoServer) -> None:
    ui = Person(["http://cerb.invalid/", "no", "http://cerb.invalid/", "yes", ""])
    with pytest.raises(SignInError, match="no address"):
        set_up(ui, draft_profile("work"))
    assert [text for text in ui.said if "cannot be resolved" in text]
    assert [prompt for prompt, _ in ui.asked].count("Go on all the same? (yes/no): ") == 2
    with pytest.raises(UsageError, match="plain http"):
        set_up(ui, draft_profile("work", "http://cerb.invalid/"))


def test_input_that_ends_gives_up() -> None:
    with pytest.raises(SignInError, match="the input ended"):
        set_up(Person(), draft_profile("work"))


def test_a_draft_keeps_what_it_was_given() -> None:
    draft = draft_profile("work")._replace(ca_file="/ca.pem", token_store="keyring")
    assert (draft.redirect_uri, draft.scope, draft.ca_file) == ("http://127.0.0.1/callback", "api", "/ca.pem")
