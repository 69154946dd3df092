from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
import requests

from cerbsh.demo.server import DemoServer
from tests.demo.browser import Browser
from tests.demo.clients import code_exchange


@pytest.fixture
def browser(demo: DemoServer) -> Browser:
    return Browser(demo)


def where(reply: requests.Response) -> str:
    """Where a redirect leads, without what stands behind the path."""
    assert reply.status_code == 302
    return reply.headers["Location"].partition("?")[0]


def test_the_way_leads_by_sign_in_and_consent_to_the_callback(browser: Browser, demo: DemoServer) -> None:
    assert where(browser.authorize()) == f"{demo.base_url}login"
    assert where(browser.sign_in()) == f"{demo.base_url}login/consent"
    reply = browser.choose("accept")
    assert where(reply) == "http://127.0.0.1/callback"
    answer = parse_qs(urlsplit(reply.headers["Location"]).query)
    assert answer["state"] == ["some-state"]
    form = code_exchange(demo.apps[0], answer["code"][0])
    token = requests.post(f"{demo.base_url}oauth/access_token", form, timeout=10).json()
    me = requests.get(
        f"{demo.base_url}rest/workers/me.json", headers={"Authorization": f"Bearer {token['access_token']}"}, timeout=10
    )
    assert me.json()["_type"] == "worker"


def test_who_is_signed_in_goes_straight_to_the_consent(browser: Browser, demo: DemoServer) -> None:
    browser.authorize()
    browser.sign_in()
    browser.choose("accept")
    assert where(browser.authorize(demo.apps[1])) == f"{demo.base_url}login/consent"
    assert where(browser.choose("accept")) == "http://localhost:8099/callback"


def test_a_worker_may_sign_in_by_e_mail(browser: Browser, demo: DemoServer) -> None:
    browser.authorize()
    assert where(browser.sign_in(name=demo.worker.email.upper())) == f"{demo.base_url}login/consent"


def test_the_consent_page_names_the_app_the_worker_and_the_scopes(browser: Browser, demo: DemoServer) -> None:
    browser.authorize(scope="profile made<up>")
    browser.sign_in()
    page = browser.get("login/consent").text
    assert demo.apps[0].name in page
    assert demo.worker.name in page
    assert demo.apps[0].scopes["profile"].label in page
    assert "made&lt;up&gt;" in page


def test_cancel_stays_on_cerb_with_a_401_and_never_calls_back(browser: Browser) -> None:
    browser.authorize()
    browser.sign_in()
    reply = browser.choose("cancel")
    assert reply.status_code == 401
    assert "Location" not in reply.headers
    assert reply.text == "The resource owner or authorization server denied the request."


def test_after_the_choice_nothing_waits_any_more(browser: Browser, demo: DemoServer) -> None:
    browser.authorize()
    browser.sign_in()
    ticket = browser.ticket("login/consent")
    browser.post("login/consent", {"choice": "cancel", "ticket": ticket})
    assert where(browser.post("login/consent", {"choice": "accept", "ticket": ticket})) == f"{demo.base_url}login"


def test_without_a_scope_the_consent_page_breaks(browser: Browser) -> None:
    assert where(browser.authorize(scope=None)).endswith("/login")
    browser.sign_in()
    assert browser.get("login/consent").status_code == 500


def test_an_unknown_scope_is_accepted_and_reaches_nothing(browser: Browser, demo: DemoServer) -> None:
    browser.authorize(scope="made-up")
    browser.sign_in()
    code = parse_qs(urlsplit(browser.choose("accept").headers["Location"]).query)["code"][0]
    token = browser.post("oauth/access_token", code_exchange(demo.apps[0], code)).json()["access_token"]
    browser.session.headers["Authorization"] = f"Bearer {token}"
    reply = browser.get("rest/workers/me.json")
    assert (reply.status_code, reply.json()["message"]) == (
        200,
        "Your token does not have permission to use this endpoint.",
    )


@pytest.mark.parametrize(
    "wrong", [{"password": "wrong"}, {"password": ""}, {"name": "Nobody"}, {"name": ""}, {"ticket": "forged"}]
)
def test_a_wrong_sign_in_shows_the_form_again(browser: Browser, wrong: dict[str, str]) -> None:
    browser.authorize()
    reply = browser.sign_in(**wrong)
    assert reply.status_code == 403
    assert 'role="alert"' in reply.text
    assert where(browser.get("login/consent")).endswith("/login")
    assert where(browser.sign_in()).endswith("/login/consent"), "the request still waits"


def test_what_was_typed_as_a_name_is_shown_as_text(browser: Browser) -> None:
    reply = browser.sign_in(name='"><script>alert(1)</script>')
    assert "<script>" not in reply.text


def test_a_consent_without_its_ticket_changes_nothing(browser: Browser) -> None:
    browser.authorize()
    browser.sign_in()
    reply = browser.post("login/consent", {"choice": "accept", "ticket": "forged"})
    assert reply.status_code == 200
    assert "Location" not in reply.headers
    assert where(browser.choose("accept")) == "http://127.0.0.1/callback"


def test_signing_in_renews_the_cookie_and_the_old_one_is_worth_nothing(browser: Browser) -> None:
    browser.authorize()
    before = browser.cookie
    browser.sign_in()
    assert before
    assert browser.cookie != before
    browser.session.cookies.clear()
    browser.session.cookies.set("Devblocks", before)
    assert where(browser.get("login/consent")).endswith("/login")


def test_the_cookie_is_out_of_reach_for_scripts_and_other_sites(browser: Browser) -> None:
    cookie = browser.authorize().headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


def test_a_bad_request_never_gets_to_the_sign_in(browser: Browser) -> None:
    reply = browser.authorize(redirect_uri="http://evil.example/")
    assert reply.status_code == 401
    assert reply.text == "Client authentication failed"


def test_signed_in_without_a_request_nothing_waits(browser: Browser, demo: DemoServer) -> None:
    assert where(browser.sign_in()) == f"{demo.base_url}login"
    assert demo.worker.name in browser.get("login").text
    assert where(browser.get("login/consent")) == f"{demo.base_url}login"


def test_the_pages_load_nothing_and_cannot_be_framed(browser: Browser) -> None:
    reply = browser.get("login")
    assert "default-src 'none'" in reply.headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in reply.headers["Content-Security-Policy"]
    assert reply.headers["Referrer-Policy"] == "no-referrer"
    assert reply.headers["Cache-Control"] == "no-store"
