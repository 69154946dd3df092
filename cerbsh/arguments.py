"""The options of the command line, and its subcommands: what the parser, completion and the man page are made from."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from functools import partial
from typing import NamedTuple

from cerbsh import __version__


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

WIDTH = 100
"""Columns of the help, as wide as the examples: asking the terminal takes another eighth of its time."""

TAKES_VALUE = frozenset({"-c", "-p", "--profile", "--color"})
"""Options in front of a subcommand or a file that are followed by their value."""

EXAMPLES = """\
examples:
  cerbsh                                    the prompt; the first start asks what it needs
  cerbsh --demo                             the prompt on an embedded demo Cerb
  cerbsh -c 'GET workers/me'                one line, its reply on standard output
  cerbsh nightly.cerb                       a script, a line each; - reads standard input
  cerbsh login https://cerb.example.com/    sign in
"""


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
    """The parser of a call that is no subcommand."""
    width = max(map(len, SUBCOMMANDS))
    commands = "\n".join(f"  {name:<{width}}  {call.summary}" for name, call in SUBCOMMANDS.items())
    made = argparse.ArgumentParser(
        prog="cerbsh",
        usage="cerbsh [options] [FILE | -]\n       cerbsh COMMAND [--help]",
        description="An interactive shell for the REST API of Cerb.",
        epilog=f"commands:\n{commands}\n\n{EXAMPLES}",
        formatter_class=partial(argparse.RawDescriptionHelpFormatter, width=WIDTH),
    )
    made.add_argument("script", metavar="FILE", nargs="?", help="a script to run; - is standard input")
    made.add_argument("-c", dest="lines", metavar="LINE", action="append", help="run LINE; may be given more than once")
    made.add_argument("-p", "--profile", metavar="NAME", default="", help="the profile to use")
    made.add_argument("--demo", action="store_true", help="use an embedded demo Cerb; nothing is kept")
    made.add_argument("--keep-going", action="store_true", help="go on after a line that failed")
    made.add_argument("--no-history", action="store_true", help="keep no history")
    made.add_argument("-q", "--quiet", action="store_true", help="no warnings")
    made.add_argument(
        "--color", choices=("auto", "always", "never"), default="auto", help="when to colour (default: auto)"
    )
    made.add_argument("-V", "--version", action="version", version=f"cerbsh {__version__}")
    return made
