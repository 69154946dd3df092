"""The controller ``records/*``: one record, many records, and every way to change them."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from cerbsh.demo import php, single, subtotals, writes
from cerbsh.demo.bodies import Body
from cerbsh.demo.envelope import not_found, not_implemented
from cerbsh.demo.kinds import Kind, served
from cerbsh.demo.request import Request
from cerbsh.demo.search import Search, prepare, repeated_page


def answer(request: Request) -> Body:
    """``records/TYPE/ACTION``; parts behind these two are ignored."""
    named = _ACTIONS.get((request.method, request.part(1)))
    if named is not None:
        return named(request, served(request.part(0)))
    if request.method not in ("GET", "PUT", "DELETE"):
        raise not_implemented()
    kind, record_id = _record(request)
    if request.method == "DELETE":
        writes.delete(request, kind, record_id)
        return {}
    if request.method == "PUT":
        writes.update(request, kind, record_id, writes.fields_of(request))
    return _written(request, kind, record_id)


def _record(request: Request) -> tuple[Kind, int]:
    if not php.is_numeric(request.part(1)):
        raise not_found()
    return served(request.part(0)), php.integer(request.part(1))


def _create(request: Request, kind: Kind) -> Body:
    return _written(request, kind, writes.create(request, kind, writes.fields_of(request)))


def _upsert(request: Request, kind: Kind) -> Body:
    return _written(request, kind, writes.upsert(request, kind, writes.fields_of(request)))


def _written(request: Request, kind: Kind, record_id: int) -> Body:
    request.dictionaries.forget()
    return single.record(request, kind, record_id)


def search(request: Request, kind: Kind) -> Body:
    """A page of records, their number, and what was asked; the limits of the query itself win and are not echoed."""
    query = prepare(request.database, request.call.worker_id, kind, request.text("q"))
    found = _page(request, query) if request.flag("show_results", True) else {}
    names = [php.text(name) for name in php.array(request.form.get("subtotals")).values()]
    if names:
        found["subtotals"] = subtotals.count(query, names)
    described = single.describe(request, kind)
    return {**found, "_meta": described} if described else found


def _page(request: Request, query: Search) -> Body:
    limit = max(1, min(500, request.integer("limit", 10)))
    page = request.integer("page", 1)
    total = query.total()
    size = query.limit or limit
    shown = repeated_page(total, size, max(0, page - 1) if query.page is None else query.page)
    dictionaries, keys = request.dictionaries, request.expand
    rows = query.rows(size, shown)
    results = [dictionaries.expand(dictionaries.plain(query.filters.kind.uri, row), keys) for row in rows]
    return {"results": results, "total": total, "count": len(results), "page": page, "limit": limit}


_ACTIONS: Mapping[tuple[str, str], Callable[[Request, Kind], Body]] = {
    ("GET", "search"): search,
    ("POST", "create"): _create,
    ("PATCH", "upsert"): _upsert,
}
