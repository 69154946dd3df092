from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cerbsh.demo.apps import App, demo_apps
from cerbsh.demo.grants import Grants
from cerbsh.demo.http import Answer
from cerbsh.demo.oauth import Provider, RefusalError
from tests.demo.clients import VERIFIER, authorization, claims, code_exchange, refresh

MALFORMED = (400, "The request is missing a required parameter")
BAD_GRANT = (400, "The provided authorization grant")
BAD_CLIENT = (401, "Client authentication failed")
BAD_TYPE = (400, "The authorization grant type is not supported")
SPENT = (401, "The refresh token is invalid.")
WIDER = (400, "The requested scope is invalid")

MINUTE, DAY = 60.0, 86400.0


@dataclass
class Clock:
    now: float = 1_700_000_000.25

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def provider(clock: Clock) -> Iterator[Provider]:
    grants = Grants()
    yield Provider(demo_apps(1), grants, clock=clock)
    grants.close()


APP, OTHER = demo_apps(1)


def code_for(provider: Provider, app: App = APP, **changes: str | None) -> str:
    location = provider.accept(urlencode(authorization(app, **changes)), worker_id=7)
    return parse_qs(urlsplit(location).query)["code"][0]


def token(answer: Answer) -> dict[str, Any]:
    assert answer.status == 200, answer.body
    content: dict[str, Any] = json.loads(answer.body)
    return content


def said(answer: Answer) -> tuple[int, str]:
    """Status and the start of a text that claims to be HTML."""
    assert answer.content_type.startswith("text/html")
    text = answer.body.decode()
    known = (MALFORMED, BAD_GRANT, BAD_CLIENT, BAD_TYPE, SPENT, WIDER)
    return answer.status, next((start for _, start in known if text.startswith(start)), text)


# The token answer


def test_the_token_answer_has_cerbs_four_keys_and_no_scope(provider: Provider) -> None:
    answer = provider.exchange(code_exchange(APP, code_for(provider)))
    assert answer.content_type.startswith("application/json")
    assert list(token(answer)) == ["token_type", "expires_in", "access_token", "refresh_token"]
    assert token(answer)["token_type"] == "Bearer"
    assert token(answer)["expires_in"] == 3600


def test_an_access_token_is_a_jwt_of_about_a_kilobyte_with_float_times(provider: Provider, clock: Clock) -> None:
    access_token = token(provider.exchange(code_exchange(APP, code_for(provider, scope="profile search"))))[
        "access_token"
    ]
    content = claims(access_token)
    assert 800 < len(access_token) < 1200
    assert content.pop("jti")
    assert content == {
        "aud": APP.client_id,
        "iat": clock.now,
        "nbf": clock.now,
        "exp": clock.now + 3600,
        "sub": "7",
        "scopes": ["profile", "search"],
    }
    assert isinstance(content["exp"], float)


def test_refresh_tokens_and_codes_are_long_and_opaque(provider: Provider) -> None:
    code = code_for(provider)
    refresh_token = token(provider.exchange(code_exchange(APP, code)))["refresh_token"]
    assert len(code) == 800
    assert refresh_token.startswith("def50")
    assert len(refresh_token) == 800


@pytest.mark.parametrize(("lifetime", "shown"), [(2.0, 2), (0.5, 0.5), (60, 60)])
def test_the_lifetime_of_access_tokens_can_be_chosen(lifetime: float, shown: float, clock: Clock) -> None:
    provider = Provider([APP], Grants(), lifetime, clock)
    granted = provider.grant(APP, "api", 1)
    assert granted["expires_in"] == shown
    assert type(granted["expires_in"]) is type(shown)


