"""Charts in a terminal: bars with their numbers, and lines over time."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Final

from cerbsh.errors import UsageError
from cerbsh.view import safe
from cerbsh.view.canvas import Canvas
from cerbsh.view.figure import Figure, Series, figure_of
from cerbsh.view.theme import PLAIN, Role, Theme

KINDS: Final = ("bar", "line")

_PALETTE: Final[tuple[Role, ...]] = ("key", "number", "string", "constant", "hint", "variable")
_EIGHTHS: Final = " ▏▎▍▌▋▊▉"
_GAP: Final = "  "


def chart(value: object, width: int, theme: Theme = PLAIN, *, kind: str = "", height: int = 15) -> Iterator[str]:
    """A JSON value drawn in lines of at most ``width`` cells; lines over time are about ``height`` lines high.

    ``kind`` is one of ``KINDS``; without it the format of the reply decides. Raises ``UsageError`` where nothing can be
    drawn, saying what could be.
    """
    if kind not in ("", *KINDS):
        raise UsageError(f"{kind!r} is no kind of chart", f"choose one of {', '.join(KINDS)}")
    figure = figure_of(value)
    if kind == "line" or (figure.over_time and not kind):
        yield from _lines(figure, max(width, 20), max(height, 4), theme)
    else:
        yield from _bars(figure, max(width, 20), theme)


def _bars(figure: Figure, width: int, theme: Theme) -> Iterator[str]:
    """One bar a label; with several series, the label above and a bar for each series below."""
    several = len(figure.series) > 1
    names = [f"  {series.name}" for series in figure.series] if several else figure.labels
    left = min(max(map(safe.width, names), default=0), width * 2 // 5)
    middle = min(max(safe.width(number) for series in figure.series for number in series.texts), width // 4)
    shares = _shares(figure)
    right = max(width - left - middle - 2 * len(_GAP) - (6 if shares else 0), 1)
    most = max((abs(number or 0) for series in figure.series for number in series.numbers), default=0) or 1
    for at, label in enumerate(figure.labels):
        if several:
            yield theme.paint("heading", safe.cut(label, width)) + "\n"
        for number, series in enumerate(figure.series):
            name = safe.fill(names[number] if several else label, left)
            count = safe.fill(series.texts[at], middle, right=True)
            share = f"{_GAP}{shares[at]:3.0f}%" if shares else ""
            drawn = _bar(series.numbers[at], most, right, _PALETTE[number % len(_PALETTE)], theme)
            yield f"{name}{_GAP}{count}{share}{_GAP}{drawn}".rstrip() + "\n"


def _bar(number: float | None, most: float, cells: int, role: Role, theme: Theme) -> str:
    """A bar to an eighth of a cell; whatever is not nothing is seen, and less than nothing has a colour of its own."""
    eighths = round(abs(number or 0) / most * cells * 8)
    whole, part = divmod(max(eighths, 1 if number else 0), 8)
    return theme.paint("removed" if number and number < 0 else role, "█" * whole + _EIGHTHS[part].strip())


def _shares(figure: Figure) -> list[float]:
    """The share of each label in percent, where the reply is a pie."""
    numbers = [number or 0 for number in figure.series[0].numbers]
    total = sum(numbers)
    if not figure.shares or len(figure.series) > 1 or total <= 0 or min(numbers) < 0:
        return []
    return [number / total * 100 for number in numbers]


def _lines(figure: Figure, width: int, height: int, theme: Theme) -> Iterator[str]:
    """All series over each other where colour tells them apart, else one picture below the other."""
    if theme.reset or len(figure.series) == 1:
        yield from _picture(figure.labels, figure.series, width, height, theme)
        return
    for series in figure.series:
        yield from _picture(figure.labels, [series], width, max(height // 2, 4), theme)


def _picture(labels: Sequence[str], drawn: Sequence[Series], width: int, height: int, theme: Theme) -> Iterator[str]:
    numbers = [number for series in drawn for number in series.numbers if number is not None]
    low, high = 0.0 - _round_up(-min([0.0, *numbers])), _round_up(max([0.0, *numbers]))
    ticks = {0: _tick(high), height // 2: _tick((low + high) / 2), height - 1: _tick(low)}
    left = min(max(map(len, ticks.values())), width // 3)
    canvas = Canvas(width - left - 1, height)
    span = (high - low) or 1.0
    for number, series in enumerate(drawn):
        role = _PALETTE[number % len(_PALETTE)]
        canvas.line([_point(at, one, len(labels), low, span) for at, one in enumerate(series.numbers)], role)
    names = [theme.paint(_PALETTE[at % len(_PALETTE)], series.name) for at, series in enumerate(drawn)]
    yield from _legend(names, [safe.width(series.name) for series in drawn], width)
    for row, line in enumerate(canvas.rows(theme)):
        tick = safe.cut(ticks.get(row, ""), left).rjust(left)
        yield f"{theme.paint('dim', tick)}{theme.paint('dim', '┤' if row in ticks else '│')}{line}".rstrip() + "\n"
    yield " " * (left + 1) + theme.paint("dim", _axis(labels, canvas.width)) + "\n"


def _point(at: int, number: float | None, count: int, low: float, span: float) -> tuple[float, float] | None:
    return None if number is None else (at / max(count - 1, 1), (number - low) / span)


def _legend(names: Sequence[str], cells: Sequence[int], width: int) -> Iterator[str]:
    """The names of the series, as many a line as there is room for."""
    line, used = "", 0
    for name, taken in zip(names, cells, strict=True):
        if line and used + taken + len(_GAP) > width:
            yield line + "\n"
            line, used = "", 0
        line += f"{_GAP if line else ''}{name}"
        used += taken + (len(_GAP) if used else 0)
    yield line + "\n"


def _axis(labels: Sequence[str], cells: int) -> str:
    """The first and the last label at the ends, and the one in the middle where there is room."""
    first, middle, last = labels[0], labels[len(labels) // 2], labels[-1]
    third = cells // 3
    middle = safe.cut(middle, third - 2) if len(labels) > 2 else ""
    line = safe.fill(safe.cut(first, third), (cells - safe.width(middle)) // 2) + middle
    return line + safe.fill(safe.cut(last, third) if len(labels) > 1 else "", cells - safe.width(line), right=True)


def _round_up(number: float) -> float:
    """The next number that reads well at the end of a scale: 1, 1.5, 2, 3, 4, 5, 6 or 8 with zeros; 0 stays."""
    if number <= 0:
        return 0.0
    power = 10.0 ** math.floor(math.log10(number))
    return next((step * power for step in (1, 1.5, 2, 3, 4, 5, 6, 8) if number <= step * power), 10 * power)


def _tick(number: float) -> str:
    return f"{number:,.0f}" if 1000 <= abs(number) < 1e12 else f"{number:.4g}"
