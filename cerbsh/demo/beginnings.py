"""The activity log of the demo's own records: what must have happened for them to be what they are, as one statement.

Entries are made in SQL behind the loading, of the newest tickets, tasks and comments alone where there are very many.
"""

from __future__ import annotations

from cerbsh.demo.activity import POINTS
from cerbsh.demo.kinds import context_of

MOST = 5000
"""Of so many of the newest records a large demo remembers what happened."""

_WORKER, _ADDRESS, _OF_TICKET, _TASK, _ORG = (context_of(uri) for uri in ("worker", "address", "ticket", "task", "org"))
_TICKET = "'[' || ticket.mask || '] ' || ticket.subject"
_NAME = "worker.first_name || ' ' || worker.last_name"
_TICKET_URL = f"'ctx://{_OF_TICKET}:' || ticket.id || '/' || ticket.mask"
_TARGET = f"""CASE context WHEN '{_OF_TICKET}' THEN (SELECT {_TICKET} FROM ticket WHERE ticket.id = context_id)
    WHEN '{_TASK}' THEN (SELECT title FROM task WHERE task.id = context_id)
    WHEN '{_ORG}' THEN (SELECT name FROM org WHERE org.id = context_id) END"""
_OBJECT = f"CASE context WHEN '{_OF_TICKET}' THEN 'ticket' WHEN '{_TASK}' THEN 'task' ELSE 'organization' END"


def _entry(point: str, target: str, url: str, actor: str, *more: str) -> str:
    """SQL for the entry of one row; all but the point are SQL themselves, ``more`` are pairs of further variables."""
    variables = ", ".join(("'target'", target, *more, "'actor'", actor))
    parts = f"'variables', json_object({variables}), 'urls', json_object('target', {url})"
    return f"json_object('message', '{POINTS[point].message}', {parts})"


def _newest(table: str) -> str:
    return f"{table}.id > (SELECT MAX(id) - {MOST} FROM {table})"


def _event(point: str, actor: str, target: str, moment: str, entry: str, source: str) -> str:
    return f"SELECT '{point}', {actor}, {target}, {moment}, {entry} FROM {source}"


def _of_ticket(point: str, moment: str, source: str, *more: str) -> str:
    """What a worker did to a ticket."""
    entry = _entry(point, _TICKET, _TICKET_URL, _NAME, *more)
    return _event(point, f"'{_WORKER}', worker.id", f"'{_OF_TICKET}', ticket.id", moment, entry, source)


_EVENTS = (
    _event(
        "ticket.message.inbound",
        f"'{_ADDRESS}', address.id",
        f"'{_OF_TICKET}', ticket.id",
        "message.created_date",
        _entry("ticket.message.inbound", _TICKET, _TICKET_URL, "address.email"),
        f"""message JOIN ticket ON ticket.id = ticket_id JOIN address ON address.id = address_id
            WHERE {_newest("ticket")} AND NOT is_outgoing AND message.id != first_message_id""",
    ),
    _of_ticket(
        "ticket.message.outbound",
        "message.created_date",
        f"""message JOIN ticket ON ticket.id = ticket_id JOIN worker ON worker.id = message.worker_id
            WHERE {_newest("ticket")} AND is_outgoing""",
    ),
    _of_ticket(
        "ticket.owner.assigned",
        "created_date",
        f"ticket JOIN worker ON worker.id = owner_id WHERE {_newest('ticket')}",
        *("'worker'", _NAME),
    ),
    _of_ticket(
        "ticket.status.closed",
        "closed_at",
        f"ticket JOIN worker ON worker.id = MAX(owner_id, 1) WHERE {_newest('ticket')} AND closed_at",
        *("'status'", "'closed'"),
    ),
    _event(
        "task.status.completed",
        f"'{_WORKER}', worker.id",
        f"'{_TASK}', task.id",
        "completed_date",
        _entry("task.status.completed", "task.title", f"'ctx://{_TASK}:' || task.id", _NAME),
        f"task JOIN worker ON worker.id = MAX(owner_id, 1) WHERE {_newest('task')} AND completed_date",
    ),
    _event(
        "comment.create",
        "owner_context, owner_context_id",
        "context, context_id",
        "created",
        _entry("comment.create", _TARGET, "'ctx://' || context || ':' || context_id", _NAME, "'object'", _OBJECT),
        f"comment JOIN worker ON worker.id = owner_context_id WHERE {_newest('comment')}",
    ),
)

STATEMENT = f"""INSERT INTO activity_log (activity_point, actor_context, actor_context_id, target_context,
    target_context_id, created, entry_json) {" UNION ALL ".join(_EVENTS)} ORDER BY 6"""
