"""Thousands of snake_case names in the order of their worth, searched without an index: one text, and ``str.find``."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain

_MOST_INITIALS = 6


class KeyIndex:
    """Names such as the readable keys of a ticket, the nearest first.

    They are found by their beginning, then by the beginning of a part of them, then by the initials of their parts
    (``lmc`` is ``latest_message_content``), then by any three letters inside; in their own order each time.
    """

    def __init__(self, names: Iterable[str]) -> None:
        self.names: Sequence[str] = tuple(names)
        self._text = "\n" + "\n".join(self.names).lower() + "\n"
        self._lines: list[int] = []
        at = 0
        for name in self.names:
            self._lines.append(at)
            at += len(name) + 1

    def find(self, typed: str, limit: int) -> list[tuple[int, str]]:
        """At most ``limit`` names that fit ``typed`` (in lower case), each with its rank, best first."""
        if not typed:
            return [(0, name) for name in self.names[:limit]]
        found: dict[int, int] = {}
        for rank, places in enumerate(self._searches(typed)):
            for place in places():
                if len(found) >= limit:
                    break
                found.setdefault(bisect_right(self._lines, place) - 1, rank)
        return [(rank, self.names[index]) for index, rank in found.items()]

    def _searches(self, typed: str) -> Iterator[Callable[[], Iterator[int]]]:
        yield lambda: self._places(f"\n{typed}")
        yield lambda: chain(self._places(f"_{typed}"), self._places(f".{typed}"))
        initials = typed.isalpha() and 1 < len(typed) <= _MOST_INITIALS
        yield lambda: self._initials(typed) if initials else iter(())
        yield lambda: self._places(typed) if len(typed) > 2 else iter(())

    def _places(self, wanted: str) -> Iterator[int]:
        at = self._text.find(wanted)
        while at >= 0:
            yield at
            at = self._text.find("\n", at + 1)
            at = self._text.find(wanted, at) if at >= 0 else -1

    def _initials(self, typed: str) -> Iterator[int]:
        pattern = r"[^_\n]*_+".join(map(re.escape, typed))
        return (found.start() for found in re.finditer(rf"\n{pattern}", self._text))
