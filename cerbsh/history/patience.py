"""How long to wait for a file that another process holds: as long as it makes sense, and never deaf to Ctrl-C."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3

PROMPT = 0.25
"""Seconds that the prompt waits for another process to finish a write."""
NET = 3.0
"""Seconds that a write waits for its former values to be on disk."""
PATIENT = 30.0
"""Seconds that background work and commands of the history itself wait."""
AT_ONCE = 0.005
"""Seconds that SQLite itself waits, in which it hears nothing."""
_PAUSE = 0.01
_STILL = 50
"""Attempts, nearly a second's, after which a log that nobody writes to tells that the holder is no cerbsh at work."""


class Waiting:
    """One wait for a file, of at most ``seconds``; ``log`` is its write-ahead log."""

    def __init__(self, log: Path, seconds: float) -> None:
        self._log = log
        self._ends = time.monotonic() + seconds
        self._seen = _pulse(log)
        self._still = 0

    def goes_on(self, *, hurried: bool) -> bool:
        """Pause before another attempt; whether to make one. Who is ``hurried`` waits while others get on alone."""
        seen = _pulse(self._log)
        self._still = self._still + 1 if seen == self._seen else 0
        self._seen = seen
        if time.monotonic() >= self._ends or (hurried and self._still >= _STILL):
            return False
        time.sleep(_PAUSE)
        return True


def _pulse(log: Path) -> tuple[int, int] | None:
    """What changes when anybody writes."""
    try:
        found = log.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size


def is_held(error: sqlite3.OperationalError) -> bool:
    """Whether an error means that another connection holds the file."""
    import sqlite3

    return getattr(error, "sqlite_errorcode", 0) & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
