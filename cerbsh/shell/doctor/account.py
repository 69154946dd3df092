"""The sign-in: the OAuth app in Cerb, the token, whose it is, and how far it reaches."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final

from cerbsh.auth import reach
from cerbsh.auth.callback import obstacle
from cerbsh.errors import SignInError
from cerbsh.shell.doctor.case import Case
from cerbsh.shell.identity import time_left

if TYPE_CHECKING:
    from cerbsh.shell.doctor.checks import Said

_NARROW = "does not have permission to use this endpoint"
_REACHES: Final[tuple[tuple[str, str, dict[str, str]], ...]] = (
    ("GET workers/me", "workers/me.json", {}),
    ("searches of records", "records/worker/search.json", {"limit": "1"}),
    ("all that can be read", "contexts/list.json", {}),
)
"""What the usual scopes of an OAuth app (profile, search, api:read-only) reach, and a request that tells."""

OLDEST = (10, 4)
"""The oldest version of Cerb that cerbsh knows."""


def endpoints(case: Case) -> Said:
    """Whether the token endpoint answers as one, and whether the authorization endpoint knows the client."""
    reach.token_endpoint_answers(case.profile)
    if not case.client_id:
        return "good", "the token endpoint answers"
    reach.client_is_known(case.with_client())
    return "good", "both endpoints answer, and Cerb knows the client id with its callback"


def callback(case: Case) -> Said:
    """What must be registered in Cerb, and how the answer of a sign-in gets here."""
    uri = case.profile.redirect_uri
    if not case.client_id:
        return "none", "the token was pasted: there is no OAuth app to call back"
    if reason := obstacle(uri):
        return (
            "note",
            f"{uri} is registered in Cerb; {reason}, so that the answer of a sign-in is pasted",
            "register http://127.0.0.1/callback in Cerb, and: "
            f"cerbsh login --redirect-uri http://127.0.0.1/callback --profile {case.profile.name}",
        )
    if "//localhost" in uri:
        return "good", f"{uri} is registered in Cerb, letter by letter and with its port; 127.0.0.1 would take any port"
    return "good", f"{uri} is registered in Cerb; any port is taken there, the path must be the same"


def secret(case: Case) -> Said:
    """Whether Cerb takes the client secret, which every renewal of a token needs."""
    client_secret = case.secrets.client_secret
    if not (case.client_id and client_secret):
        return "none", "no client secret is kept: a token cannot be renewed with it"
    reach.secret_is_right(case.profile, case.client_id, client_secret)
    return "good", "Cerb takes the client secret"


def token(case: Case) -> Said:
    """Whether there is a token that is good, or can be renewed."""
    kept = case.token
    renewable = bool(kept.refresh_token and case.secrets.client_secret)
    if not kept.fresh(time.time()) and not renewable:
        raise SignInError("the access token has expired, and cannot be renewed", case.sign_in)
    said = f"{time_left(kept)}; scope {' '.join(kept.scopes) or 'unknown'}; kept in {case.store.where}"
    if renewable:
        return "good", f"{said}; it renews itself"
    return "note", f"{said}; it cannot be renewed", f"to have one that renews itself, {case.sign_in}"


def worker(case: Case) -> Said:
    """Whose token it is, as Cerb sees it, and which Cerb that is."""
    reply = case.me
    if reply.status == 401:
        raise SignInError("Cerb refuses the token", case.sign_in)
    version = str(reply.envelope.get("__version", ""))
    cerb = f"Cerb {version}" if version else "Cerb tells no version"
    if _NARROW in reply.message:
        return "note", f"the scope does not let the token ask whose it is; {cerb}"
    if not reply.ok:
        raise SignInError(f"Cerb does not say whose token it is: {reply.message or reply.status}", case.sign_in)
    said = f"worker {reply.envelope.get('id')}; {cerb}"
    if version and _numbers(version) < OLDEST:
        return (
            "note",
            said,
            f"cerbsh knows Cerb from {'.'.join(map(str, OLDEST))} on; what is older may answer otherwise",
        )
    return "good", said


def scope(case: Case) -> Said:
    """How far the token reaches, tried with requests that change nothing."""
    reached = [what for what, path, query in _REACHES if _NARROW not in case.ask(path, **query).message]
    if not reached:
        raise SignInError(
            "the scope of this token reaches nothing at all", f"{case.sign_in} --scope api; the OAuth app must offer it"
        )
    if len(reached) < len(_REACHES):
        return "note", f"it reaches {' and '.join(reached)}, and no more", f"for everything, {case.sign_in} --scope api"
    if "api" in case.token.scopes:
        return "good", "it reaches all that can be read and written"
    return "good", "it reaches all that can be read; scope api would let it write"


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split(".")[:2] if part.isdecimal())
