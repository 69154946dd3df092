"""The history as files for others: a cerbsh script, an ``.http`` file, HAR 1.2.

What is kept is redacted already; where the token belongs, the exports name ``CERBSH_TOKEN``.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from http import HTTPStatus
from shlex import quote
from typing import Any
from urllib.parse import urlsplit

from cerbsh.api.request import FORM_TYPE, Pairs, Request
from cerbsh.history.entry import Entry, Summary

Bodies = Callable[[int], bytes | None]
"""Gives the body of an entry by its number, where one is kept."""

_TOKEN = "Bearer {{$processEnv CERBSH_TOKEN}}"
_ENDS = r"\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029"
"""Characters that one program or another takes for the end of a line."""


def as_script(entries: Iterable[Entry]) -> Iterator[str]:
    """The lines as they were typed, as a script that ``cerbsh FILE`` runs; a note before each says what came of it.

    Gives lines without their newline, oldest entry first if that is the order of ``entries``.
    """
    folder = ""
    for told, request, *_ in entries:
        yield f"# {told.number}  {_time(told.started)}  {_one_line(_outcome(told))}".rstrip("\\")
        if told.folder != folder:
            folder = told.folder
            yield f"cd {quote(_joined('/' + folder.strip('/')))}"
        yield _joined(told.line) or _joined(typed(request))


def _joined(text: str) -> str:
    """A line on one line, whatever could be taken for the end of one: what follows would be run by itself."""
    return re.sub(rf"\s*\\?[{_ENDS}]\s*", " ", text).strip()


def typed(request: Request) -> str:
    """A request that nobody typed, as a line."""
    items = [f"{name}=={value}" if request.form else f"{name}={value}" for name, value in request.query]
    items += [f"{name}={value}" for name, value in request.form]
    if request.body is not None:
        items.append(request.body)
    return " ".join([request.method, f"/{request.path}", *map(quote, items)])


def _outcome(told: Summary) -> str:
    return told.failure or f"{told.status} {told.error_code or told.cerb_status}".strip()


def as_http(entries: Iterable[Entry]) -> Iterator[str]:
    """The requests in the format of editors' REST clients; the token is read from the environment. Gives lines."""
    for told, request, *_ in entries:
        body, media_type = request.payload()
        yield f"### {told.number} {_time(told.started)} {_one_line(told.line)}".rstrip()
        yield f"{request.method} {request.url(told.base_url)}"
        yield f"Authorization: {_TOKEN}"
        yield from (f"{name}: {value}" for name, value in request.headers)
        if body is not None:
            yield from (f"Content-Type: {media_type}", "", _joined(body.decode()))
        yield ""


def as_har(entries: Iterable[Entry], body_of: Bodies, version: str) -> Iterator[str]:
    """The requests and replies as HAR 1.2 (http://www.softwareishard.com/blog/har-12-spec/). Gives pieces of text.

    ``version`` is that of cerbsh. A body that is not kept leaves its text out; a binary one is given in base64.
    """
    yield '{"log": {"version": "1.2", "creator": ' + json.dumps({"name": "cerbsh", "version": version})
    yield ', "entries": ['
    for place, entry in enumerate(entries):
        yield ",\n" if place else "\n"
        yield json.dumps(_har_entry(entry, body_of(entry.summary.number)))
    yield "\n]}}\n"


def _har_entry(entry: Entry, body: bytes | None) -> dict[str, Any]:
    told = entry.summary
    milliseconds = told.elapsed * 1000
    return {
        "startedDateTime": _time(told.started, "milliseconds"),
        "time": milliseconds,
        "request": _har_request(entry),
        "response": _har_response(entry, body),
        "cache": {},
        "timings": {"send": 0, "wait": milliseconds, "receive": 0},
        "comment": _one_line(told.line),
    }


def _har_request(entry: Entry) -> dict[str, Any]:
    request, base_url = entry.request, entry.summary.base_url
    body, media_type = request.payload()
    found = {
        "method": request.method,
        "url": request.url(base_url),
        "httpVersion": "HTTP/1.1",
        "cookies": [],
        "headers": _named((("Host", urlsplit(base_url).netloc), *request.headers)),
        "queryString": _named(request.query),
        "headersSize": -1,
        "bodySize": len(body or b""),
    }
    if body is not None:
        params = _named(request.form) if media_type == FORM_TYPE else []
        found["postData"] = {"mimeType": media_type, "params": params, "text": body.decode()}
    return found


def _har_response(entry: Entry, body: bytes | None) -> dict[str, Any]:
    told = entry.summary
    headers = {name.lower(): value for name, value in entry.headers}
    content: dict[str, Any] = {"size": told.size, "mimeType": headers.get("content-type", "")}
    if body is not None:
        content |= _har_text(body)
    return {
        "status": told.status,
        "statusText": _reason(told.status),
        "httpVersion": "HTTP/1.1" if told.status else "",
        "cookies": [],
        "headers": _named(entry.headers),
        "content": content,
        "redirectURL": headers.get("location", ""),
        "headersSize": -1,
        "bodySize": told.size if told.status else -1,
        **({"comment": told.failure} if told.failure else {}),
    }


def _har_text(body: bytes) -> dict[str, str]:
    try:
        return {"text": body.decode("utf-8")}
    except UnicodeDecodeError:
        return {"text": base64.b64encode(body).decode(), "encoding": "base64"}


def _named(pairs: Pairs) -> list[dict[str, str]]:
    return [{"name": name, "value": value} for name, value in pairs]


def _reason(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""


def _time(seconds: float, precision: str = "seconds") -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec=precision)


def _one_line(text: str) -> str:
    return " ".join(text.split())
