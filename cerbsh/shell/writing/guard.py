"""How far a write is guarded, and what it goes to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal, get_args

from cerbsh.api.request import Method, Request
from cerbsh.history.target import Target, target_of

if TYPE_CHECKING:
    from cerbsh.shell.engine import Engine

Mode = Literal["ask", "warn", "off"]

_SETTING: Final[dict[Method, str]] = {"PUT": "put", "PATCH": "put", "DELETE": "delete", "POST": "post"}


def mode(engine: Engine, method: Method) -> Mode:
    """What the settings say of writes of that method.

    ``ask`` shows a write, keeps what was there before, and asks where it is dangerous; ``warn`` does so without asking;
    ``off`` sends it as it is. A value that is none of them, in a file that was edited by hand, guards as ``ask`` does.
    """
    own = engine.setting(f"guard.{_SETTING[method]}") if method in _SETTING else "guard"
    wanted = engine.setting("guard") if own == "guard" else own
    return next((known for known in get_args(Mode) if known == wanted), "ask")


def target(engine: Engine, request: Request) -> Target | None:
    """The record that a write goes to; ``None`` where it is none that can be guarded.

    The record types of the server's own are read only where the built-in catalogue does not know the type.
    """
    found = target_of(request, engine.catalogue)
    if found is None and engine.knowledge.load():
        found = target_of(request, engine.catalogue)
    return found
