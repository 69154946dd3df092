"""What else happens when a record is made, changed or deleted: defaults, counters, and what goes with it."""

from __future__ import annotations

import random
from collections.abc import Callable
from hashlib import sha1
from string import ascii_uppercase, digits
from typing import Any

from cerbsh.demo import files
from cerbsh.demo.drafts import Draft
from cerbsh.demo.envelope import RefusalError
from cerbsh.demo.kinds import Kind
from cerbsh.demo.store import Database, Row

CLOSED = 2
DELETED = 3


def complete(draft: Draft) -> None:
    """Give a new record what was not sent."""
    for column, value in _DEFAULTS.get(draft.kind.uri, {}).items():
        draft.columns.setdefault(column, value)
    for column in _BORN.get(draft.kind.uri, ()):
        draft.columns.setdefault(column, draft.now)
    if draft.kind.uri in _COMPLETE:
        _COMPLETE[draft.kind.uri](draft)


def settle(draft: Draft, before: Row | None) -> None:
    """Follow up on a record that was written; ``before`` is its row before a change."""
    if draft.kind.uri in _SETTLE:
        _SETTLE[draft.kind.uri](draft, before)


def delete(database: Database, kind: Kind, row: Row) -> bool:
    """Take a record away with what hangs on it; ``False`` for a ticket, which is only marked.

    Raises the refusal of one that must stay.
    """
    record_id = row["id"]
    if kind.uri == "ticket":
        database.update("ticket", record_id, {"status_id": DELETED})
        return False
    if kind.uri in ("group", "bucket") and row["is_default"]:
        raise RefusalError("You do not have permission to delete this record.", "ERROR_PERMISSIONS")
    database.execute(f"DELETE FROM {kind.stored} WHERE id = ?", (record_id,))
    for table, context, key in _HANGING:
        database.execute(f"DELETE FROM {table} WHERE {context} = ? AND {key} = ?", (kind.context, record_id))
    for sql in _GOES_WITH.get(kind.uri, ()):
        database.execute(sql, (record_id,))
    own = "SELECT id FROM custom_field WHERE context = ?"
    database.execute(
        f"DELETE FROM custom_value WHERE context_id = ? AND field_id IN ({own})", (record_id, kind.context)
    )
    if kind.uri == "message":
        count_messages(database, row["ticket_id"])
    return True


def count_messages(database: Database, ticket_id: int) -> None:
    """Set the counters of a ticket by the messages that it has."""
    messages = database.rows(
        "SELECT id, is_outgoing, created_date FROM message WHERE ticket_id = ? ORDER BY created_date, id", (ticket_id,)
    )
    sent = [row for row in messages if row["is_outgoing"]]
    first, last = (messages[0], messages[-1]) if messages else (None, None)
    columns: dict[str, Any] = {
        "num_messages": len(messages),
        "num_messages_in": len(messages) - len(sent),
        "num_messages_out": len(sent),
        "first_message_id": first["id"] if first else 0,
        "last_message_id": last["id"] if last else 0,
        "first_outgoing_message_id": sent[0]["id"] if sent else 0,
    }
    if first and sent:
        columns["elapsed_response_first"] = max(0, sent[0]["created_date"] - first["created_date"])
    database.update("ticket", ticket_id, columns)


def new_mask(database: Database) -> str:
    """A reference number that no ticket has."""
    dice = random.SystemRandom()
    while True:
        parts = (dice.choices(ascii_uppercase, k=3), dice.choices(digits, k=5), dice.choices(digits, k=3))
        mask = "-".join("".join(part) for part in parts)
        if database.value("SELECT id FROM ticket WHERE mask = ?", (mask,)) is None:
            return mask


def _complete_ticket(draft: Draft) -> None:
    if not draft.columns.get("mask"):
        draft.columns["mask"] = new_mask(draft.database)
    if not draft.columns.get("bucket_id"):
        sql = "SELECT id FROM bucket WHERE group_id = ? ORDER BY is_default DESC, id LIMIT 1"
        draft.columns["bucket_id"] = draft.database.value(sql, (draft.columns["group_id"],)) or 0


def _settle_ticket(draft: Draft, before: Row | None) -> None:
    """Closing and opening leave their time behind; the log says what changed."""
    draft.journal.ticket(draft.record_id, before)
    status = draft.columns.get("status_id")
    if before is None or status is None or status == before["status_id"]:
        return
    if status == CLOSED and not before["closed_at"]:
        elapsed = draft.now - before["created_date"]
        draft.database.update("ticket", draft.record_id, {"closed_at": draft.now, "elapsed_resolution_first": elapsed})
    elif status == 0:
        draft.database.update("ticket", draft.record_id, {"last_opened_at": draft.now})


def _settle_task(draft: Draft, before: Row | None) -> None:
    draft.journal.task(draft.record_id, before)


def _settle_comment(draft: Draft, before: Row | None) -> None:
    if before is None and (row := draft.database.row("SELECT * FROM comment WHERE id = ?", (draft.record_id,))):
        draft.journal.comment(row)


