"""The record types that the demo serves, and where their fields, filters and links stand in its tables.

Names that are not listed follow one rule: ``firstName`` and ``owner.id`` are the columns ``first_name`` and
``owner_id``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache

from cerbsh.catalogue import RecordType, builtin
from cerbsh.demo import schema
from cerbsh.demo.envelope import not_found, unserved


@dataclass(frozen=True)
class Deep:
    """A filter that takes a query of another type; ``where`` is SQL with ``{}`` for the ids that the query finds."""

    kind: str
    where: str


@dataclass(frozen=True)
class Kind:
    """One served type.

    ``columns`` maps names of fields and filters to SQL where the rule does not; ``text`` is the SQL that bare words
    search; ``links`` tells which type stands behind ``PREFIX_id``; ``updated`` is the column that every change sets.
    """

    uri: str
    table: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)
    deep: Mapping[str, Deep] = field(default_factory=dict)
    text: str = "name"
    links: Mapping[str, str] = field(default_factory=dict)
    updated: str = ""

    @property
    def type(self) -> RecordType:
        """What the catalogue says of the type."""
        return builtin().types[self.uri]

    @property
    def context(self) -> str:
        """The long id."""
        return context_of(self.uri)

    @property
    def stored(self) -> str:
        """The name of its table."""
        return self.table or self.uri

    def column(self, name: str) -> str | None:
        """The SQL behind a field or a filter, ``None`` where there is none."""
        if name in self.columns:
            return self.columns[name]
        ruled = re.sub(r"(?<=[a-z])([A-Z])", r"_\1", name).replace(".", "_").lower()
        return ruled if ruled in columns_of(self.stored) else None


@cache
def columns_of(table: str) -> frozenset[str]:
    """The columns of a table."""
    return frozenset(re.findall(r"(?:^|,)\s*(\w+)", schema.TABLES[table]))


def context_of(uri: str) -> str:
    """The long id of a served type."""
    return f"cerberusweb.contexts.{uri}"


def served(name: str) -> Kind:
    """The type of that name: uri, plural, alias or long id.

    Raises the refusal of an unknown type, or an honest one where Cerb knows the type and the demo does not serve it.
    """
    known = builtin().type(name)
    if known is None:
        raise not_found()
    if known.uri not in KINDS:
        raise unserved(f"{known.uri} records")
    return KINDS[known.uri]


_REPLY = {
    "send.as": "reply_personal",
    "send.from.id": "reply_address_id",
    "signature.id": "reply_signature_id",
    "signing.key.id": "reply_signing_key_id",
    "template.id": "reply_html_template_id",
    "replyto_id": "reply_address_id",
}
_REPLY_LINKS = {
    "reply_html_template": "html_template",
    "reply_signature": "email_signature",
    "reply_signing_key": "gpg_private_key",
    "replyto": "address",
}

_TICKET_OF_MESSAGE = "(SELECT {} FROM ticket WHERE ticket.id = message.ticket_id)"
_MEMBER = "id IN (SELECT worker_id FROM member WHERE"
_COMMENTED = f"FROM comment WHERE context = '{context_of('ticket')}' AND context_id = ticket.id"

_KINDS = (
    Kind(
        "worker",
        columns={"isAdmin": "is_superuser", "mention": "at_mention_name", "address_id": "email_id"},
        deep={
            "email": Deep("address", "email_id IN ({})"),
            "group": Deep("group", f"{_MEMBER} group_id IN ({{}}))"),
            "group.manager": Deep("group", f"{_MEMBER} is_manager AND group_id IN ({{}}))"),
        },
        text="first_name || ' ' || last_name || ' ' || title || ' ' || at_mention_name",
        links={"address": "address", "calendar": "calendar"},
        updated="updated",
    ),
    Kind(
        "group",
        "worker_group",
        {"default": "is_default", "private": "is_private", **_REPLY},
        {
            "manager": Deep("worker", "id IN (SELECT group_id FROM member WHERE is_manager AND worker_id IN ({}))"),
            "member": Deep("worker", "id IN (SELECT group_id FROM member WHERE worker_id IN ({}))"),
        },
        links=_REPLY_LINKS,
        updated="updated",
    ),
    Kind(
        "bucket",
        columns={"updated": "updated_at", **_REPLY},
        deep={"group": Deep("group", "group_id IN ({})")},
        links={"group": "group", **_REPLY_LINKS},
        updated="updated_at",
    ),
    Kind(
        "org",
        columns={"state": "province"},
        deep={
            "contacts": Deep("contact", "id IN (SELECT org_id FROM contact WHERE id IN ({}))"),
            "email": Deep("address", "email_id IN ({})"),
            "ticket": Deep("ticket", "id IN (SELECT org_id FROM ticket WHERE id IN ({}))"),
        },
        text="name || ' ' || street || ' ' || city || ' ' || country || ' ' || phone || ' ' || website",
        links={"email": "address"},
        updated="updated",
    ),
    Kind(
        "address",
        columns={
            "created": "created_at",
            "nonspam": "num_nonspam",
            "spam": "num_spam",
            "org.id": "contact_org_id",
            "org_id": "contact_org_id",
        },
        deep={
            "contact": Deep("contact", "contact_id IN ({})"),
            "org": Deep("org", "contact_org_id IN ({})"),
            "ticket": Deep("ticket", "id IN (SELECT address_id FROM participant WHERE ticket_id IN ({}))"),
        },
        text="email || ' ' || host",
        links={"contact": "contact", "org": "org", "mail_transport": "mail_transport", "worker": "worker"},
        updated="updated",
    ),
    Kind(
        "contact",
        columns={
            "created": "created_at",
            "updated": "updated_at",
            "email.id": "primary_email_id",
            "email_id": "primary_email_id",
            "lang": "language",
            "lastLogin": "last_login_at",
        },
        deep={"email": Deep("address", "primary_email_id IN ({})"), "org": Deep("org", "org_id IN ({})")},
        text="first_name || ' ' || last_name || ' ' || title || ' ' || location",
        links={"email": "address", "org": "org"},
        updated="updated_at",
    ),
    Kind(
        "ticket",
        columns={
            "created": "created_date",
            "updated": "updated_date",
            "closed": "closed_at",
            "reopen": "reopen_at",
            "reopen_date": "reopen_at",
            "messages.count": "num_messages",
            "messages.count.in": "num_messages_in",
            "messages.count.out": "num_messages_out",
            "resolution.first": "elapsed_resolution_first",
            "response.first": "elapsed_response_first",
            "timeSpentOpen": "elapsed_status_open",
        },
        deep={
            "bucket": Deep("bucket", "bucket_id IN ({})"),
            "comments": Deep("comment", f"id IN (SELECT context_id {_COMMENTED} AND id IN ({{}}))"),
            "comments.first": Deep("comment", f"(SELECT MIN(id) {_COMMENTED}) IN ({{}})"),
            "comments.last": Deep("comment", f"(SELECT MAX(id) {_COMMENTED}) IN ({{}})"),
            "group": Deep("group", "group_id IN ({})"),
            "messages": Deep("message", "id IN (SELECT ticket_id FROM message WHERE id IN ({}))"),
            "messages.first": Deep("message", "first_message_id IN ({})"),
            "messages.firstOutgoing": Deep("message", "first_outgoing_message_id IN ({})"),
            "messages.last": Deep("message", "last_message_id IN ({})"),
            "org": Deep("org", "org_id IN ({})"),
            "owner": Deep("worker", "owner_id IN ({})"),
            "participant": Deep("address", "id IN (SELECT ticket_id FROM participant WHERE address_id IN ({}))"),
        },
        text="(SELECT group_concat(content, ' ') FROM message WHERE ticket_id = ticket.id)",
        links={
            "group": "group",
            "bucket": "bucket",
            "initial_message": "message",
            "initial_response_message": "message",
            "latest_message": "message",
            "owner": "worker",
            "org": "org",
        },
        updated="updated_date",
    ),
    Kind(
        "message",
        columns={
            "created": "created_date",
            "isEncrypted": "was_encrypted",
            "sender.id": "address_id",
            "sender_id": "address_id",
            "signed.fingerprint": "signed_key_fingerprint",
            "size": "storage_size",
            "ticket.bucket.id": _TICKET_OF_MESSAGE.format("bucket_id"),
            "ticket.group.id": _TICKET_OF_MESSAGE.format("group_id"),
            "ticket.bucket.name": _TICKET_OF_MESSAGE.format("(SELECT name FROM bucket WHERE bucket.id = bucket_id)"),
            "ticket.group.name": _TICKET_OF_MESSAGE.format("(SELECT name FROM worker_group g WHERE g.id = group_id)"),
        },
        deep={
            "sender": Deep("address", "address_id IN ({})"),
            "ticket": Deep("ticket", "ticket_id IN ({})"),
            "worker": Deep("worker", "worker_id IN ({})"),
            "notes": Deep(
                "comment",
                f"id IN (SELECT context_id FROM comment WHERE context = '{context_of('message')}' AND id IN ({{}}))",
            ),
        },
        text="content",
        links={"ticket": "ticket", "sender": "address", "worker": "worker"},
    ),
    Kind(
        "task",
        columns={
            "created": "created_at",
            "updated": "updated_date",
            "due": "due_date",
            "completed": "completed_date",
            "reopen": "reopen_at",
            "status": "status_id",
        },
        deep={"owner": Deep("worker", "owner_id IN ({})")},
        text="title",
        links={"owner": "worker"},
        updated="updated_date",
    ),
    Kind(
        "comment",
        columns={
            "author__context": "owner_context",
            "author_id": "owner_context_id",
            "target__context": "context",
            "target_id": "context_id",
        },
        text="comment",
    ),
    Kind(
        "attachment",
        columns={"mimetype": "mime_type", "size": "storage_size"},
        updated="updated",
    ),
    Kind(
        "custom_field",
        columns={"updated": "updated_at", "fieldset.id": "custom_fieldset_id"},
        links={"custom_fieldset": "custom_fieldset"},
        updated="updated_at",
    ),
    Kind(
        "activity_log",
        columns={
            "activity": "activity_point",
            "actor__context": "actor_context",
            "actor_id": "actor_context_id",
            "target__context": "target_context",
            "target_id": "target_context_id",
            "params": "entry_json",
        },
        text="activity_point",
    ),
)

KINDS = {kind.uri: kind for kind in _KINDS}
"""Every served type by its uri."""
