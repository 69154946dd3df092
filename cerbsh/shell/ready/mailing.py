"""What mail needs to know first: the ticket with its latest message, the id of a group, the number of a status."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cerbsh.api.request import Request
from cerbsh.errors import ReplyError, UsageError
from cerbsh.history.record import Record, record_of, text_of
from cerbsh.language.suggest import did_you_mean
from cerbsh.view.problem import problem

if TYPE_CHECKING:
    from cerbsh.api.request import Pairs
    from cerbsh.shell.engine import Engine

STATUSES: Final = ("open", "waiting", "closed", "deleted")
"""The statuses of a ticket; the place of each is the number that mail takes for it."""

_EXPAND: Final = ("expand", "latest_message_content,participants")
_GROUPS: Final = "500"


def ticket(engine: Engine, name: str) -> Record:
    """A ticket by its id or its mask, with its participants and its latest message.

    Raises ``ReplyError`` where there is none, or none that can be answered.
    """
    name = name.removeprefix("ticket:")
    found = _by_id(engine, name) if name.isascii() and name.isdecimal() else _by_mask(engine, name)
    if text_of(found.get("latest_message_id")) in ("", "0"):
        raise ReplyError(f"ticket {name} has no message that could be answered", "compose begins a new one")
    return found


def group_id(engine: Engine, name: str) -> str:
    """The id of a group by its name, or the id itself. Raises ``UsageError`` where no group has that name."""
    if name.isascii() and name.isdecimal():
        return name
    envelope = _get(engine, "records/group/search.json", (("limit", _GROUPS), ("q", "sort:name")))
    results = envelope.get("results")
    groups = {str(row.get("name")): text_of(row.get("id")) for row in results} if isinstance(results, list) else {}
    for known, number in groups.items():
        if known.casefold() == name.casefold():
            return number
    raise UsageError(f"there is no group {name}", did_you_mean(name, groups) or f"there are: {', '.join(groups)}")


def status_number(text: str) -> str:
    """The number of a status: of its name, its first letter, or the number itself. Raises ``UsageError``."""
    for number, name in enumerate(STATUSES):
        if text.lower() in (name, name[0], str(number)):
            return str(number)
    raise UsageError(f"there is no status {text}", f"there are: {', '.join(STATUSES)}")


def status_name(number: str) -> str:
    """The name of a status."""
    return STATUSES[int(number)] if number in ("0", "1", "2", "3") else number


def me(engine: Engine) -> str:
    """The id of the worker who is signed in. Raises ``ReplyError`` where Cerb does not tell it."""
    return text_of(_get(engine, "workers/me.json", ()).get("id"))


def _by_id(engine: Engine, number: str) -> Record:
    return record_of(_get(engine, f"records/ticket/{number}.json", (_EXPAND,)))


def _by_mask(engine: Engine, mask: str) -> Record:
    if '"' in mask or "{" in mask:
        raise UsageError(f"{mask} is neither the id nor the mask of a ticket")
    envelope = _get(engine, "records/ticket/search.json", (("q", f'mask:"{mask}"'), ("limit", "1"), _EXPAND))
    results = envelope.get("results")
    if not isinstance(results, list) or not results:
        raise ReplyError(f"there is no ticket {mask}", "name it by its id or its mask: reply 12, reply ABC-12345-678")
    return record_of(results[0])


def _get(engine: Engine, path: str, query: Pairs) -> dict[str, object]:
    """The envelope of a question of cerbsh's own, which the history does not keep. Raises ``ReplyError``."""
    reply = engine.signed_in.send(Request("GET", path, query))
    if not reply.ok:
        raise ReplyError(*problem(reply, engine.catalogue))
    return reply.envelope
