"""Who is signed in where, in words: for ``status`` on the command line and at the prompt, and after signing in."""

from __future__ import annotations

import time
from collections.abc import Mapping

from cerbsh.api.reply import Reply
from cerbsh.auth.token import Token
from cerbsh.auth.vault import Secrets
from cerbsh.config import Profile
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


def listing(profiles: Mapping[str, Profile], current: Profile | None) -> str:
    """The profiles, a line each, ``current`` marked: it may be one that is not kept, as that of the demo is.

    Raises ``SignInError`` where there is none.
    """
    shown = list(profiles.values())
    if current and current.name not in profiles:
        shown.append(current)
    if not shown:
        raise SignInError("there is no profile yet", "make one with: cerbsh login")
    width = max(len(profile.name) for profile in shown)
    return "\n".join(
        safe.line(f"{_mark(profile, current)} {profile.name:<{width}}  {profile.base_url}  {profile.worker}".rstrip())
        for profile in shown
    )


def _mark(profile: Profile, current: Profile | None) -> str:
    return "*" if current and profile.name == current.name else " "


def _renewal(secrets: Secrets) -> str:
    if not secrets.token or not secrets.token.refresh_token:
        return "cannot be renewed"
    return "renews itself" if secrets.client_secret else "cannot be renewed without the client secret"
