"""Conditions in SQL with their bound parameters."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Where:
    """A condition with its parameters."""

    sql: str
    parameters: tuple[Any, ...] = ()

    def negate(self) -> Where:
        """The opposite."""
        return Where(f"NOT ({self.sql})", self.parameters)

    def inside(self, template: str, *before: Any) -> Where:
        """The condition's SQL put where ``template`` has ``{}``, behind parameters of the template's own."""
        return Where(template.format(self.sql), (*before, *self.parameters))


NOTHING = Where("0")
"""The condition that no record meets: what Cerb makes of everything that it does not understand."""


def join(parts: Sequence[Where], operator: str) -> Where:
    """Several conditions as one, each in brackets of its own."""
    parameters = tuple(value for part in parts for value in part.parameters)
    return Where(f" {operator} ".join(f"({part.sql})" for part in parts), parameters)


def among(column: str, values: Iterable[Any], negated: bool = False) -> Where:
    """The column is one of the values."""
    bound = tuple(values)
    return Where(f"{column} {'NOT ' if negated else ''}IN ({', '.join('?' * len(bound))})", bound)
