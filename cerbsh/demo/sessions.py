"""The browsers that the demo remembers, by their cookie."""

from __future__ import annotations

import secrets
import threading
from dataclasses import dataclass, field

from cerbsh.demo.people import Person

_MOST = 1000


@dataclass(frozen=True)
class Session:
    """One browser. ``ticket`` is the hidden word of its forms, against posts that another site makes it send.

    ``pending`` is the query string of the authorization request that waits for consent.
    """

    person: Person | None = None
    pending: str = ""
    ticket: str = field(default_factory=lambda: secrets.token_urlsafe(24), repr=False)


class Sessions:
    """The latest thousand sessions, in memory. Safe to use from many threads."""

    def __init__(self) -> None:
        self._sessions: dict[str, Session] = {}
        self._lock = threading.Lock()

    def find(self, session_id: str) -> Session | None:
        """The session of a cookie's value."""
        with self._lock:
            return self._sessions.get(session_id)

    def keep(self, session: Session, session_id: str = "") -> str:
        """Keep ``session`` under its id, or under a new one where it has none yet; gives the id."""
        with self._lock:
            session_id = session_id if session_id in self._sessions else new_id()
            self._sessions[session_id] = session
            if len(self._sessions) > _MOST:
                del self._sessions[next(iter(self._sessions))]
            return session_id

    def forget(self, session_id: str) -> None:
        """The cookie's value is worth nothing from now on."""
        with self._lock:
            self._sessions.pop(session_id, None)


def new_id() -> str:
    """A fresh value for the cookie."""
    return secrets.token_hex(16)
