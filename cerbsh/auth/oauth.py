"""The session that people know from Cerb's guide: an ``OAuth2Session``, signed, fresh and guarded as the shell's own.

The shell does without it: the library behind it takes a tenth of the time that a single request takes as a process.
"""

from __future__ import annotations

from typing import Any

import requests
from requests_oauthlib import OAuth2Session

from cerbsh.auth.session import SignedSession
from cerbsh.auth.token import Token
from cerbsh.auth.vault import Store
from cerbsh.config import Profile
from cerbsh.files import Notify, quiet


class CerbSession(SignedSession, OAuth2Session):  # type: ignore[misc]  # the stubs name fewer parameters
    """A signed session whose ``token``, ``access_token`` and ``authorized`` say what is in use, as the library's do."""

    def __init__(self, profile: Profile, store: Store, *, notify: Notify = quiet) -> None:
        OAuth2Session.__init__(
            self, client_id=profile.client_id, redirect_uri=profile.redirect_uri, scope=profile.scope.split()
        )
        self.sign(profile, store, notify)
        self._shown: Token | None = None

    def refresh_token(self, token_url: str = "", **kwargs: Any) -> dict[str, Any]:  # type: ignore[override]
        """Force a refresh now, and keep what it brings; the library's arguments count for nothing here."""
        self._show(self._refresher.renewed(self._refresher.current()))
        return dict(self.token)

    def _send(self, token: Token, *args: Any) -> requests.Response:
        if token is not self._shown:
            self._show(token)
        return super()._send(token, *args)

    def _show(self, token: Token) -> None:
        self._shown = token
        self.token = {key: value for key, value in token.stored().items() if value}