# The authorization request


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"client_id": None}, MALFORMED),
        ({"client_id": "nobody"}, BAD_CLIENT),
        ({"redirect_uri": "http://evil.example/callback"}, BAD_CLIENT),
        ({"redirect_uri": "callback"}, BAD_CLIENT),
        ({"response_type": None}, BAD_TYPE),
        ({"response_type": "token"}, BAD_TYPE),
        ({"code_challenge": "short"}, MALFORMED),
        ({"code_challenge": "x" * 129}, MALFORMED),
        ({"code_challenge": "!" * 43}, MALFORMED),
        ({"code_challenge_method": "S512"}, MALFORMED),
    ],
)
def test_a_bad_authorization_request_gets_a_text(
    provider: Provider, changes: dict[str, str | None], refusal: tuple[int, str]
) -> None:
    with pytest.raises(RefusalError) as raised:
        provider.consent(urlencode(authorization(APP, **changes)))
    assert said(raised.value.answer) == refusal


def test_the_consent_names_the_scopes_by_their_labels_and_unknown_ones_by_themselves(provider: Provider) -> None:
    consent = provider.consent(urlencode(authorization(APP, scope="profile made-up")))
    assert consent.app == APP
    assert consent.labels == (APP.scopes["profile"].label, "made-up")


@pytest.mark.parametrize("scope", [None, "", " "])
def test_a_missing_scope_is_not_noticed_before_the_consent(provider: Provider, scope: str | None) -> None:
    assert provider.consent(urlencode(authorization(APP, scope=scope))).labels == ()


@given(st.text(max_size=80))
def test_any_query_string_is_understood_or_refused(query: str) -> None:
    grants = Grants()
    try:
        with pytest.raises(RefusalError):
            Provider([APP], grants).consent(query)
    finally:
        grants.close()


@pytest.mark.parametrize("state", ["plain", "with spaces & signs=%/?", "ünïcode"])
def test_the_state_comes_back_as_it_was_sent(provider: Provider, state: str) -> None:
    location = provider.accept(urlencode(authorization(APP, state=state)), 1)
    assert location.startswith(f"{APP.callback_url}?")
    assert parse_qs(urlsplit(location).query)["state"] == [state]


def test_no_state_comes_back_where_none_was_sent(provider: Provider) -> None:
    assert "state" not in provider.accept(urlencode(authorization(APP, state=None)), 1)


# The code


def test_a_code_works_once(provider: Provider) -> None:
    form = code_exchange(APP, code_for(provider))
    token(provider.exchange(form))
    assert said(provider.exchange(form)) == MALFORMED


def test_a_code_lives_ten_minutes(provider: Provider, clock: Clock) -> None:
    early, late = code_for(provider), code_for(provider)
    clock.now += 9.9 * MINUTE
    token(provider.exchange(code_exchange(APP, early)))
    clock.now += 0.2 * MINUTE
    assert said(provider.exchange(code_exchange(APP, late))) == MALFORMED


def test_a_code_is_for_the_client_that_asked(provider: Provider) -> None:
    code = code_for(provider)
    assert said(provider.exchange(code_exchange(OTHER, code))) == MALFORMED


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"grant_type": None}, BAD_TYPE),
        ({"grant_type": "client_credentials"}, BAD_TYPE),
        ({"grant_type": "password"}, BAD_TYPE),
        ({"code": "garbage"}, MALFORMED),
        ({"code": None}, MALFORMED),
        ({"client_id": None}, MALFORMED),
        ({"client_id": "nobody"}, BAD_CLIENT),
        ({"client_secret": "wrong"}, BAD_CLIENT),
        ({"client_secret": None}, BAD_CLIENT),
        ({"redirect_uri": None}, MALFORMED),
        ({"redirect_uri": "http://127.0.0.1:5555/callback"}, MALFORMED),
        ({"redirect_uri": "http://evil.example/"}, BAD_CLIENT),
        ({"code_verifier": None}, MALFORMED),
        ({"code_verifier": "short"}, MALFORMED),
        ({"code_verifier": "another-verifier-that-is-long-enough-to-be-one"}, BAD_GRANT),
    ],
)
def test_a_bad_exchange_gets_a_text_and_leaves_the_code_good(
    provider: Provider, changes: dict[str, str | None], refusal: tuple[int, str]
) -> None:
    code = code_for(provider)
    assert said(provider.exchange(code_exchange(APP, code, **changes))) == refusal
    token(provider.exchange(code_exchange(APP, code)))


