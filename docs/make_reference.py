"""The reference, made from what cerbsh itself reads: ``python -m docs.make_reference`` writes ``docs/reference.md``."""

from __future__ import annotations

from argparse import Action
from collections.abc import Iterable, Iterator
from pathlib import Path

from cerbsh.arguments import SUBCOMMANDS, parser
from cerbsh.errors import Exit
from cerbsh.language.grammar import REQUEST_OPTIONS, Option
from cerbsh.language.lint import rules
from cerbsh.shell.registry import Command, commands
from cerbsh.shell.settings import SETTINGS

TARGET = Path(__file__).parent / "reference.md"

EXITS = {
    Exit.OK: "success; after a pipe, the status of its last program",
    Exit.REPLY: "an answer that is no success: Cerb's error, a page of HTML, a 5xx, a search that timed out",
    Exit.USAGE: "the line, the options, a lint error, or a question that `--yes` did not answer",
    Exit.SIGN_IN: "not signed in, or a sign-in that is spent",
    Exit.CONNECTION: "no connection: DNS, TCP, TLS, a timeout",
    Exit.LOCAL: "a failure on this machine: a file, the disk, the editor",
    Exit.INTERRUPTED: "interrupted",
}


def reference() -> str:
    """The whole reference, Markdown."""
    parts = [_head(), _subcommands(), _language(), _commands(), _settings(), _lint(), _exits()]
    return "\n".join(parts)


def _head() -> str:
    return (
        "# Reference\n\n"
        "Made by `python -m docs.make_reference` from the commands, the options, the settings and the lint rules that\n"
        "cerbsh itself reads.\n"
    )


def _subcommands() -> str:
    calls = [(f"`cerbsh {name}`", call.summary) for name, call in SUBCOMMANDS.items()]
    options = [(f"`{_flag(action)}`", action.help or "") for action in parser()._actions]
    what = "what it does"
    lines = ["## The command line\n", "`cerbsh [options] [FILE | -]`, or one of:\n", *_table(("call", what), calls), ""]
    return "\n".join([*lines, *_table(("option", what), options), ""])


def _flag(action: Action) -> str:
    value = f" {action.metavar}" if action.metavar and action.option_strings else ""
    return ", ".join(action.option_strings or [str(action.metavar)]) + value


def _language() -> str:
    lines = ["## Options of a request\n", *_options(REQUEST_OPTIONS), ""]
    return "\n".join(lines)


def _commands() -> str:
    lines = ["## Commands\n"]
    for each in commands().values():
        lines += [*_command(each), ""]
    return "\n".join(lines)


def _command(each: Command) -> Iterator[str]:
    yield f"### `{each.spec.name}`\n"
    yield f"`{each.spec.usage}`: {each.spec.summary[:1].lower()}{each.spec.summary[1:]}.\n"
    if each.explanation:
        yield each.explanation.replace("``", "`") + "\n"
    own = [option for option in each.spec.options if option not in REQUEST_OPTIONS]
    if own:
        yield from _options(own)
    if len(own) < len(each.spec.options):
        yield "It takes options of requests, too."


def _settings() -> str:
    rows = [
        (f"`{each.name}`", f"`{each.default}`", ", ".join(each.values) or "text", each.summary) for each in SETTINGS
    ]
    table = _table(("setting", "default", "takes", "what it does"), rows)
    return "\n".join(["## Settings\n", "`set NAME VALUE` changes one.\n", *table, ""])


def _lint() -> str:
    rows = [(f"`{rule.code}`", rule.severity, rule.summary) for rule in rules()]
    text = (
        "An error keeps the line from being sent, and `--force` sends it all the same; a warning goes along with it.\n"
    )
    return "\n".join(["## Lint\n", text, *_table(("rule", "severity", "what it finds"), rows), ""])


def _exits() -> str:
    rows = [(str(int(status)), words) for status, words in EXITS.items()]
    return "\n".join(["## Exit status\n", *_table(("status", "meaning"), rows), ""])


def _options(options: Iterable[Option]) -> list[str]:
    rows = [(f"`{_spelled(option)}`", option.summary) for option in options]
    return _table(("option", "what it does"), rows)


def _spelled(option: Option) -> str:
    value = {"none": "", "value": f" {option.metavar}", "optional": f"[={option.metavar}]"}[option.takes]
    return f"{option.spelling}{value}"


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> list[str]:
    lines = [head, tuple("---" for _ in head), *rows]
    return ["| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines]


if __name__ == "__main__":
    TARGET.write_text(reference(), encoding="utf-8")
