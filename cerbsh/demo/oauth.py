"""The demo's OAuth 2.0 provider: oauthlib's server side, speaking as Cerb does.

Two grants exist, ``authorization_code`` and ``refresh_token``. A client secret is always needed, PKCE is optional, and
a refresh ends both old tokens. Errors are not the JSON of RFC 6749 but plain text that claims to be HTML.
"""

from __future__ import annotations

import json
import secrets
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

from oauthlib.common import Request
from oauthlib.oauth2 import WebApplicationServer
from oauthlib.oauth2.rfc6749 import errors

from cerbsh.demo import scopes, tokens
from cerbsh.demo.apps import App
from cerbsh.demo.grants import Grant, Grants
from cerbsh.demo.http import HTML, JSON, Answer
from cerbsh.demo.validator import PKCE, Validator

TOKEN_LIFETIME = 3600.0
"""Seconds that an access token lives in Cerb 10.4."""

DENIED = "The resource owner or authorization server denied the request."

_REFUSALS = {
    "invalid_client": (401, "Client authentication failed"),
    "invalid_grant": (
        400,
        "The provided authorization grant (e.g., authorization code, resource owner credentials) or refresh token is "
        "invalid, expired, revoked, does not match the redirection URI used in the authorization request, or was "
        "issued to another client.",
    ),
    "invalid_refresh_token": (401, "The refresh token is invalid."),
    "invalid_request": (
        400,
        "The request is missing a required parameter, includes an invalid parameter value, "
        "includes a parameter more than once, or is otherwise malformed.",
    ),
    "invalid_scope": (400, "The requested scope is invalid, unknown, or malformed"),
    "unsupported_grant_type": (400, "The authorization grant type is not supported by the authorization server."),
}


@dataclass(frozen=True)
class Consent:
    """What the worker is asked to agree to. ``labels`` is empty where the request named no scope."""

    app: App
    labels: tuple[str, ...]


class RefusalError(Exception):
    """A request that the provider turns down; ``answer`` says so in Cerb's words."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        status, text = _REFUSALS.get(reason, _REFUSALS["invalid_request"])
        self.answer = Answer(status, HTML, text.encode())


class Provider:
    """Gives out codes and tokens, and knows which access tokens are good. Safe to use from many threads.

    ``lifetime`` is that of an access token in seconds, ``clock`` gives unix seconds. ``exists`` tells whether there is
    still a worker of that id: the tokens of a deleted one are dead, while a disabled one's live on.
    """

    def __init__(
        self,
        apps: Iterable[App],
        grants: Grants,
        lifetime: float = TOKEN_LIFETIME,
        clock: Callable[[], float] = time.time,
        exists: Callable[[int], bool] = lambda worker_id: True,
    ) -> None:
        self.grants = grants
        self.refreshes = 0
        """How many refreshes succeeded."""
        self.refused_refreshes = 0
        self._apps = {app.client_id: app for app in apps}
        self._clock = clock
        self._exists = exists
        self._lifetime = int(lifetime) if lifetime == int(lifetime) else lifetime
        self._key = secrets.token_bytes(32)
        self._turn = threading.Lock()
        self._server = WebApplicationServer(
            Validator(self._apps, grants, self._lifetime, clock, exists),
            self._access_token,
            self._lifetime,  # type: ignore[arg-type]  # a fraction of a second serves as well
            lambda request: tokens.opaque(),
        )
        self._server.auth_grant.register_code_modifier(lambda code, handler, request: {**code, "code": tokens.opaque()})

    def consent(self, query: str) -> Consent:
        """What an authorization request asks for. Raises ``RefusalError`` where it never gets to the consent page."""
        try:
            granted, request = self._server.validate_authorization_request(_authorize_uri(query))
        except (errors.MissingResponseTypeError, errors.UnsupportedResponseTypeError):
            raise RefusalError("unsupported_grant_type") from None
        except (errors.InvalidClientIdError, errors.InvalidRedirectURIError, errors.MismatchingRedirectURIError):
            raise RefusalError("invalid_client") from None
        except errors.OAuth2Error:
            raise RefusalError("invalid_request") from None
        if "code_challenge" in request and not PKCE.fullmatch(request["code_challenge"]):
            raise RefusalError("invalid_request")
        app = self._apps[request["client_id"]]
        return Consent(app, tuple(app.scopes[name].label if name in app.scopes else name for name in granted if name))

    def accept(self, query: str, worker_id: int) -> str:
        """The address that takes the code of an accepted request back to the client."""
        headers, _, _ = self._server.create_authorization_response(
            _authorize_uri(query), credentials={"user": worker_id}
        )
        return str(headers["Location"])

    def exchange(self, form: Mapping[str, str], authorization: str = "") -> Answer:
        """The token endpoint: a code or a refresh token becomes a new pair, one request at a time.

        ``authorization`` is the header of that name; HTTP Basic may carry the client's id and secret.
        """
        with self._turn:
            _, body, status = self._server.create_token_response(
                "https://demo/oauth/access_token", "POST", urlencode(form), {"Authorization": authorization}
            )
            refreshing = form.get("grant_type") == "refresh_token"
            self.refreshes += refreshing and status == 200
            self.refused_refreshes += refreshing and status != 200
        content = json.loads(body)
        if status == 200:
            order = ("token_type", "expires_in", "access_token", "refresh_token")
            return Answer(200, JSON, json.dumps({key: content[key] for key in order}).encode())
        spent = refreshing and content["error"] == "invalid_grant"
        return RefusalError("invalid_refresh_token" if spent else content["error"]).answer

    def grant(self, app: App, scope: str, worker_id: int) -> dict[str, object]:
        """A whole token answer, made as a browser and a client would have made it."""
        query = urlencode({"response_type": "code", "client_id": app.client_id, "scope": scope})
        code = parse_qs(urlsplit(self.accept(query, worker_id)).query)["code"][0]
        client = {"client_id": app.client_id, "client_secret": app.client_secret}
        answer = self.exchange({"grant_type": "authorization_code", "code": code, **client})
        granted: dict[str, object] = json.loads(answer.body)
        return granted

    def bearer(self, authorization: str) -> Grant | None:
        """The grant behind an ``Authorization`` header; ``None`` when it holds no good access token."""
        scheme, _, token = authorization.partition(" ")
        grant = self.grants.by_access(token.strip()) if scheme == "Bearer" else None
        if grant is None or grant.client_id not in self._apps or grant.access_expires <= self._clock():
            return None
        return grant if self._exists(grant.worker_id) else None

    def reaches(self, grant: Grant, method: str, path: str) -> bool:
        """Whether the scopes of a grant reach a path below ``rest/``."""
        return scopes.allowed(self._apps[grant.client_id].scopes, grant.scope.split(), method, path)

    def _access_token(self, request: Request) -> str:
        scope = " ".join(request.scopes or ())
        return tokens.access_token(
            self._key, str(request.client_id), int(request.user or 0), scope, self._clock(), self._lifetime
        )


def _authorize_uri(query: str) -> str:
    """``query`` written out cleanly, since oauthlib refuses characters that browsers and Cerb let pass."""
    return f"https://demo/oauth/authorize?{urlencode(parse_qsl(query, keep_blank_values=True))}"
