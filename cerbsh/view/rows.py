"""The rows of a reply: records of a search, one record, subtotals, or what a data query gave in any of its formats."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

Row = Mapping[str, object]

_PAIR = ("label", "hits")


@dataclass(frozen=True)
class Rows:
    """Records of one shape.

    ``single`` tells that there was one record and no list. ``columns`` are the keys worth showing, in order, where the
    shape tells them; ``labels`` are those of them that say what the others count.
    """

    rows: Sequence[Row]
    single: bool = False
    columns: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()


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
        return _of_subtotals(value["subtotals"])
    return Rows(
        [{key: item for key, item in value.items() if not key.startswith("__") and key != "_meta"}], single=True
    )


def _row(item: object) -> Row:
    return item if isinstance(item, dict) else {"value": item}


def _of_subtotals(subtotals: Mapping[str, object]) -> Rows:
    """The groups of each field, as ``{"status": "Open", "hits": 895}``."""
    rows = [
        {field: group.get("label"), "hits": group.get("hits")}
        for field, groups in subtotals.items()
        for group in (groups if isinstance(groups, list) else ())
        if isinstance(group, dict)
    ]
    fields = tuple(field for field, groups in subtotals.items() if groups)
    return Rows(rows, columns=(*fields, "hits"), labels=fields)


def _of_data_query(data: object) -> Rows:
    if isinstance(data, list):
        return _of_lists(data) if data and all(map(_is_named_list, data)) else Rows([_row(item) for item in data])
    if not isinstance(data, dict):
        return Rows([_row(data)], single=True)
    if isinstance(data.get("columns"), dict) and isinstance(data.get("rows"), list):
        return Rows([_row(item) for item in data["rows"]], columns=tuple(data["columns"]))
    if isinstance(data.get("children"), list):
        return _of_tree(data["children"])
    if data and all(isinstance(item, list) for item in data.values()):
        return _transposed(data)
    if data and all(isinstance(item, dict) for item in data.values()):
        return Rows([_row(item) for item in data.values()])
    return Rows([data], single=True)


def _is_named_list(item: object) -> bool:
    return isinstance(item, list) and bool(item) and isinstance(item[0], str)


def _of_lists(data: Sequence[Sequence[object]]) -> Rows:
    """Cerb's charts: pairs of label and number (``pie``), or columns that begin with their name (``categories``)."""
    if all(len(item) == 2 for item in data) and data[0][0] != "label":
        return Rows([{"label": label, "hits": hits} for label, hits in data], columns=_PAIR, labels=_PAIR[:1])
    return _transposed({str(item[0]): item[1:] for item in data})


def _transposed(columns: Mapping[str, Sequence[object]]) -> Rows:
    """Columns turned into rows; the first one, of labels or times (``ts``), is what the others are about."""
    length = max(map(len, columns.values()))
    rows = [{key: column[at] for key, column in columns.items() if at < len(column)} for at in range(length)]
    return Rows(rows, columns=tuple(columns), labels=tuple(columns)[:1])


def _of_tree(children: Sequence[object]) -> Rows:
    rows = list(_leaves(children))
    names = tuple(dict.fromkeys(key for row in rows for key in row if key != "hits"))
    return Rows(rows, columns=(*names, "hits"), labels=names)


def _leaves(children: Sequence[object]) -> Iterator[Row]:
    """The leaves of a tree of subtotals, each with the names above it."""
    stack: list[tuple[object, tuple[object, ...]]] = [(child, ()) for child in reversed(children)]
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
