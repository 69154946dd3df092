"""A Cerb in wrong hands: whatever it is asked, every text of its answer is an attack on the terminal."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from urllib.parse import unquote_plus

from tests.auth.support import Arrived, serving
from tests.view.test_hostile import ATTACKS

ATTACK = "".join(f"{number}{text}" for number, text in enumerate(ATTACKS.values())).replace("\ud800", "")
MARKUP = "<ansired>red</ansired><style fg='ansired' bg='ansired'>x</style>&lt;b>"
JSON = {"Content-Type": "application/json"}

Answer = tuple[int, Mapping[str, str], bytes]


def record(text: str) -> dict[str, Any]:
    """A record whose keys and values are ``text``."""
    return {
        "id": "1",
        "_label": text,
        "_type": "org",
        "_context": "cerberusweb.contexts.org",
        "name": text,
        "title": text,
        "status": text,
        "full_name": text,
        "timezone": text,
        "updated": 1_700_000_000,
        text: text,
        "list": [text, {text: [text]}],
    }


def answer(call: Arrived, text: str) -> Answer:
    """The answer to a request, with ``text`` wherever there is room for text."""
    path, _, query = unquote_plus(call.path).partition("?")
    if path.endswith("/nope.json"):
        return 200, JSON, _json({"__status": "error", "__error": text, "message": text, text: text})
    if path.endswith("/page.json"):
        return 200, {"Content-Type": "text/html"}, f"<html><title>{text}</title>{text}".encode()
    if path.endswith("/words.json"):
        return 200, {"Content-Type": "text/plain"}, text.encode()
    if path.endswith("/away.json"):
        return 302, {"Location": f"https://{_header(text)}/{_header(text)}"}, b""
    if path.endswith("/broken.json"):
        return 500, {"Content-Type": _header(text)}, text.encode()
    if "/download" in path:
        return 200, {"Content-Disposition": f"attachment; filename={_header(text)}"}, text.encode()
    if "/search" in path or "data/query" in path or path.endswith("/list.json"):
        return 200, _headers(text), _json(_found(text, query))
    return 200, _headers(text), _json(record(text))


@contextmanager
def hostile_cerb(text: str = ATTACK) -> Iterator[tuple[str, list[Arrived]]]:
    """The base URL of such a server, and what arrives there."""
    with serving(lambda call: answer(call, text)) as served:
        yield served


def _found(text: str, query: str) -> dict[str, Any]:
    subtotals = {"subtotals": {text: [{"label": text, "hits": 3, "key": text}]}, "status": [{"label": text, "hits": 2}]}
    data = {"data": {"1": record(text)}, "_": {"type": text, "format": text}, text: text}
    rows = {
        "results": [record(text), {**record(text), "id": "2"}],
        "total": text if "limit=1" in query else 2,
        "count": 2,
        "limit": 10,
        "page": 1,
    }
    return {**rows, **subtotals, **data}


def _json(document: dict[str, Any]) -> bytes:
    """JSON as Cerb writes it, with every character that may stand raw in it standing raw."""
    envelope = {"__status": "success", "__version": "10.4.10", "__build": 1}
    return json.dumps({**envelope, **document}, ensure_ascii=False).encode()


def _header(text: str) -> str:
    """``text`` as far as a header can hold it: bytes above 127 are read as Latin-1."""
    return "".join(character for character in text if character not in "\r\n").encode().decode("latin-1")


def _headers(text: str) -> dict[str, str]:
    return {**JSON, "X-Attack": _header(text), "Server": _header(text)}
