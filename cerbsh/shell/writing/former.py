"""Records read beside what was asked: before a write, after it, and when it is to be taken back.

These requests are cerbsh's own: they are not in the history, and ``$_`` stays what it was.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cerbsh.api.request import Request
from cerbsh.catalogue import RecordType
from cerbsh.errors import ReplyError, SignInError
from cerbsh.history.entry import bare_path
from cerbsh.history.record import Record, expand_for, record_of, text_of
from cerbsh.view.cells import label_key
from cerbsh.view.problem import problem

if TYPE_CHECKING:
    from cerbsh.api.reply import Reply
    from cerbsh.shell.engine import Engine


@dataclass(frozen=True)
class Reading:
    """A record as it is now, with the reason where it could not be read; neither where there is no such record."""

    record: Record | None = None
    trouble: str = ""

    @property
    def missing(self) -> bool:
        """Whether Cerb knows of no such record."""
        return self.record is None and not self.trouble


def read(engine: Engine, kind: RecordType, number: str, names: Iterable[str] | None, timeout: float | None) -> Reading:
    """Record ``number`` of a type with what shows the fields ``names``, or all of its fields.

    ``number`` is percent-encoded as it stands in a path. Raises ``CerbshError`` where no answer of Cerb's comes: what
    cannot be read for a moment is no reason to write without a net.
    """
    expand = expand_for(kind, names)
    query = (("expand", expand),) if expand else ()
    reply = _asked(engine, Request("GET", f"records/{kind.uri}/{number}.json", query), timeout)
    if reply.ok and reply.envelope:
        return Reading(record_of(reply.envelope))
    if reply.error_code == "ERROR_NOT_FOUND":
        return Reading()
    return Reading(trouble=problem(reply, engine.catalogue).message)


def find(engine: Engine, kind: RecordType, query: str, limit: int, timeout: float | None) -> tuple[int, list[Record]]:
    """How many records of a type a query finds, and the first of them. -1 and none where Cerb does not say.

    Raises ``CerbshError`` where no answer of Cerb's comes.
    """
    pairs = (("q", query), ("limit", str(limit)))
    reply = _asked(engine, Request("GET", f"records/{kind.uri}/search.json", pairs), timeout)
    total, results = reply.envelope.get("total"), reply.envelope.get("results")
    if not (reply.ok and isinstance(total, int) and isinstance(results, list)):
        return -1, []
    return total, [row for row in results if isinstance(row, dict)]


def _asked(engine: Engine, request: Request, timeout: float | None) -> Reply:
    """The answer, which is Cerb's own: a success, or an error that Cerb tells."""
    reply = engine.signed_in.send(request, timeout=timeout)
    if not reply.cerb_status:
        message, hint = problem(reply, engine.catalogue)
        if reply.status == 401:
            raise SignInError(message, hint)
        shows = f"nothing was written; GET {bare_path(request.path)} shows what is wrong"
        raise ReplyError(f"the record cannot be read: {message}", shows)
    return reply


def label_of(record: Record) -> str:
    """What a record is called; empty where it does not say."""
    row = dict(record)
    key = label_key(row)
    return str(row[key]) if key else ""


def id_of(record: Record) -> str:
    """The id of a record; empty where it does not say."""
    return text_of(record.get("id"))


def name_of(kind: RecordType, number: str, label: str) -> str:
    """A record in words: ``task #5 (Call back)``."""
    words = f"{kind.uri} #{number}" if number else f"new {kind.uri}"
    return f"{words} ({label})" if label else words
