"""The session that people know from Cerb's guide: an ``OAuth2Session`` that stays signed in and at home."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

import requests
from requests_oauthlib import OAuth2Session

from cerbsh.auth.refresh import Refresher
from cerbsh.auth.token import Token
from cerbsh.auth.transport import TIMEOUT, GuardedSession
from cerbsh.auth.vault import Store
from cerbsh.config import Profile, origin_of
from cerbsh.errors import UsageError
from cerbsh.files import Notify, quiet

_FOREIGN = re.compile(r"[\x00-\x20\x7f\\]")
"""Characters that no URL holds, and that parsers read differently."""


class CerbSession(GuardedSession, OAuth2Session):
    """Requests to one Cerb, signed with a token that is kept fresh in ``store``.

    ``notify`` takes a line for the user while the session waits. The session may be used from several threads at once.
    """

    def __init__(self, profile: Profile, store: Store, *, notify: Notify = quiet) -> None:
        OAuth2Session.__init__(
            self, client_id=profile.client_id, redirect_uri=profile.redirect_uri, scope=profile.scope.split()
        )
        self.guard(profile)
        self._profile = profile
        self._refresher = Refresher(profile, store, notify)
        self._shown: Token | None = None

    def request(  # type: ignore[override]
        self,
        method: str,
        url: str | bytes,
        data: Any = None,
        headers: Mapping[str, str | bytes] | None = None,
        withhold_token: bool = False,
        **kwargs: Any,
    ) -> requests.Response:
        """Send a request under the profile's base URL, and once more with a newer token where Cerb answers 401.

        A 401 means that Cerb has done nothing, so that this holds for every method; not for a body that can be read
        only once. Takes what ``requests.Session.request`` takes; a ``url`` without a scheme counts from the base URL.
        Raises ``UsageError`` for any other place, ``SignInError`` where the sign-in is over, and what ``requests``
        raises.
        """
        url = resolve(self._profile, url)
        kwargs.setdefault("timeout", TIMEOUT)
        if withhold_token:
            return requests.Session.request(self, method, url, data=data, headers=headers, **kwargs)
        token = self._refresher.current()
        reply = self._send(token, method, url, data, headers, kwargs)
        if reply.status_code != 401 or not _repeatable(data, kwargs.get("files")):
            return reply
        reply.close()
        return self._send(self._refresher.renewed(token), method, url, data, headers, kwargs)

    def refresh_token(self, token_url: str = "", **kwargs: Any) -> dict[str, Any]:  # type: ignore[override]
        """Force a refresh now, and keep what it brings; the library's arguments count for nothing here."""
        self._show(self._refresher.renewed(self._refresher.current()))
        return dict(self.token)

    def _send(
        self,
        token: Token,
        method: str,
        url: str,
        data: Any,
        headers: Mapping[str, str | bytes] | None,
        options: Mapping[str, Any],
    ) -> requests.Response:
        if token is not self._shown:
            self._show(token)
        signed = {**(headers or {}), "Authorization": f"Bearer {token.access_token}"}
        return requests.Session.request(self, method, url, data=data, headers=signed, **options)

    def _show(self, token: Token) -> None:
        """Let ``token``, ``access_token`` and ``authorized`` of the library's session say what is in use."""
        self._shown = token
        self.token = {key: value for key, value in token.stored().items() if value}


def resolve(profile: Profile, url: str | bytes) -> str:
    """``url`` made whole against the profile's base URL. Raises ``UsageError`` where it lies anywhere else.

    Origin and base path are compared after resolving; segments of dots are refused in every spelling, since servers and
    libraries fold them away. The host that is sent is the one of the base URL, letter by letter.
    """
    text = url.decode("utf-8", "replace") if isinstance(url, bytes) else url
    base = profile.base_url
    if _FOREIGN.search(text):
        raise _elsewhere(profile, text)
    if not text.startswith(base):
        text = base + _below_base(profile, text)
    path = re.split(r"[?#]", text[len(base) :], maxsplit=1)[0]
    if not {".", ".."}.isdisjoint(re.split(r"[/\\]", _decoded(path))):
        raise _elsewhere(profile, text)
    return text


def _below_base(profile: Profile, text: str) -> str:
    try:
        whole = urljoin(profile.base_url, text)
        given, parts = urlsplit(text), urlsplit(whole)
        same = origin_of(whole) == profile.origin and "@" not in parts.netloc and bool(given.netloc or not given.scheme)
    except (ValueError, UsageError):
        raise _elsewhere(profile, text) from None
    base_path = urlsplit(profile.base_url).path
    if not same or not parts.path.startswith(base_path):
        raise _elsewhere(profile, text)
    return parts.path[len(base_path) :] + (f"?{parts.query}" if parts.query else "")


def _decoded(path: str) -> str:
    """``path`` without percent-encoding, however often it was encoded."""
    while (plain := unquote(path)) != path:
        path = plain
    return path


def _elsewhere(profile: Profile, text: str) -> UsageError:
    shown = re.sub(r"//[^/]*@", "//", text.split("?")[0][:200])
    return UsageError(f"{shown!r} is not under {profile.base_url}", "the token goes to the profile's own Cerb alone")


def _repeatable(data: Any, files: Any) -> bool:
    """Whether a body can be sent again: files and generators are used up by the first time."""
    return not files and (data is None or (isinstance(data, Iterable) and not isinstance(data, Iterator)))
