"""Threat 9: a redirect that would take the token along."""

from __future__ import annotations

import pytest

from cerbsh.auth.endpoint import request_token
from cerbsh.auth.oauth import CerbSession
from cerbsh.auth.probe import probe
from cerbsh.auth.store import MemoryVault
from cerbsh.auth.token import Token
from cerbsh.auth.vault import Secrets
from cerbsh.config import Profile
from cerbsh.errors import ReplyError
from tests.auth.support import ME, serving

STATUSES = [301, 302, 303, 307, 308]


@pytest.mark.parametrize("status", STATUSES)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_redirect_to_another_origin_is_shown_and_not_followed(status: int, method: str) -> None:
    with (
        serving(lambda call: (200, {}, b"")) as (elsewhere, arrived),
        serving(lambda call: (status, {"Location": f"{elsewhere}x"}, b"")) as (base_url, _),
    ):
        session = CerbSession(Profile("work", base_url), MemoryVault(Secrets("s", Token("t"))))
        reply = session.request(method, ME, data={"a": "b"}, allow_redirects=True)
        assert (reply.status_code, reply.headers["Location"], reply.history) == (status, f"{elsewhere}x", [])
    assert arrived == []


@pytest.mark.parametrize(
    "location", ["/login", "https://{host}/", "//{host}/x", "http://[::1", "\u00e9\u00ff", "x" * 5000]
)
def test_a_redirect_to_another_scheme_or_path_is_not_followed_however_odd(location: str) -> None:
    def answer(call: object) -> tuple[int, dict[str, str], bytes]:
        return 302, {"Location": location.format(host=base_url.split("/")[2])}, b""

    with serving(answer) as (base_url, seen):
        session = CerbSession(Profile("work", base_url), MemoryVault(Secrets("s", Token("t"))))
        assert session.get(ME).status_code == 302
        assert len(seen) == 1


@pytest.mark.parametrize("status", STATUSES)
def test_the_client_secret_follows_no_redirect_either(status: int) -> None:
    with (
        serving(lambda call: (200, {}, b'{"access_token": "t"}')) as (elsewhere, arrived),
        serving(lambda call: (status, {"Location": elsewhere}, b"")) as (base_url, _),
    ):
        with pytest.raises(ReplyError):
            request_token(Profile("work", base_url), {"client_secret": "canary"})
        with pytest.raises(ReplyError, match=f"leads on to {elsewhere}"):
            probe(Profile("work", base_url))
    assert arrived == []