def test_a_plain_challenge_is_compared_as_it_is(provider: Provider) -> None:
    code = code_for(provider, code_challenge=VERIFIER, code_challenge_method="plain")
    assert said(provider.exchange(code_exchange(APP, code, code_verifier=VERIFIER[::-1]))) == BAD_GRANT
    token(provider.exchange(code_exchange(APP, code)))


def test_a_challenge_without_a_method_is_plain(provider: Provider) -> None:
    code = code_for(provider, code_challenge=VERIFIER, code_challenge_method=None)
    token(provider.exchange(code_exchange(APP, code)))


def test_pkce_may_be_left_out_but_not_the_challenge_alone(provider: Provider) -> None:
    code = code_for(provider, code_challenge=None, code_challenge_method=None)
    assert said(provider.exchange(code_exchange(APP, code))) == MALFORMED
    token(provider.exchange(code_exchange(APP, code, code_verifier=None)))


def test_a_redirect_uri_that_was_never_named_need_not_be_repeated(provider: Provider) -> None:
    code = code_for(provider, redirect_uri=None)
    token(provider.exchange(code_exchange(APP, code, redirect_uri=None)))


def test_the_client_may_authenticate_by_http_basic(provider: Provider) -> None:
    form = code_exchange(APP, code_for(provider), client_id=None, client_secret=None)
    wrong = base64.b64encode(f"{APP.client_id}:wrong".encode()).decode()
    right = base64.b64encode(f"{APP.client_id}:{APP.client_secret}".encode()).decode()
    assert said(provider.exchange(form, f"Basic {wrong}")) == BAD_CLIENT
    assert said(provider.exchange(form, "Basic junk")) == MALFORMED
    token(provider.exchange(form, f"Basic {right}"))


# The refresh


def test_a_refresh_ends_both_old_tokens_at_once(provider: Provider) -> None:
    old = provider.grant(APP, "api", 7)
    new = token(provider.exchange(refresh(APP, old["refresh_token"])))
    assert provider.bearer(f"Bearer {old['access_token']}") is None
    assert said(provider.exchange(refresh(APP, old["refresh_token"]))) == SPENT
    assert provider.bearer(f"Bearer {new['access_token']}") is not None
    assert claims(new["access_token"])["sub"] == "7"
    assert (provider.refreshes, provider.refused_refreshes) == (1, 1)


def test_of_many_refreshes_at_once_one_wins(provider: Provider) -> None:
    form = refresh(APP, provider.grant(APP, "api", 1)["refresh_token"])
    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(lambda _: provider.exchange(form), range(16)))
    assert sorted(answer.status for answer in answers) == [200] + [401] * 15
    assert (provider.refreshes, provider.refused_refreshes) == (1, 15)


def test_of_many_exchanges_of_one_code_one_wins(provider: Provider) -> None:
    form = code_exchange(APP, code_for(provider))
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: provider.exchange(form), range(8)))
    assert sorted(answer.status for answer in answers) == [200] + [400] * 7


def test_refreshing_one_grant_leaves_the_others_alone(provider: Provider) -> None:
    first, second = provider.grant(APP, "api", 1), provider.grant(APP, "api", 1)
    token(provider.exchange(refresh(APP, first["refresh_token"])))
    assert provider.bearer(f"Bearer {second['access_token']}") is not None


