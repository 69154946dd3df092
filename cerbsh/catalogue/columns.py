"""Cerb's messages name columns of its database; people know fields. This turns one into the other.

``'due_date' must be a number`` is said of a task's ``due``.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

from cerbsh.catalogue.model import RecordType

_COLUMNS: Mapping[str, Mapping[str, str]] = {
    "activity_log": {
        "actor_context": "actor__context",
        "actor_context_id": "actor_id",
        "target_context": "target__context",
        "target_context_id": "target_id",
        "entry_json": "params",
    },
    "address": {"contact_org_id": "org_id"},
    "attachment": {"display_name": "name", "storage_size": "size"},
    "comment": {
        "owner_context": "author__context",
        "owner_context_id": "author_id",
        "context": "target__context",
        "context_id": "target_id",
    },
    "contact": {"primary_email_id": "email_id"},
    "draft": {"hint_to": "to", "params_json": "params"},
    "message": {"address_id": "sender_id", "created_date": "created"},
    "notification": {
        "context": "target__context",
        "context_id": "target_id",
        "created_date": "created",
        "entry_json": "params",
    },
    "opportunity": {
        "name": "title",
        "currency_amount": "amount",
        "currency_id": "amount_currency_id",
        "created_date": "created",
        "updated_date": "updated",
        "closed_date": "closed_at",
    },
    "task": {
        "completed_date": "completed",
        "created_at": "created",
        "due_date": "due",
        "reopen_at": "reopen",
        "updated_date": "updated",
    },
    "ticket": {
        "closed_at": "closed",
        "created_date": "created",
        "reopen_at": "reopen_date",
        "updated_date": "updated",
    },
    "time_entry": {"time_actual_mins": "mins", "time_actual_secs": "secs", "created": "log_date"},
}
_OWNED = {"owner_context": "owner__context", "owner_context_id": "owner_id"}
_SUFFIX = re.compile(r"_(?:date|at|on|context|json)$")
_QUOTED = re.compile(r"'([A-Za-z0-9_]+)'")


def field_of_column(kind: RecordType, column: str) -> str:
    """The field of ``kind`` that Cerb keeps in that column; the column itself where nothing better is known."""
    if column in kind.fields:
        return column
    known = _COLUMNS.get(kind.uri, {}).get(column) or _OWNED.get(column, "")
    bare = _SUFFIX.sub("", column)
    guesses = (known, bare, f"{bare}_at", f"{bare}_date", f"{bare}__context", f"{bare}_id")
    return next((name for name in guesses if name in kind.fields), column)


def translate(kind: RecordType | None, message: str, sent: Collection[str] = ()) -> str:
    """A message of Cerb's with fields for columns, where the request was about records of ``kind``.

    Names that were ``sent`` stay: ``'due_date' is not an editable field`` quotes what was typed.
    """
    if kind is None:
        return message
    return _QUOTED.sub(lambda found: f"'{found[1] if found[1] in sent else field_of_column(kind, found[1])}'", message)
