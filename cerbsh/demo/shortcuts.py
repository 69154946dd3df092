"""Fields that are no column: words for numbers, names for ids, lists of people, the bytes of a file."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import Any

from cerbsh.catalogue import builtin
from cerbsh.demo import checks, files, php
from cerbsh.demo.drafts import Deed, Draft
from cerbsh.demo.envelope import invalid
from cerbsh.demo.php import Value

Shortcut = Callable[[Draft, Value], None]


def _status(numbers: Mapping[str, int]) -> Shortcut:
    """Full words or their first letters."""

    def read(draft: Draft, value: Value) -> None:
        letter = php.text(value)[:1].lower()
        if letter not in numbers:
            raise invalid("Invalid status value.")
        draft.columns["status_id"] = numbers[letter]

    return read


def _context(column: str) -> Shortcut:
    """A record type by any of its names; the long id is kept."""

    def read(draft: Draft, value: Value) -> None:
        found = builtin().type(php.text(value))
        if found is None:
            raise invalid(f"'{column}' is not a valid context.")
        draft.columns[column] = found.context

    return read


def _org(column: str) -> Shortcut:
    """An organization by its exact name; it is made where there is none."""

    def read(draft: Draft, value: Value) -> None:
        name = checks.string("org", value)
        found = draft.database.value("SELECT id FROM org WHERE name = ?", (name,))
        values = {"name": name, "created": draft.now, "updated": draft.now}
        draft.columns[column] = found or (draft.database.insert("org", values) if name else 0)

    return read


def _address(column: str) -> Shortcut:
    """An address by its e-mail; it is made where there is none."""

    def read(draft: Draft, value: Value) -> None:
        draft.columns[column] = address_id(draft, php.text(value)) if value else 0

    return read


def address_id(draft: Draft, email: str) -> int:
    """The id of an address, made where there is none."""
    email = checks.email("email", email.strip())
    found = draft.database.value("SELECT id FROM address WHERE email = ?", (email,))
    host = email.partition("@")[2]
    values = {"email": email, "host": host, "created_at": draft.now, "updated": draft.now}
    return int(found or draft.database.insert("address", values))


def _email(draft: Draft, value: Value) -> None:
    """An address's own e-mail."""
    if value == "":
        raise invalid("'email' must not be blank." if draft.record_id else "'email' is required.")
    email = checks.email("email", checks.string("email", value))
    checks.unique(draft.database, "address", "email", email, draft.record_id)
    draft.columns |= {"email": email, "host": email.partition("@")[2]}


def _group(draft: Draft, value: Value) -> None:
    found = draft.database.value("SELECT id FROM worker_group WHERE name = ?", (php.text(value),))
    if found is None:
        raise invalid(f"Failed to lookup group: {php.text(value)}")
    draft.columns["group_id"] = found


def _bucket(draft: Draft, value: Value) -> None:
    """By name, within the group of the same call."""
    name = php.text(value)

    def find(ticket_id: int) -> None:
        group = draft.database.value("SELECT group_id FROM ticket WHERE id = ?", (ticket_id,))
        found = draft.database.value("SELECT id FROM bucket WHERE group_id = ? AND name = ?", (group, name))
        if found is None:
            raise invalid(f"Failed to lookup bucket: {name}")
        draft.database.update("ticket", ticket_id, {"bucket_id": found})

    draft.deeds.append(find)


def _participants(draft: Draft, value: Value) -> None:
    for email in php.words(value):
        found = address_id(draft, email.lstrip("-"))
        draft.deeds.append(_participant(draft, found, email.startswith("-")))


def _participant_ids(draft: Draft, value: Value) -> None:
    for text in php.words(value):
        draft.deeds.append(_participant(draft, abs(php.integer(text)), text.startswith("-")))


def _participant(draft: Draft, found: int, removed: bool) -> Deed:
    def change(ticket_id: int) -> None:
        sql = "SELECT 1 FROM participant WHERE ticket_id = ? AND address_id = ?"
        if bool(draft.database.value(sql, (ticket_id, found))) is not removed:
            return
        sql = "INSERT INTO participant VALUES (?, ?)"
        if removed:
            sql = "DELETE FROM participant WHERE ticket_id = ? AND address_id = ?"
        draft.database.execute(sql, (ticket_id, found))
        draft.journal.participant(ticket_id, found, removed)

    return change


def _statement(draft: Draft, sql: str, *parameters: Any) -> Deed:
    """A statement whose first parameter is the record's id."""
    return lambda record_id: draft.database.execute(sql, (record_id, *parameters))


def _members(draft: Draft, value: Value) -> None:
    """Worker ids as a list, or as JSON of an object or a list; ``-ID`` removes."""
    items = [php.text(item) for item in value.values()] if isinstance(value, dict) else _json_list(value)
    for item in items:
        worker = abs(php.integer(item))
        sql = "INSERT OR IGNORE INTO member VALUES (?, ?, 0)"
        if item.startswith("-"):
            sql = "DELETE FROM member WHERE group_id = ? AND worker_id = ?"
        draft.deeds.append(_statement(draft, sql, worker))


def _json_list(text: str) -> list[str]:
    try:
        found: Any = json.loads(text)
    except ValueError:
        return [part for part in re.split(r"[,\s]+", text) if part]
    return [str(item) for item in (found if isinstance(found, list | dict) else [found])]


