"""The values of the history: an entry to keep, a row of a listing, and what a listing is narrowed to."""

from __future__ import annotations

import json
from typing import Literal, NamedTuple

from cerbsh.api.reply import Reply
from cerbsh.api.request import Pairs, Request


class Summary(NamedTuple):
    """One request as a listing shows it. An entry belongs to a base URL and a worker; it may have no profile.

    ``started`` is unix seconds, ``elapsed`` seconds, ``size`` the bytes of the reply's body, kept or not. ``path`` has
    no suffix. ``status`` is 0 where no answer came, and ``failure`` says why. ``ok`` says that Cerb did what was asked.
    """

    number: int = 0
    line: str = ""
    profile: str = ""
    base_url: str = ""
    worker: int | None = None
    folder: str = ""
    started: float = 0.0
    elapsed: float = 0.0
    method: str = ""
    path: str = ""
    status: int = 0
    cerb_status: str = ""
    error_code: str = ""
    failure: str = ""
    size: int = 0
    writes: bool = False
    ok: bool = False


class Entry(NamedTuple):
    """One request with all that is kept of it. What is given to the history is whole; what it gives back is redacted.

    The body of an entry that was read back is asked for by its number.
    """

    summary: Summary
    request: Request
    headers: Pairs = ()
    body: bytes | None = None


COLUMNS = Summary._fields


def answered(
    reply: Reply, *, line: str, base_url: str, worker: int | None, profile: str = "", folder: str = ""
) -> Entry:
    """The entry of a request that Cerb answered."""
    request = reply.request
    summary = Summary(
        line=line,
        profile=profile,
        base_url=base_url,
        worker=worker,
        folder=folder,
        started=reply.started,
        elapsed=reply.elapsed,
        method=request.method,
        path=bare_path(request.path),
        writes=request.is_write,
        status=reply.status,
        ok=reply.ok,
        cerb_status=reply.cerb_status,
        error_code=reply.error_code,
        size=len(reply.body),
    )
    return Entry(summary, request, reply.headers, reply.body)


def unanswered(
    request: Request,
    failure: str,
    *,
    line: str,
    base_url: str,
    worker: int | None,
    started: float,
    elapsed: float,
    profile: str = "",
    folder: str = "",
) -> Entry:
    """The entry of a request that got no answer; ``failure`` is the message of what went wrong."""
    summary = Summary(
        line=line,
        profile=profile,
        base_url=base_url,
        worker=worker,
        folder=folder,
        started=started,
        elapsed=elapsed,
        method=request.method,
        path=bare_path(request.path),
        writes=request.is_write,
        failure=failure,
    )
    return Entry(summary, request)


class Filters(NamedTuple):
    """What a listing is narrowed to; ``None`` and an empty text narrow nothing.

    ``status`` is ``error``, ``success`` or an HTTP status; ``since`` and ``until`` are unix seconds; ``path`` is a glob
    such as ``records/ticket/*`` whose ``*`` crosses slashes; an empty ``profile`` is the entries of none; ``above`` and
    ``below`` are numbers of entries that are themselves left out.
    """

    status: Literal["error", "success"] | int | None = None
    method: str = ""
    since: float | None = None
    until: float | None = None
    profile: str | None = None
    base_url: str = ""
    worker: int | None = None
    path: str = ""
    kind: Literal["", "read", "write"] = ""
    above: int | None = None
    below: int | None = None


def valid(text: str) -> str:
    """``text`` without what no UTF-8 can hold: lone surrogates become ``?``."""
    return text.encode("utf-8", "replace").decode()


def bare_path(path: str) -> str:
    """A path as entries keep it and globs name it: no leading slash, no ``rest/``, no suffix."""
    return path.strip("/").removeprefix("rest/").removesuffix(".json").removesuffix(".xml")


def request_to_json(request: Request) -> str:
    """The request as JSON text, from which ``request_from_json`` makes the same value."""
    return json.dumps({name: value for name, value in request._asdict().items() if value not in (None, ())})


def request_from_json(text: str) -> Request:
    """The request that ``request_to_json`` wrote."""
    values = json.loads(text)
    return Request(
        values["method"],
        values["path"],
        pairs(values.get("query", ())),
        pairs(values.get("form", ())),
        values.get("body"),
        pairs(values.get("headers", ())),
    )


def pairs(lists: list[list[str]]) -> Pairs:
    """Names and values from a JSON list of two-item lists."""
    return tuple((name, value) for name, value in lists)
