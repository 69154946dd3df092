"""What the prompt shows of an engine: a plain value, read anew for every prompt and once a minute while it waits.

Named tuples, since the first prompt waits for them: a data class takes a millisecond to be made.
"""

from __future__ import annotations

from typing import NamedTuple


class Last(NamedTuple):
    """How the last request went: HTTP status (0 for no answer), what Cerb says it means (``success``, ``error``, or
    empty), seconds."""

    status: int
    meaning: str
    ok: bool
    elapsed: float


class PromptState(NamedTuple):
    """Who is signed in where, and how things stand.

    ``worker`` is a name, empty until it is known. ``seconds_left`` is how long the access token is still good for,
    ``None`` where that is not known. ``folder`` is where ``cd`` stands, without slashes at its ends. ``warnings`` are
    shown in red at all times: a TLS certificate that is not verified. ``production`` marks the profile in red, too.
    ``is_narrow`` tells that the lines of this profile alone are recalled.
    """

    profile: str
    worker: str = ""
    seconds_left: float | None = None
    last: Last | None = None
    folder: str = ""
    warnings: tuple[str, ...] = ()
    production: bool = False
    is_narrow: bool = False
