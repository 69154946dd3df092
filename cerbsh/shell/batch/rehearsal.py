"""Several bodies as one: requests as they would go out, one below the other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from cerbsh.shell.result import Body, Piece, Surface


@dataclass(frozen=True)
class Rehearsal:
    """Bodies that are made while they are drawn."""

    bodies: Iterable[Body | None]

    def pieces(self, surface: Surface) -> Iterator[Piece]:
        """Each body, an empty line between two."""
        first = True
        for body in self.bodies:
            if not first:
                yield "\n"
            first = False
            yield from body.pieces(surface) if body else ()
