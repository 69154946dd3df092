"""Rows of the database as Cerb's dictionaries: the keys of a plain reply, in its order and with its uneven types."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from cerbsh.demo import activity
from cerbsh.demo.kinds import context_of
from cerbsh.demo.slug import permalink
from cerbsh.demo.store import Row

Body = dict[str, Any]

TICKET_STATUSES = ("open", "waiting", "closed", "deleted")
TASK_STATUSES = ("open", "closed", "waiting")
FIELD_TYPES = {
    "C": "Checkbox",
    "D": "Picklist",
    "E": "Date",
    "F": "File",
    "I": "File: Multiple",
    "L": "Record Link",
    "M": "List",
    "N": "Number",
    "O": "Decimal",
    "S": "Text: Single Line",
    "T": "Text: Multiple Lines",
    "U": "URL",
    "W": "Worker",
    "X": "Multiple Checkboxes",
    "Y": "Currency",
}


def body(uri: str, row: Row, base_url: str) -> Body:
    """The plain dictionary of a row."""
    return _BODIES[uri](row, base_url)


def label(uri: str, row: Row) -> str:
    """What the record is called; used where a reply has no ``_label``, too."""
    return _LABELS[uri](row)


def web_page(uri: str, row: Row, base_url: str) -> str:
    """The address of the record in Cerb's own pages."""
    if uri == "ticket":
        return f"{base_url}profiles/ticket/{row['mask']}"
    tail = "" if uri == "message" else f"-{permalink(label(uri, row))}"
    return f"{base_url}profiles/{uri}/{row['id']}{tail}"


def _head(uri: str, row: Row, named: bool = True) -> Body:
    head = {"_context": context_of(uri), "_type": uri}
    return {**head, "_label": label(uri, row)} if named else head


def _picture(uri: str, row: Row, base_url: str, updated: str) -> Body:
    return {"_image_url": f"{base_url}avatars/{uri}/{row['id']}?v={row[updated]}"}


def _same(row: Row, *names: str) -> Body:
    return {name: row[name] for name in names}


def _contexts(**links: str) -> Body:
    return {f"{prefix}__context": context for prefix, context in links.items()}


def _worker(row: Row, base_url: str) -> Body:
    return {
        **_head("worker", row),
        **_picture("worker", row, base_url, "updated"),
        **_same(row, "at_mention_name", "calendar_id", "dob", "id", "first_name"),
        "full_name": label("worker", row),
        **_same(row, "gender", "is_disabled", "is_superuser", "language", "last_name"),
        "location": row["location"] or None,
        **_same(row, "mobile", "phone", "time_format", "timezone", "timeout_idle_secs", "title", "updated"),
        "record_url": web_page("worker", row, base_url),
        "address_id": row["email_id"],
        **_contexts(address=context_of("address"), calendar=context_of("calendar")),
    }


_REPLY_CONTEXTS = {
    "replyto__context": context_of("address"),
    "reply_signature__context": "cerberusweb.contexts.email.signature",
    "reply_signing_key__context": "cerb.contexts.gpg.private.key",
    "reply_html_template__context": "cerberusweb.contexts.mail.html_template",
}


def _reply(row: Row) -> Body:
    return {
        "replyto_id": row["reply_address_id"],
        **_same(row, "reply_signature_id", "reply_signing_key_id", "reply_html_template_id"),
        **_REPLY_CONTEXTS,
    }


def _group(row: Row, base_url: str) -> Body:
    return {
        **_head("group", row),
        **_picture("group", row, base_url, "updated"),
        **_same(row, "created", "id", "is_default", "is_private", "name", "updated", "reply_personal"),
        "record_url": web_page("group", row, base_url),
        **_reply(row),
    }


def _bucket(row: Row, base_url: str) -> Body:
    return {
        **_head("bucket", row),
        **_same(row, "id", "is_default", "name", "updated_at"),
        "record_url": web_page("bucket", row, base_url),
        **_same(row, "reply_personal", "group_id"),
        **_contexts(group=context_of("group")),
        **_reply(row),
    }


def _org(row: Row, base_url: str) -> Body:
    return {
        **_head("org", row),
        **_picture("org", row, base_url, "updated"),
        **_same(row, "id", "name", "created", "city", "country", "phone", "postal", "province", "street", "updated"),
        **_same(row, "website", "email_id"),
        "record_url": web_page("org", row, base_url),
        **_contexts(email=context_of("address")),
    }


def _address(row: Row, base_url: str) -> Body:
    return {
        **_head("address", row, named=False),
        **_picture("address", row, base_url, "updated"),
        "id": row["id"],
        "address": row["email"],
        **_same(row, "created_at", "email", "host", "num_spam", "num_nonspam", "is_banned"),
        "is_contact": bool(row["contact_id"]),
        **_same(row, "is_defunct", "is_trusted", "updated"),
        "record_url": web_page("address", row, base_url),
        "contact_id": row["contact_id"],
        "org_id": row["contact_org_id"],
        **_same(row, "mail_transport_id", "worker_id"),
        **_contexts(contact=context_of("contact"), org=context_of("org")),
        **_contexts(mail_transport="cerberusweb.contexts.mail.transport", worker=context_of("worker")),
    }


def _contact(row: Row, base_url: str) -> Body:
    return {
        **_head("contact", row),
        **_picture("contact", row, base_url, "updated_at"),
        "dob": row["dob"],
        "id": str(row["id"]),
        **_same(row, "first_name", "gender", "language", "last_login_at", "last_name", "location", "mobile", "phone"),
        "name": label("contact", row),
        **_same(row, "timezone", "title", "username", "updated_at"),
        "email_id": row["primary_email_id"],
        "org_id": row["org_id"],
        "record_url": web_page("contact", row, base_url),
        **_contexts(email=context_of("address"), org=context_of("org")),
    }


