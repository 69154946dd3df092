"""What was asked once, asked again: ``replay``, ``save``, ``saved``, ``run``."""

from __future__ import annotations

from cerbsh.language.grammar import REPLY_OPTIONS, Argument, Option, request_options
from cerbsh.language.line import CommandLine
from cerbsh.shell.engine import Engine
from cerbsh.shell.registry import command
from cerbsh.shell.result import Result

AGAIN = (*REPLY_OPTIONS, *request_options("yes", "force"))
"""Options that go to the line that runs again, where the last of a name counts."""


@command(
    "replay",
    "Send a request of the history again",
    Argument("number", "entry"),
    options=(Option("edit", "none", "put the line back, to be edited first"), *AGAIN),
)
def replay(engine: Engine, call: CommandLine) -> Result:
    """``replay 12`` runs the line of request 12 again, in the folder where it ran; a write is asked about first. Where
    the line holds ``$name`` or ``$_``, the request is sent as it was sent then. ``replay 12 --table`` shows the reply
    as a table this time."""
    from cerbsh.shell.again import replaying

    return replaying.replay(engine, call)


@command("save", "Keep a line under a name", Argument("name", "saved"), Argument("line", "raw"))
def save(engine: Engine, call: CommandLine) -> Result:
    """``save mine search ticket owner.id:me status:${1:-open}`` keeps the rest of the line as it stands, ``save mine
    12`` the line of request 12. ``$1`` and ``${2}`` are arguments of ``run``, ``${1:-open}`` has a default."""
    from cerbsh.shell.again import saved

    return saved.save(engine, call)


@command(
    "saved",
    "List the saved lines",
    options=(Option("remove", "value", "forget one of them", "NAME", kind="saved"),),
)
def saved_(engine: Engine, call: CommandLine) -> Result:
    """``saved --remove mine`` forgets one."""
    from cerbsh.shell.again import saved

    unwanted = call.option("remove")
    if unwanted and unwanted.value:
        return saved.remove(engine, unwanted.value.text)
    return saved.listing(engine.notebook.saved)


@command(
    "run",
    "Run a saved line",
    Argument("name", "saved"),
    Argument("arguments", required=False, many=True),
    options=AGAIN,
)
def run(engine: Engine, call: CommandLine) -> Result:
    """``run mine waiting`` puts ``waiting`` in the place of ``$1``. An argument is one word there: it is never split,
    and never read as anything but text."""
    from cerbsh.shell.again import saved

    return saved.run(engine, call)
