"""What there is to draw in a reply: labels with one or more numbers each, out of any format of a data query."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from cerbsh.errors import UsageError
from cerbsh.view.cells import find, is_technical, number, text
from cerbsh.view.rows import Row, rows_of

_HINT: Final = (
    "a chart takes subtotals[]=FIELD of a search, a data query of type:worklist.subtotals, "
    "or --select '[].{label: TEXT, n: NUMBER}'"
)
_LARGEST: Final = 1e300
"""Larger numbers, infinity among them, have no place on a scale."""


@dataclass(frozen=True)
class Series:
    """A safe name, a number for each label (``None`` where there is none), and their texts as they were sent."""

    name: str
    numbers: tuple[float | None, ...]
    texts: tuple[str, ...]


@dataclass(frozen=True)
class Figure:
    """Safe labels, the series over them, and whether the labels are moments in their order."""

    labels: tuple[str, ...]
    series: tuple[Series, ...]
    over_time: bool = False
    shares: bool = False


def figure_of(value: object) -> Figure:
    """What can be drawn of a JSON value. Raises ``UsageError`` where that is nothing, saying what could be."""
    found = rows_of(_counts(value))
    if not found.rows:
        raise UsageError("there is nothing to draw: the reply has no rows", _HINT)
    if any("_context" in row for row in found.rows):
        raise UsageError("records by themselves cannot be drawn", _HINT)
    keys = [key for key in found.columns or dict.fromkeys(key for row in found.rows for key in row) if _is_plain(key)]
    labelled = found.labels or _labelled(found.rows, keys)
    counted = _counted(found.rows, [key for key in keys if key not in labelled])
    if not counted:
        raise UsageError("there are no numbers to draw in the reply", _HINT)
    labels = tuple(" / ".join(filter(None, (text(find(row, key)) for key in labelled))) for row in found.rows)
    form = _format(value)
    return Figure(labels, tuple(_series(found.rows, key) for key in counted), form == "timeseries", form == "pie")


def _counts(value: object) -> object:
    """The subtotals of a search that sent records, too; any other value as it is."""
    if isinstance(value, dict) and isinstance(value.get("subtotals"), dict) and value["subtotals"]:
        return {"subtotals": value["subtotals"]}
    return value


def _is_plain(key: str) -> bool:
    return not is_technical(key) and key != "id" and not key.endswith(("_id", "_func"))


def _format(value: object) -> object:
    about = value.get("_") if isinstance(value, dict) else None
    return about.get("format") if isinstance(about, dict) else None


def _labelled(rows: Sequence[Row], keys: Sequence[str]) -> list[str]:
    """The keys with text, which says what is counted; where all is numbers, in text or not, the first one with text."""
    texts = [key for key in keys if any(isinstance(find(row, key), str) for row in rows) and f"{key}_label" not in keys]
    return [key for key in texts if not _all_numbers(rows, key)] or texts[:1]


def _counted(rows: Sequence[Row], keys: Sequence[str]) -> list[str]:
    """The keys with numbers to draw: the count where there is one, else all of them but numbers that have a label."""
    numbers = [key for key in keys if _all_numbers(rows, key) and f"{key}_label" not in rows[0]]
    return [key for key in numbers if key in ("hits", "count")][:1] or numbers


def _all_numbers(rows: Sequence[Row], key: str) -> bool:
    values = [value for row in rows if (value := find(row, key)) is not None]
    return bool(values) and all(_drawable(value) is not None for value in values)


def _series(rows: Sequence[Row], key: str) -> Series:
    values = [find(row, key) for row in rows]
    return Series(text(key), tuple(map(_drawable, values)), tuple(map(text, values)))


def _drawable(value: object) -> float | None:
    found = number(value)
    return found if found is not None and abs(found) <= _LARGEST else None
