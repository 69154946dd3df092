"""Filters that are no column: words for numbers, links, watchers, and the families that name a record type."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from hashlib import sha1
from typing import TYPE_CHECKING

from cerbsh.catalogue import builtin
from cerbsh.demo import values
from cerbsh.demo.envelope import CrashError
from cerbsh.demo.kinds import context_of, served
from cerbsh.demo.query import Value
from cerbsh.demo.where import NOTHING, Where, among

if TYPE_CHECKING:
    from cerbsh.demo.filters import Filters

Special = Callable[["Filters", str, Value], Where]

_LINKED = "id IN (SELECT from_context_id FROM link WHERE from_context = ? AND to_context = ? AND to_context_id IN ({}))"
_ANY = frozenset({"*", "yes", "y", "true", "any"})
_NONE = frozenset({"null", "no", "n", "none"})


def find(uri: str, name: str) -> Special | None:
    """The reading of a filter that is no plain column, ``None`` where it is one."""
    family = f"{name.partition('.')[0]}.{{type}}" if "." in name else name
    keys = (f"{uri}.{name}", name, f"{uri}.{family}", family)
    return next((_SPECIAL[key] for key in keys if key in _SPECIAL), None)


def _words(column: str, numbers: Mapping[str, object]) -> Special:
    """Words by their first letters; an unknown one is no match."""

    def read(filters: Filters, name: str, value: Value) -> Where:
        meant = [numbers[term.strip()[:1].lower()] for term in value.terms if term.strip()[:1].lower() in numbers]
        return among(column, meant, value.negated)

    return read


def _gender(filters: Filters, name: str, value: Value) -> Where:
    letters = [{"f": "F", "m": "M"}.get(term[:1].lower(), "") for term in value.terms]
    return among("gender", letters, value.negated)


def _spam_training(filters: Filters, name: str, value: Value) -> Where:
    letters = [{"s": "S", "n": "N"}.get(term[:1].lower(), "") for term in value.terms]
    return among("spam_training", letters, value.negated)


def _links(filters: Filters, name: str, value: Value) -> Where:
    """By type, ``any`` or ``none``; no type that is known is ``none``, and a negation is not heard."""
    linked = "id IN (SELECT from_context_id FROM link WHERE from_context = ?{})"
    context = filters.kind.context
    if len(value.terms) == 1 and value.terms[0] in _ANY:
        return Where(linked.format(""), (context,))
    contexts = _contexts(value)
    if not contexts:
        return Where(linked.format(""), (context,)).negate()
    return among("to_context", contexts).inside(linked.replace("{}", " AND {}"), context)


def _contexts(value: Value) -> list[str]:
    types = (builtin().type(term) for term in value.terms)
    return [found.context for found in types if found]


def _linked_to(filters: Filters, name: str, value: Value) -> Where:
    kind = served(name.partition(".")[2])
    found = filters.related(kind.uri, value).inside(_LINKED, filters.kind.context, kind.context)
    return found.negate() if value.negated else found


def _watchers(filters: Filters, name: str, value: Value) -> Where:
    """``me``, ``any``, ``none``, names, ids, or a query of workers."""
    worker = context_of("worker")
    if value.group is not None:
        found = filters.related("worker", value).inside(_LINKED, filters.kind.context, worker)
        return found.negate() if value.negated else found
    first = value.terms[0].lower() if len(value.terms) == 1 else ""
    if first in ("any", "yes", "none", "no"):
        found = Where(_LINKED.format("SELECT id FROM worker"), (filters.kind.context, worker))
        return found.negate() if first.startswith("n") else found
    ids = filters.worker_ids([term for text in value.terms for term in text.split(",")]) or [-1]
    found = Where(_LINKED.format(", ".join("?" * len(ids))), (filters.kind.context, worker, *ids))
    return found.negate() if value.negated else found


def _watchers_count(filters: Filters, name: str, value: Value) -> Where:
    column = (
        f"(SELECT COUNT(*) FROM link WHERE from_context = '{filters.kind.context}' "
        f"AND from_context_id = {filters.kind.stored}.id AND to_context = '{context_of('worker')}')"
    )
    return values.number(column, value)


def _fieldset(filters: Filters, name: str, value: Value) -> Where:
    """The demo has no custom fieldset, so no record has one."""
    return NOTHING.negate() if value.negated else NOTHING


def _bundle(filters: Filters, name: str, value: Value) -> Where:
    """The demo has no file bundle either."""
    return _fieldset(filters, name, value)


def _alias(filters: Filters, name: str, value: Value) -> Where:
    """A record's own name is its first alias."""
    column = "name" if filters.kind.uri == "org" else "first_name || ' ' || last_name"
    return among(f"({column}) COLLATE NOCASE", value.terms, value.negated)


def _comments(filters: Filters, name: str, value: Value) -> Where:
    words = values.fulltext("comment.comment", value)
    sql = f"EXISTS (SELECT 1 FROM comment WHERE context = ? AND context_id = {filters.kind.stored}.id AND {{}})"
    return words.inside(sql, filters.kind.context)


def _attachments(filters: Filters, name: str, value: Value) -> Where:
    sql = "id IN (SELECT context_id FROM attachment_on WHERE context = ? AND attachment_id IN ({}))"
    found = filters.related("attachment", value).inside(sql, filters.kind.context)
    return found.negate() if value.negated else found


def _in_groups_of(filters: Filters, name: str, value: Value) -> Where:
    ids = filters.worker_ids([term for text in value.terms for term in text.split(",")])
    sql = "group_id IN (SELECT group_id FROM member WHERE {})"
    found = among("worker_id", ids).inside(sql)
    return found.negate() if value.negated else found