def _ticket(row: Row, base_url: str) -> Body:
    page = web_page("ticket", row, base_url)
    message = context_of("message")
    return {
        **_head("ticket", row),
        "closed_at": row["closed_at"],
        "closed": row["closed_at"],
        "created": row["created_date"],
        "elapsed_response_first": str(row["elapsed_response_first"]),
        "elapsed_resolution_first": str(row["elapsed_resolution_first"]),
        "elapsed_status_open": str(row["elapsed_status_open"]),
        **_same(
            row, "id", "importance", "last_opened_at", "mask", "num_messages", "num_messages_in", "num_messages_out"
        ),
        "org_id": row["org_id"],
        "reopen_date": row["reopen_at"],
        "spam_score": row["spam_score"] or 0,
        **_same(row, "spam_training", "status_id", "subject"),
        "updated": row["updated_date"],
        "status": TICKET_STATUSES[row["status_id"]],
        "url": page,
        "record_url": page,
        **_same(row, "group_id", "bucket_id"),
        "initial_message_id": row["first_message_id"],
        "initial_response_message_id": row["first_outgoing_message_id"],
        "latest_message_id": row["last_message_id"],
        "owner_id": row["owner_id"],
        **_contexts(group=context_of("group"), bucket=context_of("bucket"), initial_message=message),
        **_contexts(initial_response_message=message, latest_message=message),
        **_contexts(owner=context_of("worker"), org=context_of("org")),
    }


def _message(row: Row, base_url: str) -> Body:
    return {
        **_head("message", row, named=False),
        "created": row["created_date"],
        **_same(row, "html_attachment_id", "id", "is_broadcast", "is_not_sent", "is_outgoing", "response_time"),
        "sender_id": row["address_id"],
        **_same(row, "storage_size", "ticket_id", "worker_id", "hash_header_message_id", "signed_at"),
        **_same(row, "signed_key_fingerprint", "token", "was_encrypted"),
        "record_url": web_page("message", row, base_url),
        "ticket_url": f"{base_url}profiles/ticket/{row['ticket_id']}#message{row['id']}",
        **_contexts(ticket=context_of("ticket"), sender=context_of("address"), worker=context_of("worker")),
    }


def _task(row: Row, base_url: str) -> Body:
    return {
        **_head("task", row),
        "created": row["created_at"],
        "completed": row["completed_date"],
        "due": row["due_date"],
        "id": str(row["id"]),
        "importance": row["importance"],
        "is_completed": row["status_id"] == 1,
        "reopen": row["reopen_at"],
        **_same(row, "status_id", "owner_id", "title"),
        "updated": row["updated_date"],
        "status": TASK_STATUSES[row["status_id"]],
        "record_url": web_page("task", row, base_url),
        **_contexts(owner=context_of("worker")),
    }


def _comment(row: Row, base_url: str) -> Body:
    return {
        **_head("comment", row),
        **_same(row, "id", "is_markdown", "is_pinned", "created"),
        "author__context": row["owner_context"],
        "author_id": row["owner_context_id"],
        "target__context": row["context"],
        "target_id": row["context_id"],
        "comment": row["comment"],
    }


def _attachment(row: Row, base_url: str) -> Body:
    return {
        **_head("attachment", row),
        **_same(row, "id", "mime_type", "name"),
        "size": row["storage_size"],
        **_same(row, "storage_extension", "storage_key", "storage_sha1hash", "updated"),
        "url_download": f"{base_url}files/{row['id']}/{quote(row['name'])}",
        "record_url": web_page("attachment", row, base_url),
    }


def _custom_field(row: Row, base_url: str) -> Body:
    return {
        **_head("custom_field", row),
        **_same(row, "context", "custom_fieldset_id", "id", "name", "pos", "type"),
        "type_label": FIELD_TYPES.get(row["type"], row["type"]),
        **_same(row, "updated_at", "uri"),
        "record_url": web_page("custom_field", row, base_url),
        **_contexts(custom_fieldset="cerberusweb.contexts.custom_fieldset"),
    }


def _activity_log(row: Row, base_url: str) -> Body:
    """Numbers are text here, as they come out of Cerb's database."""
    return {
        **_head("activity_log", row),
        "id": str(row["id"]),
        "activity_point": row["activity_point"],
        "created": str(row["created"]),
        "event": activity.name_of(row),
        "actor__context": row["actor_context"],
        "actor_id": str(row["actor_context_id"]),
        "target__context": row["target_context"],
        "target_id": str(row["target_context_id"]),
        "params": json.loads(row["entry_json"]),
    }


def _full_name(row: Row) -> str:
    return f"{row['first_name']} {row['last_name']}".strip()


def _named(column: str) -> Callable[[Row], str]:
    return lambda row: str(row[column])


_LABELS: dict[str, Callable[[Row], str]] = {
    "worker": _full_name,
    "contact": _full_name,
    "ticket": lambda row: f"[#{row['mask']}] {row['subject']}",
    "task": _named("title"),
    "comment": _named("comment"),
    "address": _named("email"),
    "message": lambda row: f"Message #{row['id']}",
    "activity_log": activity.sentence,
    **{uri: _named("name") for uri in ("group", "bucket", "org", "attachment", "custom_field")},
}

_BODIES: dict[str, Callable[[Row, str], Body]] = {
    "worker": _worker,
    "group": _group,
    "bucket": _bucket,
    "org": _org,
    "address": _address,
    "contact": _contact,
    "ticket": _ticket,
    "message": _message,
    "task": _task,
    "comment": _comment,
    "attachment": _attachment,
    "custom_field": _custom_field,
    "activity_log": _activity_log,
}
