"""The workers of the demo as the sign-in sees them."""

from __future__ import annotations

from dataclasses import dataclass, field

from cerbsh.demo.store import Database, Row

PASSWORD = "cerbsh-demo"
"""Every worker's; the demo keeps no others."""

_SELECT = """
SELECT worker.id, trim(first_name || ' ' || last_name) AS name, COALESCE(address.email, '') AS email
FROM worker LEFT JOIN address ON address.id = worker.email_id
"""


@dataclass(frozen=True)
class Person:
    """A worker who can sign in, by name or by e-mail."""

    worker_id: int
    name: str
    email: str
    password: str = field(default=PASSWORD, repr=False)


class People:
    """Looks workers up in the records, as these stand now. Safe to use from many threads."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def exists(self, worker_id: int) -> bool:
        """Whether there is such a worker, disabled or not."""
        with self._database.turn():
            return self._database.value("SELECT 1 FROM worker WHERE id = ?", (worker_id,)) is not None

    def first(self) -> Person:
        """The administrator that the demo was made with, or whoever is left; nobody has the id 0."""
        with self._database.turn():
            row = self._database.row(f"{_SELECT} ORDER BY worker.id LIMIT 1")
        return _person(row) if row else Person(0, "", "")

    def find(self, name: str) -> Person | None:
        """The worker of that name or e-mail who may sign in; case and spaces around it do not matter."""
        named = name.strip().casefold()
        with self._database.turn():
            rows = self._database.rows(f"{_SELECT} WHERE NOT is_disabled ORDER BY worker.id")
        for person in map(_person, rows):
            if named and named in (person.name.casefold(), person.email.casefold()):
                return person
        return None


def _person(row: Row) -> Person:
    return Person(row["id"], row["name"], row["email"])
