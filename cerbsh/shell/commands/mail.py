"""Writing to people: ``comment``, ``reply``, ``compose``."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from cerbsh.errors import UsageError
from cerbsh.language.grammar import Argument, Option
from cerbsh.language.line import CommandLine
from cerbsh.language.references import text_of
from cerbsh.shell.engine import Engine
from cerbsh.shell.ready.standing import OPTIONS, doubts, line_of, told, with_fields
from cerbsh.shell.registry import command
from cerbsh.shell.result import Note, Result

if TYPE_CHECKING:
    from cerbsh.api.request import Request
    from cerbsh.history.record import Record

TEXT: Final = Argument("text", required=False, many=True)
FIELDS: Final = Argument("field", "item", required=False)
STATUS: Final = Option("status", "value", "what the ticket is afterwards", "STATUS", ("open", "waiting", "closed"))
SHOWN: Final = 5
"""Lines of a text that stand above the question."""


@command(
    "comment",
    "Write a comment on a record",
    Argument("record", "record"),
    TEXT,
    FIELDS,
    options=OPTIONS,
    request="POST records/comment/create",
)
def comment(engine: Engine, call: CommandLine) -> Result:
    """``comment ticket:12 "Called back."`` writes as the worker who is signed in. Without a text the editor opens; a
    text of ``-`` is what is piped in, and ``comment=@file`` a file."""
    from cerbsh.shell.editing.draft import UNCHANGED
    from cerbsh.shell.editing.wording import wording
    from cerbsh.shell.ready.target import target_of

    target = target_of(engine, call, call.args[0])
    line = line_of(engine, call)
    request, doubtful = engine.compile(line), doubts(engine, line)
    given = dict(request.form).get("fields[comment]")
    text = wording(engine, call, call.args[1:], given, lambda: f"a comment on {target}")
    if text is None:
        return UNCHANGED
    worker = engine.catalogue.type("worker")
    fields = {
        "fields[target__context]": target.kind.context,
        "fields[target_id]": target.id,
        "fields[author__context]": worker.context if worker else "worker",
        "fields[author_id]": _worker(engine),
        "fields[comment]": text.text,
    }
    ready = with_fields(request, fields)
    return text.sent(engine, lambda: engine.deliver(ready, call, (*doubtful, told(ready))))


@command(
    "reply",
    "Answer a ticket by mail",
    Argument("ticket", "ticket"),
    TEXT,
    FIELDS,
    options=(STATUS, *OPTIONS),
    request="POST tickets/reply",
)
def reply(engine: Engine, call: CommandLine) -> Result:
    """``reply 12 "It is on its way." --status closed`` answers the latest message of a ticket, named by id or mask. The
    ticket keeps its status unless you give one; Cerb alone would open it again. ``cc=``, ``bcc=``, ``file_id[]=`` and
    the like go along. Mail goes out, so it asks first; ``--yes`` in scripts."""
    from cerbsh.shell.editing.draft import UNCHANGED
    from cerbsh.shell.editing.wording import wording
    from cerbsh.shell.ready import mailing

    line = line_of(engine, call)
    request, doubtful = _numbered(engine.compile(line), _status(engine, call)), doubts(engine, line)
    ticket = mailing.ticket(engine, text_of(call.args[0], call.text, engine.lookup))
    given = dict(request.form)
    text = wording(engine, call, call.args[1:], given.get("content"), lambda: _conversation(engine, ticket))
    if text is None:
        return UNCHANGED
    ready = with_fields(request, {**_kept(ticket, given), "content": text.text})
    details = _details(ready, {"to": _participants(engine, ticket), "subject": str(ticket.get("subject", ""))})
    question = f"Send this reply to {ticket.get('mask') or ticket.get('id')}?"
    return text.sent(engine, lambda: _mail(engine, call, ready, question, list(details), doubtful))


@command(
    "compose",
    "Begin a conversation by mail",
    TEXT,
    FIELDS,
    options=OPTIONS,
    request="POST tickets/compose",
)
def compose(engine: Engine, call: CommandLine) -> Result:
    """``compose to=ann@fiaflux.example group=Support subject="Your order" "Dear Ann, …"``; the group by name or id.
    Without a text the editor opens. Mail goes out, so it asks first; ``--yes`` in scripts."""
    from cerbsh.shell.editing.draft import UNCHANGED
    from cerbsh.shell.editing.wording import wording
    from cerbsh.shell.ready import mailing

    line = line_of(engine, call)
    request, doubtful = _numbered(engine.compile(line), ""), doubts(engine, line, own=("group",))
    given = dict(request.form)
    _require(given)
    group = given["group"] if "group" in given else given["group_id"]
    number = mailing.group_id(engine, group)
    text = wording(engine, call, call.args, given.get("content"), lambda: "\n".join(_details(request, {})))
    if text is None:
        return UNCHANGED
    named = tuple((name, value) for name, value in request.form if name not in ("group", "group_id"))
    ready = with_fields(request._replace(form=named), {"group_id": number, "content": text.text})
    details = [f"  group: {group}", *_details(ready, {})]
    return text.sent(engine, lambda: _mail(engine, call, ready, "Send this mail?", details, doubtful))


def _mail(
    engine: Engine, call: CommandLine, ready: Request, question: str, details: list[str], doubtful: tuple[Note, ...]
) -> Result:
    """Send mail, the person willing, who sees what is doubtful first; what sends none is not asked about."""
    from cerbsh.shell.consent import UNSENT, agreed

    silent = call.has("dry-run") or call.has("as") or dict(ready.form).get("dont_send", "0") not in ("", "0")
    warnings = [f"  warning: {note.message}" + (f" ({note.hint})" if note.hint else "") for note in doubtful]
    if not silent and not agreed(engine, call, question, [*details, *warnings]):
        return UNSENT
    return engine.deliver(ready, call, (*doubtful, told(ready)))


def _require(given: dict[str, str]) -> None:
    """Raise ``UsageError`` for what a mail lacks; Cerb itself would take one without recipients."""
    lacking = [] if given.keys() & {"to", "cc", "bcc"} else ["to"]
    lacking += [] if given.keys() & {"group", "group_id"} else ["group"]
    lacking += [] if given.get("subject") else ["subject"]
    if lacking:
        hint = "for example: compose to=ann@fiaflux.example group=Support subject='Your order'"
        raise UsageError(f"compose needs {' and '.join(f'{name}=' for name in lacking)}", hint)


def _status(engine: Engine, call: CommandLine) -> str:
    use = call.option("status")
    return text_of(use.value, call.text, engine.lookup) if use and use.value else ""


def _numbered(request: Request, status: str) -> Request:
    """The request with the number of its status, that of the option or of ``status=``."""
    from cerbsh.shell.ready.mailing import status_number

    wanted = status or dict(request.form).get("status", "")
    if not wanted:
        return request
    rest = tuple((name, value) for name, value in request.form if name != "status")
    return request._replace(form=(*rest, ("status", status_number(wanted))))


def _kept(ticket: Record, given: dict[str, str]) -> dict[str, str]:
    """The message that is answered, and the status that the ticket keeps, with the time at which it opens again."""
    fields = {"message_id": str(ticket.get("latest_message_id")), "status": str(ticket.get("status_id", 0))}
    moment = str(ticket.get("reopen_date") or "")
    waits = "status" not in given and fields["status"] == "1" and moment.isdecimal()
    return {**fields, **({"reopen_at": moment} if waits else {})}


def _details(request: Request, default: dict[str, str]) -> Iterator[str]:
    """What a mail says, a line each, its text cut."""
    from cerbsh.shell.ready.mailing import status_name

    form = default | dict(request.form)
    for name in ("to", "cc", "bcc", "subject"):
        if form.get(name):
            yield f"  {name}: {form[name]}"
    yield f"  status: {status_name(form.get('status', '0'))}"
    lines = form.get("content", "").splitlines()
    yield from (f"  | {line}" for line in lines[:SHOWN])
    if len(lines) > SHOWN:
        yield f"  | … {len(lines) - SHOWN} more lines"


def _conversation(engine: Engine, ticket: Record) -> str:
    """What stands below a reply in the editor: to whom it goes, and the message that it answers."""
    content = str(ticket.get("latest_message_content") or "")
    quoted = "\n".join(f"> {line}" for line in content.splitlines())
    return f"to: {_participants(engine, ticket)}\nsubject: {ticket.get('subject')}\n\n{quoted}"


def _participants(engine: Engine, ticket: Record) -> str:
    from cerbsh.history.record import items

    return ", ".join(items(engine.catalogue, "participants", ticket) or ())


def _worker(engine: Engine) -> str:
    """The id of the worker who is signed in. Raises ``ReplyError`` where Cerb does not tell it."""
    from cerbsh.shell.ready.mailing import me

    return str(engine.notebook.worker or me(engine))
