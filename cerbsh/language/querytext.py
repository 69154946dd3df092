"""The Cerb query inside a line: its text as Cerb will read it, and where each character of it stands in the line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from cerbsh.language.query import Query, parse
from cerbsh.language.tokens import Piece, Word


@dataclass(frozen=True)
class QueryText:
    """A query with its place in the line: character ``i`` of ``text`` stands at ``places[i]``.

    ``places`` has one more entry: the place behind the last character.
    """

    text: str
    places: tuple[int, ...]

    @cached_property
    def query(self) -> Query:
        """The query, read."""
        return parse(self.text)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The place in the line of ``text[start:end]``."""
        return self.places[start], self.places[end - 1] + 1 if end > start else self.places[start]


def query_text(words: Sequence[Word], at: int) -> QueryText:
    """The query that ``words`` are, joined by spaces; ``at`` is the place behind it where there are no words."""
    text: list[str] = []
    places: list[int] = []
    for number, word in enumerate(words):
        if number:
            text.append(" ")
            places.append(words[number - 1].end)
        for piece in word.pieces:
            text.append(piece.text)
            places.extend(_places(piece))
    return QueryText("".join(text), (*places, words[-1].end if words else at))


def _places(piece: Piece) -> Sequence[int]:
    """Where each character of a piece stands. A quoted piece may have lost its quotes, an escaped one its backslash."""
    length, width = len(piece.text), piece.end - piece.start
    if length == width:
        return range(piece.start, piece.end)
    opening = 1 if piece.quote and length < width else 0
    last = max(piece.end - 1, piece.start)
    return [min(piece.start + opening + offset, last) for offset in range(length)]
