"""The criteria of the older searches: ``criteria[]``, ``oper[]`` and ``value[]``, one of each for a condition."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from cerbsh.demo import php
from cerbsh.demo.custom import fields_of
from cerbsh.demo.envelope import RefusalError
from cerbsh.demo.kinds import Kind
from cerbsh.demo.request import Request
from cerbsh.demo.search import Search, prepare
from cerbsh.demo.where import Where, among, join

_SIMPLE = frozenset({"=", "!=", ">", ">=", "<", "<="})
_INVALID = "ERROR_SEARCH_FILTERS_INVALID"


def prepared(request: Request, kind: Kind) -> Search:
    """The search that criteria, ``q`` and ``sortBy`` describe."""
    search = prepare(request.database, request.call.worker_id, kind, request.text("q"))
    tokens, operators, values = (
        list(php.array(request.form.get(name)).values()) for name in ("criteria", "oper", "value")
    )
    if not len(tokens) == len(operators) == len(values):
        raise RefusalError("", _INVALID)
    conditions = [
        _condition(_column(request, kind, php.text(token)), php.text(operator), value)
        for token, operator, value in zip(tokens, operators, values, strict=True)
        if token
    ]
    parts = [part for part in (search.where, *conditions) if part]
    where = join(parts, "AND") if parts else None
    if not request.text("sortBy"):
        return replace(search, where=where)
    direction = "ASC" if request.integer("sortAsc", 1) else "DESC"
    order = f"{_column(request, kind, request.text('sortBy'))} {direction}, id {direction}"
    return replace(search, where=where, order=order)


def _column(request: Request, kind: Kind, token: str) -> str:
    column = kind.column(token) if token else None
    if column is not None:
        return column
    for field in fields_of(request.database, kind.context):
        if token == f"custom_{field.id}":
            where = f"field_id = {field.id} AND context_id = {kind.stored}.id"
            return f"(SELECT MIN(value) FROM custom_value WHERE {where})"
    raise RefusalError(f"'{token}' is not a valid search token.", _INVALID)


def _condition(column: str, operator: str, value: php.Value) -> Where:
    operator = operator.strip().lower() or "="
    if operator in _SIMPLE:
        return Where(f"{column} {operator} ?", (_number_or_text(php.text(value)),))
    if operator in ("like", "not like"):
        return Where(f"{column} {operator} ?", (php.text(value).replace("*", "%"),))
    if operator == "fulltext":
        return Where(f"has_words({column}, ?)", (php.text(value),))
    if operator in ("is null", "is not null"):
        return Where(f"{column} {operator}")
    items = [_number_or_text(str(item)) for item in _items(value)]
    if operator == "between" and len(items) == 2:
        return Where(f"{column} BETWEEN ? AND ?", tuple(items))
    if operator in ("in", "not in", "in or null", "not in or null"):
        found = among(column, items, operator.startswith("not"))
        return join([found, Where(f"{column} IS NULL")], "OR") if operator.endswith("null") else found
    raise RefusalError("", _INVALID)


def _items(value: php.Value) -> list[Any]:
    """A list of the form, or JSON text of one."""
    if isinstance(value, dict):
        return [php.text(item) for item in value.values()]
    try:
        found: Any = json.loads(value)
    except ValueError:
        found = value
    return found if isinstance(found, list) else [found]


def _number_or_text(text: str) -> float | str:
    return php.number_prefix(text) if php.is_numeric(text) else text
