"""The shell itself: leaving it, clearing the screen."""

from __future__ import annotations

from cerbsh.language.line import CommandLine
from cerbsh.shell.engine import Engine
from cerbsh.shell.registry import command
from cerbsh.shell.result import Result


@command("exit", "Leave the shell")
def leave(engine: Engine, call: CommandLine) -> Result:
    """Ctrl-D on an empty line does the same. In a script, the lines behind it are not run."""
    return Result(leave=True)
