"""Codes and tokens that were given out, in SQLite: what makes a code work once and a refresh end the old pair."""

from __future__ import annotations

import hashlib
import sqlite3
import threading
from dataclasses import astuple, dataclass
from typing import Any

CODE_LIFETIME = 600.0
REFRESH_LIFETIME = 30 * 86400.0
"""Seconds; the lifetimes of Cerb 10.4. Access tokens live as long as the server is told, an hour by default."""

_SCHEMA = """
CREATE TABLE IF NOT EXISTS demo_code (
    digest TEXT PRIMARY KEY, client_id TEXT, worker_id INTEGER, scope TEXT, redirect_uri TEXT,
    challenge TEXT, challenge_method TEXT, expires REAL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS demo_grant (
    refresh_digest TEXT PRIMARY KEY, access_digest TEXT UNIQUE,
    client_id TEXT, worker_id INTEGER, scope TEXT, access_expires REAL, refresh_expires REAL
);
"""


@dataclass(frozen=True)
class Code:
    """What an authorization code stands for. ``redirect_uri`` is empty where the request named none."""

    client_id: str
    worker_id: int
    scope: str
    redirect_uri: str
    challenge: str
    challenge_method: str
    expires: float


@dataclass(frozen=True)
class Grant:
    """What a pair of access and refresh token stands for; the times are unix seconds."""

    client_id: str
    worker_id: int
    scope: str
    access_expires: float
    refresh_expires: float


class Grants:
    """The codes and grants of one server. Only digests are kept, so that the file gives no token away.

    Every method is one atomic step and may be called from any thread.
    """

    def __init__(self, path: str = ":memory:") -> None:
        self._lock = threading.Lock()
        self._connection = sqlite3.connect(path, check_same_thread=False, isolation_level=None, timeout=30)
        self._connection.executescript(_SCHEMA)

    def add_code(self, text: str, code: Code) -> None:
        """Keep ``code`` under its ``text``."""
        self._run("INSERT INTO demo_code VALUES (?, ?, ?, ?, ?, ?, ?, ?)", _digest(text), *astuple(code))

    def code(self, text: str) -> Code | None:
        """What a code stands for; ``None`` when it was used or never given out."""
        row = self._run("SELECT * FROM demo_code WHERE digest = ?", _digest(text))
        return Code(*row[0][1:]) if row else None

    def spend_code(self, text: str) -> None:
        """Make a code unknown."""
        self._run("DELETE FROM demo_code WHERE digest = ?", _digest(text))

    def add(self, access_token: str, refresh_token: str, grant: Grant) -> None:
        """Keep a new pair."""
        digests = _digest(refresh_token), _digest(access_token)
        self._run("INSERT INTO demo_grant VALUES (?, ?, ?, ?, ?, ?, ?)", *digests, *astuple(grant))

    def rotate(self, old_refresh_token: str, access_token: str, refresh_token: str, grant: Grant) -> None:
        """Put a new pair in the place of an old one, both of whose tokens are dead at once."""
        columns = "refresh_digest, access_digest, client_id, worker_id, scope, access_expires, refresh_expires"
        values = _digest(refresh_token), _digest(access_token), *astuple(grant), _digest(old_refresh_token)
        statement = f"UPDATE demo_grant SET ({columns}) = (?, ?, ?, ?, ?, ?, ?) WHERE refresh_digest = ?"
        self._run(statement, *values)

    def by_access(self, token: str) -> Grant | None:
        """The grant of an access token, expired or not."""
        return self._find("access_digest", token)

    def by_refresh(self, token: str) -> Grant | None:
        """The grant of a refresh token, expired or not."""
        return self._find("refresh_digest", token)

    def expire_access_tokens(self) -> None:
        """Every access token is as good as expired from now on; the refresh tokens go on working."""
        self._run("UPDATE demo_grant SET access_expires = 0")

    def close(self) -> None:
        """Close the database; nothing may be asked afterwards."""
        with self._lock:
            self._connection.close()

    def _find(self, column: str, token: str) -> Grant | None:
        row = self._run(f"SELECT * FROM demo_grant WHERE {column} = ?", _digest(token))
        return Grant(*row[0][2:]) if row else None

    def _run(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        with self._lock:
            return self._connection.execute(statement, values).fetchall()


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
