"""One write and the net under it: the former values on disk first, then the request, then what became of it."""

from __future__ import annotations

import time
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from cerbsh.api.reply import Reply
from cerbsh.api.request import Request
from cerbsh.errors import CerbshError, ConnectError, ReplyError, StoppedError
from cerbsh.history.entry import bare_path
from cerbsh.history.record import Record, expand_for, record_of
from cerbsh.history.target import Target
from cerbsh.history.writes import Before, Outcome
from cerbsh.shell.showing import answer
from cerbsh.shell.writing import former

if TYPE_CHECKING:
    from cerbsh.history.writes import Writes
    from cerbsh.language.line import Asked
    from cerbsh.shell.engine import Engine

MAYBE: Final = "it may have been done"
_SLACK: Final = 10
"""Seconds by which a record may seem older than the answer that tells of it, and still be new."""


@dataclass(frozen=True)
class Exchange:
    """A write that was answered.

    ``now`` is the record as Cerb has it behind the write, empty where that is not known; ``number`` is what the history
    calls the request; ``kept`` tells whether the former values are on disk.
    """

    reply: Reply
    outcome: Outcome
    now: Record = field(default_factory=dict)
    number: int | None = None
    kept: bool = False


@dataclass(frozen=True)
class Net:
    """What is kept of one write, on disk from before the request goes out; ``None`` keeps nothing."""

    writes: Writes | None = None
    written: int | None = None

    @property
    def holds(self) -> bool:
        """Whether the former values are on disk."""
        return self.written is not None

    def note(self, outcome: Outcome, number: int | None, record: str = "", result: Record | None = None) -> None:
        """Keep what became of the write."""
        if self.writes and self.written is not None:
            self.writes.after(self.written, outcome, number=number, record=record, result=result)


def exchange(
    engine: Engine, request: Request, asked: Asked, goal: Target, held: Record | None, undoes: int | None = None
) -> Exchange:
    """Send a write to ``goal``, whose record is ``held`` before it (``None`` where nothing of it is to be kept).

    ``undoes`` is the write that this one takes back. Raises ``CerbshError`` where no answer comes, ``StoppedError`` for
    Ctrl-C; both tell where the write may have been done, and how to find out.
    """
    net = _spread(engine, asked, goal, held, undoes)
    if net.holds:
        engine.unkept = ""
    else:
        leave_unkept(engine, request)
    try:
        with engine.entry(request, asked) as pending:
            reply = engine.fill(pending, request, asked)
    except KeyboardInterrupt:
        net.note("lost", pending.number)
        raise StoppedError(f"interrupted: {MAYBE}", way_to_find_out(pending.number if net.holds else None)) from None
    except CerbshError as error:
        net.note("lost" if _was_sent(error) else "refused", pending.number)
        raise _told(error, pending.number if net.holds else None) from None
    done = Exchange(reply, _outcome(goal, reply), _answered(goal, reply), pending.number, net.holds)
    record = former.id_of(done.now) if goal.action == "create" else ""
    net.note(done.outcome, done.number, record, done.now)
    seen = _seen(engine, asked, goal, done)
    if seen is not done:
        net.note(seen.outcome, seen.number, record, seen.now)
    return seen


def leave_unkept(engine: Engine, request: Request) -> None:
    """Remember that the last write is one that ``undo`` cannot take back, lest it take an earlier one."""
    engine.unkept = f"{request.method} {bare_path(request.path)}"


def way_to_find_out(number: int | None) -> str:
    """What to do after a write that may have been done."""
    return f"check {number} reads the record to find out" if number else "read the record to find out"


def _spread(engine: Engine, asked: Asked, goal: Target, held: Record | None, undoes: int | None) -> Net:
    """Put the former values on disk."""
    history = engine.notebook.history
    if held is None or history is None or not engine.keeps(asked):
        return Net()
    profile = engine.signed_in.profile
    before = Before(
        shell=engine.shell,
        profile=profile.name,
        base_url=profile.base_url,
        worker=engine.notebook.worker,
        started=time.time(),
        action="create" if goal.action == "create" else "delete" if goal.action == "delete" else "update",
        type=goal.kind.uri,
        record=goal.record,
        label=former.label_of(held),
        asked=goal.fields,
        former=held,
        undoes=undoes,
    )
    return Net(history.writes, history.writes.remember_before(before))


def _was_sent(error: CerbshError) -> bool:
    """Whether the request may have reached Cerb. A refused sign-in means that nothing was done."""
    return isinstance(error, ReplyError) or (isinstance(error, ConnectError) and error.sent)


def _told(error: CerbshError, number: int | None) -> CerbshError:
    """The error with the way to find out what became of the write."""
    if isinstance(error, ConnectError) and error.sent:
        return ConnectError(error.message, way_to_find_out(number), sent=True)
    return error


def _outcome(goal: Target, reply: Reply) -> Outcome:
    """What an answer says of the write: an error of Cerb's and a status below 500 mean that nothing was done."""
    if reply.ok:
        return "refused" if _stood_before(goal, reply) else "done"
    return "refused" if reply.cerb_status == "error" or 300 <= reply.status < 500 or reply.status == 501 else "lost"


def _stood_before(goal: Target, reply: Reply) -> bool:
    """Whether Cerb answered with a file that it had already, instead of keeping the same bytes a second time."""
    if goal.action != "create" or goal.kind.uri != "attachment":
        return False
    try:
        updated = float(str(reply.envelope.get("updated")))
    except ValueError:
        return False
    return updated < _sent_at(reply) - _SLACK


def _sent_at(reply: Reply) -> float:
    """When the answer was sent, by the server's clock where it tells it."""
    from email.utils import parsedate_to_datetime

    try:
        return parsedate_to_datetime(reply.header("Date")).timestamp()
    except ValueError:
        return reply.started


def _answered(goal: Target, reply: Reply) -> Record:
    """The record in an answer; empty where the answer holds none of that type."""
    shown = reply.envelope if reply.ok and goal.action != "delete" else {}
    return record_of(shown) if shown.get("_context") == goal.kind.context else {}


def _seen(engine: Engine, asked: Asked, goal: Target, done: Exchange) -> Exchange:
    """``done`` with the record read once more, where its answer does not show all that was written."""
    number = goal.record or former.id_of(done.now)
    shown_anyway = not expand_for(goal.kind, goal.fields)
    if done.outcome != "done" or goal.action == "delete" or not number or (done.now and shown_anyway):
        return done
    try:
        found = former.read(engine, goal.kind, number, goal.fields, answer.seconds(asked, "timeout"))
    except CerbshError:
        return done
    return replace(done, now=found.record) if found.record else done
