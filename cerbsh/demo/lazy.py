"""Keys that appear only when they are expanded: links, comments, custom fields, the content of a message."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from cerbsh.catalogue import builtin
from cerbsh.demo.bodies import Body
from cerbsh.demo.custom import CustomField, fields_of, values_of
from cerbsh.demo.kinds import KINDS, context_of
from cerbsh.demo.store import Database, Row

if TYPE_CHECKING:
    from cerbsh.demo.expand import Dictionaries

Lazy = Callable[["Dictionaries", str, int], Any]

_LIMITED = re.compile(r"(.+?)~(\d{1,9})")


class Custom:
    """The custom fields of record types, each type read once."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._fields: dict[str, list[CustomField]] = {}

    def fields(self, uri: str) -> list[CustomField]:
        """The custom fields of a type."""
        if uri not in self._fields:
            self._fields[uri] = fields_of(self._database, context_of(uri))
        return self._fields[uri]

    def values(self, uri: str, record_id: int) -> dict[CustomField, Any]:
        """The values of a record by field, ``None`` for none."""
        fields = self.fields(uri)
        stored = values_of(self._database, fields, record_id)
        return {field: stored[field.id] for field in fields}


def compute(dictionaries: Dictionaries, uri: str, record_id: int, name: str) -> Body:
    """What a key adds to a dictionary; nothing for a key that the type does not have."""
    limited = _LIMITED.fullmatch(name)
    base, limit = (limited[1], min(25, max(1, int(limited[2])))) if limited else (name, 10)
    if base == "comments" and "comments" in KINDS[uri].type.can:
        return {"comments": _comments(dictionaries, uri, record_id, limit)}
    if base == "links" or base.startswith("links."):
        return {base: _links(dictionaries, uri, record_id, base.partition(".")[2], limit if limited else 0)}
    if uri == "attachment" and (base == "on" or base.startswith("on.")):
        return {base: _attached_to(dictionaries, record_id, base.partition(".")[2])}
    if base == "attachments" and uri in _HOLD_FILES:
        return {"attachments": _attachments(dictionaries, uri, record_id, limit if limited else 250)}
    if (found := _custom(dictionaries, uri, record_id, name)) is not None:
        return found
    lazy = _LAZY.get(f"{uri}.{name}") or _EVERYWHERE.get(name)
    return {name: lazy(dictionaries, uri, record_id)} if lazy else {}


def _custom(dictionaries: Dictionaries, uri: str, record_id: int, name: str) -> Body | None:
    """``custom_`` is a map and one key for each field; ``customfields`` is by uri; both names work for a single one."""
    one = re.fullmatch(r"custom_(\d{0,9})", name)
    if not one and name != "customfields" and all(name != field.uri for field in dictionaries.custom.fields(uri)):
        return None
    values = dictionaries.custom.values(uri, record_id)
    if name == "customfields":
        return {name: {field.uri: _text(value) for field, value in values.items()} or []}
    if not one:
        return {name: next(_text(value) for field, value in values.items() if field.uri == name)}
    if one[1]:
        found = [_text(value) for field, value in values.items() if field.id == int(one[1])]
        return {name: found[0]} if found else {}
    each = {f"custom_{field.id}": _text(value) for field, value in values.items()}
    return {"custom": {str(field.id): value for field, value in values.items()} or [], **each}


def _text(value: Any) -> Any:
    return "" if value is None else value


def _links(dictionaries: Dictionaries, uri: str, record_id: int, alias: str, limit: int) -> Any:
    sql = "SELECT to_context, to_context_id FROM link WHERE from_context = ? AND from_context_id = ?"
    return _by_type(dictionaries.database.rows(sql, (context_of(uri), record_id)), alias, limit)


def _by_type(rows: Sequence[Row], alias: str, limit: int) -> Any:
    """Ids by the long id of their type, from rows of both; of one type only where ``alias`` names it."""
    wanted = builtin().type(alias) if alias else None
    found: dict[str, list[int]] = {}
    for context, record_id in rows:
        if not wanted or context == wanted.context:
            found.setdefault(context, []).append(record_id)
    return {context: ids[: limit or None] for context, ids in found.items()} or []


def _comments(dictionaries: Dictionaries, uri: str, record_id: int, limit: int) -> Any:
    sql = "SELECT * FROM comment WHERE context = ? AND context_id = ? ORDER BY created DESC, id DESC LIMIT ?"
    return dictionaries.many("comment", sql, (context_of(uri), record_id, limit))


def _comment_count(dictionaries: Dictionaries, uri: str, record_id: int) -> int:
    sql = "SELECT COUNT(*) FROM comment WHERE context = ? AND context_id = ?"
    return int(dictionaries.database.value(sql, (context_of(uri), record_id)))


def _watchers(dictionaries: Dictionaries, uri: str, record_id: int) -> Any:
    sql = """SELECT * FROM worker WHERE id IN (SELECT to_context_id FROM link
        WHERE from_context = ? AND from_context_id = ? AND to_context = ?) ORDER BY id"""
    return dictionaries.many("worker", sql, (context_of(uri), record_id, context_of("worker")))


def _attachments(dictionaries: Dictionaries, uri: str, record_id: int, limit: int) -> Any:
    """Of a ticket also those of its messages."""
    sql = """SELECT * FROM attachment WHERE id IN (SELECT attachment_id FROM attachment_on
        WHERE context = ? AND context_id = ?"""
    parameters: tuple[Any, ...] = (context_of(uri), record_id)
    if uri == "ticket":
        sql += " OR context = ? AND context_id IN (SELECT id FROM message WHERE ticket_id = ?)"
        parameters += (context_of("message"), record_id)
    return dictionaries.many("attachment", f"{sql}) ORDER BY id LIMIT ?", (*parameters, limit))


