"""A reply in a notebook: a table of its records, and its JSON as a tree that folds. Everything is escaped."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from html import escape

from cerbsh.view import json, safe
from cerbsh.view.rows import Rows, rows_of

MOST_ROWS = 100
MOST_COLUMNS = 12
MOST_ITEMS = 200
LONGEST = 200
"""Characters of a text that are shown; the value itself is in the answer."""

STYLE = "font-family:ui-monospace,monospace;font-size:12px;line-height:1.5"


def render(value: object) -> str:
    """A JSON value as HTML: its records as a table where it has some, the whole as a folded tree."""
    rows = rows_of(value)
    table = "" if rows.single or not rows.rows else "".join(_table(rows))
    summary = "reply" if table else safe.line(_preview(value))
    opened = "" if table else " open"
    tree = f"<summary>{escape(summary)}</summary>{''.join(_tree(value))}"
    return f'{table}<details{opened} style="{STYLE}">{tree}</details>'


def _table(rows: Rows) -> Iterator[str]:
    columns = rows.columns or _columns(rows.rows)
    yield "<table><thead><tr>"
    yield from (f"<th>{_text(column)}</th>" for column in columns)
    yield "</tr></thead><tbody>"
    for row in rows.rows[:MOST_ROWS]:
        yield "<tr>" + "".join(f"<td>{_text(_cell(row.get(column)))}</td>" for column in columns) + "</tr>"
    yield "</tbody></table>"
    if len(rows.rows) > MOST_ROWS:
        yield f"<p>and {len(rows.rows) - MOST_ROWS} more</p>"


def _columns(rows: Sequence[Mapping[str, object]]) -> tuple[str, ...]:
    """Id and label first, then the keys whose values differ, as far as there is room."""
    keys = dict.fromkeys(key for row in rows[:MOST_ROWS] for key in row)
    first = [key for key in ("id", "_label") if key in keys]
    rest = [
        key
        for key in keys
        if key not in first and not key.startswith("_") and not key.endswith("__context") and _differs(rows, key)
    ]
    return tuple((first + rest)[:MOST_COLUMNS])


def _differs(rows: Sequence[Mapping[str, object]], key: str) -> bool:
    values = [row.get(key) for row in rows[:MOST_ROWS]]
    return not any(isinstance(value, dict | list) for value in values) and (len(rows) == 1 or len(set(values)) > 1)


def _tree(value: object, depth: int = 0) -> Iterator[str]:
    """Objects and lists as lists that fold, below the second level closed."""
    items = list(_items(value))
    yield '<ul style="list-style:none;margin:0;padding-left:1.5em">'
    for name, item in items[:MOST_ITEMS]:
        if isinstance(item, dict | list) and item and depth < 20:
            yield f"<li><details><summary><b>{_text(name)}</b> {_text(_preview(item))}</summary>"
            yield from _tree(item, depth + 1)
            yield "</details></li>"
        else:
            yield f"<li><b>{_text(name)}</b> {_text(_cell(item))}</li>"
    if len(items) > MOST_ITEMS:
        yield f"<li>and {len(items) - MOST_ITEMS} more</li>"
    yield "</ul>"


def _items(value: object) -> Iterator[tuple[str, object]]:
    if isinstance(value, dict):
        yield from value.items()
    elif isinstance(value, list):
        yield from ((str(index), item) for index, item in enumerate(value))
    else:
        yield "", value


def _preview(value: object) -> str:
    if isinstance(value, dict):
        return str(value.get("_label") or f"{{{len(value)} keys}}")
    return f"[{len(value)}]" if isinstance(value, list) else ""


def _cell(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def _text(text: str) -> str:
    shown = text if len(text) <= LONGEST else text[:LONGEST] + safe.ELLIPSIS
    return escape(safe.block(shown))
