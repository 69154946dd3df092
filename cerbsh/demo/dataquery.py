"""The controller ``data/query``: data queries in the same language as searches, with ``type:`` first."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from math import ceil
from typing import Any

from cerbsh.catalogue import Field, builtin
from cerbsh.demo import worklists
from cerbsh.demo.bodies import Body
from cerbsh.demo.contexts import record_types
from cerbsh.demo.custom import fields_of
from cerbsh.demo.envelope import RefusalError, not_implemented, unserved
from cerbsh.demo.php import number_prefix
from cerbsh.demo.query import Group, Term, parse
from cerbsh.demo.request import Request

TYPES: Mapping[str, str] = {
    "attachment.manifest": "List and filter the files inside an archive",
    "autocomplete.completions": "Suggestions for the words of a schema",
    "automation.invoke": "Run an automation that answers a query",
    "calendar.availability": "When calendars are free or busy",
    "calendar.events": "Single and recurring events of calendars",
    "classifier.prediction": "What a classifier makes of a text",
    "data.query.types": "The kinds of data queries",
    "gpg.keyinfo": "What a PGP public key tells of itself",
    "metrics.timeseries": "Metrics over time",
    "platform.extension.points": "The hooks that plugins can extend",
    "platform.extensions": "The plugin extensions of one hook",
    "record.fields": "The fields of a record type",
    "record.types": "The record types",
    "sample.geo.points": "Made-up places for trying out maps",
    "sample.timeseries": "Made-up numbers over time",
    "sample.xy": "Made-up points for trying out scatterplots",
    "ui.icons": "The icons of the user interface",
    "usage.behaviors": "How bot behaviors were used",
    "usage.snippets": "How snippets were used",
    "worklist.geo.points": "Places from records",
    "worklist.metrics": "Numbers computed over records",
    "worklist.records": "Records as dictionaries",
    "worklist.series": "Series of numbers over records",
    "worklist.subtotals": "How many records have which values",
    "worklist.xy": "Records as points of two values",
}
"""Every kind of data query that Cerb has, and what it is for."""


def answer(request: Request) -> Body:
    """``data/query``: GET takes ``q``, POST takes the query as its body."""
    if request.part(0) != "query" or request.method not in ("GET", "POST"):
        raise not_implemented()
    text = request.text("q") if request.method == "GET" else request.call.body.decode("utf-8", "replace")
    if not text.strip():
        name = "The 'q' query parameter is required." if request.method == "GET" else _NO_BODY
        raise RefusalError(name)
    tree = parse(text)
    kind = next(tree.terms("type"), None)
    if kind is None:
        raise RefusalError("A data query 'type:' is required.")
    provider = _PROVIDERS.get(kind.value.text)
    if provider is not None:
        return provider(request, tree)
    if kind.value.text in TYPES or kind.value.text.startswith("behavior."):
        raise unserved(f"the data query type '{kind.value.text}'")
    raise RefusalError(f"'{kind.value.text}' is not a known data query type.")


_NO_BODY = "A query is required in the HTTP request body."


def _parameters(tree: Group, *names: str) -> dict[str, Term]:
    """The parameters of a query by name; an unknown one is refused."""
    found = {}
    for item in tree.items:
        if isinstance(item, Term) and item.field != "type":
            if item.field not in names:
                raise RefusalError(f"The parameter '{item.field}' is unknown.")
            found[item.field] = item
    return found


def _dictionaries(name: str, given: Mapping[str, Term], rows: dict[str, Any]) -> Body:
    """The rows that ``filter:`` leaves, the page that ``limit:`` and ``page:`` cut out, and what was asked."""
    form = given["format"].value.text if "format" in given else "dictionaries"
    if form != "dictionaries":
        raise RefusalError(f"`format:{form}` is not valid for `type:{name}`. Must be one of: dictionaries")
    about: Body = {"type": name, "format": "dictionaries"}
    limit = _integer(given, "limit")
    if limit > 0:
        page = max(0, _integer(given, "page"))
        cut = dict(list(rows.items())[page * limit : (page + 1) * limit])
        about["paging"] = paging(len(rows), len(cut), limit, page)
        rows = cut
    return {"data": rows or [], "_": about}


def _integer(given: Mapping[str, Term], name: str) -> int:
    return int(number_prefix(given[name].value.text)) if name in given else 0


def paging(total: int, count: int, limit: int, page: int) -> Body:
    """Where a page stands, counted from 0."""
    pages = ceil(total / limit)
    first = page * limit + 1
    rows = {"of": total, "count": count, "limit": limit, "from": first, "to": min(first + limit - 1, total)}
    if first > total:
        rows |= {"from": 0, "to": 0}
    found: Body = {"of": pages, "rows": rows, "index": page}
    if page > 0:
        found |= {"prev": page - 1, "first": 0}
    if page + 1 < pages:
        found |= {"next": page + 1, "last": pages - 1}
    return {"page": found}


def _matching(given: Mapping[str, Term], rows: Iterable[tuple[str, str, Any]]) -> dict[str, Any]:
    """Rows of key, searched text and value that hold what ``filter:`` says."""
    wanted = given["filter"].value.text.lower() if "filter" in given else ""
    return {key: value for key, searched, value in rows if wanted in searched.lower()}


def _record_types(request: Request, tree: Group) -> Body:
    """The types by the name of their plural; each keeps the number that it has in ``contexts/list``."""
    given = _parameters(tree, "filter", "limit", "options", "page", "format")
    wanted = set(given["options"].value.terms) if "options" in given else set()
    rows = []
    for number, known in enumerate(record_types()):
        names = known["params"]["names"]
        singular, plural = _name(names, "singular"), _name(names, "plural")
        row = {"id": known["id"], "uri": known["alias"], "label_singular": singular, "label_plural": plural}
        if not wanted or wanted & set(known["params"]["options"]):
            rows.append((str(number), f"{known['alias']} {singular} {plural}", row))
    rows.sort(key=lambda row: str(row[2]["label_plural"]))
    return _dictionaries("record.types", given, _matching(given, rows))


def _name(names: Mapping[str, str], number: str) -> str:
    found = (name for name, kind in names.items() if number in kind and "short" not in kind)
    return next(found, "").title()


_FIELD_TYPES = {"text": "string", "mixed": "string"}
_CUSTOM_TYPES = {"C": "bit", "E": "timestamp", "N": "number", "W": "id", "L": "id", "F": "id", "U": "url", "O": "float"}


def _record_fields(request: Request, tree: Group) -> Body:
    """The writable fields of a type, custom ones by their uri."""
    given = _parameters(tree, "of", "filter", "limit", "page", "format")
    if "of" not in given:
        raise RefusalError("The `of:` parameter is required.")
    kind = builtin().type(given["of"].value.text)
    if kind is None:
        raise RefusalError("The `of:` parameter is not a valid record type.")
    rows = {name: _field(field) for name, field in kind.fields.items() if not field.readonly}
    for custom in fields_of(request.database, kind.context):
        rows[custom.uri] = {
            "key": custom.uri,
            "is_custom": custom.id,
            "is_immutable": False,
            "is_required": False,
            "notes": custom.name,
            "type": _CUSTOM_TYPES.get(custom.type, "string"),
        }
    searched = ((key, f"{key} {row['notes']}", row) for key, row in sorted(rows.items()))
    return _dictionaries("record.fields", given, _matching(given, searched))


def _field(field: Field) -> Body:
    return {
        "key": field.name,
        "is_immutable": False,
        "is_required": field.required,
        "notes": field.note,
        "type": _FIELD_TYPES.get(field.type, field.type),
    }


def _query_types(request: Request, tree: Group) -> Body:
    given = _parameters(tree, "filter", "limit", "page", "format")
    rows = ((name, f"{name} {text}", {"name": name, "description": text}) for name, text in TYPES.items())
    return _dictionaries("data.query.types", given, _matching(given, rows))


def _records(request: Request, tree: Group) -> Body:
    given = _parameters(tree, "of", "query", "query.required", "query.require", "expand", "page", "format", "timeout")
    form = given["format"].value.text if "format" in given else "dictionaries"
    if form != "dictionaries":
        raise RefusalError(f"`format:{form}` is not valid for `type:worklist.records`. Must be one of: dictionaries")
    search = worklists.prepared(request, given)
    limit = search.limit or 10
    page = _integer(given, "page") if "page" in given else (search.page or 0)
    rows = worklists.dictionaries(request, search, search.rows(limit, max(0, page)), given)
    about = {
        "type": "worklist.records",
        "format": form,
        "paging": paging(search.total(), len(rows), limit, max(0, page)),
    }
    return {"data": rows or [], "_": about}


_PROVIDERS: Mapping[str, Callable[[Request, Group], Body]] = {
    "record.types": _record_types,
    "record.fields": _record_fields,
    "data.query.types": _query_types,
    "worklist.records": _records,
    "worklist.subtotals": worklists.subtotals,
}
