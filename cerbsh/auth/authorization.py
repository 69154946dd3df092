"""The authorization code grant with PKCE: the address to open, the answer that comes back, the code's exchange.

RFC 6749, section 4.1, with RFC 7636 against stolen codes. Cerb wants a ``scope`` in the address and the client secret
in the exchange, PKCE or not.
"""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass, field
from urllib.parse import parse_qs, quote, urlencode

from oauthlib.oauth2 import WebApplicationClient

from cerbsh.auth.endpoint import request_token
from cerbsh.auth.token import Token
from cerbsh.config import Profile
from cerbsh.errors import SignInError, UsageError

VERIFIER_LENGTH = 64
MOST_FIELDS = 20


class WrongStateError(UsageError):
    """An answer that belongs to another sign-in, or to none."""

    def __init__(self) -> None:
        super().__init__("this answer belongs to another sign-in", "use the page that was opened last")


@dataclass(frozen=True)
class Authorization:
    """One request for a code: ``url`` is for the browser, the rest is kept for its answer."""

    url: str
    redirect_uri: str
    state: str = field(repr=False)
    verifier: str = field(repr=False)


def authorization(profile: Profile, redirect_uri: str = "", state: str = "") -> Authorization:
    """A fresh request; ``redirect_uri`` is the profile's unless a listener has a port of its own to put into it."""
    client = WebApplicationClient(profile.client_id)
    state, verifier = state or new_state(), client.create_code_verifier(VERIFIER_LENGTH)
    redirect_uri = redirect_uri or profile.redirect_uri
    query = {
        "response_type": "code",
        "client_id": profile.client_id,
        "redirect_uri": redirect_uri,
        "scope": profile.scope,
        "state": state,
        "code_challenge": client.create_code_challenge(verifier, "S256"),
        "code_challenge_method": "S256",
    }
    return Authorization(f"{profile.authorize_url}?{urlencode(query, quote_via=quote)}", redirect_uri, state, verifier)


def new_state() -> str:
    """A fresh state of 256 bits."""
    return secrets.token_urlsafe(32)


def parse_callback(text: str, state: str) -> str:
    """The authorization code in what was pasted: the address that the browser ended on, or the code alone.

    Raises ``WrongStateError`` where an address bears another state, ``SignInError`` where it bears an error and no
    code, ``UsageError`` for anything else.
    """
    text = text.strip()
    if "?" in text:
        return code_of(text.partition("?")[2].partition("#")[0], state)
    if not re.fullmatch(r"[\x21-\x7e]+", text) or "://" in text:
        raise UsageError("this is neither a callback address nor a code", "paste the whole address the browser shows")
    return text


def code_of(query: str, state: str, *, strict: bool = False) -> str:
    """The code in a callback's query string; a state is compared where there is one, and wanted where ``strict``.

    Raises as ``parse_callback`` does.
    """
    try:
        fields = parse_qs(query, keep_blank_values=True, max_num_fields=MOST_FIELDS)
    except ValueError:
        raise UsageError("the answer names too many things") from None
    if any(len(values) > 1 for values in fields.values()):
        raise UsageError("the answer names something twice")
    found = {name: values[0] for name, values in fields.items()}
    if (strict or "state" in found) and not secrets.compare_digest(found.get("state", "").encode(), state.encode()):
        raise WrongStateError
    if error := found.get("error"):
        raise SignInError(f"Cerb refused the sign-in: {error if re.fullmatch('[a-z_]{1,40}', error) else 'no reason'}")
    if not found.get("code"):
        raise UsageError("the answer holds no code", "paste the whole address that the browser shows")
    return found["code"]


def exchange(profile: Profile, client_secret: str, code: str, asked: Authorization) -> Token:
    """The token for ``code``, which works once. Raises as ``request_token`` does."""
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": asked.redirect_uri,
        "client_id": profile.client_id,
        "client_secret": client_secret,
        "code_verifier": asked.verifier,
    }
    return request_token(profile, form)
