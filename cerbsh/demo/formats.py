"""The formats of ``worklist.subtotals``: tree, table, dictionaries, categories, pie, timeseries.

Numbers are text, as they come out of Cerb's database.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from cerbsh.demo.axes import Axis
from cerbsh.demo.bodies import Body
from cerbsh.demo.envelope import RefusalError

FUNCTION_LABELS = {"avg": "Avg. ", "average": "Avg. ", "max": "Max. ", "min": "Min. ", "sum": "Total "}


@dataclass(frozen=True)
class Node:
    """A value of a field with what was counted, and the values of the next field within it."""

    name: str
    value: object
    hits: float
    query: str
    children: tuple[Node, ...] = ()


@dataclass(frozen=True)
class Tree:
    """What was counted: in records of ``context``, by ``axes``; behind them stands the field that was aggregated."""

    context: str
    function: str
    axes: Sequence[Axis]
    children: Sequence[Node]

    @property
    def counts(self) -> bool:
        """Whether records were counted, and no field aggregated."""
        return self.function in ("", "count")


def render(name: str, tree: Tree) -> Body:
    """The tree in a format; ``data`` and ``_``."""
    if name not in _FORMATS:
        raise RefusalError(
            f"'format:{name}' is not valid for `type:worklist.subtotals`. "
            "Must be one of: categories, pie, table, timeseries, tree"
        )
    if not tree.children:
        return {"data": [], "_": _about(tree, name)}
    return _FORMATS[name](tree)


def _about(tree: Tree, name: str, **more: Any) -> Body:
    return {"type": "worklist.subtotals", "context": tree.context, "format": name, **more}


def _number(value: float) -> str:
    return f"{value:.0f}" if float(value).is_integer() else f"{value:.4f}"


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _as_tree(tree: Tree) -> Body:
    return {"data": {"children": [_branch(node) for node in tree.children]}, "_": _about(tree, "tree")}


def _branch(node: Node) -> Body:
    branch: Body = {"name": node.name, "value": _text(node.value), "hits": _number(node.hits), "query": node.query}
    return {**branch, "children": [_branch(child) for child in node.children]} if node.children else branch


def _leaves(nodes: Sequence[Node], path: tuple[Node, ...] = ()) -> Iterator[tuple[Node, ...]]:
    for node in nodes:
        yield from _leaves(node.children, (*path, node)) if node.children else ((*path, node),)


def _as_table(tree: Tree) -> Body:
    columns: Body = {}
    for place, axis in enumerate(tree.axes):
        prefix = FUNCTION_LABELS.get(tree.function, "") if place + 1 == len(tree.axes) else ""
        column: Body = {"label": f"{prefix}{axis.name}", "type": _column_type(axis)}
        if axis.type in _RECORDS:
            column["type_options"] = _options(axis)
        columns[f"{axis.key}_label" if axis.type in _RECORDS else axis.key] = column
    if tree.counts:
        columns["count"] = {"label": "Count", "type": "number"}
    rows = [_table_row(tree, path) for path in _leaves(tree.children)]
    return {"data": {"columns": columns, "rows": rows}, "_": _about(tree, "table")}


_RECORDS = frozenset({"context", "worker", "link"})


def _column_type(axis: Axis) -> str:
    return "context" if axis.type == "link" else axis.type


def _options(axis: Axis) -> Body:
    if axis.type == "worker":
        return {"context_id_key": axis.key}
    if axis.type == "link":
        return {"context_key": f"{axis.key}__context", "context_id_key": axis.key}
    return {"context": axis.context, "context_id_key": axis.key}


def _table_row(tree: Tree, path: Sequence[Node]) -> Body:
    row: Body = {}
    for axis, node in zip(tree.axes, path, strict=False):
        if axis.type == "link":
            context, _, record_id = str(node.value).partition(":")
            row |= {f"{axis.key}__context": context, axis.key: record_id, f"{axis.key}_label": node.name}
        elif axis.type == "worker":
            row |= {f"{axis.key}_label": node.name, axis.key: _text(node.value)}
        elif axis.type == "context":
            row |= {axis.key: _text(node.value), f"{axis.key}_label": node.name}
        else:
            row[axis.key] = node.name
    leaf = path[-1]
    row["count" if tree.counts else tree.axes[-1].key] = _number(leaf.hits)
    search = {"type": "search", "options": {"context": tree.context, "query": leaf.query}}
    return {**row, "_types": {"count": search}}


def _as_dictionaries(tree: Tree) -> Body:
    rows = [_dictionary(tree, path) for path in _leaves(tree.children)]
    return {"data": rows, "_": _about(tree, "dictionaries")}


def _dictionary(tree: Tree, path: Sequence[Node]) -> Body:
    row: Body = {}
    for axis, node in zip(tree.axes, path, strict=False):
        key = axis.key.replace(".", "_")
        prefix = "" if key == "id" else f"{key.removesuffix('_id')}_" if key.endswith("_id") else key
        if axis.type in _RECORDS:
            context, _, record_id = str(node.value).rpartition(":")
            record = int(record_id) if record_id.isdigit() else 0
            row |= {f"{prefix}id": record, f"{prefix}_context": context or axis.context, f"{prefix}_label": node.name}
        else:
            row |= {key: _text(node.value), f"{key}_label": node.name}
    leaf = path[-1]
    if not tree.counts:
        key = tree.axes[-1].key.replace(".", "_")
        return {**row, key: _number(leaf.hits), f"{key}_func": tree.function}
    return {**row, "count": _number(leaf.hits), "count_query_context": tree.context, "count_query": leaf.query}


def _as_pie(tree: Tree) -> Body:
    data = [[node.name, _number(node.hits)] for node in tree.children]
    return {"data": data, "_": _about(tree, "pie", series={node.name: _series(node) for node in tree.children})}


def _series(node: Node) -> Body:
    return {"key": _text(node.value), "query": node.query}


def _as_categories(tree: Tree) -> Body:
    nested = bool(tree.children[0].children)
    if nested:
        names = list(dict.fromkeys(node.name for node in tree.children))
        rows: dict[str, dict[str, Any]] = {}
        series: Body = {}
        for node in tree.children:
            series.setdefault(node.name, {"_key": _text(node.value), "_query": node.query})
            for child in node.children:
                rows.setdefault(child.name, dict.fromkeys(names, 0))[node.name] = _number(child.hits)
                series[node.name][child.name] = _series(child)
        data: list[list[Any]] = [["label", *names], *([name, *values.values()] for name, values in rows.items())]
    else:
        data = [
            ["label", *(node.name for node in tree.children)],
            ["hits", *(_number(node.hits) for node in tree.children)],
        ]
        series = {"hits": {node.name: _series(node) for node in tree.children}}
    about = _about(tree, "categories", stacked=nested, format_params={"xaxis_key": "label"}, series=series)
    return {"data": data, "_": about}


def _as_timeseries(tree: Tree) -> Body:
    """One list of moments, and for each series a list of numbers; moments without a record are filled in with 0."""
    axis = tree.axes[0]
    moments = _between(axis.step, sorted({node.name for node in tree.children}))
    lines: dict[str, dict[str, Any]] = {}
    series: dict[str, dict[str, Any]] = {}
    for node in tree.children:
        for child in node.children or (Node("hits", node.value, node.hits, node.query),):
            lines.setdefault(child.name, dict.fromkeys(moments, 0))[node.name] = _number(child.hits)
            series.setdefault(child.name, {moment: [] for moment in moments})[node.name] = _series(child)
    data = {"ts": moments, **{name: list(values.values()) for name, values in lines.items()}}
    parameters = {"xaxis_key": "ts", "xaxis_step": axis.step, "xaxis_format": axis.format}
    return {"data": data, "_": _about(tree, "timeseries", format_params=parameters, series=series)}


def _between(step: str, names: Sequence[str]) -> list[str]:
    """Every moment from the first to the last, for steps that have an order."""
    if step not in _STEPS or not names:
        return list(names)
    form = _STEPS[step]
    try:
        moment, last = (datetime.strptime(name, form) for name in (names[0], names[-1]))
    except ValueError:
        return list(names)
    found: list[str] = []
    while moment <= last and len(found) < 5000:
        found.append(moment.strftime(form))
        moment = _next(step, moment)
    return found


_STEPS = {
    "year": "%Y",
    "month": "%Y-%m",
    "week": "%Y-%m-%d",
    "week-sun": "%Y-%m-%d",
    "day": "%Y-%m-%d",
    "hour": "%Y-%m-%d %H:00",
    "minute": "%Y-%m-%d %H:%M",
}


def _next(step: str, moment: datetime) -> datetime:
    if step == "year":
        return moment.replace(year=moment.year + 1)
    if step == "month":
        return (moment.replace(day=28) + timedelta(days=4)).replace(day=1)
    return moment + {"minute": timedelta(minutes=1), "hour": timedelta(hours=1), "day": timedelta(days=1)}.get(
        step, timedelta(days=7)
    )


_FORMATS: Mapping[str, Callable[[Tree], Body]] = {
    "categories": _as_categories,
    "dictionaries": _as_dictionaries,
    "pie": _as_pie,
    "table": _as_table,
    "timeseries": _as_timeseries,
    "tree": _as_tree,
}
