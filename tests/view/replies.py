"""Replies for the tests of what is shown."""

from __future__ import annotations

import json

from cerbsh.api.reply import Reply
from cerbsh.api.request import Method, Pairs, Request

JSON = (("Content-Type", "application/json; charset=utf-8"),)
TEXT = (("Content-Type", "text/plain; charset=utf-8"),)
HTML = (("Content-Type", "text/html; charset=utf-8"),)
XML = (("Content-Type", "text/xml; charset=utf-8"),)

HOSTILE = "a\x1b]0;title\x07b\x9b31mc\x7fd\u202ee\u200bf\u2028g"
"""Text that would set a title, colour, delete, turn the direction, hide and break a line."""


def reply(
    body: bytes | str | object,
    status: int = 200,
    headers: Pairs = JSON,
    *,
    method: Method = "GET",
    path: str = "workers/me.json",
    reason: str = "OK",
    elapsed: float = 0.012,
) -> Reply:
    """A reply with that body; what is neither bytes nor text is sent as JSON."""
    content = body if isinstance(body, bytes) else (body if isinstance(body, str) else json.dumps(body)).encode()
    return Reply(Request(method, path), status, content, headers, reason, elapsed=elapsed)


def success(**keys: object) -> dict[str, object]:
    """A success in Cerb's envelope."""
    return {"__build": 2024030901, "__status": "success", "__version": "10.4.10", **keys}


def error(message: str, code: str = "") -> dict[str, object]:
    """An error in Cerb's envelope; some carry no code."""
    return {"__status": "error", **({"__error": code} if code else {}), "message": message}
