"""The tables behind the demo's records. Columns bear Cerb's own names, since its errors quote them."""

from __future__ import annotations

FORMAT = 2
"""Written to ``PRAGMA user_version``; a file with another number is not this demo's."""

_REPLY = """
    reply_address_id INTEGER NOT NULL DEFAULT 0, reply_personal TEXT NOT NULL DEFAULT '',
    reply_signature_id INTEGER NOT NULL DEFAULT 0, reply_signing_key_id INTEGER NOT NULL DEFAULT 0,
    reply_html_template_id INTEGER NOT NULL DEFAULT 0"""

_ID = "id INTEGER PRIMARY KEY AUTOINCREMENT"


def _text(*names: str) -> str:
    return ", ".join(f"{name} TEXT NOT NULL DEFAULT '' COLLATE NOCASE" for name in names)


def _number(*names: str) -> str:
    return ", ".join(f"{name} INTEGER NOT NULL DEFAULT 0" for name in names)


TABLES = {
    "worker": f"""{_ID}, {_text("first_name", "last_name", "title", "at_mention_name", "language", "time_format")},
        {_text("timezone", "gender", "location", "phone", "mobile")}, dob TEXT,
        {_number("email_id", "calendar_id", "is_superuser", "is_disabled", "is_mfa_required", "is_password_disabled")},
        timeout_idle_secs INTEGER NOT NULL DEFAULT 600, {_number("updated")}""",
    "worker_group": f"{_ID}, {_text('name')}, {_number('is_default', 'is_private', 'created', 'updated')}, {_REPLY}",
    "member": "group_id INTEGER, worker_id INTEGER, is_manager INTEGER, PRIMARY KEY (group_id, worker_id)",
    "bucket": f"{_ID}, {_text('name')}, {_number('group_id', 'is_default', 'updated_at')}, {_REPLY}",
    "org": f"""{_ID}, {_text("name", "street", "city", "province", "postal", "country", "phone", "website")},
        {_number("email_id", "created", "updated")}""",
    "address": f"""{_ID}, {_text("email", "host")}, {_number("contact_id")}, contact_org_id INTEGER,
        {_number("mail_transport_id", "worker_id", "num_spam", "num_nonspam", "is_banned", "is_defunct", "is_trusted")},
        {_number("created_at", "updated")}""",
    "contact": f"""{_ID}, {_text("first_name", "last_name", "title", "username", "gender", "location", "phone")},
        {_text("mobile", "language", "timezone")}, dob TEXT,
        {_number("primary_email_id", "org_id", "created_at", "updated_at", "last_login_at")}""",
    "ticket": f"""{_ID}, {_text("mask", "subject", "spam_training")}, {_number("status_id", "owner_id", "org_id")},
        {_number("group_id", "bucket_id", "importance", "created_date", "updated_date", "closed_at", "reopen_at")},
        {_number("last_opened_at", "num_messages", "num_messages_in", "num_messages_out", "first_message_id")},
        {_number("first_outgoing_message_id", "last_message_id", "elapsed_response_first", "elapsed_resolution_first")},
        {_number("elapsed_status_open")}, spam_score REAL NOT NULL DEFAULT 0""",
    "participant": "ticket_id INTEGER, address_id INTEGER, PRIMARY KEY (ticket_id, address_id)",
    "message": f"""{_ID}, {_number("ticket_id", "address_id", "worker_id", "created_date", "is_outgoing")},
        {_number("is_broadcast", "is_not_sent", "response_time", "html_attachment_id", "storage_size")},
        {_number("signed_at", "was_encrypted")},
        {_text("hash_header_message_id", "signed_key_fingerprint", "token", "headers", "content")}""",
    "task": f"""{_ID}, {_text("title")}, {_number("status_id", "importance", "owner_id", "due_date", "completed_date")},
        {_number("created_at", "updated_date", "reopen_at")}""",
    "comment": f"""{_ID}, {_text("context", "owner_context", "comment")}, {_number("context_id", "owner_context_id")},
        {_number("created", "is_markdown", "is_pinned")}""",
    "attachment": f"""{_ID}, {_text("name", "mime_type", "storage_extension", "storage_key", "storage_sha1hash")},
        {_number("storage_size", "updated")}""",
    "content": "sha1 TEXT PRIMARY KEY, bytes BLOB NOT NULL",
    "attachment_on": """attachment_id INTEGER, context TEXT, context_id INTEGER,
        PRIMARY KEY (attachment_id, context, context_id)""",
    "custom_field": f"""{_ID}, {_text("name", "type", "context", "uri", "params")},
        {_number("pos", "custom_fieldset_id", "updated_at")}""",
    "custom_value": """field_id INTEGER, context_id INTEGER, value TEXT COLLATE NOCASE,
        PRIMARY KEY (field_id, context_id, value)""",
    "activity_log": f"""{_ID}, {_text("activity_point", "actor_context", "target_context")},
        {_number("actor_context_id", "target_context_id", "created")}, entry_json TEXT NOT NULL DEFAULT '{{}}'""",
    "link": """from_context TEXT, from_context_id INTEGER, to_context TEXT, to_context_id INTEGER,
        PRIMARY KEY (from_context, from_context_id, to_context, to_context_id)""",
}

WITHOUT_ROWID = frozenset({"member", "participant", "attachment_on", "custom_value", "link"})

INDEXES = {
    "bucket": ("group_id",),
    "member": ("worker_id",),
    "address": ("email", "contact_id", "contact_org_id", "worker_id"),
    "contact": ("org_id", "primary_email_id"),
    "ticket": ("updated_date", "created_date", "mask", "owner_id", "org_id", "status_id", "group_id, bucket_id"),
    "participant": ("address_id",),
    "message": ("ticket_id", "created_date", "address_id", "worker_id"),
    "task": ("owner_id", "due_date", "updated_date"),
    "comment": ("context, context_id", "owner_context, owner_context_id"),
    "attachment": ("storage_sha1hash",),
    "attachment_on": ("context, context_id",),
    "custom_value": ("context_id",),
    "activity_log": ("target_context, target_context_id", "created"),
}


def statements() -> list[str]:
    """The statements that make every table."""
    return [
        f"CREATE TABLE {name} ({columns}){' WITHOUT ROWID' if name in WITHOUT_ROWID else ''}"
        for name, columns in TABLES.items()
    ]


def indexes() -> list[str]:
    """The statements that make every index; run behind the loading, which is faster."""
    return [
        f"CREATE INDEX {table}_{number} ON {table} ({columns})"
        for table, keys in INDEXES.items()
        for number, columns in enumerate(keys)
    ]
