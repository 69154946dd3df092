"""A client's side of OAuth 2.0, for the tests of the demo's provider."""

from __future__ import annotations

import base64
import hashlib
import json
from typing import Any

from cerbsh.demo.apps import App

VERIFIER = "a-verifier-that-has-fifty-characters-in-all-it-is.~"
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()


def authorization(app: App, **changes: str | None) -> dict[str, str]:
    """The parameters of a good authorization request; ``None`` leaves one out."""
    usual: dict[str, str | None] = {
        "response_type": "code",
        "client_id": app.client_id,
        "redirect_uri": app.callback_url,
        "scope": "api",
        "state": "some-state",
        "code_challenge": CHALLENGE,
        "code_challenge_method": "S256",
    }
    return given(usual, changes)


def code_exchange(app: App, code: str, /, **changes: str | None) -> dict[str, str]:
    """The form that makes a token of a code; ``None`` leaves a field out."""
    usual: dict[str, str | None] = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": app.callback_url,
        "client_id": app.client_id,
        "client_secret": app.client_secret,
        "code_verifier": VERIFIER,
    }
    return given(usual, changes)


def refresh(app: App, refresh_token: object, /, **changes: str | None) -> dict[str, str]:
    """The form that renews a token; ``None`` leaves a field out."""
    usual: dict[str, str | None] = {
        "grant_type": "refresh_token",
        "refresh_token": str(refresh_token),
        "client_id": app.client_id,
        "client_secret": app.client_secret,
    }
    return given(usual, changes)


def given(usual: dict[str, str | None], changes: dict[str, str | None]) -> dict[str, str]:
    return {name: value for name, value in {**usual, **changes}.items() if value is not None}


def claims(access_token: str) -> dict[str, Any]:
    """What an access token says of itself."""
    payload = access_token.split(".")[1]
    content: dict[str, Any] = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    return content