def _participant_ids(filters: Filters, name: str, value: Value) -> Where:
    found = values.number("address_id", replace(value, negated=False))
    found = found.inside("id IN (SELECT ticket_id FROM participant WHERE {})")
    return found.negate() if value.negated else found


def _ticket_ids(filters: Filters, name: str, value: Value) -> Where:
    select = {
        "org": "SELECT org_id FROM ticket WHERE {}",
        "address": "SELECT address_id FROM participant WHERE {}",
    }[filters.kind.uri]
    column = "id" if filters.kind.uri == "org" else "ticket_id"
    found = values.number(column, replace(value, negated=False)).inside(f"id IN ({select})")
    return found.negate() if value.negated else found


def _active_worker(select: str) -> Special:
    """Tickets where a worker did something; ``any`` and ``none`` are a fault of Cerb 10.4.10."""

    def read(filters: Filters, name: str, value: Value) -> Where:
        terms = [term for text in value.terms for term in text.split(",")]
        if [term.lower() for term in terms] in (["any"], ["none"]):
            raise CrashError
        found = among("worker", filters.worker_ids(terms)).inside(f"id IN (SELECT ticket FROM ({select}) WHERE {{}})")
        return found.negate() if value.negated else found

    return read


_REPLIED = "SELECT ticket_id AS ticket, worker_id AS worker FROM message WHERE is_outgoing"
_COMMENTED = (
    f"SELECT context_id AS ticket, owner_context_id AS worker FROM comment WHERE context = '{context_of('ticket')}' "
    f"AND owner_context = '{context_of('worker')}'"
)


def _types_of(column: str) -> Special:
    def read(filters: Filters, name: str, value: Value) -> Where:
        if len(value.terms) == 1 and value.terms[0] in _ANY | _NONE:
            return Where("1") if value.terms[0] in _ANY else NOTHING
        return among(column, _contexts(value), value.negated)

    return read


def _polymorphic(context: str, context_id: str) -> Special:
    def read(filters: Filters, name: str, value: Value) -> Where:
        kind = served(name.partition(".")[2])
        found = filters.related(kind.uri, value)
        operator = "NOT IN" if value.negated else "IN"
        return found.inside(f"({context} = ? AND {context_id} {operator} ({{}}))", kind.context)

    return read


def _attached_to_types(filters: Filters, name: str, value: Value) -> Where:
    attached = "id IN (SELECT attachment_id FROM attachment_on WHERE {})"
    if len(value.terms) == 1 and value.terms[0] in _ANY | _NONE:
        found = Where(attached.format("1"))
        return found if value.terms[0] in _ANY else found.negate()
    return among("context", _contexts(value), value.negated).inside(attached)


def _attached_to(filters: Filters, name: str, value: Value) -> Where:
    kind = served(name.partition(".")[2])
    sql = "id IN (SELECT attachment_id FROM attachment_on WHERE context = ? AND context_id IN ({}))"
    found = filters.related(kind.uri, value).inside(sql, kind.context)
    return found.negate() if value.negated else found


def _header(filters: Filters, name: str, value: Value) -> Where:
    header = {"deliveredTo": "delivered-to"}.get(name.partition(".")[2], name.partition(".")[2])
    return values.fulltext(f"header(headers, '{header}')", value)


def _message_id(filters: Filters, name: str, value: Value) -> Where:
    digests = [sha1(term.encode(), usedforsecurity=False).hexdigest() for term in value.terms]
    return among("hash_header_message_id", digests, value.negated)


def _size(filters: Filters, name: str, value: Value) -> Where:
    return values.number("storage_size", value, values.size)


def _context(filters: Filters, name: str, value: Value) -> Where:
    """The type that a custom field belongs to, by any of its names."""
    return among("context", _contexts(value), value.negated)


def _name_of(filters: Filters, name: str, value: Value) -> Where:
    return values.text(filters.kind.columns[name], value)


_SPECIAL: dict[str, Special] = {
    "links": _links,
    "links.{type}": _linked_to,
    "watchers": _watchers,
    "fieldset": _fieldset,
    "alias": _alias,
    "gender": _gender,
    "ticket.status": _words("status_id", {"o": 0, "w": 1, "c": 2, "d": 3}),
    "task.status": _words("status_id", {"o": 0, "c": 1, "w": 2}),
    "ticket.spam.training": _spam_training,
    "ticket.inGroupsOf": _in_groups_of,
    "ticket.participant.id": _participant_ids,
    "ticket.watchers.count": _watchers_count,
    "ticket.worker.replied": _active_worker(_REPLIED),
    "ticket.worker.commented": _active_worker(_COMMENTED),
    **{f"{uri}.comments": _comments for uri in ("org", "contact", "address", "task")},
    **{f"{uri}.ticket.id": _ticket_ids for uri in ("org", "address")},
    **{f"{uri}.attachments": _attachments for uri in ("message", "comment")},
    **{f"{uri}.size": _size for uri in ("message", "attachment")},
    **{f"message.header.{name}": _header for name in ("to", "cc", "from", "deliveredTo")},
    **{f"message.ticket.{name}.name": _name_of for name in ("bucket", "group")},
    "message.header.messageId": _message_id,
    "comment.on": _types_of("context"),
    "comment.author": _types_of("owner_context"),
    "activity_log.actor": _types_of("actor_context"),
    "activity_log.target": _types_of("target_context"),
    "attachment.on": _attached_to_types,
    "attachment.bundle": _bundle,
    "comment.on.{type}": _polymorphic("context", "context_id"),
    "comment.author.{type}": _polymorphic("owner_context", "owner_context_id"),
    "activity_log.actor.{type}": _polymorphic("actor_context", "actor_context_id"),
    "activity_log.target.{type}": _polymorphic("target_context", "target_context_id"),
    "attachment.on.{type}": _attached_to,
    "custom_field.context": _context,
}
