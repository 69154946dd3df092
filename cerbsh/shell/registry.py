"""The commands of the prompt: each a small function with a name, a summary and typed arguments.

Help, completion, the parser and the reference in the documentation all read this one list.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple

from cerbsh.language.grammar import Argument, CommandSpec, Option

if TYPE_CHECKING:
    from cerbsh.language.line import CommandLine
    from cerbsh.shell.engine import Engine
    from cerbsh.shell.result import Result

Run = Callable[["Engine", "CommandLine"], "Result"]

FAMILIES = (
    "records",
    "mail",
    "links",
    "attachments",
    "navigation",
    "variables",
    "history",
    "compare",
    "export",
    "again",
    "undo",
    "watch",
    "knowledge",
    "account",
    "help",
    "session",
)
"""The modules of ``shell.commands``, in the order in which help lists their commands."""


class Command(NamedTuple):
    """A command: what the language knows of it, what it does, and the longer words of ``help NAME``."""

    spec: CommandSpec
    run: Run
    family: str

    @property
    def explanation(self) -> str:
        """The docstring of its function: what ``help NAME`` says below the summary."""
        from inspect import getdoc

        return getdoc(self.run) or ""


_COMMANDS: dict[str, Command] = {}


def command(
    name: str, summary: str, *args: Argument, options: tuple[Option, ...] = (), request: str = ""
) -> Callable[[Run], Run]:
    """Register the function below as the command ``name``; its docstring is the longer help."""

    def register(run: Run) -> Run:
        spec = CommandSpec(name, summary, args, options, request)
        _COMMANDS[name] = Command(spec, run, run.__module__.rpartition(".")[2])
        return run

    return register


@cache
def commands() -> Mapping[str, Command]:
    """Every command by its name, the families in order."""
    for family in FAMILIES:
        import_module(f"cerbsh.shell.commands.{family}")
    in_order = sorted(_COMMANDS.items(), key=lambda item: FAMILIES.index(item[1].family))
    return dict(in_order)


class _Specs(Mapping[str, CommandSpec]):
    """What the language needs to know of the commands. The families are loaded when the first name is looked up: a line
    that begins with a method goes without.
    """

    def __getitem__(self, name: str) -> CommandSpec:
        return commands()[name].spec

    def __iter__(self) -> Iterator[str]:
        return iter(commands())

    def __len__(self) -> int:
        return len(commands())


SPECS = _Specs()
