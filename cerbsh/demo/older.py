"""The older endpoints of one record type each: ``workers/me``, ``tickets/12``, ``orgs/search``."""

from __future__ import annotations

from cerbsh.demo.bodies import Body
from cerbsh.demo.envelope import not_implemented
from cerbsh.demo.request import Request


def workers(request: Request) -> Body:
    """``workers/me``: the worker that the token belongs to."""
    if request.method == "GET" and request.part(0) == "me":
        row = request.dictionaries.row("worker", request.call.worker_id)
        assert row is not None
        plain = request.dictionaries.with_links("worker", request.dictionaries.plain("worker", row))
        return request.dictionaries.expand(plain, request.expand)
    raise not_implemented()
