"""Lines saved under a name, with parameters that are filled in when they run."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cerbsh.errors import LocalError, UsageError
from cerbsh.history.database import Database
from cerbsh.history.patience import PATIENT
from cerbsh.history.redact import Redactor
from cerbsh.history.schema import transaction

if TYPE_CHECKING:
    from sqlite3 import Connection

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")
_PARAMETER = r"\$(?:(?P<short>[1-9])(?![0-9.\[])|\{(?P<number>[1-9][0-9]*)(?::-(?P<default>[^}]*))?\})"
_PARTS = re.compile(rf"""'[^']*(?:'|$)|(?P<quoted>"(?:[^"\\]|\\.)*(?:"|$))|\\.|{_PARAMETER}""", re.S)
_INSIDE = re.compile(rf"\\.|{_PARAMETER}", re.S)


@dataclass(frozen=True)
class SavedLine:
    """A saved line; ``saved`` is unix seconds."""

    name: str
    line: str
    saved: float


class Saved:
    """The saved lines of every shell, by name."""

    def __init__(self, database: Database, redactor: Callable[[], Redactor]) -> None:
        self._database = database
        self._redactor = redactor

    def save(self, name: str, line: str, when: float) -> SavedLine:
        """Keep ``line``, secrets taken out, under ``name``, in place of what went by it.

        Raises ``UsageError`` for a name that is none, and for an empty line; ``LocalError`` where it cannot be kept.
        """
        if not _NAME.fullmatch(name):
            raise UsageError(f"{name!r} cannot be a name", "use letters, digits, '-' and '_', beginning with a letter")
        kept = SavedLine(name, self._redactor().line(line.strip()), when)
        if not kept.line:
            raise UsageError("there is no line to save")

        def put(connection: Connection) -> bool:
            with transaction(connection):
                connection.execute("INSERT OR REPLACE INTO saved VALUES (?, ?, ?)", (kept.name, kept.line, kept.saved))
            return True

        if not self._database.run(put, False, wait=PATIENT):
            raise LocalError("the line could not be saved", "the history cannot be used now: doctor says why")
        return kept

    def all(self) -> list[SavedLine]:
        """Every saved line, by name."""
        query = "SELECT name, line, saved FROM saved ORDER BY name"
        none: list[SavedLine] = []
        return self._database.run(lambda connection: [SavedLine(*row) for row in connection.execute(query)], none)

    def find(self, name: str) -> SavedLine | None:
        """The line of that name."""
        return next((saved for saved in self.all() if saved.name == name), None)

    def remove(self, name: str) -> bool:
        """Forget a saved line; returns whether there was one."""

        def forget(connection: Connection) -> bool:
            with transaction(connection):
                return connection.execute("DELETE FROM saved WHERE name = ?", (name,)).rowcount > 0

        return self._database.run(forget, False, wait=PATIENT)


def parameters(line: str) -> dict[int, str | None]:
    """The parameters of a saved line by number, with their defaults: ``$1`` has none, ``${2:-open}`` has ``open``."""
    found: dict[int, str | None] = {}
    for place in _places(line):
        number = int(place["short"] or place["number"])
        found[number] = place["default"] if place["default"] is not None else found.get(number)
    return dict(sorted(found.items()))


def _places(line: str) -> Iterator[re.Match[str]]:
    """The parameters of the line; none of them stands between single quotes or behind a backslash."""
    for part in _PARTS.finditer(line):
        inside = _INSIDE.finditer(line, part.start(), part.end()) if part["quoted"] else [part]
        yield from (place for place in inside if place["short"] or place["number"])
