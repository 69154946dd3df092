"""Cerb's token endpoint: a form goes in, a token or Cerb's own words come out.

Cerb answers errors there in plain text served as HTML, not in the JSON of RFC 6749, section 5.2; later versions may.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import quote_plus

import requests

from cerbsh.auth.token import Token
from cerbsh.auth.transport import CONNECT_TIMEOUT, explain, plain_session
from cerbsh.config import Profile
from cerbsh.errors import ReplyError, SignInError

TIMEOUT = (CONNECT_TIMEOUT, 20.0)
REFUSALS = frozenset({400, 401})
LONGEST_WORDS = 200
LONGEST_ANSWER = 65_536
"""Bytes of an answer that are read; a token answer has about 2,000."""
SHORTEST_SECRET = 16
_PAGE = "an HTML page"

HINTS = (
    ("client authentication", "look at client id, client secret and callback URL: they must be those of the OAuth app"),
    ("refresh token", "sign in again: cerbsh login"),
    ("authorization code", "sign in again: a code works once, and for ten minutes"),
    ("authorization grant", "sign in again: a code works once, and for ten minutes"),
    ("scope", "ask for a scope that the OAuth app has"),
)


def request_token(profile: Profile, form: Mapping[str, str]) -> Token:
    """POST ``form`` to the token endpoint over a connection of its own, which cannot have gone stale.

    Raises ``SignInError`` in Cerb's own words where Cerb refuses, ``ReplyError`` for an answer that is no token
    endpoint's, ``ConnectError`` where none came.
    """
    with plain_session(profile) as session:
        try:
            with session.post(
                profile.token_url, data=dict(form), timeout=TIMEOUT, headers={"Accept": "application/json"}, stream=True
            ) as answer:
                content, broken = _content(answer)
        except requests.RequestException as error:
            raise explain(error, profile.host) from None
    if answer.status_code == 200 and (token := _token(content)):
        return token
    if broken:
        raise explain(broken, profile.host)
    said = words(content, form.values())
    if answer.status_code in REFUSALS:
        raise SignInError(f"Cerb refused: {said}", hint_for(said))
    if answer.status_code == 200:  # what is left of a token is not shown
        said = said if said == _PAGE else "no token"
    raise ReplyError(f"{profile.token_url} answered {answer.status_code}: {said}", _elsewhere(answer))


def _content(answer: requests.Response) -> tuple[bytes, requests.RequestException | None]:
    """The body as far as it came, and what broke it off: a token that is here counts, whatever happened behind it."""
    content = bytearray()
    try:
        for piece in answer.iter_content(1):
            content += piece
            if len(content) > LONGEST_ANSWER:
                break
    except requests.RequestException as error:
        return bytes(content), error
    return bytes(content), None


def _token(content: bytes) -> Token | None:
    try:
        return Token.from_answer(_mapping(content), time.time())
    except ValueError:
        return None


def words(content: bytes, sent: Iterable[str] = ()) -> str:
    """What the answer says, on one line without control characters; HTML pages are only named.

    A server may echo what was ``sent`` to it: long values, which may be secrets, are left out.
    """
    text = content.decode("utf-8", "replace").strip()
    if text.startswith("<"):
        return _PAGE
    document = _mapping(content)
    for key in ("error_description", "message", "error"):
        if isinstance(document.get(key), str):
            text = document[key]
            break
    for value in sent:
        for spelled in (value, quote_plus(value)):
            text = text.replace(spelled, "…") if len(value) >= SHORTEST_SECRET else text
    line = " ".join(text.split())[:LONGEST_WORDS]
    return "".join(character if character.isprintable() else "?" for character in line) or "nothing"


def hint_for(said: str) -> str:
    """What to do about a refusal in these words."""
    return next((hint for part, hint in HINTS if part in said.lower()), "sign in again: cerbsh login")


def _mapping(content: bytes) -> Mapping[str, Any]:
    try:
        document = json.loads(content)
    except (ValueError, RecursionError):
        return {}
    return document if isinstance(document, dict) else {}


def _elsewhere(answer: requests.Response) -> str:
    if answer.is_redirect:
        return "the base URL leads elsewhere: look at it with cerbsh doctor"
    if answer.status_code >= 500:
        return "Cerb is in trouble: try again later; the sign-in is kept"
    return "look at the base URL with cerbsh doctor"
