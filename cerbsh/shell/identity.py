"""Who is signed in where, in words: for ``status`` on the command line and at the prompt, and after signing in."""

from __future__ import annotations

import time

from cerbsh.api.reply import Reply
from cerbsh.auth.token import Token
from cerbsh.auth.vault import Secrets
from cerbsh.config import Config, Profile
from cerbsh.errors import SignInError
from cerbsh.view import safe


def worker_of(profile: Profile, token: Token | None) -> str:
    """The worker's name, or number where the name is not known; empty where neither is."""
    if profile.worker:
        return safe.line(profile.worker)
    return f"worker {token.worker_id}" if token and token.worker_id else ""


def duration(seconds: float) -> str:
    """A length of time in its largest unit: ``47 min``."""
    for unit, size in (("d", 86400), ("h", 3600), ("min", 60)):
        if seconds >= 2 * size:
            return f"{seconds / size:.0f} {unit}"
    return f"{max(0, seconds):.0f} s"


def time_left(token: Token, now: float | None = None) -> str:
    """How long the access token is good for, in words."""
    if token.expires_at is None:
        return "expiry unknown"
    left = token.expires_at - (time.time() if now is None else now)
    if left > 0:
        return f"{duration(left)} left"
    return "expired; it is renewed at the next request" if token.refresh_token else "expired"


def introduced(profile: Profile, reply: Reply) -> Profile:
    """The profile with the name and the time zone that ``workers/me`` was answered with."""
    me = reply.envelope
    return profile._replace(worker=str(me.get("_label", "")), timezone=str(me.get("timezone", "")))


def welcome(profile: Profile, token: Token | None) -> str:
    """The line after a sign-in."""
    worker = worker_of(profile, token) or "a worker"
    return f"Signed in to {safe.line(profile.host)} as {worker} (profile {profile.name})."


def describe(profile: Profile, secrets: Secrets, where: str) -> str:
    """A few lines: worker, host, scopes, time left, and where the token lies."""
    token = secrets.token
    rows = [("profile", profile.name), ("base URL", profile.base_url)]
    if token is None:
        rows.append(("signed in", "no; sign in with: cerbsh login"))
    else:
        rows += [
            ("worker", worker_of(profile, token) or "unknown"),
            ("scopes", " ".join(token.scopes) or "unknown"),
            ("token", f"{time_left(token)}, {_renewal(secrets)}"),
            ("kept in", where),
        ]
    if not profile.verify:
        rows.append(("warning", "TLS certificates are not verified (verify = false)"))
    width = max(len(name) for name, _ in rows)
    return "\n".join(f"{name:<{width}}  {safe.line(value)}" for name, value in rows)


def listing(known: Config, current: Profile | None) -> str:
    """The profiles, a line each, ``current`` marked. Raises ``SignInError`` where there is none."""
    if not known.profiles:
        raise SignInError("there is no profile yet", "make one with: cerbsh login")
    width = max(map(len, known.profiles))
    return "\n".join(
        safe.line(
            f"{'*' if profile == current else ' '} {name:<{width}}  {profile.base_url}  {profile.worker}".rstrip()
        )
        for name, profile in known.profiles.items()
    )


def _renewal(secrets: Secrets) -> str:
    if not secrets.token or not secrets.token.refresh_token:
        return "cannot be renewed"
    return "renews itself" if secrets.client_secret else "cannot be renewed without the client secret"
