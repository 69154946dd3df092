"""Lines drawn with the dots of braille characters, two dots wide and four high a cell."""

from __future__ import annotations

from collections.abc import Sequence

from cerbsh.view.theme import Role, Theme

_DOTS = ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))
"""The bit of each dot in a cell, by row and column."""


class Canvas:
    """A grid of ``width`` by ``height`` cells; dots count from the lower left corner."""

    def __init__(self, width: int, height: int) -> None:
        self.width, self.height = width, height
        self._cells: dict[tuple[int, int], int] = {}
        self._roles: dict[tuple[int, int], Role] = {}

    def line(self, points: Sequence[tuple[float, float] | None], role: Role) -> None:
        """Join points whose coordinates lie between 0 and 1; ``None`` leaves a gap."""
        last: tuple[int, int] | None = None
        for point in points:
            here = None if point is None else self._dot(point)
            if here:
                self._join(last or here, here, role)
            last = here

    def rows(self, theme: Theme) -> list[str]:
        """The lines of the picture from above, each ``width`` cells wide."""
        return ["".join(self._cell(column, row, theme) for column in range(self.width)) for row in range(self.height)]

    def _dot(self, point: tuple[float, float]) -> tuple[int, int]:
        return round(point[0] * (2 * self.width - 1)), round((1 - point[1]) * (4 * self.height - 1))

    def _join(self, one: tuple[int, int], other: tuple[int, int], role: Role) -> None:
        steps = max(abs(other[0] - one[0]), abs(other[1] - one[1]), 1)
        for step in range(steps + 1):
            x = one[0] + round((other[0] - one[0]) * step / steps)
            y = one[1] + round((other[1] - one[1]) * step / steps)
            place = (x // 2, y // 4)
            self._cells[place] = self._cells.get(place, 0) | _DOTS[y % 4][x % 2]
            self._roles[place] = role

    def _cell(self, column: int, row: int, theme: Theme) -> str:
        dots = self._cells.get((column, row), 0)
        return theme.paint(self._roles[column, row], chr(0x2800 + dots)) if dots else " "
