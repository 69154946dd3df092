"""Comparing two replies: ``diff``."""

from __future__ import annotations

from cerbsh.errors import LocalError
from cerbsh.files import named
from cerbsh.language.grammar import Argument
from cerbsh.language.line import CommandLine
from cerbsh.language.references import text_of, word_value
from cerbsh.language.tokens import Word
from cerbsh.shell.again import past
from cerbsh.shell.engine import Engine
from cerbsh.shell.registry import command
from cerbsh.shell.result import Result


@command("diff", "Compare two replies", Argument("a", "reply"), Argument("b", "reply"))
def diff_(engine: Engine, call: CommandLine) -> Result:
    """``diff 11 12`` compares replies of the history key by key, ``diff 12 $_`` one of them with the last reply,
    ``diff $11.results[0] $12.results[0]`` parts of them; any other word names a file. Records of a list are matched by
    their ids. Text that is no JSON is compared line by line. The exit status is 0 whether they differ or not."""
    from cerbsh.shell.again.comparison import Comparison

    return Result(body=Comparison(*(_side(engine, word, call.text) for word in call.args)))


def _side(engine: Engine, word: Word, text: str) -> object:
    """What a word names, as one side of a comparison."""
    from cerbsh.shell.again.comparison import side

    if word.text.isdecimal() or word.reply:
        return side(_reply(engine, word, text))
    if word.references:
        return word_value(word, text, engine.lookup)
    return side(_file(text_of(word, text, engine.lookup)))


def _reply(engine: Engine, word: Word, text: str) -> bytes:
    if word.text == "$_":
        return past.last(engine, word, text).body
    return past.reply(past.kept(engine), past.entry(engine, word, text)).body


def _file(name: str) -> bytes:
    try:
        return named(name).read_bytes()
    except OSError as error:
        hint = "diff takes two numbers of the history, $_, or files"
        raise LocalError(f"cannot read {name}: {error.strerror}", hint) from None
