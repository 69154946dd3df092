"""Two bodies compared, as something that can be drawn."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from cerbsh.api.exact import parse
from cerbsh.shell.result import Note, Piece, Surface
from cerbsh.view import diff, json

ROWS = 3
"""Rows of a terminal that one difference may fill."""


@dataclass(frozen=True)
class Text:
    """A side that is no JSON."""

    text: str


@dataclass(frozen=True)
class Comparison:
    """What differs between two JSON values, or, where one is a ``Text``, between two texts."""

    old: object
    new: object

    def pieces(self, surface: Surface) -> Iterator[Piece]:
        """A line for each difference; a word where there is none."""
        same = True
        for line in self._lines(surface):
            same = False
            yield line
        if same:
            yield Note("note", "there is no difference")

    def _lines(self, surface: Surface) -> Iterator[str]:
        if isinstance(self.old, Text) or isinstance(self.new, Text):
            return diff.text(_text(self.old), _text(self.new), surface.theme)
        width = ROWS * surface.width if surface.terminal else None
        return diff.render(diff.changes(self.old, self.new), surface.theme, width)


def side(content: bytes) -> object:
    """A body as one side of a ``Comparison``: its JSON value, or a ``Text``."""
    try:
        return parse(content).value
    except ValueError:
        return Text(content.decode("utf-8", "replace"))


def _text(side: object) -> str:
    return side.text if isinstance(side, Text) else "".join(json.render(side)) + "\n"
