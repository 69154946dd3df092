"""The rows of a reply: records of a search, one record, subtotals, or what a data query gave in any of its formats."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

Row = Mapping[str, object]


@dataclass(frozen=True)
class Rows:
    """Records of one shape. ``single``: there was one record and no list. ``columns`` are those that Cerb named."""

    rows: Sequence[Row]
    single: bool = False
    columns: tuple[str, ...] = ()


def rows_of(value: object) -> Rows:
    """The rows of a JSON value. Whatever is no object becomes a row with one ``value``."""
    if isinstance(value, list):
        return Rows([_row(item) for item in value])
    if not isinstance(value, dict):
        return Rows([_row(value)], single=True)
    if isinstance(value.get("results"), list):
        return Rows([_row(item) for item in value["results"]])
    if isinstance(value.get("_"), dict) and "data" in value:
        return _of_data_query(value["data"])
    if isinstance(value.get("subtotals"), dict):
        return Rows(list(_subtotals(value["subtotals"])))
    return Rows(
        [{key: item for key, item in value.items() if not key.startswith("__") and key != "_meta"}], single=True
    )


def _row(item: object) -> Row:
    return item if isinstance(item, dict) else {"value": item}


def _of_data_query(data: object) -> Rows:
    if isinstance(data, list):
        return Rows(_of_lists(data) if data and all(map(_is_named_list, data)) else [_row(item) for item in data])
    if not isinstance(data, dict):
        return Rows([_row(data)], single=True)
    if isinstance(data.get("columns"), dict) and isinstance(data.get("rows"), list):
        return Rows([_row(item) for item in data["rows"]], columns=tuple(data["columns"]))
    if isinstance(data.get("children"), list):
        return Rows(list(_leaves(data["children"], ())))
    if data and all(isinstance(item, list) for item in data.values()):
        return Rows(_transposed(data))
    if data and all(isinstance(item, dict) for item in data.values()):
        return Rows([_row(item) for item in data.values()])
    return Rows([data], single=True)


def _is_named_list(item: object) -> bool:
    return isinstance(item, list) and bool(item) and isinstance(item[0], str)


def _of_lists(data: Sequence[Sequence[object]]) -> list[Row]:
    """Cerb's charts: pairs of label and number (``pie``), or columns that begin with their name."""
    if all(len(item) == 2 for item in data) and data[0][0] != "label":
        return [{"label": label, "hits": hits} for label, hits in data]
    return _transposed({str(item[0]): item[1:] for item in data})


def _transposed(columns: Mapping[str, Sequence[object]]) -> list[Row]:
    length = max(map(len, columns.values()))
    return [{key: column[at] for key, column in columns.items() if at < len(column)} for at in range(length)]


def _leaves(children: Sequence[object], above: tuple[object, ...]) -> Iterator[Row]:
    """The leaves of a tree of subtotals, each with the names above it; deep trees only come from hostile servers."""
    stack = [(child, above) for child in reversed(children)]
    while stack:
        node, names = stack.pop()
        if not isinstance(node, dict):
            continue
        names = (*names, node.get("name"))
        if isinstance(node.get("children"), list) and node["children"]:
            stack += [(child, names) for child in reversed(node["children"])]
        else:
            named = {"name" if not level else f"name_{level + 1}": name for level, name in enumerate(names)}
            yield {**named, "hits": node.get("hits")}


def _subtotals(subtotals: Mapping[str, object]) -> Iterator[Row]:
    for name, groups in subtotals.items():
        for group in groups if isinstance(groups, list) else ():
            if isinstance(group, dict):
                shown = {key: item for key, item in group.items() if key in ("label", "hits")}
                yield {name: shown.get("label"), "hits": shown.get("hits")}
