"""What was measured, as rows of a table: ours, the peer's, how they compare, and what is to be reached."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple


class Goal(NamedTuple):
    """What is to be reached: at most ``ratio`` times the peer plus ``plus``, in the unit of the row."""

    ratio: float
    plus: float = 0.0

    def most(self, peer: float) -> float:
        """The greatest value that meets the goal."""
        return self.ratio * peer + self.plus

    def words(self, unit: str) -> str:
        """As the table says it: ``≤ 1.25× + 0.3 ms``."""
        parts = [f"{self.ratio:g}×"] if self.ratio else []
        parts += [f"{self.plus:g} {unit}"] if self.plus or not parts else []
        return "≤ " + " + ".join(parts)


class Row(NamedTuple):
    """One comparison. ``ours`` and ``peer`` are medians in ``unit``; ``peer_name`` says what the peer is."""

    what: str
    ours: float
    peer: float
    peer_name: str
    goal: Goal
    unit: str = "ms"

    @property
    def met(self) -> bool:
        """Whether the goal is reached."""
        return self.ours <= self.goal.most(self.peer)

    @property
    def ratio(self) -> float | None:
        """Ours by the peer's; ``None`` where the goal stands alone."""
        return self.ours / self.peer if self.peer else None


class Skipped(NamedTuple):
    """A comparison that was not made, and why: its peer is not installed."""

    what: str
    why: str


Line = Row | Skipped

HEAD = ("what", "measured", "peer", "ratio", "goal", "")


def table(lines: Iterable[Line]) -> Iterator[str]:
    """The table in Markdown, a mark where a goal is missed."""
    return markdown(HEAD, map(_cells, lines))


def markdown(head: tuple[str, ...], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """A table in Markdown whose columns are as wide as they must be."""
    cells = [head, *rows]
    widths = [max(len(row[place]) for row in cells) for place in range(len(head))]
    yield _line(head, widths)
    yield "|" + "|".join("-" * (width + 2) for width in widths) + "|"
    for row in cells[1:]:
        yield _line(row, widths)


def as_json(lines: Iterable[Line]) -> list[dict[str, Any]]:
    """The rows as JSON, with what follows from them."""
    return [
        {**line._asdict(), "goal": line.goal._asdict(), "ratio": line.ratio, "met": line.met}
        if isinstance(line, Row)
        else line._asdict()
        for line in lines
    ]


def from_json(row: dict[str, Any]) -> Line:
    """The row that ``as_json`` wrote."""
    if "why" in row:
        return Skipped(**row)
    told = {name: row[name] for name in Row._fields}
    return Row(**{**told, "goal": Goal(**row["goal"])})


def _cells(line: Line) -> tuple[str, ...]:
    if isinstance(line, Skipped):
        return (line.what, "skipped", line.why, "", "", "")
    ratio = f"{line.ratio:.2f}×" if line.ratio is not None else ""
    peer = f"{number(line.peer)} {line.unit}, {line.peer_name}" if line.peer else line.peer_name
    return (
        line.what,
        f"{number(line.ours)} {line.unit}",
        peer,
        ratio,
        line.goal.words(line.unit),
        "" if line.met else "MISSED",
    )


def number(value: float) -> str:
    """Three figures that count."""
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def _line(cells: Sequence[str], widths: list[int]) -> str:
    return "| " + " | ".join(f"{cell:<{width}}" for cell, width in zip(cells, widths, strict=True)) + " |"
