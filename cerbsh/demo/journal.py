"""Writing to the activity log: what a worker did to tickets, tasks, comments, links and records that are gone."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cerbsh.catalogue import builtin
from cerbsh.demo import bodies
from cerbsh.demo.activity import POINTS
from cerbsh.demo.kinds import KINDS, context_of
from cerbsh.demo.request import Request
from cerbsh.demo.slug import permalink
from cerbsh.demo.store import Database, Row

TASK_CLOSED = 1

Record = tuple[str, int]
"""The long id of a type, and the id of a record."""


@dataclass(frozen=True)
class Journal:
    """The log as one worker writes to it at one moment, in unix seconds."""

    database: Database
    worker_id: int
    now: int

    def ticket(self, ticket_id: int, before: Row | None) -> None:
        """What became of a ticket: another place, another owner, another status. ``before`` is its former row."""
        row = self._row("ticket", ticket_id)
        if row is None:
            return
        if before is not None and _differs(row, before, "group_id", "bucket_id"):
            group, bucket = (self._name(uri, row[f"{uri}_id"]) for uri in ("group", "bucket"))
            urls = {"group": _url(context_of("group"), row["group_id"], group)}
            self._of_ticket("ticket.moved", row, {"group": group, "bucket": bucket}, urls)
        if row["owner_id"] != (before["owner_id"] if before is not None else 0):
            self._owner(row)
        if before is not None and _differs(row, before, "status_id"):
            status = bodies.TICKET_STATUSES[row["status_id"]]
            self._of_ticket(f"ticket.status.{status}", row, {"status": status})

    def _owner(self, row: Row) -> None:
        if not row["owner_id"]:
            self._of_ticket("ticket.unassigned", row)
            return
        worker = self._name("worker", row["owner_id"])
        urls = {"worker": _url(context_of("worker"), row["owner_id"], worker)}
        self._of_ticket("ticket.owner.assigned", row, {"worker": worker}, urls)

    def participant(self, ticket_id: int, address_id: int, removed: bool) -> None:
        """An address was added to a ticket, or taken away."""
        row = self._row("ticket", ticket_id)
        point = "ticket.participant.removed" if removed else "ticket.participant.added"
        variables = {"participant": self._name("address", address_id)}
        if row is not None:
            self._of_ticket(point, row, variables, {"participant": f"ctx://{context_of('address')}:{address_id}"})

    def message(self, row: Row) -> None:
        """A message came in, told as its sender's deed, or went out."""
        ticket = self._row("ticket", row["ticket_id"])
        if ticket is None:
            return
        if row["is_outgoing"]:
            self._of_ticket("ticket.message.outbound", ticket)
            return
        actor = (context_of("address"), row["address_id"])
        self._of_ticket("ticket.message.inbound", ticket, actor=actor)

    def task(self, task_id: int, before: Row | None) -> None:
        """A task was completed."""
        row = self._row("task", task_id)
        was = before["status_id"] if before is not None else 0
        if row is not None and row["status_id"] == TASK_CLOSED and was != TASK_CLOSED:
            target = (context_of("task"), task_id)
            self._write("task.status.completed", target, {"target": row["title"]}, {"target": _plain_url(*target)})

    def comment(self, row: Row) -> None:
        """A comment was written; it is kept with what it hangs on."""
        target = (row["context"], row["context_id"])
        variables = {"object": _type_name(target[0]), "target": self._label(target)}
        urls = {"common.commented": _plain_url(context_of("comment"), row["id"]), "target": _plain_url(*target)}
        self._write("comment.create", target, variables, urls)

    def link(self, target: Record, other: Record, removed: bool) -> None:
        """Two records were linked or unlinked; a link to a worker is a watcher."""
        label, far = self._label(target), self._label(other)
        variables = {"target_object": _type_name(target[0]), "target": label}
        urls = {"target": _url(*target, label)}
        if other[0] == context_of("worker"):
            own = other[1] == self.worker_id
            point = ("unfollow" if own else "unassigned") if removed else ("follow" if own else "assigned")
            self._write(f"watcher.{point}", target, variables | {"watcher": far}, urls | {"watcher": _url(*other, far)})
            return
        variables |= {"link_object": _type_name(other[0]), "link": far}
        point = "unlink" if removed else "link"
        self._write(f"connection.{point}", target, variables, urls | {"link": _url(*other, far)})

    def deleted(self, uri: str, row: Row) -> None:
        """A record is gone; the entry has no target any more."""
        variables = {
            "record_type": _type_name(context_of(uri)),
            "record_context": context_of(uri),
            "record_id": row["id"],
            "record_label": bodies.label(uri, row),
        }
        self._write("record.deleted", ("", 0), variables, {})

    def _of_ticket(
        self,
        point: str,
        row: Row,
        variables: Mapping[str, str] | None = None,
        urls: Mapping[str, str] | None = None,
        actor: Record | None = None,
    ) -> None:
        target = (context_of("ticket"), int(row["id"]))
        url = f"{_plain_url(*target)}/{row['mask']}"
        self._write(
            point, target, {"target": _called(row), **(variables or {})}, {"target": url, **(urls or {})}, actor
        )

    def _write(
        self,
        point: str,
        target: Record,
        variables: Mapping[str, Any],
        urls: Mapping[str, str],
        actor: Record | None = None,
    ) -> None:
        who = actor or (context_of("worker"), self.worker_id)
        named = {**variables, "actor": self._label(who)}
        linked = {**urls, "actor": _url(*who, named["actor"])}
        entry = {"message": POINTS[point].message, "variables": named, "urls": linked}
        columns = {"actor_context": who[0], "actor_context_id": who[1]}
        columns |= {"target_context": target[0], "target_context_id": target[1], "created": self.now}
        self.database.insert("activity_log", {"activity_point": point, **columns, "entry_json": json.dumps(entry)})

    def _row(self, uri: str, record_id: int) -> Row | None:
        return self.database.row(f"SELECT * FROM {KINDS[uri].stored} WHERE id = ?", (record_id,))

    def _name(self, uri: str, record_id: int) -> str:
        row = self._row(uri, record_id)
        return bodies.label(uri, row) if row is not None else ""

    def _label(self, record: Record) -> str:
        if record[0] == context_of("ticket"):
            row = self._row("ticket", record[1])
            return _called(row) if row is not None else ""
        known = builtin().type(record[0])
        return self._name(known.uri, record[1]) if known and known.uri in KINDS else ""


def of(request: Request) -> Journal:
    """The log as the worker of a call writes to it."""
    return Journal(request.database, request.call.worker_id, int(time.time()))


def _differs(row: Row, before: Row, *columns: str) -> bool:
    return any(row[column] != before[column] for column in columns)


def _called(ticket: Row) -> str:
    """What the log calls a ticket; its label has a ``#``."""
    return f"[{ticket['mask']}] {ticket['subject']}"


def _type_name(context: str) -> str:
    known = builtin().type(context)
    return known.name if known else context


def _plain_url(context: str, record_id: int) -> str:
    return f"ctx://{context}:{record_id}"


def _url(context: str, record_id: int, label: str) -> str:
    return f"{_plain_url(context, record_id)}/{permalink(label)}"
