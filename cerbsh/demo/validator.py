"""What oauthlib's server side asks about clients, codes and tokens, answered by Cerb's rules."""

from __future__ import annotations

import base64
import hmac
import re
from collections.abc import Callable, Mapping
from typing import Any

from oauthlib.common import Request
from oauthlib.oauth2 import RequestValidator
from oauthlib.oauth2.rfc6749 import errors

from cerbsh.demo.apps import App
from cerbsh.demo.grants import CODE_LIFETIME, REFRESH_LIFETIME, Code, Grant, Grants

PKCE = re.compile(r"[A-Za-z0-9._~-]{43,128}")
"""A code challenge or verifier (RFC 7636, section 4)."""


class Validator(RequestValidator):
    """Looks into apps and grants.

    ``lifetime`` is that of an access token in seconds, ``clock`` gives unix seconds, ``exists`` tells whether there is
    still a worker of that id.
    """

    def __init__(
        self,
        apps: Mapping[str, App],
        grants: Grants,
        lifetime: float,
        clock: Callable[[], float],
        exists: Callable[[int], bool],
    ) -> None:
        super().__init__()
        self._apps = apps
        self._grants = grants
        self._lifetime = lifetime
        self._clock = clock
        self._exists = exists

    # The authorization request

    def validate_client_id(self, client_id: str, request: Request, *args: Any, **kwargs: Any) -> bool:
        """Whether there is such an app."""
        return client_id in self._apps

    def validate_redirect_uri(
        self, client_id: str, redirect_uri: str, request: Request, *args: Any, **kwargs: Any
    ) -> bool:
        """Whether the app calls back there."""
        return self._apps[client_id].calls_back(redirect_uri)

    def get_default_redirect_uri(self, client_id: str, request: Request, *args: Any, **kwargs: Any) -> str:
        """The app's callback serves where the request names none."""
        return self._apps[client_id].callback_url

    def validate_response_type(
        self, client_id: str, response_type: str, client: Any, request: Request, *args: Any, **kwargs: Any
    ) -> bool:
        """Codes alone are given out."""
        return response_type == "code"

    def get_default_scopes(self, client_id: str, request: Request, *args: Any, **kwargs: Any) -> list[str]:
        """None: a missing scope breaks the consent page, and nothing before it."""
        return []

    def validate_scopes(
        self, client_id: str, scopes: list[str], client: Any, request: Request, *args: Any, **kwargs: Any
    ) -> bool:
        """Any name is accepted; one that the app lacks reaches nothing later on."""
        return True

    def save_authorization_code(
        self, client_id: str, code: Mapping[str, Any], request: Request, *args: Any, **kwargs: Any
    ) -> None:
        """Keep the code for ten minutes."""
        kept = Code(
            client_id,
            int(request.user or 0),
            " ".join(request.scopes or ()),
            "" if request.using_default_redirect_uri else str(request.redirect_uri),
            request.code_challenge or "",
            request.code_challenge_method or "",
            self._clock() + CODE_LIFETIME,
        )
        self._grants.add_code(code["code"], kept)

    # The token request

    def client_authentication_required(self, request: Request, *args: Any, **kwargs: Any) -> bool:
        """Always, with PKCE too."""
        return True

    def authenticate_client(self, request: Request, *args: Any, **kwargs: Any) -> bool:
        """Whether id and secret are an app's, and a redirect URI, where there is one, its callback."""
        client_id, client_secret = _credentials(request)
        if not client_id:
            raise errors.InvalidRequestError(request=request)
        app = self._apps.get(client_id)
        if app is None or not hmac.compare_digest(app.client_secret.encode(), client_secret.encode()):
            return False
        request.client, request.client_id = app, client_id
        return request.redirect_uri is None or app.calls_back(request.redirect_uri)

    def validate_grant_type(
        self, client_id: str, grant_type: str, client: Any, request: Request, *args: Any, **kwargs: Any
    ) -> bool:
        """Every app may use both grants."""
        return True

    def validate_code(
        self, client_id: str, code: str, client: Any, request: Request, *args: Any, **kwargs: Any
    ) -> bool:
        """Whether the code is good for this request; whatever is wrong with it, Cerb calls the request malformed."""
        kept = self._grants.code(code)
        good = (
            kept is not None
            and kept.client_id == client_id
            and kept.expires > self._clock()
            and self._exists(kept.worker_id)
            and kept.redirect_uri in ("", request.redirect_uri)
            and _verifier_fits(kept, request.code_verifier)
        )
        if kept is None or not good:
            raise errors.InvalidRequestError(request=request)
        request.user, request.scopes = kept.worker_id, kept.scope.split()
        return True

    def get_code_challenge(self, code: str, request: Request) -> Any:
        """The challenge that the verifier must answer; ``None`` where none was sent."""
        kept = self._grants.code(code)
        return (kept and kept.challenge) or None

    def get_code_challenge_method(self, code: str, request: Request) -> Any:
        """``S256`` or ``plain``."""
        kept = self._grants.code(code)
        return kept and kept.challenge_method

    def confirm_redirect_uri(
        self, client_id: str, code: str, redirect_uri: str, client: Any, request: Request, *args: Any, **kwargs: Any
    ) -> bool:
        """The code was found good together with its redirect URI."""
        return True

    def invalidate_authorization_code(
        self, client_id: str, code: str, request: Request, *args: Any, **kwargs: Any
    ) -> None:
        """A code works once."""
        self._grants.spend_code(code)

    def validate_refresh_token(
        self, refresh_token: str, client: Any, request: Request, *args: Any, **kwargs: Any
    ) -> bool:
        """Whether the token is this client's, and neither spent nor expired."""
        grant = self._grants.by_refresh(refresh_token)
        if grant is None or grant.client_id != request.client_id:
            return False
        request.user = grant.worker_id
        return grant.refresh_expires > self._clock() and self._exists(grant.worker_id)

    def get_original_scopes(self, refresh_token: str, request: Request, *args: Any, **kwargs: Any) -> list[str]:
        """What the grant reaches now; a refresh may narrow it."""
        grant = self._grants.by_refresh(refresh_token)
        return grant.scope.split() if grant else []

    def save_bearer_token(self, token: Any, request: Request, *args: Any, **kwargs: Any) -> None:
        """Keep the new pair, in the place of the one that was refreshed."""
        now = self._clock()
        grant = Grant(
            str(request.client_id),
            int(request.user or 0),
            " ".join(request.scopes or ()),
            now + self._lifetime,
            now + REFRESH_LIFETIME,
        )
        pair = token["access_token"], token["refresh_token"]
        if request.grant_type == "refresh_token":
            self._grants.rotate(str(request.refresh_token), *pair, grant)
        else:
            self._grants.add(*pair, grant)


def _verifier_fits(code: Code, verifier: str | None) -> bool:
    """Whether there is a well-formed verifier just where there was a challenge."""
    return bool(verifier and PKCE.fullmatch(verifier)) if code.challenge else verifier is None


def _credentials(request: Request) -> tuple[str, str]:
    """The client's id and secret: from the form, or else from HTTP Basic."""
    scheme, _, encoded = str(request.headers.get("Authorization", "")).partition(" ")
    try:
        decoded = base64.b64decode(encoded).decode() if scheme == "Basic" else ""
    except ValueError:
        decoded = ""
    name, _, password = decoded.partition(":")
    return request.client_id or name, request.client_secret or password
