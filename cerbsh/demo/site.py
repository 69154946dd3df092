"""Which part of the demo answers which path."""

from __future__ import annotations

import json

from cerbsh.demo.http import HTML, JSON, Answer, Call, Incoming, redirect
from cerbsh.demo.login import Login, empty_session
from cerbsh.demo.oauth import DENIED, Provider
from cerbsh.demo.rest import Rest

METHODS = frozenset({"GET", "POST", "PUT", "PATCH", "DELETE"})

_NO_TOKEN = "Unauthorized request"
_NO_SCOPE = "Your token does not have permission to use this endpoint."


class Site:
    """One Cerb under ``base_path``, which begins and ends with a slash."""

    def __init__(self, provider: Provider, login: Login, records: Rest, base_path: str = "/") -> None:
        self._provider = provider
        self._login = login
        self._records = records
        self._base_path = base_path

    def answer(self, incoming: Incoming, origin: str) -> Answer:
        """The answer to ``incoming``; ``origin`` is how the client names this server: ``http://127.0.0.1:8088``."""
        if incoming.method not in METHODS:
            return Answer(501, HTML, b"Not implemented")
        if not incoming.path.startswith(self._base_path):
            return Answer(404, HTML, b"<!doctype html><title>404</title><h1>Nothing is here</h1>")
        base_url = origin + self._base_path
        path = incoming.path[len(self._base_path) :].removeprefix("index.php/")
        answer = self._route(incoming, path, base_url)
        if incoming.session_id or any(name == "Set-Cookie" for name, _ in answer.headers):
            return answer
        return answer.with_header(*empty_session(base_url))

    def _route(self, incoming: Incoming, path: str, base_url: str) -> Answer:
        area, _, rest = path.partition("/")
        if area == "rest":
            return self._rest(incoming, rest, base_url).with_header("Cache-Control", "no-store")
        if area == "oauth":
            return self._oauth(incoming, rest, base_url)
        if path == "login":
            return self._login.sign_in(incoming, base_url)
        if path == "login/consent":
            return self._login.consent(incoming, base_url)
        return redirect(f"{base_url}login")

    def _oauth(self, incoming: Incoming, name: str, base_url: str) -> Answer:
        if name == "authorize":
            return self._login.authorize(incoming, base_url)
        if name == "access_token":
            return self._provider.exchange(incoming.form, incoming.headers.get("authorization", ""))
        return Answer(403, HTML, b"Forbidden")

    def _rest(self, incoming: Incoming, path: str, base_url: str) -> Answer:
        """The token is looked at before the path, and the scope before the records."""
        if "authorization" not in incoming.headers:
            return _error(401, _NO_TOKEN)
        grant = self._provider.bearer(incoming.headers["authorization"])
        if grant is None:
            return _error(401, DENIED)
        if not self._provider.reaches(grant, incoming.method, path):
            return _error(200, _NO_SCOPE)
        return self._records.answer(
            Call(
                incoming.method,
                path,
                incoming.query,
                incoming.body,
                incoming.content_type,
                grant.worker_id,
                base_url,
            )
        )


def _error(status: int, message: str) -> Answer:
    """The errors of the gate: unlike those of the records they carry neither code nor version."""
    body = json.dumps({"__status": "error", "message": message}).encode()
    return Answer(status, JSON, body)
