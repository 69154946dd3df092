"""What there is to draw in a reply: labels with one or more numbers each, out of any format of a data query."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from cerbsh.errors import UsageError
from cerbsh.view.cells import find, text
from cerbsh.view.rows import Row, rows_of

_HINT: Final = (
    "a chart takes subtotals[]=FIELD of a search, a data query of type:worklist.subtotals, "
    "or --select '[].{label: TEXT, n: NUMBER}'"
)
_NO_LABEL: Final = ("_query", "_query_context", "__context", "_context", "_func")
_COUNTS: Final = ("hits", "count")
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
    found = rows_of(value)
    if not found.rows:
        raise UsageError("there is nothing to draw: the reply has no rows", _HINT)
    if any("_context" in row for row in found.rows):
        raise UsageError("records by themselves cannot be drawn", _HINT)
    keys = list(found.columns or dict.fromkeys(key for row in found.rows for key in row if not key.startswith("_")))
    counted = _counted(found.rows, keys)
    if not counted:
        raise UsageError("there are no numbers to draw in the reply", _HINT)
    labelled = _labelled(found.rows, keys, counted)
    labels = tuple(" / ".join(filter(None, (text(find(row, key)) for key in labelled))) for row in found.rows)
    form = _format(value)
    return Figure(labels, tuple(_series(found.rows, key) for key in counted), form == "timeseries", form == "pie")


def _format(value: object) -> object:
    about = value.get("_") if isinstance(value, dict) else None
    return about.get("format") if isinstance(about, dict) else None


def _counted(rows: Sequence[Row], keys: Sequence[str]) -> list[str]:
    """The keys with numbers to draw: counts where there are any, else numbers that are no ids, else text of digits."""
    counts = [key for key in _COUNTS if key in keys and _all_numbers(rows, key)]
    others = [key for key in keys if key != "id" and not key.endswith("_id")]
    plain = [key for key in others if _all_numbers(rows, key)]
    return counts[:1] or plain or [key for key in others[1:] if _all_numbers(rows, key, texts=True)]


def _labelled(rows: Sequence[Row], keys: Sequence[str], counted: Sequence[str]) -> list[str]:
    """The keys that say what is counted; of ``status`` and ``status_label`` the label."""
    named = [key for key in keys if key not in counted and not key.endswith(_NO_LABEL)]
    return [
        key for key in named if f"{key}_label" not in named and any(isinstance(find(row, key), str) for row in rows)
    ]


def _all_numbers(rows: Sequence[Row], key: str, *, texts: bool = False) -> bool:
    values = [value for row in rows if (value := find(row, key)) is not None]
    wanted = str if texts else int | float
    return bool(values) and all(
        isinstance(value, wanted) and not isinstance(value, bool) and _number(value) is not None for value in values
    )


def _series(rows: Sequence[Row], key: str) -> Series:
    values = [find(row, key) for row in rows]
    return Series(text(key), tuple(map(_number, values)), tuple(map(text, values)))


def _number(value: object) -> float | None:
    try:
        number = float(value) if isinstance(value, int | float | str) else math.nan
    except (ValueError, OverflowError):
        return None
    return number if abs(number) <= _LARGEST else None
