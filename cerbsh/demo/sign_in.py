"""A browser's and a client's part in signing in to the demo, played over HTTP by a program."""

from __future__ import annotations

import base64
import hashlib
import http.client
import json
import re
import secrets
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from cerbsh.demo.http import FORM
from cerbsh.demo.people import Person
from cerbsh.demo.server import DemoServer

_TICKET = re.compile(r'name="ticket" value="([^"]+)"')


def sign_in(server: DemoServer, scope: str = "api") -> dict[str, Any]:
    """Go through the whole authorization code flow with PKCE and state, and give the token answer.

    Raises ``ValueError`` where the server does not do as its pages promise, ``OSError`` where it is not there.
    """
    app, browser = server.apps[0], _Browser(server.base_url)
    state, verifier = secrets.token_urlsafe(24), secrets.token_urlsafe(48)
    request = {
        "response_type": "code",
        "client_id": app.client_id,
        "redirect_uri": app.callback_url,
        "scope": scope,
        "state": state,
        "code_challenge": _challenge(verifier),
        "code_challenge_method": "S256",
    }
    called_back = parse_qs(urlsplit(browser.accept(urlencode(request), server.worker)).query)
    if called_back.get("state") != [state]:
        raise ValueError("the demo did not call back with the state that was sent")
    exchange = {
        "grant_type": "authorization_code",
        "code": called_back["code"][0],
        "redirect_uri": app.callback_url,
        "client_id": app.client_id,
        "client_secret": app.client_secret,
        "code_verifier": verifier,
    }
    _, body = browser.send("POST", f"{server.base_url}oauth/access_token", exchange)
    answer: dict[str, Any] = json.loads(body)
    return answer


class _Browser:
    """One connection with one cookie. It follows redirects as long as they stay at the demo."""

    def __init__(self, base_url: str) -> None:
        self._base_url = base_url
        self._cookie = ""
        self._connection = http.client.HTTPConnection(urlsplit(base_url).netloc, timeout=30)

    def accept(self, query: str, worker: Person) -> str:
        """Open an authorization request, sign in as ``worker``, accept; give the address that is called back."""
        page = self._open("GET", f"{self._base_url}oauth/authorize?{query}")
        password = {"name": worker.name, "password": worker.password}
        page = self._open("POST", f"{self._base_url}login", {"ticket": _ticket(page), **password})
        choice = {"ticket": _ticket(page), "choice": "accept"}
        location, _ = self.send("POST", f"{self._base_url}login/consent", choice)
        return location

    def send(self, method: str, url: str, form: Mapping[str, str] | None = None) -> tuple[str, str]:
        """Send one request; give the address that it redirects to (or an empty string) and its body."""
        headers = {"Cookie": self._cookie} | ({"Content-Type": FORM} if form else {})
        target = url.removeprefix(f"http://{urlsplit(url).netloc}")
        self._connection.request(method, target, urlencode(form or {}), headers)
        with self._connection.getresponse() as reply:
            self._cookie = (reply.getheader("Set-Cookie") or self._cookie).partition(";")[0]
            return reply.getheader("Location") or "", reply.read().decode()

    def _open(self, method: str, url: str, form: Mapping[str, str] | None = None) -> str:
        location, page = self.send(method, url, form)
        return self._open("GET", location) if location.startswith(self._base_url) else page


def _ticket(page: str) -> str:
    found = _TICKET.search(page)
    if found is None:
        raise ValueError("the demo answered without the form that was expected")
    return found[1]


def _challenge(verifier: str) -> str:
    """The S256 code challenge (RFC 7636, section 4.2)."""
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
