"""The options of the command line, and its subcommands: what the parser, completion and the man page are made from."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from functools import partial
from typing import NamedTuple, NoReturn

from cerbsh import __version__
from cerbsh.errors import UsageError


class Parser(argparse.ArgumentParser):
    """A parser whose errors look as all others do."""

    def error(self, message: str) -> NoReturn:
        """Raises ``UsageError`` in place of leaving with a text of its own."""
        raise UsageError(message, f"{self.prog} --help says what there is")


class Subcommand(NamedTuple):
    """Where the function of a subcommand stands, what makes its parser there, and what it does.

    The function takes the arguments without the subcommand's name and gives the exit status.
    """

    place: str
    parser: str
    summary: str


_ACCOUNT = "cerbsh.shell.opening.account"

SUBCOMMANDS = {
    "login": Subcommand(f"{_ACCOUNT}:login", "login_parser", "sign in, and keep the sign-in as a profile"),
    "logout": Subcommand(f"{_ACCOUNT}:logout", "logout_parser", "forget the sign-in of a profile"),
    "status": Subcommand(f"{_ACCOUNT}:status", "status_parser", "who is signed in where, and for how long"),
    "profiles": Subcommand(f"{_ACCOUNT}:profiles", "profiles_parser", "the profiles"),
    "token": Subcommand(f"{_ACCOUNT}:token", "token_parser", "print a fresh access token; it is recorded nowhere"),
    "doctor": Subcommand("cerbsh.shell.doctor:main", "parser", "what is wrong, and how to mend it"),
    "demo-server": Subcommand("cerbsh.demo.command:main", "parser", "the demo Cerb by itself"),
    "completion": Subcommand("cerbsh.completion:main", "parser", "completion of this command line for a shell"),
}

WIDTH = 80
"""Columns of the help: asking the terminal takes another eighth of its time."""

TAKES_VALUE = frozenset({"-c", "-p", "--profile", "--color"})
"""Options in front of a subcommand or a file that are followed by their value."""


def first_word(args: Sequence[str]) -> int | None:
    """Where the first argument stands that is neither an option nor an option's value; ``None`` when there is none."""
    at = 0
    while at < len(args):
        if args[at] in TAKES_VALUE:
            at += 2
        elif args[at].startswith("-") and args[at] != "-":
            at += 1
        else:
            return at
    return None


def parser() -> argparse.ArgumentParser:
    """The parser of a call that is no subcommand. Its help fits a screen of 24 rows."""
    width = max(map(len, SUBCOMMANDS))
    commands = "\n".join(f"  {name:<{width}}  {call.summary}" for name, call in SUBCOMMANDS.items())
    made = Parser(
        prog="cerbsh",
        usage="cerbsh [options] [FILE | -]\n       cerbsh COMMAND [--help]",
        epilog=f"commands:\n{commands}",
        formatter_class=partial(argparse.RawDescriptionHelpFormatter, width=WIDTH, max_help_position=26),
        add_help=False,
    )
    add = made.add_argument_group().add_argument
    add("script", metavar="FILE", nargs="?", help="run a script; - is standard input")
    add("-c", dest="lines", metavar="LINE", action="append", help="run LINE; may be given more than once")
    add("-p", "--profile", metavar="NAME", default="", help="use another profile than the default one")
    add("--demo", action="store_true", help="use an embedded demo Cerb; nothing is kept")
    add("--keep-going", action="store_true", help="go on after a line that failed")
    add("--no-history", action="store_true", help="keep no history")
    add("-q", "--quiet", action="store_true", help="no warnings")
    colour = "when to colour: auto, always or never (default: auto)"
    add("--color", metavar="WHEN", choices=("auto", "always", "never"), default="auto", help=colour)
    add("-h", "--help", action="help", help="say this; without options the prompt opens")
    add("-V", "--version", action="version", version=f"cerbsh {__version__}", help="say the version")
    return made
