"""Charts of how costs grow, as SVG: both axes logarithmic, so that a straight line at 45° is a cost in proportion.

A chart brings its own dark background along, so it reads the same on a light and on a dark page.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from html import escape

from tests.bench.rows import number
from tests.bench.tables import Chart

WIDTH, HEIGHT = 640, 340
LEFT, RIGHT, TOP, BOTTOM = 70, 610, 70, 280
"""The edges of the area of the curves."""
INK, DIM, PAPER, EDGE = "#d8dee9", "#9aa2b1", "#14171d", "#3a4150"
COLOURS = ("#6aa5e8", "#e0b15e", "#7fc47f", "#c893d8")
SHAPES = ("M-4,-4h8v8h-8z", "M0,-5L5,4H-5z", "M-5,0L0,-5L5,0L0,5z", "M-4,-4L4,4M-4,4L4,-4")
"""A mark for each line, so that colour is not all that tells them apart."""


def draw(chart: Chart) -> str:
    """The chart as the text of an SVG file."""
    return "\n".join(_pieces(chart)) + "\n"


def _pieces(chart: Chart) -> Iterator[str]:
    values = [value for line in chart.lines.values() for value in line]
    across, up = _Axis(chart.amounts, LEFT, RIGHT), _Axis(values, BOTTOM, TOP)
    yield f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}">'
    yield f"<title>{escape(chart.title)}</title>"
    yield f'<rect x="0.5" y="0.5" width="{WIDTH - 1}" height="{HEIGHT - 1}" rx="8" fill="{PAPER}" stroke="{EDGE}"/>'
    yield f'<g font-family="system-ui,sans-serif" font-size="12" fill="{DIM}">'
    yield f'<text x="{LEFT}" y="26" fill="{INK}" font-size="14">{escape(chart.title)}</text>'
    yield from _legend(chart)
    for power in across.powers:
        x = across.at(10.0**power)
        yield f'<path d="M{x:.1f},{TOP}V{BOTTOM}" stroke="{EDGE}"/>'
        yield f'<text x="{x:.1f}" y="{BOTTOM + 18}" text-anchor="middle">{_amount(power)}</text>'
    for power in up.powers:
        y = up.at(10.0**power)
        yield f'<path d="M{LEFT},{y:.1f}H{RIGHT}" stroke="{EDGE}"/>'
        yield f'<text x="{LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{_amount(power)}</text>'
    yield f'<text x="{RIGHT}" y="{BOTTOM + 42}" text-anchor="end">{escape(chart.of)}</text>'
    yield f'<text x="{LEFT - 8}" y="{TOP - 12}" text-anchor="end">{escape(chart.unit)}</text>'
    for place, (name, line) in enumerate(chart.lines.items()):
        yield from _line(
            chart, place, name, [(across.at(a), up.at(v)) for a, v in zip(chart.amounts, line, strict=True)]
        )
    yield "</g>\n</svg>"


def _legend(chart: Chart) -> Iterator[str]:
    x = float(LEFT)
    for place, name in enumerate(chart.lines):
        yield _mark(place, x + 4, 44)
        yield f'<text x="{x + 14:g}" y="48" fill="{INK}">{escape(name)}</text>'
        x += 34 + 7 * len(name)


def _line(chart: Chart, place: int, name: str, points: list[tuple[float, float]]) -> Iterator[str]:
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    yield f'<polyline points="{path}" fill="none" stroke="{COLOURS[place]}" stroke-width="2"/>'
    for (x, y), amount, value in zip(points, chart.amounts, chart.lines[name], strict=True):
        told = f"<title>{escape(name)}: {number(value)} {chart.unit} at {amount:,} {escape(chart.of)}</title>"
        yield _mark(place, x, y, told)


def _mark(place: int, x: float, y: float, told: str = "") -> str:
    colour = COLOURS[place]
    look = f'fill="{colour}" stroke="{colour}" stroke-width="1.5"'
    return f'<path d="{SHAPES[place]}" transform="translate({x:.1f},{y:.1f})" {look}>{told}</path>'


class _Axis:
    """Leads from values to pixels, from ``low`` for the least whole power of ten to ``high``."""

    def __init__(self, values: tuple[int, ...] | list[float], low: int, high: int) -> None:
        self._first = math.floor(math.log10(min(values)))
        last = max(self._first + 1, math.ceil(math.log10(max(values)) - 1e-9))
        self.powers = range(self._first, last + 1)
        self._low, self._scale = low, (high - low) / (last - self._first)

    def at(self, value: float) -> float:
        """Where a value stands."""
        return self._low + (math.log10(value) - self._first) * self._scale


def _amount(power: int) -> str:
    """A power of ten as an axis has it: ``100``, ``10k``, ``1M``."""
    return f"{10.0**power:g}" if power < 4 else {4: "10k", 5: "100k", 6: "1M", 7: "10M", 8: "100M"}[power]
