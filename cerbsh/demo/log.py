"""What arrived at the demo, for tests that count requests and for ``--verbose``. No secret gets in."""

from __future__ import annotations

import re
import threading
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field

from cerbsh.demo.http import Answer, Incoming

_SECRET_HEADERS = frozenset({"authorization", "cookie"})
_LONGEST_BODY = 65536


@dataclass(frozen=True)
class Seen:
    """One request and the status it got.

    ``authorized`` tells that an ``Authorization`` header came along; its value, cookies, and the bodies of forms that
    hold passwords, codes and tokens are left out.
    """

    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    body: bytes = field(repr=False)
    authorized: bool
    status: int


class Log:
    """The latest requests, at most ``size`` of them. Safe to use from many threads."""

    def __init__(self, size: int) -> None:
        self._seen: deque[Seen] = deque(maxlen=size)
        self._lock = threading.Lock()

    @property
    def seen(self) -> tuple[Seen, ...]:
        """The requests in the order in which they were answered."""
        with self._lock:
            return tuple(self._seen)

    def count(self, method: str = "", path: str = "") -> int:
        """How many requests had that method and a path in which the pattern ``path`` is found; empty means any."""
        return sum(method in ("", seen.method) and re.search(path, seen.path) is not None for seen in self.seen)

    def clear(self) -> None:
        """Forget what came before."""
        with self._lock:
            self._seen.clear()

    def add(self, incoming: Incoming, answer: Answer) -> Seen:
        """Note a request, and give what was noted."""
        seen = Seen(
            incoming.method,
            incoming.path,
            incoming.query,
            {name: value for name, value in incoming.headers.items() if name not in _SECRET_HEADERS},
            incoming.body[:_LONGEST_BODY] if "/rest/" in incoming.path else b"",
            "authorization" in incoming.headers,
            answer.status,
        )
        with self._lock:
            self._seen.append(seen)
        return seen
