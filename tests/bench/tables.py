"""What explains the figures, beside the rows with goals: tables of text, and curves."""

from __future__ import annotations

from typing import NamedTuple


class Table(NamedTuple):
    """Cells as text under a head; ``name`` is what it is called in files, ``title`` what it says."""

    name: str
    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


class Chart(NamedTuple):
    """How something (``unit``) grows with the amount ``amounts`` of something else (``of``), one line for each name."""

    name: str
    title: str
    of: str
    unit: str
    amounts: tuple[int, ...]
    lines: dict[str, tuple[float, ...]]
