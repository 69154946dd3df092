"""The controller ``records/*``: one record, many records, and every way to change them."""

from __future__ import annotations

from typing import Any

from cerbsh.demo import php
from cerbsh.demo.bodies import Body
from cerbsh.demo.envelope import not_found, not_implemented
from cerbsh.demo.kinds import Kind, served
from cerbsh.demo.request import Request
from cerbsh.demo.search import prepare, repeated_page


def answer(request: Request) -> Body:
    """``records/TYPE/ACTION``; parts behind these two are ignored."""
    action = request.part(1)
    if request.method == "GET" and action == "search":
        return search(request, served(request.part(0)))
    if request.method == "GET":
        return one(request, *_record(request))
    raise not_implemented()


def _record(request: Request) -> tuple[Kind, int]:
    if not php.is_numeric(request.part(1)):
        raise not_found()
    return served(request.part(0)), php.integer(request.part(1))


def one(request: Request, kind: Kind, record_id: int) -> Body:
    """A record's dictionary with what ``expand`` adds to it."""
    row = request.dictionaries.row(kind.uri, record_id)
    if row is None:
        raise not_found(f"Invalid record {kind.context} #{record_id}")
    return request.dictionaries.expand(request.dictionaries.plain(kind.uri, row), request.expand)


def search(request: Request, kind: Kind) -> Body:
    """A page of records, their number, and what was asked; the limits of the query itself win and are not echoed."""
    query = prepare(request.database, request.call.worker_id, kind, request.text("q"))
    limit = max(1, min(500, request.integer("limit", 10)))
    page = request.integer("page", 1)
    total = query.total()
    size = query.limit or limit
    shown = repeated_page(total, size, max(0, page - 1) if query.page is None else query.page)
    dictionaries = request.dictionaries
    keys = request.expand
    results: list[Any] = [
        dictionaries.expand(dictionaries.plain(kind.uri, row), keys) for row in query.rows(size, shown)
    ]
    return {"results": results, "total": total, "count": len(results), "page": page, "limit": limit}
