"""Names for values: ``let``, ``vars``."""

from __future__ import annotations

import re

from cerbsh.errors import LineError
from cerbsh.language.grammar import Argument
from cerbsh.language.line import CommandLine
from cerbsh.language.references import text_of, word_value
from cerbsh.shell.engine import Engine
from cerbsh.shell.registry import command
from cerbsh.shell.result import Result, Words
from cerbsh.view import json, safe

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*|_[A-Za-z0-9_]+")


@command(
    "let",
    "Give a value a name",
    Argument("name", "variable"),
    Argument("=", values=("=",)),
    Argument("value", "value", many=True),
)
def let(engine: Engine, call: CommandLine) -> Result:
    """``let id = $_.results[0].id``, then ``GET records/ticket/$id``. A reference keeps its JSON value, anything else
    is text. Text and numbers are in the environment of the programs that a reply is piped to."""
    name, sign, *words = call.args
    if sign.text != "=":
        raise LineError("let wants = behind the name", call.text, sign.start, sign.end, "let id = $_.results[0].id")
    if not _NAME.fullmatch(name.text):
        hint = "a name is letters, digits and _, and begins with a letter"
        raise LineError(f"{name.text} is no name", call.text, name.start, name.end, hint)
    if len(words) == 1:
        engine.variables[name.text] = word_value(words[0], call.text, engine.lookup)
    else:
        engine.variables[name.text] = " ".join(text_of(word, call.text, engine.lookup) for word in words)
    return Result()


@command("vars", "List the names that let gave")
def vars_(engine: Engine, call: CommandLine) -> Result:
    """Each with its value as JSON, cut to the line."""
    if not engine.variables:
        return Result(body=Words("no variable yet: let id = $_.results[0].id"))
    width = max(map(len, engine.variables))
    values = sorted(engine.variables.items())
    return Result(
        body=Words("\n".join(f"{name:<{width}}  {safe.cut(json.dumps(value), 100)}" for name, value in values))
    )
