"""Records as a table that fits the terminal: columns chosen and fitted by a first page, then line by line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import tzinfo
from typing import Final

from cerbsh.view import safe, times
from cerbsh.view.cells import cell, check_keys, find, is_technical, label_key, number
from cerbsh.view.rows import Row, Rows
from cerbsh.view.theme import PLAIN, Role, Theme

_GAP: Final = "  "
_GROWTH: Final = 3
"""Cells that ids of later pages may need beyond those of the first."""
_ENOUGH: Final = 32
"""Cells that a chosen column has to find free; what is left over is shared out afterwards."""
_FIRST: Final = (
    "id",
    "mask",
    "status",
    "importance",
    "updated",
    "updated_at",
    "created",
    "created_at",
    "hits",
    "count",
)


@dataclass(frozen=True)
class Column:
    """A key of the records, and the cells it is given; numbers stand on the right."""

    key: str
    cells: int
    right: bool = False

    @property
    def title(self) -> str:
        """The key as it can be asked for with ``--table=``; ``label`` for ``_label``."""
        return "label" if self.key == "_label" else safe.line(self.key)


@dataclass(frozen=True)
class Table:
    """Columns side by side within a width; the same for every page that follows."""

    columns: tuple[Column, ...]
    theme: Theme = PLAIN
    zone: tzinfo | None = None

    def head(self) -> str:
        """The titles and a rule below them."""
        titles = _joined(_painted(column, "heading", self.theme) for column in self.columns)
        rule = _joined(self.theme.paint("dim", "─" * column.cells) for column in self.columns)
        return f"{titles}\n{rule}\n" if self.columns else ""

    def lines(self, rows: Iterable[Row]) -> Iterator[str]:
        """One line for each record."""
        for row in rows:
            cells = (safe.fill(cell(row, one.key, self.zone), one.cells, right=one.right) for one in self.columns)
            yield _joined(cells) + "\n"


def table(
    found: Rows, width: int, theme: Theme = PLAIN, *, wanted: Sequence[str] = (), zone: tzinfo | None = None
) -> Iterator[str]:
    """Records as text of at most ``width`` cells a line: one record as a list of its keys, more as a table.

    ``wanted`` names the columns. Raises ``UsageError`` for one that no record has.
    """
    if len(found.rows) == 1:
        yield from record(found.rows[0], width, theme, wanted=wanted, zone=zone)
        return
    fitted = layout(found, width, theme, wanted=wanted, zone=zone)
    yield fitted.head()
    yield from fitted.lines(found.rows)


def layout(
    found: Rows,
    width: int,
    theme: Theme = PLAIN,
    *,
    wanted: Sequence[str] = (),
    zone: tzinfo | None = None,
    growing: bool = False,
) -> Table:
    """The table whose columns suit these records; with ``growing`` they are the first page of many, whose ids grow."""
    rows = found.rows
    keys = [_known_as(rows, key) for key in wanted]
    check_keys(rows, keys)
    columns = [_column(rows, key, zone) for key in keys or found.columns or _chosen(rows)]
    if growing:
        columns = [replace(one, cells=one.cells + _GROWTH) if one.key == "id" else one for one in columns]
    if not (keys or found.columns):
        columns = _affordable(columns, width)
    return Table(tuple(_shrunk(columns, width)), theme, zone)


def record(
    row: Row, width: int, theme: Theme = PLAIN, *, wanted: Sequence[str] = (), zone: tzinfo | None = None
) -> Iterator[str]:
    """One record, a key a line; a long value goes on below itself."""
    keys = [_known_as([row], key) for key in wanted]
    check_keys([row], keys)
    keys = keys or [key for key in row if not is_technical(key)]
    longest = max((safe.width(Column(key, 0).title) for key in keys), default=0)
    left = min(longest, max(width - len(_GAP), 0) // 2)
    for key in keys:
        first, *more = safe.fold(cell(row, key, zone), max(width - left - len(_GAP), 2))
        yield _joined([_painted(Column(key, left), "key", theme), first]) + "\n"
        yield from (_joined([" " * left, line]) + "\n" for line in more)


def _chosen(rows: Sequence[Row]) -> list[str]:
    """The keys worth a column, the most telling first: the label, then what differs from record to record."""
    keys = dict.fromkeys(key for row in rows for key in row)
    label = label_key(rows[0]) if rows else ""
    linked = [key.removesuffix("__label") for key in keys if key.endswith("__label")]
    hidden = tuple(f"{prefix}_" for prefix in linked)
    plain = [key for key in keys if key != label and not is_technical(key) and not key.startswith(hidden)]
    plain = [key for key in plain if f"{key}_label" not in keys]
    differing = [key for key in [*linked, *plain] if _tells(rows, key, label)]
    first = [key for key in _FIRST if key in differing]
    ordered = [*first, *(key for key in differing if key not in first)]
    return ["id", label, *ordered[1:]] if label and ordered[:1] == ["id"] else [*filter(None, [label]), *ordered]


def _tells(rows: Sequence[Row], key: str, label: str) -> bool:
    """Whether a column says something: its cells differ, and not only as the label does that holds them."""
    cells = [cell(row, key) for row in rows]
    if not any(cells) or (len(rows) > 1 and len(set(cells)) == 1):
        return False
    if key == "id" or not label or not all(isinstance(find(row, key), str) for row in rows):
        return True
    return not all(shown in cell(row, label) for shown, row in zip(cells, rows, strict=True))


def _known_as(rows: Sequence[Row], key: str) -> str:
    return "_label" if key == "label" and rows and "label" not in rows[0] and "_label" in rows[0] else key


def _column(rows: Sequence[Row], key: str, zone: tzinfo | None) -> Column:
    title = Column(key, 0).title
    cells = max([safe.width(title), *(safe.width(cell(row, key, zone)) for row in rows)])
    values = [value for row in rows if (value := find(row, key)) not in (None, "")]
    numbers = bool(values) and all(number(value) is not None for value in values)
    return Column(key, cells, numbers and all(times.seconds(key, value) is None for value in values))


def _affordable(columns: Sequence[Column], width: int) -> list[Column]:
    """The columns that find room beside those before them; a label may take half of the width for that."""
    kept: list[Column] = []
    for column in columns:
        enough = width // 2 if column.key in ("_label", columns[0].key) else _ENOUGH
        if not kept or _total([*kept, _held(column, enough)]) <= width:
            kept.append(_held(column, enough))
    return [column for column in columns if column.key in {one.key for one in kept}]


def _shrunk(columns: Sequence[Column], width: int) -> list[Column]:
    """The columns within ``width``: the widest give way first; what has no room at all is left out."""
    room = max((width + len(_GAP)) // (1 + len(_GAP)), 1)
    columns = columns[:room]
    most = max((column.cells for column in columns), default=0)
    while most > 1 and _total([_held(column, most) for column in columns]) > width:
        most -= 1
    return [_held(column, most) for column in columns]


def _held(column: Column, cells: int) -> Column:
    return column if column.cells <= cells else Column(column.key, cells, column.right)


def _total(columns: Sequence[Column]) -> int:
    return sum(column.cells for column in columns) + len(_GAP) * (len(columns) - 1)


def _painted(column: Column, role: Role, theme: Theme) -> str:
    """The title of a column in the look of ``role``; the spaces that fill it up stay as they are."""
    title = safe.cut(column.title, column.cells)
    space = " " * (column.cells - safe.width(title))
    painted = theme.paint(role, title)
    return space + painted if column.right else painted + space


def _joined(cells: Iterable[str]) -> str:
    return _GAP.join(cells).rstrip()
