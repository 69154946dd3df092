"""A reply in a notebook: a table of its records, and its JSON as a tree that folds. Everything is escaped."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from html import escape

from cerbsh.view import json, safe
from cerbsh.view.cells import cell
from cerbsh.view.rows import Rows, rows_of
from cerbsh.view.table import Column, layout

MOST_ROWS = 100
WIDTH = 140
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


def _table(found: Rows) -> Iterator[str]:
    """The columns that a terminal of ``WIDTH`` cells would show, and moments in place of numbers as there."""
    columns = layout(replace(found, rows=found.rows[:MOST_ROWS]), WIDTH).columns
    yield "<table><thead><tr>"
    yield from (f"<th{_side(column)}>{_text(column.title)}</th>" for column in columns)
    yield "</tr></thead><tbody>"
    for row in found.rows[:MOST_ROWS]:
        cells = (f"<td{_side(column)}>{_text(cell(row, column.key))}</td>" for column in columns)
        yield f"<tr>{''.join(cells)}</tr>"
    yield "</tbody></table>"
    if len(found.rows) > MOST_ROWS:
        yield f"<p>and {len(found.rows) - MOST_ROWS} more</p>"


def _side(column: Column) -> str:
    return f' style="text-align:{"right" if column.right else "left"}"'


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
