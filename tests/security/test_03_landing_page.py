"""Threat 3: the page that the browser ends on, made to say what somebody else wants."""

from __future__ import annotations

import base64
import hashlib
import http.client
import re
from email.message import Message
from urllib.parse import urlsplit

import pytest

from cerbsh.auth.callback import Listener

CANARY = "%3Cscript%3Ealert(1)%3C/script%3E"

TARGETS = [
    "/callback?code=abc&state=mine",
    f"/callback?code={CANARY}&state=mine&x={CANARY}",
    f"/callback?error=access_denied&error_description={CANARY}&state=mine",
    f"/callback?error={CANARY}&state=mine",
    f"/callback?code=abc&state={CANARY}",
    f"/{CANARY}",
    "/callback?<script>alert(1)</script>",
]


def fetch(target: str) -> tuple[int, Message, bytes]:
    with Listener("http://127.0.0.1/callback", "mine") as listener:
        connection = http.client.HTTPConnection(urlsplit(listener.redirect_uri).netloc, timeout=10)
        connection.request("GET", target)
        with connection.getresponse() as reply:
            return reply.status, reply.headers, reply.read()


@pytest.mark.parametrize("target", TARGETS)
def test_nothing_of_a_request_comes_back(target: str) -> None:
    _, headers, page = fetch(target)
    assert b"script" not in page
    assert b"access_denied" not in page
    assert "script" not in str(headers)


def test_all_requests_that_end_alike_get_the_same_page() -> None:
    pages = {(status, page) for status, _, page in map(fetch, TARGETS)}
    assert sorted(status for status, _ in pages) == [200, 200, 400, 404]


@pytest.mark.parametrize("target", TARGETS)
def test_the_page_may_load_nothing_leaks_nothing_and_is_not_kept(target: str) -> None:
    _, headers, page = fetch(target)
    style = re.search(rb"<style>(.*?)</style>", page, re.DOTALL)
    assert style
    digest = base64.b64encode(hashlib.sha256(style[1]).digest()).decode()
    policy = str(headers["Content-Security-Policy"])
    assert policy.startswith(f"default-src 'none'; style-src 'sha256-{digest}';")
    assert "unsafe" not in policy
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Cache-Control"] == "no-store"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert not re.search(rb"https?://|src=|href=|url\(", page)
