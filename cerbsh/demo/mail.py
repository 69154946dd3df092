"""Writing mail: ``tickets/compose`` and ``tickets/reply``. The demo sends nothing and keeps what it would send."""

from __future__ import annotations

import secrets
import time
from datetime import UTC, datetime
from typing import Any

from cerbsh.demo import changes, dates, journal, php, single, words, writes
from cerbsh.demo.bodies import Body
from cerbsh.demo.envelope import RefusalError, required, unserved
from cerbsh.demo.kinds import KINDS, context_of
from cerbsh.demo.php import Form
from cerbsh.demo.request import Request
from cerbsh.demo.store import Row


def compose(request: Request) -> Body:
    """A new ticket with one outgoing message by the worker who calls."""
    for name in ("group_id", "subject", "content"):
        if not request.text(name):
            raise required(name)
    if request.text("send_at"):
        raise unserved("drafts: leave out 'send_at'")
    fields: Form = {name: request.form[name] for name in _OF_TICKET if name in request.form}
    fields |= {"status_id": str(request.integer("status")), "participants": request.text("to")}
    if request.text("reopen_at"):
        fields["reopen_date"] = str(moment(request.text("reopen_at"), time.time()))
    ticket_id = writes.create(request, KINDS["ticket"], fields)
    _send(request, ticket_id, request.text("to"))
    request.dictionaries.forget()
    return single.older(request, KINDS["ticket"], ticket_id)


_OF_TICKET = ("group_id", "bucket_id", "subject", "org_id", "owner_id")


def reply(request: Request) -> Body:
    """An outgoing message on the ticket of another one. Leaving out ``status`` opens the ticket again."""
    for name in ("message_id", "content"):
        if not request.text(name):
            raise required(name)
    if request.text("send_at"):
        raise unserved("drafts: leave out 'send_at'")
    answered = request.dictionaries.row("message", request.integer("message_id"))
    if answered is None:
        raise RefusalError(f"Invalid message id '{request.integer('message_id')}'")
    ticket_id = int(answered["ticket_id"])
    _send(request, ticket_id, request.text("to"), answered)
    fields: Form = {
        name: request.form[name] for name in ("bucket_id", "group_id", "owner_id", "subject") if name in request.form
    }
    fields["status_id"] = str(request.integer("status"))
    if request.text("reopen_at"):
        fields["reopen_date"] = str(moment(request.text("reopen_at"), time.time()))
    writes.update(request, KINDS["ticket"], ticket_id, fields)
    request.dictionaries.forget()
    return single.older(request, KINDS["ticket"], ticket_id)


def moment(text: str, now: float) -> int:
    """A date in words or in unix seconds, 0 where it cannot be read."""
    if php.is_numeric(text):
        return php.integer(text)
    found = dates.read(text, datetime.fromtimestamp(now, UTC))
    return int(found.at.timestamp()) if found else 0


def _send(request: Request, ticket_id: int, to: str, answered: Row | None = None) -> None:
    """Write the message down, from the group's address."""
    database, now = request.database, int(time.time())
    sender = database.row(_SENDER, (ticket_id,))
    token = secrets.token_hex(5)
    content = request.text("content")
    message = {
        "ticket_id": ticket_id,
        "address_id": sender["id"] if sender else 0,
        "worker_id": request.call.worker_id,
        "created_date": now,
        "is_outgoing": 1,
        "is_not_sent": int(request.flag("dont_send")),
        "is_broadcast": int(request.flag("is_broadcast")),
        "response_time": max(0, now - answered["created_date"]) if answered else 0,
        "storage_size": len(content.encode()),
        "token": token,
        "headers": _headers(request, ticket_id, sender["email"] if sender else f"support@{words.DOMAIN}", to, token),
        "content": content,
    }
    message_id = database.insert("message", message)
    _attach(request, message_id)
    if (row := request.dictionaries.row("message", message_id)) is not None:
        journal.of(request).message(row)
    changes.count_messages(database, ticket_id)
    database.update("ticket", ticket_id, {"updated_date": now, "spam_training": "N", "spam_score": 0.0001})


_SENDER = """SELECT address.* FROM ticket JOIN worker_group ON worker_group.id = ticket.group_id
    JOIN address ON address.id = worker_group.reply_address_id WHERE ticket.id = ?"""


def _headers(request: Request, ticket_id: int, sender: str, to: str, token: str) -> str:
    subject = request.database.value("SELECT subject FROM ticket WHERE id = ?", (ticket_id,))
    headers = {
        "From": sender,
        "To": to or _participants(request, ticket_id),
        "Cc": request.text("cc"),
        "Subject": request.text("subject") or subject,
        "Message-Id": f"<{token}@{words.DOMAIN}>",
    }
    return "".join(f"{name}: {value}\n" for name, value in headers.items() if value)


def _participants(request: Request, ticket_id: int) -> str:
    sql = """SELECT group_concat(email, ', ') FROM address
        WHERE id IN (SELECT address_id FROM participant WHERE ticket_id = ?)"""
    return str(request.database.value(sql, (ticket_id,)) or "")


def _attach(request: Request, message_id: int) -> None:
    for value in php.array(request.form.get("file_id")).values():
        row: tuple[Any, ...] = (php.integer(value), context_of("message"), message_id)
        request.database.execute("INSERT OR IGNORE INTO attachment_on VALUES (?, ?, ?)", row)
