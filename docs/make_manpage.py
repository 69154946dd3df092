"""The man page, made from the parsers of the command line: ``python -m docs.make_manpage`` writes ``docs/cerbsh.1``."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator
from pathlib import Path

from cerbsh import __version__
from cerbsh.arguments import SUBCOMMANDS
from cerbsh.completion import whole_parser
from docs.make_reference import EXITS

TARGET = Path(__file__).parent / "cerbsh.1"

DESCRIPTION = (
    "cerbsh signs in to a Cerb once and sends requests to its API: line by line at a prompt with completion and a "
    "history, from a script, or from the command line. Without FILE and options the prompt opens."
)

ENVIRONMENT = {
    "CERBSH_BASE_URL, CERBSH_TOKEN": "sign a script in without a profile",
    "CERBSH_CLIENT_SECRET": "the client secret of a sign-in",
    "CERBSH_CONFIG_DIR, CERBSH_DATA_DIR": "move the folders of profiles and tokens, and of the history",
    "PAGER, VISUAL, EDITOR, BROWSER, NO_COLOR": "as everywhere",
    "HTTPS_PROXY, NO_PROXY, REQUESTS_CA_BUNDLE": "the way to Cerb",
}

EXAMPLES = """\
  cerbsh                                    the prompt; the first start asks what it needs
  cerbsh --demo                             the prompt on an embedded demo Cerb
  cerbsh -c 'GET workers/me'                one line, its reply on standard output
  cerbsh nightly.cerb                       a script, a line each; - reads standard input
  cerbsh login https://cerb.example.com/    sign in
"""


def manpage() -> str:
    """The whole page, roff with the man macros."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    made = whole_parser()
    commands = next(action for action in made._actions if isinstance(action, argparse._SubParsersAction))
    yield f'.TH CERBSH 1 "" "cerbsh {__version__}" "User Commands"'
    yield from (".SH NAME", _text("cerbsh - an interactive shell for the REST API of Cerb"))
    yield from (
        ".SH SYNOPSIS",
        ".B cerbsh",
        _text("[options] [FILE | -]"),
        ".br",
        ".B cerbsh",
        _text("COMMAND [options]"),
    )
    yield from (".SH DESCRIPTION", _text(DESCRIPTION))
    yield from (".SH OPTIONS", *_options(made))
    yield ".SH COMMANDS"
    for name, below in commands.choices.items():
        yield ".SS " + _text(f"cerbsh {name}")
        yield from (_text(below.description or SUBCOMMANDS[name].summary), *_options(below))
    yield ".SH EXIT STATUS"
    for status, words in EXITS.items():
        yield from (".TP", str(int(status)), _text(words.replace("`", "")))
    yield ".SH ENVIRONMENT"
    for names, words in ENVIRONMENT.items():
        yield from (".TP", f".B {_text(names)}", _text(words))
    yield from (".SH EXAMPLES", ".nf", *map(_text, EXAMPLES.splitlines()), ".fi")


def _options(parser: argparse.ArgumentParser) -> Iterator[str]:
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction) or action.help == argparse.SUPPRESS:
            continue
        names = ", ".join(action.option_strings) or str(action.metavar or action.dest)
        value = f" {action.metavar}" if action.option_strings and action.metavar else ""
        words = (action.help or "") % {"default": action.default, "prog": parser.prog}
        yield from (".TP", f".B {_text(names + value)}", _text(words))


def _text(text: str) -> str:
    """Plain text as roff takes it (groff_man(7)): backslashes and hyphens escaped, no control line by accident."""
    text = re.sub(r"\s*\n\s*", " ", text.replace("\\", "\\e").replace("-", "\\-"))
    return f"\\&{text}" if text.startswith((".", "'")) else text


if __name__ == "__main__":
    TARGET.write_text(manpage(), encoding="utf-8")