def _complete_message(draft: Draft) -> None:
    dice = random.SystemRandom()
    content, headers = (str(draft.columns.get(name, "")) for name in ("content", "headers"))
    draft.columns.setdefault("storage_size", len(content.encode()))
    draft.columns.setdefault("token", "".join(dice.choices(ascii_uppercase + digits, k=10)))
    digest = sha1(headers.encode(), usedforsecurity=False).hexdigest()
    draft.columns.setdefault("hash_header_message_id", digest)


def _settle_message(draft: Draft, before: Row | None) -> None:
    row = draft.database.row("SELECT * FROM message WHERE id = ?", (draft.record_id,))
    assert row is not None
    if before is None:
        draft.journal.message(row)
    for number in {row["ticket_id"], before["ticket_id"] if before else row["ticket_id"]}:
        count_messages(draft.database, number)


def _complete_attachment(draft: Draft) -> None:
    if "storage_sha1hash" not in draft.columns:
        draft.columns |= files.store(draft.database, b"")


def _settle_group(draft: Draft, before: Row | None) -> None:
    """A new group has an inbox; there is one default group."""
    if before is None:
        values = {"name": "Inbox", "group_id": draft.record_id, "is_default": 1, "updated_at": draft.now}
        draft.database.insert("bucket", values)
    if draft.columns.get("is_default"):
        draft.database.execute("UPDATE worker_group SET is_default = 0 WHERE id != ?", (draft.record_id,))


def _settle_bucket(draft: Draft, before: Row | None) -> None:
    """A group has one inbox."""
    if draft.columns.get("is_default"):
        group = "SELECT group_id FROM bucket WHERE id = ?"
        sql = f"UPDATE bucket SET is_default = 0 WHERE id != ? AND group_id = ({group})"
        draft.database.execute(sql, (draft.record_id, draft.record_id))


def _settle_worker(draft: Draft, before: Row | None) -> None:
    if email := draft.columns.get("email_id"):
        draft.database.update("address", email, {"worker_id": draft.record_id})


def _settle_contact(draft: Draft, before: Row | None) -> None:
    if email := draft.columns.get("primary_email_id"):
        draft.database.update("address", email, {"contact_id": draft.record_id})


_DEFAULTS: dict[str, dict[str, Any]] = {
    "ticket": {"importance": 50},
    "task": {"importance": 50},
    "attachment": {"mime_type": "application/octet-stream"},
    "worker": {"time_format": "D, d M Y h:i a", "timeout_idle_secs": 600},
}

_BORN: dict[str, tuple[str, ...]] = {
    "worker": ("updated",),
    "group": ("created", "updated"),
    "bucket": ("updated_at",),
    "org": ("created", "updated"),
    "address": ("created_at", "updated"),
    "contact": ("created_at", "updated_at"),
    "ticket": ("created_date", "updated_date"),
    "message": ("created_date",),
    "task": ("created_at", "updated_date"),
    "comment": ("created",),
    "attachment": ("updated",),
    "custom_field": ("updated_at",),
    "activity_log": ("created",),
}
"""The columns that say when a record was made."""

_COMPLETE: dict[str, Callable[[Draft], None]] = {
    "ticket": _complete_ticket,
    "message": _complete_message,
    "attachment": _complete_attachment,
}

_SETTLE: dict[str, Callable[[Draft, Row | None], None]] = {
    "ticket": _settle_ticket,
    "message": _settle_message,
    "task": _settle_task,
    "comment": _settle_comment,
    "group": _settle_group,
    "bucket": _settle_bucket,
    "worker": _settle_worker,
    "contact": _settle_contact,
}

_HANGING = (
    ("comment", "context", "context_id"),
    ("link", "from_context", "from_context_id"),
    ("link", "to_context", "to_context_id"),
    ("attachment_on", "context", "context_id"),
)

_GOES_WITH: dict[str, tuple[str, ...]] = {
    "worker": (
        "DELETE FROM member WHERE worker_id = ?",
        "UPDATE ticket SET owner_id = 0 WHERE owner_id = ?",
        "UPDATE task SET owner_id = 0 WHERE owner_id = ?",
        "UPDATE address SET worker_id = 0 WHERE worker_id = ?",
    ),
    "group": ("DELETE FROM member WHERE group_id = ?", "DELETE FROM bucket WHERE group_id = ?"),
    "org": (
        "UPDATE ticket SET org_id = 0 WHERE org_id = ?",
        "UPDATE contact SET org_id = 0 WHERE org_id = ?",
        "UPDATE address SET contact_org_id = 0 WHERE contact_org_id = ?",
    ),
    "contact": ("UPDATE address SET contact_id = 0 WHERE contact_id = ?",),
    "address": ("DELETE FROM participant WHERE address_id = ?",),
    "attachment": ("DELETE FROM attachment_on WHERE attachment_id = ?",),
    "custom_field": ("DELETE FROM custom_value WHERE field_id = ?",),
}
