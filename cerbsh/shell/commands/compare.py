"""Comparing two replies: ``diff``."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from cerbsh.api.exact import parse
from cerbsh.errors import LocalError
from cerbsh.files import named
from cerbsh.language.grammar import Argument
from cerbsh.language.line import CommandLine
from cerbsh.language.references import text_of, word_value
from cerbsh.language.tokens import Word
from cerbsh.shell.again import past
from cerbsh.shell.engine import Engine
from cerbsh.shell.registry import command
from cerbsh.shell.result import Note, Piece, Result, Surface

ROWS = 3
"""Rows of a terminal that one difference may fill."""


@dataclass(frozen=True)
class Text:
    """A side that is no JSON."""

    text: str


@dataclass(frozen=True)
class Comparison:
    """What differs between two JSON values, or, where one is a ``Text``, between two texts."""

    old: object
    new: object

    def pieces(self, surface: Surface) -> Iterator[Piece]:
        """A line for each difference; a word where there is none."""
        same = True
        for line in self._lines(surface):
            same = False
            yield line
        if same:
            yield Note("note", "there is no difference")

    def _lines(self, surface: Surface) -> Iterator[str]:
        from cerbsh.view import diff

        if isinstance(self.old, Text) or isinstance(self.new, Text):
            return diff.text(_text(self.old), _text(self.new), surface.theme)
        width = ROWS * surface.width if surface.terminal else None
        return diff.render(diff.changes(self.old, self.new), surface.theme, width)


@command("diff", "Compare two replies", Argument("a", "reply"), Argument("b", "reply"))
def diff_(engine: Engine, call: CommandLine) -> Result:
    """``diff 11 12`` compares replies of the history key by key, ``diff 12 $_`` one of them with the last reply,
    ``diff $11.results[0] $12.results[0]`` parts of them; any other word names a file. Records of a list are matched by
    their ids. Text that is no JSON is compared line by line. The exit status is 0 whether they differ or not."""
    return Result(body=Comparison(*(_side(engine, word, call.text) for word in call.args)))


def _side(engine: Engine, word: Word, text: str) -> object:
    """What a word names, as a JSON value or a ``Text``."""
    if word.text.isdecimal() or word.reply:
        return read(_reply(engine, word, text))
    if word.references:
        return word_value(word, text, engine.lookup)
    return read(_file(text_of(word, text, engine.lookup)))


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


def read(content: bytes) -> object:
    """A body as one side of a ``Comparison``."""
    try:
        return parse(content).value
    except ValueError:
        return Text(content.decode("utf-8", "replace"))


def _text(side: object) -> str:
    from cerbsh.view import json

    return side.text if isinstance(side, Text) else "".join(json.render(side)) + "\n"
