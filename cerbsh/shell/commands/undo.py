"""The net under writes: ``undo``, ``check``."""

from __future__ import annotations

from cerbsh.language.grammar import Argument, Option
from cerbsh.language.line import CommandLine
from cerbsh.shell.engine import Engine
from cerbsh.shell.registry import command
from cerbsh.shell.result import Result

YES = Option("yes", "none", "answer every question with yes")


@command(
    "undo",
    "Take the last write back, or that of a number",
    Argument("number", "entry", required=False),
    options=(YES, Option("force", "none", "even where the record has changed since")),
)
def undo(engine: Engine, call: CommandLine) -> Result:
    """An update gets its former values back, a created record is deleted, a deleted one is created anew (with a new id)
    or, a ticket, restored. What that will do is shown and asked about. ``undo`` alone takes back the last write of this
    shell, in lines and scripts the last one to this Cerb by this worker; ``undo 12`` that of request 12, and undo of an
    undo does it again."""
    from cerbsh.shell.writing import undoing

    return undoing.undo(engine, call)


@command("check", "Find out whether a write was done", Argument("number", "entry"))
def check(engine: Engine, call: CommandLine) -> Result:
    """A write whose reply was lost may have been done. ``check 12`` reads the record that request 12 wrote to, and says
    whether it holds what was asked."""
    from cerbsh.shell.writing import checking

    return checking.check(engine, call)
