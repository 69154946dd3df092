"""Threat 8: the token sent to another host than the profile's own, or out of its folder there."""

from __future__ import annotations

from urllib.parse import unquote, urlsplit

import pytest
import requests
from hypothesis import example, given, settings
from hypothesis import strategies as st

from cerbsh.auth.oauth import CerbSession, resolve
from cerbsh.auth.store import MemoryVault
from cerbsh.auth.token import Token
from cerbsh.auth.vault import Secrets
from cerbsh.config import Profile
from cerbsh.errors import UsageError
from tests.auth.support import serving

BASE_URLS = [
    "https://cerb.example/",
    "https://cerb.example/cerb/",
    "http://127.0.0.1:8088/a/b/",
    "https://[::1]:8443/x/",
]

HOSTILE = [
    "//evil.example/",
    "///evil.example/",
    "////evil.example",
    "/\\evil.example/",
    "\\\\evil.example/",
    "\\/evil.example",
    "https:\\\\evil.example",
    "https:/evil.example",
    "https:evil.example",
    "https://evil.example/",
    "https://cerb.example@evil.example/",
    "https://cerb.example:443@evil.example/",
    "https://evil.example#@cerb.example/cerb/",
    "https://evil.example\\@cerb.example/cerb/",
    "https://evil.example?.cerb.example/cerb/",
    "https://me:pw@cerb.example/cerb/rest/x",
    "https://cerb.example.evil.example/cerb/",
    "https://evilcerb.example/cerb/",
    "https://cerb.example:8443/cerb/",
    "http://cerb.example/cerb/",
    "http://cerb.example:443/cerb/",
    "ftp://cerb.example/cerb/",
    "file:///etc/passwd",
    "javascript:alert(1)",
    "http://[::1",
    "https://cerb.example:x/cerb/",
    "https://cerb.example/",
    "https://cerb.example/cerb",
    "https://cerb.example/cerbx/",
    "https://cerb.example/cerb/../other/",
    "https://cerb.example/cerb/./x",
    "https://cerb.example/cerb/%2e%2e/other/",
    "https://cerb.example/cerb/%2E./other/",
    "https://cerb.example/cerb/x%2f..%2f..%2fother",
    "https://cerb.example/cerb/%252e%252e/other/",
    "https://cerb.example/cerb/..%5cother",
    "https://cerb.example/cerb/..\\other",
    "../other",
    "rest/../../other",
    "/rest/workers/me.json",
    "https://cerb.exam\tple/cerb/",
    "\nhttps://evil.example/",
    " https://evil.example/",
    "https://cerb\u3002example.evil.example/cerb/",
    "https://cérb.example/cerb/",
    "https://cerb.example\u2100/cerb/",
    "https://\uff43erb.example/cerb/",
    "https://cerb.example\uff0fcerb/",
]


@pytest.mark.parametrize("url", HOSTILE)
def test_an_address_elsewhere_is_refused_before_anything_is_sent(url: str) -> None:
    with serving(lambda call: (200, {}, b"")) as (proxy, seen):
        session = CerbSession(Profile("work", "https://cerb.example/cerb/"), MemoryVault(Secrets("", Token("canary"))))
        session.proxies = {"http": proxy, "https": proxy}
        with pytest.raises(UsageError) as caught:
            session.get(url)
    assert seen == []
    assert "pw@" not in caught.value.message
    assert caught.value.exit == 2


@pytest.mark.parametrize(
    "url",
    [
        "https://cerb.example/cerb/rest/workers/me.json",
        "https://CERB.example:443/cerb/rest/workers/me.json",
        "HTTPS://cerb.example/cerb/rest/workers/me.json",
        "//cerb.example/cerb/rest/workers/me.json",
        "/cerb/rest/workers/me.json",
        "rest/workers/me.json",
        b"rest/workers/me.json",
    ],
)
def test_the_same_place_is_known_however_it_is_written(url: str | bytes) -> None:
    profile = Profile("work", "https://cerb.example/cerb/")
    assert resolve(profile, url) == "https://cerb.example/cerb/rest/workers/me.json"


def test_a_query_may_hold_anything() -> None:
    profile = Profile("work", "https://cerb.example/")
    for url in (
        "rest/records/org/search.json?q=url:https://evil.example/../x",
        "rest/x.json?q=%2e%2e%2f",
        "rest/x.json?a=b@c",
    ):
        assert resolve(profile, url) == f"https://cerb.example/{url}"


PIECES = st.sampled_from(
    [
        "/",
        "//",
        "\\",
        "@",
        ":",
        "?",
        "#",
        ".",
        "..",
        "%2e",
        "%2E",
        "%2f",
        "%5c",
        "%25",
        "%00",
        "%0d%0a",
        ";",
        "[",
        "]",
        "http:",
        "https:",
        "HTTPS:",
        "evil",
        "evil.example",
        "cerb.example",
        "cerb.example:443",
        "127.0.0.1:8088",
        "::1",
        "cerb",
        "a",
        "b",
        "rest",
        "x.json",
        " ",
        "\t",
        "\n",
        "\x00",
        "。",
        "．",
        "／",
        "․",
        "ß",
        "K",
        "\u202e",
    ]
)


@settings(max_examples=400)
@given(st.sampled_from(BASE_URLS), st.lists(PIECES, max_size=8).map("".join) | st.text())
@example("https://cerb.example/", "https:evil.example")
@example("https://cerb.example/cerb/", "https://cerb.example/cerb/%252e%252e/")
def test_whatever_is_asked_for_is_refused_or_lies_under_the_base_url(base_url: str, url: str) -> None:
    profile = Profile("work", base_url, insecure_http=True)
    try:
        whole = resolve(profile, url)
    except UsageError:
        return
    sent = requests.Request("GET", whole).prepare().url
    assert sent
    ours, theirs = urlsplit(base_url), urlsplit(sent)
    assert (theirs.scheme, theirs.netloc) == (ours.scheme, ours.netloc)
    assert theirs.path.startswith(ours.path)
    assert not {".", ".."} & set(unquote(unquote(theirs.path)).replace("\\", "/").split("/"))
