"""Several requests as they would go out, one below the other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from cerbsh.api.request import Request
from cerbsh.shell.result import Surface
from cerbsh.view import headers


@dataclass(frozen=True)
class Rehearsal:
    """The requests, made while they are drawn."""

    requests: Iterable[Request]
    base_url: str

    def pieces(self, surface: Surface) -> Iterator[str]:
        """Request line, headers and body of each, an empty line between two."""
        for number, request in enumerate(self.requests):
            if number:
                yield "\n"
            yield from headers.request(request, self.base_url, surface.theme)