def _attached_to(dictionaries: Dictionaries, record_id: int, alias: str) -> Any:
    sql = "SELECT context, context_id FROM attachment_on WHERE attachment_id = ?"
    return _by_type(dictionaries.database.rows(sql, (record_id,)), alias, 0)


def _rows(uri: str, sql: str) -> Lazy:
    return lambda dictionaries, _, record_id: dictionaries.many(uri, sql, (record_id,))


def _value(sql: str) -> Lazy:
    return lambda dictionaries, _, record_id: dictionaries.database.value(sql, (record_id,))


def _headers(dictionaries: Dictionaries, uri: str, record_id: int) -> Any:
    text = str(dictionaries.database.value("SELECT headers FROM message WHERE id = ?", (record_id,)) or "")
    pairs = (line.partition(":") for line in text.splitlines() if ":" in line)
    return {name.strip().lower(): value.strip() for name, _, value in pairs} or []


def _page(dictionaries: Dictionaries, uri: str, record_id: int) -> Any:
    """The page of the record that a comment hangs on."""
    row = dictionaries.row("comment", record_id)
    target = builtin().type(row["context"]) if row else None
    if row is None or target is None or target.uri not in KINDS:
        return ""
    found = dictionaries.row(target.uri, row["context_id"])
    return dictionaries.plain(target.uri, found).get("record_url", "") if found is not None else ""


def _search_filter(dictionaries: Dictionaries, uri: str, record_id: int) -> Any:
    row = dictionaries.row("custom_field", record_id)
    kind = builtin().type(row["context"]) if row else None
    fields = dictionaries.custom.fields(kind.uri) if kind and kind.uri in KINDS else []
    return next((field.filter for field in fields if field.id == record_id), "")


_HOLD_FILES = frozenset({"ticket", "message", "comment"})

_PARTICIPANTS = "SELECT * FROM address WHERE id IN (SELECT address_id FROM participant WHERE ticket_id = ?) ORDER BY id"
_LATEST = "SELECT MAX(created_date) FROM message WHERE is_outgoing = {} AND ticket_id = ?"
_FULL_NAME = "first_name || ' ' || last_name"
_OF_CONTACT = "SELECT {} FROM contact WHERE id = (SELECT contact_id FROM address WHERE id = ?)"

_SENT_BY = "SELECT MAX(id) FROM message WHERE address_id {}"
_SENT_TO = """SELECT MAX(id) FROM message WHERE is_outgoing AND ticket_id IN
    (SELECT ticket_id FROM participant WHERE address_id {})"""
_ADDRESSES = {
    "address": "= ?",
    "contact": "IN (SELECT id FROM address WHERE contact_id = ?)",
    "org": "IN (SELECT id FROM address WHERE contact_org_id = ?)",
}

HIDDEN_LINKS: dict[str, dict[str, tuple[str, str]]] = {
    "group": {"default_bucket": ("bucket", "SELECT id FROM bucket WHERE is_default AND group_id = ?")},
    **{
        uri: {
            "last_sender_message": ("message", _SENT_BY.format(addresses)),
            "last_recipient_message": ("message", _SENT_TO.format(addresses)),
        }
        for uri, addresses in _ADDRESSES.items()
    },
}
"""Links that only ``expand`` knows, by type: the type behind it, and SQL for the id."""

_EVERYWHERE: dict[str, Lazy] = {"comment_count": _comment_count, "watchers": _watchers}

_LAZY: dict[str, Lazy] = {
    "ticket._messages": _rows("message", "SELECT * FROM message WHERE ticket_id = ? ORDER BY created_date, id"),
    "ticket.participants": _rows("address", _PARTICIPANTS),
    "ticket.requesters": _rows("address", _PARTICIPANTS),
    "ticket.requester_emails": _value(f"SELECT group_concat(email, ', ') FROM ({_PARTICIPANTS})"),
    "ticket.latest_incoming_activity": _value(f"SELECT COALESCE(({_LATEST.format(0)}), 0)"),
    "ticket.latest_outgoing_activity": _value(f"SELECT COALESCE(({_LATEST.format(1)}), 0)"),
    "message.content": _value("SELECT content FROM message WHERE id = ?"),
    "message.headers": _headers,
    "message.content_html": lambda dictionaries, uri, record_id: "",
    "ticket.signature": lambda dictionaries, uri, record_id: "",
    "ticket.signature_html": lambda dictionaries, uri, record_id: "",
    "message.reply_to": _value("SELECT email FROM address WHERE id = (SELECT address_id FROM message WHERE id = ?)"),
    "message.reply_cc": _value("SELECT header(headers, 'cc') FROM message WHERE id = ?"),
    "address.full_name": _value(f"SELECT COALESCE(({_OF_CONTACT.format(_FULL_NAME)}), '')"),
    "address.first_name": _value(_OF_CONTACT.format("first_name")),
    "address.last_name": _value(_OF_CONTACT.format("last_name")),
    "contact.emails": _rows("address", "SELECT * FROM address WHERE contact_id = ? ORDER BY id"),
    "worker.emails": _rows("address", "SELECT * FROM address WHERE worker_id = ? ORDER BY id"),
    "worker.roles": lambda dictionaries, uri, record_id: [],
    "worker.groups": _rows(
        "group", "SELECT * FROM worker_group WHERE id IN (SELECT group_id FROM member WHERE worker_id = ?) ORDER BY id"
    ),
    "group.members": _rows(
        "worker", "SELECT * FROM worker WHERE id IN (SELECT worker_id FROM member WHERE group_id = ?) ORDER BY id"
    ),
    "group.buckets": _rows("bucket", "SELECT * FROM bucket WHERE group_id = ? ORDER BY id"),
    "comment.record_url": _page,
    "custom_field.search_filter": _search_filter,
}
