"""What the loading of the demo's records shares: the dice, the clock, and what was made so far."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any

from cerbsh.demo import words

Insert = Callable[[str, Sequence[str], Iterable[tuple[Any, ...]]], None]
"""``insert(table, columns, rows)``; the identifiers are counted from 1 in every table."""

DAY = 86_400
AGE = 730 * DAY
"""The oldest record is two years old."""


@dataclass(frozen=True)
class Person:
    """A contact as the conversations need it."""

    address_id: int
    email: str
    name: str
    org_id: int


@dataclass(frozen=True)
class Team:
    """A group as the conversations need it: its address, its buckets, its members."""

    id: int
    address_id: int
    email: str
    buckets: Sequence[int]
    members: Sequence[int]


@dataclass
class World:
    """The state of a loading. ``size`` is the number of tickets."""

    rng: Random
    now: int
    insert: Insert
    size: int
    orgs: list[str] = field(default_factory=list)
    people: list[Person] = field(default_factory=list)
    teams: list[Team] = field(default_factory=list)

    def ago(self, most: int = AGE) -> int:
        """A moment in the past, at most so many seconds ago."""
        return self.now - self.rng.randrange(1, most)

    def phrase(self, template: str, **values: str) -> str:
        """A template of the words, filled in."""
        pick = self.rng
        return template.format(
            product=pick.choice(words.PRODUCTS),
            number=pick.randrange(1000, 100_000),
            count=pick.randrange(2, 20),
            **values,
        )
