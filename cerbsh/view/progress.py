"""How far something has come, on one line: a count, a bar, the rate, and the time that is left."""

from __future__ import annotations

from typing import Final

from cerbsh.view import safe
from cerbsh.view.theme import PLAIN, Theme
from cerbsh.view.units import duration, size

_BAR: Final = 20
_NARROW: Final = 50
"""Cells of a line below which there is no bar."""


def line(done: int, total: int | None, seconds: float, unit: str, width: int = 80, theme: Theme = PLAIN) -> str:
    """``1,500 of 6,000 records ━━━━━─────────────── 500/s · 9 s left``, in at most ``width`` cells.

    ``seconds`` is the time that ``done`` took; bytes are written as ``1.2 MB``. Without a ``total`` there is neither a
    bar nor an end.
    """
    shown = size if unit == "bytes" else "{:,}".format
    words = "" if unit == "bytes" else f" {unit}"
    count = f"{shown(done)} of {shown(total)}{words}" if total is not None else f"{shown(done)}{words}"
    rate = done / seconds if seconds > 0 else 0
    speed = f"{shown(round(rate))}/s" if rate else ""
    left = f"{_coarse((total - done) / rate)} left" if rate and total is not None and total > done else ""
    bar = _bar(done / total, theme) if total and width >= _NARROW else ""
    room = width - (_BAR + 1 if bar else 0)
    tail = safe.cut(" · ".join(filter(None, (speed, left))), max(room - len(count) - 1, 0))
    return " ".join(filter(None, (safe.cut(count, room), bar, theme.paint("dim", tail) if tail else "")))


def _bar(part: float, theme: Theme) -> str:
    filled = min(int(part * _BAR), _BAR)
    return theme.paint("accent", "━" * filled) + theme.paint("dim", "─" * (_BAR - filled))


def _coarse(seconds: float) -> str:
    """A span of time that is only guessed at: whole seconds."""
    return f"{seconds:.0f} s" if seconds < 59.5 else duration(seconds)
