"""The net under every write: what a record held before, on disk before the request goes out."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from cerbsh.history.database import Database
from cerbsh.history.entry import valid
from cerbsh.history.patience import NET
from cerbsh.history.redact import Redactor
from cerbsh.history.schema import transaction

if TYPE_CHECKING:
    from sqlite3 import Connection

Outcome = Literal["sent", "done", "refused", "lost"]
"""``sent`` is what a write is until more is known of it; ``lost`` is one whose reply was: it may have been done."""

_COLUMNS = (
    "shell, profile, base_url, worker, started, action, type, record, label, asked, former, undoes, "
    "id, number, outcome, result, undone"
)
_UNDOABLE = "outcome IN ('sent', 'done', 'lost') AND undone = 0 AND undoes IS NULL"


@dataclass(frozen=True)
class Before:
    """A write that is about to go out. ``type`` is the record type's uri, ``record`` the id or empty for a new one.

    ``asked`` is what the write sets, by field; ``former`` the record as it was read just before, empty for a new one.
    ``shell`` names the running shell, ``undoes`` the write that this one takes back. ``started`` is unix seconds.
    """

    shell: str
    profile: str
    base_url: str
    worker: int | None
    started: float
    action: Literal["create", "update", "delete"]
    type: str
    record: str
    label: str = ""
    asked: Mapping[str, Any] = field(default_factory=dict)
    former: Mapping[str, Any] = field(default_factory=dict)
    undoes: int | None = None


@dataclass(frozen=True)
class Write(Before):
    """A write as the history knows it, secrets taken out.

    ``result`` is the record in Cerb's answer, where there is one. ``number`` is the history's number of the request,
    ``None`` as long as there is none.
    """

    id: int = 0
    number: int | None = None
    outcome: Outcome = "sent"
    result: Mapping[str, Any] = field(default_factory=dict)
    undone: bool = False


class Writes:
    """Former values in the history's database. Nothing raises for a database that cannot be used."""

    def __init__(self, database: Database, redactor: Callable[[], Redactor]) -> None:
        self._database = database
        self._redactor = redactor

    def remember_before(self, before: Before) -> int | None:
        """Put the former values on disk, and return only when they are there; ``None`` where that was not possible."""
        values = self._values(before)

        def keep(connection: Connection) -> int | None:
            connection.execute("PRAGMA synchronous = FULL")
            try:
                with transaction(connection):
                    marks = ", ".join("?" * len(values))
                    query = f"INSERT INTO writes ({', '.join(_COLUMNS.split(', ')[:12])}) VALUES ({marks})"
                    return connection.execute(query, values).lastrowid
            finally:
                connection.execute("PRAGMA synchronous = NORMAL")

        return self._database.run(keep, None, wait=NET)

    def after(
        self,
        write: int,
        outcome: Outcome,
        *,
        number: int | None = None,
        record: str = "",
        result: Mapping[str, Any] | None = None,
    ) -> None:
        """Note what became of a write: its number in the history, the record in the answer, the id of a new record.

        A write that takes another back marks that one as undone once it is done.
        """
        text = self._json(result or {})
        query = """
            UPDATE writes SET outcome = ?, number = coalesce(?, number), result = ?,
            record = CASE WHEN record = '' THEN ? ELSE record END WHERE id = ?
        """

        def note(connection: Connection) -> None:
            with transaction(connection):
                connection.execute(query, (outcome, number, text, record, write))
                if outcome == "done":
                    undone = "UPDATE writes SET undone = 1 WHERE id = (SELECT undoes FROM writes WHERE id = ?)"
                    connection.execute(undone, (write,))

        self._database.run(note, None, wait=NET)

    def last_undoable(self, *, shell: str = "", base_url: str = "", worker: int | None = None) -> Write | None:
        """The newest write that was not taken back yet: of a shell, or of a base URL and worker."""
        if shell:
            return self._newest(f"{_UNDOABLE} AND shell = ?", (shell,))
        return self._newest(f"{_UNDOABLE} AND base_url = ? AND worker IS ?", (base_url, worker))

    def of_number(self, number: int) -> Write | None:
        """The write that a request of the history made."""
        return self._newest("number = ?", (number,))

    def _newest(self, condition: str, values: tuple[object, ...]) -> Write | None:
        query = f"SELECT {_COLUMNS} FROM writes WHERE {condition} ORDER BY id DESC LIMIT 1"
        return self._database.run(lambda connection: _write(connection.execute(query, values).fetchone()), None)

    def _values(self, before: Before) -> tuple[object, ...]:
        return (
            before.shell,
            before.profile,
            before.base_url,
            before.worker,
            before.started,
            before.action,
            before.type,
            valid(before.record),
            self._redactor().text(before.label),
            self._json(before.asked),
            self._json(before.former),
            before.undoes,
        )

    def _json(self, value: Mapping[str, Any]) -> str:
        return self._redactor().text(json.dumps(value))


def _write(row: tuple[Any, ...] | None) -> Write | None:
    if row is None:
        return None
    values = dict(zip(_COLUMNS.split(", "), row, strict=True))
    read = {name: json.loads(values[name] or "{}") for name in ("asked", "former", "result")}
    return Write(**(values | read | {"undone": bool(values["undone"])}))
