"""The clients that may ask the demo for a sign-in."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from cerbsh.demo.scopes import STANDARD, Scope

_LOOPBACK_PORT = re.compile(r"^(http://(?:127\.0\.0\.1|\[::1\])):\d+(?=[/?#]|$)")


@dataclass(frozen=True)
class App:
    """A registered client with its one callback."""

    name: str
    client_id: str
    client_secret: str = field(repr=False)
    callback_url: str
    scopes: Mapping[str, Scope] = field(default_factory=lambda: STANDARD, repr=False)

    def calls_back(self, redirect_uri: str) -> bool:
        """Whether a code may go to ``redirect_uri``: it equals the callback, but for the port where that is a loopback
        address. ``localhost`` has no such freedom (RFC 8252, section 7.3)."""
        return _without_port(redirect_uri) == _without_port(self.callback_url)


def demo_apps(seed: int) -> tuple[App, App]:
    """One app for a callback on any port, one for a fixed port; the same ``seed`` gives the same ids and secrets."""
    return _app("cerbsh", "http://127.0.0.1/callback", seed), _app("guide", "http://localhost:8099/callback", seed)


def _app(name: str, callback_url: str, seed: int) -> App:
    def invent(what: str) -> str:
        return hashlib.sha256(f"{seed} {name} {what}".encode()).hexdigest()

    return App(name, invent("id")[:32], invent("secret"), callback_url)


def _without_port(url: str) -> str:
    return _LOOPBACK_PORT.sub(r"\1", url)
