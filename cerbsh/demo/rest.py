"""The demo's REST API: a call that was let in becomes an answer. It may be asked from many threads at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from cerbsh.catalogue import builtin
from cerbsh.demo import contexts, dataquery, envelope, older, records
from cerbsh.demo.bodies import Body
from cerbsh.demo.envelope import CrashError, RefusalError
from cerbsh.demo.http import Answer, Call
from cerbsh.demo.request import Request
from cerbsh.demo.store import Database

Controller = Callable[[Request], Body | Answer]

CONTROLLERS: Mapping[str, Controller] = {
    "records": records.answer,
    "contexts": contexts.answer,
    "customfields": contexts.custom_fields,
    "data": dataquery.answer,
    **older.CONTROLLERS,
}
"""What stands first in a path."""


def _is_cerbs(name: str) -> bool:
    return any(endpoint.segments[0] == name for endpoint in builtin().endpoints)


class Rest:
    """``answer(call)`` over one database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def answer(self, call: Call) -> Answer:
        """The answer to one call. Everything that a call writes is kept, or nothing where it is refused."""
        name, *parts = call.path.rstrip("/").split("/")
        controller = CONTROLLERS.get(name) or (older.unspoken if _is_cerbs(name) else None)
        if controller is None or not parts:
            return envelope.unknown_command(call.path.rstrip("/"))
        command, dot, suffix = parts[-1].rpartition(".")
        parts[-1] = command if dot else ""
        try:
            with self._database.turn():
                found = controller(Request(call, self._database, tuple(parts)))
        except RefusalError as refused:
            return envelope.refusal(refused, suffix)
        except CrashError:
            return envelope.crash()
        return found if isinstance(found, Answer) else envelope.success(found, suffix)