def test_a_refresh_may_narrow_the_scope_and_never_widen_it(provider: Provider) -> None:
    granted = provider.grant(APP, "profile search", 1)
    assert said(provider.exchange(refresh(APP, granted["refresh_token"], scope="profile api"))) == WIDER
    narrow = token(provider.exchange(refresh(APP, granted["refresh_token"], scope="profile")))
    assert claims(narrow["access_token"])["scopes"] == ["profile"]
    assert said(provider.exchange(refresh(APP, narrow["refresh_token"], scope="profile search"))) == WIDER


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"refresh_token": None}, MALFORMED),
        ({"refresh_token": "garbage"}, SPENT),
        ({"client_secret": "wrong"}, BAD_CLIENT),
        ({"client_secret": None}, BAD_CLIENT),
        ({"client_id": OTHER.client_id, "client_secret": OTHER.client_secret}, SPENT),
    ],
)
def test_a_bad_refresh_gets_a_text_and_leaves_the_token_good(
    provider: Provider, changes: dict[str, str | None], refusal: tuple[int, str]
) -> None:
    refresh_token = provider.grant(APP, "api", 1)["refresh_token"]
    assert said(provider.exchange(refresh(APP, refresh_token, **changes))) == refusal
    token(provider.exchange(refresh(APP, refresh_token)))


def test_a_refresh_token_lives_thirty_days(provider: Provider, clock: Clock) -> None:
    early, late = provider.grant(APP, "api", 1), provider.grant(APP, "api", 1)
    clock.now += 29 * DAY
    token(provider.exchange(refresh(APP, early["refresh_token"])))
    clock.now += 2 * DAY
    assert said(provider.exchange(refresh(APP, late["refresh_token"]))) == SPENT


# The bearer


def test_an_access_token_is_good_until_it_expires(provider: Provider, clock: Clock) -> None:
    header = f"Bearer {provider.grant(APP, 'api', 7)['access_token']}"
    clock.now += 3599
    grant = provider.bearer(header)
    assert grant is not None
    assert grant.worker_id == 7
    clock.now += 2
    assert provider.bearer(header) is None


def test_access_tokens_can_be_made_to_expire_before_their_time(provider: Provider) -> None:
    granted = provider.grant(APP, "api", 7)
    provider.grants.expire_access_tokens()
    assert provider.bearer(f"Bearer {granted['access_token']}") is None
    token(provider.exchange(refresh(APP, granted["refresh_token"])))


@pytest.mark.parametrize("header", ["bearer {}", "BEARER {}", "Basic {}", "{}", "Bearer {}x", "Bearer", "Bearer ", ""])
def test_what_is_not_a_bearer_token_is_refused(provider: Provider, header: str) -> None:
    access_token = provider.grant(APP, "api", 1)["access_token"]
    assert provider.bearer(header.format(access_token)) is None


def test_a_workers_tokens_and_codes_end_with_the_worker() -> None:
    workers = {7, 8}
    provider = Provider([APP], Grants(), exists=workers.__contains__)
    code, granted, other = code_for(provider), provider.grant(APP, "api", 7), provider.grant(APP, "api", 8)
    workers.remove(7)
    assert provider.bearer(f"Bearer {granted['access_token']}") is None
    assert said(provider.exchange(refresh(APP, granted["refresh_token"]))) == SPENT
    assert said(provider.exchange(code_exchange(APP, code))) == MALFORMED
    assert provider.bearer(f"Bearer {other['access_token']}") is not None


def test_the_database_holds_no_token_in_clear(tmp_path: Any) -> None:
    grants = Grants(str(tmp_path / "demo.db"))
    provider = Provider([APP], grants)
    granted = provider.grant(APP, "api", 1)
    code = code_for(provider)
    grants.close()
    content = (tmp_path / "demo.db").read_bytes()
    for secret in (granted["access_token"], granted["refresh_token"], code):
        assert str(secret).encode() not in content


def test_tokens_outlive_the_process_where_there_is_a_file(tmp_path: Any) -> None:
    path = str(tmp_path / "demo.db")
    before = Grants(path)
    header = f"Bearer {Provider([APP], before).grant(APP, 'api', 1)['access_token']}"
    before.close()
    after = Grants(path)
    assert Provider([APP], after).bearer(header) is not None
    assert Provider([OTHER], after).bearer(header) is None, "the app is gone, and its tokens with it"
    after.close()
