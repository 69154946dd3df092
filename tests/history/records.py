"""Records of every type that the demo serves: what makes one, and what changes it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cerbsh.history.record import ENVELOPE, VOLATILE

NEW: dict[str, dict[str, str]] = {
    "worker": {"email": "new@northwind.example", "first_name": "Noor", "language": "en_US", "timezone": "UTC"},
    "group": {"name": "Night shift"},
    "bucket": {"name": "Returns", "group_id": "1"},
    "org": {"name": "Acme", "city": "Köln", "custom_1": "Gold"},
    "address": {"email": "someone@acme.example", "is_trusted": "1"},
    "contact": {"first_name": "Zoë", "email": "zoe@acme.example"},
    "ticket": {"subject": "Broken probe", "group_id": "1", "importance": "0"},
    "message": {"content": "Hello", "headers": "From: a@acme.example", "sender_id": "10", "ticket_id": "3"},
    "task": {"title": "Call back", "importance": "0", "due": "1800000000"},
    "comment": {
        "author__context": "worker", "author_id": "1", "target__context": "ticket", "target_id": "3", "comment": "Well",
    },
    "attachment": {"name": "a.txt", "mime_type": "text/plain", "content": "data:text/plain;base64,aGVsbG8="},
    "custom_field": {"context": "org", "name": "Colour", "type": "S", "uri": "colour"},
}  # fmt: skip
CHANGED: dict[str, dict[str, str]] = {
    "worker": {"title": "Boss", "is_disabled": "1"},
    "group": {"name": "Day shift", "reply_address_id": "3", "members": "2,-4"},
    "bucket": {"name": "Returned", "reply_personal": "Us"},
    "org": {"name": "Apex", "custom_1": "Silver", "city": "", "vip": "0"},
    "address": {"is_trusted": "0", "is_banned": "1", "org": "Apex"},
    "contact": {"first_name": "Zoe", "email": "other@acme.example"},
    "ticket": {"subject": "Mended", "status": "c", "importance": "90", "org": "Apex", "participants": "x@y.example"},
    "message": {"content": "Goodbye", "is_broadcast": "1"},
    "task": {"title": "Called", "status": "closed", "due": "0", "owner_id": "3"},
    "comment": {"comment": "Better", "is_pinned": "1"},
    "attachment": {"name": "b.txt"},
    "custom_field": {"name": "Color", "pos": "7"},
}
SERVER_MADE = {
    "id", "url", "ticket_url", "record_url", "_label", "_image_url", "url_download", "storage_key", "closed",
    "closed_at", "last_opened_at", "elapsed_resolution_first",
} | VOLATILE  # fmt: skip


def lasting(record: Mapping[str, Any] | None) -> dict[str, Any]:
    """What of a record stays the same when it is made anew; no link at all may be null or 0."""
    kept = {name: value for name, value in (record or {}).items() if name not in SERVER_MADE | ENVELOPE}
    return {name: 0 if value is None and name.endswith("_id") else value for name, value in kept.items()}
