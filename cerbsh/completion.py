"""``cerbsh completion bash|zsh|fish``: what a shell needs to complete cerbsh's own command line, and what answers it.

The shell asks cerbsh itself at every Tab (argcomplete), so that profiles are offered by their names.
"""

from __future__ import annotations

import argparse
import os
from importlib import import_module
from typing import Any

from cerbsh.arguments import SUBCOMMANDS, Parser
from cerbsh.arguments import parser as shell_parser
from cerbsh.shell.world import World

SHELLS = ("bash", "zsh", "fish")


def main(args: list[str]) -> int:
    """Print the code for a shell; exit status 0."""
    from argcomplete.shell_integration import shellcode

    options = parser().parse_args(args)
    World().show(shellcode(["cerbsh"], shell=options.shell))
    return 0


def parser() -> argparse.ArgumentParser:
    """The options of ``cerbsh completion``."""
    made = Parser(
        prog="cerbsh completion",
        description="Print what a shell needs to complete the command line of cerbsh.",
        epilog='bash, zsh: eval "$(cerbsh completion bash)"   fish: cerbsh completion fish | source',
    )
    made.add_argument("shell", choices=SHELLS)
    return made


def whole_parser() -> argparse.ArgumentParser:
    """One parser for the whole command line, every subcommand below it: for completion and for the man page."""
    made = shell_parser()
    commands: Any = made.add_subparsers(title="commands", metavar="COMMAND")
    for name, call in SUBCOMMANDS.items():
        own = getattr(import_module(call.place.partition(":")[0]), call.parser)()
        commands.add_parser(name, help=call.summary, parents=[own], add_help=False, description=own.description)
    for action in _actions(made):
        if action.dest == "profile":
            action.completer = _profiles  # type: ignore[attr-defined]  # argcomplete looks for it
    return made


def answer() -> None:
    """Answer the shell that asks, and leave; does nothing where no shell asks."""
    import argcomplete

    argcomplete.autocomplete(whole_parser())


def _actions(parser: argparse.ArgumentParser) -> list[argparse.Action]:
    found = list(parser._actions)
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            found += [inner for below in action.choices.values() for inner in _actions(below)]
    return found


def _profiles(prefix: str, **_: object) -> list[str]:
    """The names of profiles that begin with ``prefix``."""
    from cerbsh import config
    from cerbsh.errors import CerbshError

    try:
        return [name for name in config.load(config.folders(os.environ)).profiles if name.startswith(prefix)]
    except CerbshError:
        return []
