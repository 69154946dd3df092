"""Data queries over records: ``worklist.records`` and ``worklist.subtotals``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from cerbsh.catalogue import builtin
from cerbsh.demo import axes, formats
from cerbsh.demo.axes import Axis
from cerbsh.demo.bodies import Body
from cerbsh.demo.envelope import RefusalError, unserved
from cerbsh.demo.formats import Node, Tree
from cerbsh.demo.kinds import served
from cerbsh.demo.php import number_prefix
from cerbsh.demo.query import Group, Term
from cerbsh.demo.request import Request
from cerbsh.demo.search import Search, prepare
from cerbsh.demo.store import Row
from cerbsh.demo.where import among

FUNCTIONS = {"avg": "AVG", "average": "AVG", "sum": "SUM", "min": "MIN", "max": "MAX"}
MOST = 2000


def prepared(request: Request, given: Mapping[str, Term]) -> Search:
    """The search that ``of:``, ``query:`` and ``query.required:`` describe."""
    name = given["of"].value.text if "of" in given else ""
    if builtin().type(name) is None:
        raise RefusalError("The `of:` field is not a valid context type.")
    needed = inner(given, "query.required") or inner(given, "query.require")
    return prepare(request.database, request.call.worker_id, served(name), inner(given, "query"), needed)


def inner(given: Mapping[str, Term], name: str) -> str:
    """The query within the brackets of a parameter."""
    value = given[name].value if name in given else None
    if value is None:
        return ""
    return value.text.removeprefix("(").removesuffix(")") if value.group is not None else value.text


def dictionaries(request: Request, search: Search, rows: Sequence[Row], given: Mapping[str, Term]) -> dict[str, Body]:
    """The rows by id as data queries give them, with ``_loaded`` behind the type of each dictionary."""
    keys = given["expand"].value.terms if "expand" in given else ()
    found = {}
    for row in rows:
        plain = request.dictionaries.expand(request.dictionaries.plain(search.filters.kind.uri, row), keys)
        whole: Body = {}
        for key, value in plain.items():
            whole[key] = value
            if key.endswith("_type") and key.removesuffix("_type")[-1:] in ("", "_"):
                whole[f"{key.removesuffix('type')}loaded"] = True
        found[str(row["id"])] = whole
    return found


@dataclass(frozen=True)
class _By:
    """An axis with the number of values that are kept, the most frequent or the least."""

    axis: Axis
    limit: int
    descending: bool


def subtotals(request: Request, tree: Group) -> Body:
    """Records counted by one or more fields, or a number of theirs aggregated, in the format that is asked for."""
    given = {term.field: term for term in tree.items if isinstance(term, Term) and term.field != "type"}
    _refuse_unknown(given)
    by = next((term for name, term in given.items() if name == "by" or name.startswith("by.")), None)
    if by is None:
        raise RefusalError("The `by:` field is required.")
    function = _function(given, by.field)
    search = prepared(request, given)
    measured = [found for item in by.value.terms if (found := _by(search, item, _offset(search, given))) is not None]
    if not measured:
        raise RefusalError("The `by:` field is not a valid context type.")
    aggregated = measured.pop() if function != "count" and function in (*FUNCTIONS, "distinct") else None
    rows = _rows(search, measured, function, aggregated) if measured else []
    shown, rows = _grouped(given, measured, rows)
    nodes = _nest(request, [found.axis for found in shown], rows, inner(given, "query"))
    known = (*(found.axis for found in shown), *((aggregated.axis,) if aggregated else ()))
    return formats.render(_format(given), Tree(search.filters.kind.context, function, known, nodes))


_NAMES = frozenset(
    {"of", "by", "function", "format", "expand", "group", "metric", "query", "query.required", "query.require"}
    | {"timeout", "timezone"}
)


def _refuse_unknown(given: Mapping[str, Term]) -> None:
    for name in given:
        if name not in _NAMES and not name.startswith(("by.", "group.")):
            raise RefusalError(f"The parameter '{name}' is unknown.")
    if "metric" in given:
        raise unserved("the parameter 'metric:' of worklist.subtotals")


def _function(given: Mapping[str, Term], by: str) -> str:
    if by.startswith("by."):
        return by.removeprefix("by.").lower()
    return given["function"].value.text.lower() if "function" in given else "count"


def _format(given: Mapping[str, Term]) -> str:
    return given["format"].value.text.lower() if "format" in given else "tree"


def _offset(search: Search, given: Mapping[str, Term]) -> int:
    """The seconds by which dates are moved: those of ``timezone:``, or of the worker's time zone, as they are now."""
    now = search.scope.now
    if "timezone" in given:
        try:
            now = datetime.now(ZoneInfo(given["timezone"].value.text))
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise RefusalError(f"Timezone `{given['timezone'].value.text}` is unknown.") from None
    offset = now.utcoffset()
    return int(offset.total_seconds()) if offset else 0


