"""Conditions in SQL with their bound parameters."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Where:
    """A condition with its parameters, to be put between any AND and OR as it is."""

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


_ROW = 100
"""Longer rows are cut into rows of rows: SQLite reads no more than 1000 conditions behind one another."""


def join(parts: Sequence[Where], operator: str) -> Where:
    """Several conditions as one; there is at least one."""
    if len(parts) == 1:
        return parts[0]
    if len(parts) > _ROW:
        step = -(-len(parts) // _ROW)
        parts = [join(parts[start : start + step], operator) for start in range(0, len(parts), step)]
    parameters = tuple(value for part in parts for value in part.parameters)
    return Where(f"({f' {operator} '.join(part.sql for part in parts)})", parameters)


def among(column: str, values: Iterable[Any], negated: bool = False) -> Where:
    """The column is one of the values."""
    bound = tuple(values)
    return Where(f"{column} {'NOT ' if negated else ''}IN ({', '.join('?' * len(bound))})", bound)