def _mask_of_ticket(draft: Draft, value: Value) -> None:
    found = draft.database.value("SELECT id FROM ticket WHERE mask = ?", (php.text(value),))
    if found is None:
        raise invalid(f"Failed to lookup ticket: {php.text(value)}")
    draft.columns["ticket_id"] = found


def _worker_by_name(draft: Draft, value: Value) -> None:
    sql = "SELECT id FROM worker WHERE first_name || ' ' || last_name = ? COLLATE NOCASE"
    found = draft.database.value(sql, (php.text(value),))
    if found is None:
        raise invalid(f"Failed to lookup worker: {php.text(value)}")
    draft.columns["worker_id"] = found


def _mixed(column: str) -> Shortcut:
    def read(draft: Draft, value: Value) -> None:
        draft.columns[column] = php.integer(value) if column == "signed_at" else php.text(value)

    return read


def _params(column: str) -> Shortcut:
    """Nested form fields; JSON text is refused."""

    def read(draft: Draft, value: Value) -> None:
        if not isinstance(value, dict):
            raise invalid("'params' must be an object.")
        draft.columns[column] = json.dumps({key: _unnested(item) for key, item in value.items()})

    return read


def _unnested(value: Value) -> Any:
    """Names stay an object, numbers are a list."""
    if not isinstance(value, dict):
        return value
    if all(key.isdigit() for key in value):
        return [_unnested(item) for item in value.values()]
    return {key: _unnested(item) for key, item in value.items()}


def _content(draft: Draft, value: Value) -> None:
    """Text, or base64 in a ``data:`` URI."""
    content = decoded(php.text(value))
    draft.columns |= files.store(draft.database, content)
    if "mime_type" not in draft.columns and (found := re.match(r"data:([^;,]+);base64,", php.text(value))):
        draft.columns["mime_type"] = found[1]


def decoded(text: str) -> bytes:
    """The bytes of a ``data:`` URI, or the text itself."""
    found = re.match(r"data:[^,]*;base64,", text)
    return php.base64(text[found.end() :]) if found else text.encode()


def _attach(draft: Draft, value: Value) -> None:
    for target in php.array(value).values():
        name, _, record_id = php.text(target).partition(":")
        found = builtin().type(name)
        if found is None:
            raise invalid(f"'attach' has an invalid context ({php.text(target)}).")
        sql = "INSERT OR IGNORE INTO attachment_on VALUES (?, ?, ?)"
        draft.deeds.append(_statement(draft, sql, found.context, php.integer(record_id)))


def _birthday(draft: Draft, value: Value) -> None:
    text = checks.string("dob", value)
    if text and not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        raise invalid("'dob' is not a valid date. It must be formatted like YYYY-MM-DD.")
    draft.columns["dob"] = text or None


def _image(draft: Draft, value: Value) -> None:
    """A picture is looked at and not kept: the demo serves no avatars."""
    text = php.text(value)
    if not text.startswith("data:"):
        raise invalid("'image' must be start with 'data:'.")
    if text == "data:null":
        return
    if not re.match(r"data:image/png;base64,", text):
        raise invalid("'image' must be a base64-encoded string with the format 'data:image/png;base64,<data>")
    content = decoded(text)
    if content[:8] != b"\x89PNG\r\n\x1a\n":
        raise invalid("'image' is not a valid PNG image.")
    for place, side in ((16, "width"), (20, "height")):
        pixels = int.from_bytes(content[place : place + 4], "big")
        if pixels < 50:
            raise invalid(f"'image' must be at least 50px in {side} ({pixels}px).")


def _nothing(draft: Draft, value: Value) -> None:
    """Taken and kept nowhere: a password, or the fieldsets that the demo does not have."""


def _extra_emails(draft: Draft, value: Value) -> None:
    for text in php.words(value):
        found = checks.known_record(draft.database, "address", "email_ids", text)
        draft.deeds.append(_statement(draft, "UPDATE address SET worker_id = ? WHERE id = ?", found))


SHORTCUTS: dict[str, Shortcut] = {
    "links": Draft.links,
    "image": _image,
    "fieldsets": _nothing,
    "worker.password": _nothing,
    "ticket.status": _status({"o": 0, "w": 1, "c": 2, "d": 3}),
    "task.status": _status({"o": 0, "c": 1, "w": 2}),
    "ticket.org": _org("org_id"),
    "contact.org": _org("org_id"),
    "address.org": _org("contact_org_id"),
    "contact.email": _address("primary_email_id"),
    "worker.email": _address("email_id"),
    "worker.email_ids": _extra_emails,
    "message.sender": _address("address_id"),
    "address.email": _email,
    "ticket.group": _group,
    "ticket.bucket": _bucket,
    "ticket.participants": _participants,
    "ticket.participant_ids": _participant_ids,
    "group.members": _members,
    "message.ticket_mask": _mask_of_ticket,
    "message.worker": _worker_by_name,
    "message.signed_at": _mixed("signed_at"),
    "message.signed_key_fingerprint": _mixed("signed_key_fingerprint"),
    "comment.author__context": _context("owner_context"),
    "comment.target__context": _context("context"),
    "custom_field.context": _context("context"),
    "custom_field.params": _params("params"),
    "activity_log.actor__context": _context("actor_context"),
    "activity_log.target__context": _context("target_context"),
    "activity_log.params": _params("entry_json"),
    "attachment.content": _content,
    "attachment.attach": _attach,
    "contact.dob": _birthday,
    "worker.dob": _birthday,
}
"""Fields by ``type.name``, or by name for every type."""