def _by(search: Search, item: str, offset: int) -> _By | None:
    name, _, limit = item.partition("~")
    axis = axes.find(search.filters, name, offset)
    if axis is None:
        return None
    count = min(MOST, abs(int(number_prefix(limit)))) or (250 if axis.step else 25)
    return _By(axis, count, not limit.startswith("-"))


def _aggregate(function: str, by: _By | None) -> str:
    if by is None:
        return "COUNT(*)"
    if function == "distinct":
        return f"COUNT(DISTINCT {by.axis.sql})"
    return f"{FUNCTIONS[function]}({by.axis.sql})"


def _rows(search: Search, by: Sequence[_By], function: str, aggregated: _By | None) -> list[tuple[Any, ...]]:
    """Rows of the aggregate and one value for each axis; of every axis only the values within its limit."""
    ids, bound = search.selected()
    table = search.filters.kind.stored
    inside = f"{table}.id IN ({ids})"
    conditions, parameters = [inside], list(bound)
    for found in by:
        order = "DESC" if found.descending else "ASC"
        sql = f"""SELECT {found.axis.sql} AS value, COUNT(*) AS hits FROM {table} {found.axis.join} WHERE {inside}
            GROUP BY 1 ORDER BY hits {order}, value LIMIT {found.limit}"""
        values = [row["value"] for row in search.scope.database.rows(sql, bound)]
        kept = among(found.axis.sql, values)
        conditions.append(kept.sql)
        parameters += kept.parameters
    joined = (*by, aggregated) if aggregated else by
    joins = " ".join(dict.fromkeys(found.axis.join for found in joined))
    columns = ", ".join(found.axis.sql for found in by)
    places = ", ".join(str(place + 2) for place in range(len(by)))
    counted = _aggregate(function, aggregated)
    sql = f"SELECT {counted}, {columns} FROM {table} {joins} WHERE {' AND '.join(conditions)} GROUP BY {places}"
    return [tuple(row) for row in search.scope.database.rows(sql, parameters)]


def _grouped(
    given: Mapping[str, Term], by: Sequence[_By], rows: list[tuple[Any, ...]]
) -> tuple[Sequence[_By], list[tuple[Any, ...]]]:
    """``group.avg:[worker]`` makes one row of all that agree in the named fields."""
    term = next((term for name, term in given.items() if name == "group" or name.startswith("group.")), None)
    if term is None:
        return by, rows
    names = term.value.terms
    places = [
        place
        for place, found in enumerate(by)
        if found.axis.key.removesuffix(".id") in names or found.axis.key in names
    ]
    if not places:
        return by, rows
    groups: dict[tuple[Any, ...], list[float]] = {}
    for row in rows:
        groups.setdefault(tuple(row[place + 1] for place in places), []).append(float(row[0] or 0))
    combine = _COMBINE.get(term.field.partition(".")[2], sum)
    return [by[place] for place in places], [(combine(hits), *key) for key, hits in groups.items()]


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)


_COMBINE: Mapping[str, Any] = {"sum": sum, "avg": _mean, "average": _mean, "min": min, "max": max}


def _nest(request: Request, shown: Sequence[Axis], rows: Sequence[tuple[Any, ...]], query: str) -> list[Node]:
    """One branch for each row, the greatest first; Cerb does not join branches that begin with the same value."""
    labels = [axis.labels(request.database, [row[place + 1] for row in rows]) for place, axis in enumerate(shown)]

    def branch(row: tuple[Any, ...], place: int, narrowed: str) -> Node:
        value, axis = row[place + 1], shown[place]
        name = labels[place].get(value, value)
        words = f"{narrowed} {_narrow(axis, value, labels[place].get(value))}".strip()
        below = (branch(row, place + 1, words),) if place + 1 < len(shown) else ()
        return Node("" if name is None else str(name), value, row[0] or 0, words, below)

    nodes = [branch(row, 0, f"({query})" if query else "") for row in rows] if shown else []
    return sorted(nodes, key=lambda node: -float(node.hits))


def _narrow(axis: Axis, value: object, label: str | None) -> str:
    """The filter that narrows a search to one value."""
    if axis.step:
        return f"{axis.key}:{axes.date_range(axis.step, str(value))}"
    if axis.type == "link":
        context, _, record_id = str(value).partition(":")
        found = builtin().type(context)
        return f"{axis.key.partition('.')[0]}.{found.uri if found else context}:(id:{record_id})"
    text = str(label if axis.words and label is not None else value)
    return f"{axis.key}:{_written(text) if text else axis.blank}"


def _written(text: str) -> str:
    return f'"{text}"' if " " in text else text
