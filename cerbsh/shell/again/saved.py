"""Lines that were saved under a name: kept, listed, and run with arguments in the place of their parameters."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from cerbsh.errors import LineError, UsageError
from cerbsh.history.saved import parameters
from cerbsh.language.line import CommandLine, Line
from cerbsh.language.parser import parse
from cerbsh.language.references import reference_text, text_of
from cerbsh.language.rooted import rooted
from cerbsh.language.tokens import Piece, Word
from cerbsh.shell.again import past
from cerbsh.shell.again.replaying import line_of, with_options
from cerbsh.shell.result import Note, Result, Words
from cerbsh.view import safe

if TYPE_CHECKING:
    from cerbsh.language.tokens import Reference
    from cerbsh.shell.engine import Engine

EXAMPLE: Final = "save mine search ticket owner.id:me status:${1:-open}"
_NUMBER: Final = re.compile(r"\$?[0-9]{1,18}", re.ASCII)


@dataclass(frozen=True)
class Running:
    """Saved lines that run, the outermost first, with the arguments of the innermost; ``typed`` is the line that was
    entered for all of it."""

    names: tuple[str, ...]
    arguments: tuple[str, ...]
    typed: str


def argument(reference: Reference, running: Running | None) -> str:
    """What stands for ``$1`` or ``${1:-open}``; its default also where the argument is empty.

    Raises ``LookupError`` with a message where there is neither.
    """
    number = int(reference.name)
    given = running.arguments[number - 1] if running and 0 < number <= len(running.arguments) else None
    if given is None and reference.default is None:
        raise LookupError(f"argument {number} is missing")
    return given or reference.default or ""


def run(engine: Engine, call: CommandLine) -> Result:
    """Run the line that ``call`` names. Raises ``CerbshError``: a ``UsageError`` for arguments that do not fit."""
    name = call.args[0]
    line = engine.notebook.saved.get(name.text)
    if line is None:
        raise LineError(f"no line is saved as {name.text}", call.text, name.start, name.end, "saved lists them")
    arguments = tuple(text_of(word, call.text, engine.lookup) for word in call.args[1:])
    _check(call, line, arguments)
    with _running(engine, call, arguments):
        result = engine.perform(_filled(engine, with_options(parse(line, engine.grammar), call.options)))
    return result._replace(target=None) if call.sink else result


def save(engine: Engine, call: CommandLine) -> Result:
    """Keep the line behind the name, or that of an entry of the history, from the root.

    Raises ``LineError`` for a line that cannot be understood, ``UsageError`` for a name that is none.
    """
    assert call.rest is not None
    name, kept = call.args[0].text, past.kept(engine).saved
    before = kept.find(name)
    made = kept.save(name, _line(engine, call, call.rest), time.time())
    instead = f"it was: {before.line}" if before and before.line != made.line else ""
    return Result(notes=(Note("note", f"run {made.name} runs: {made.line}", instead),))


def remove(engine: Engine, name: str) -> Result:
    """Forget a saved line. Raises ``UsageError`` where there is none of that name."""
    if not past.kept(engine).saved.remove(name):
        raise UsageError(f"no line is saved as {name}", "saved lists them")
    return Result(notes=(Note("note", f"{name} is forgotten"),))


def listing(saved: Mapping[str, str]) -> Result:
    """The saved lines, by name."""
    if not saved:
        return Result(body=Words(f"no line is saved yet: {EXAMPLE}"))
    width = max(map(len, saved))
    return Result(body=Words("\n".join(f"{name:<{width}}  {safe.line(line)}" for name, line in saved.items())))


def _line(engine: Engine, call: CommandLine, rest: Word) -> str:
    """The line to save: the rest of ``call`` as it stands, or that of the entry that it names."""
    text = call.text[rest.start : rest.end].strip()
    if _NUMBER.fullmatch(text):
        word = Word(rest.start, rest.start + len(text), (Piece(rest.start, rest.start + len(text), text),))
        return line_of(engine, past.entry(engine, word, call.text))
    grammar = engine.grammar._replace(parameters=True)
    try:
        parse(text, grammar)
    except LineError as error:
        at = rest.start
        raise LineError(error.message, call.text, at + error.start, at + error.end, error.hint) from None
    return rooted(text, grammar)


def _check(call: CommandLine, line: str, arguments: tuple[str, ...]) -> None:
    """Whether the line takes so many arguments; one that is missing is told of under its place in the line."""
    most = max(parameters(line), default=0)
    if len(arguments) > most:
        first = call.args[1 + most]
        takes = f"takes {most} argument{'' if most == 1 else 's'}"
        raise LineError(f"{call.args[0].text} {takes}", call.text, first.start, first.end, f"it is: {line}")


def _filled(engine: Engine, line: Line) -> Line:
    """The line with its arguments put into the words of commands, which take some as they stand: ``show $1``.

    Raises ``LineError`` under a parameter that has neither an argument nor a default.
    """
    if not isinstance(line, CommandLine):
        return line
    args = tuple(_literal(engine, word, line.text) for word in line.args)
    return line._replace(args=args, line=line.line and _filled(engine, line.line))


def _literal(engine: Engine, word: Word, text: str) -> Word:
    pieces = tuple(
        Piece(piece.start, piece.end, reference_text(piece.reference, text, engine.lookup), "'", False)
        if piece.reference and piece.reference.kind == "parameter"
        else piece
        for piece in word.pieces
    )
    return Word(word.start, word.end, pieces)


@contextmanager
def _running(engine: Engine, call: CommandLine, arguments: tuple[str, ...]) -> Iterator[None]:
    name, outer = call.args[0].text, engine.running
    if outer and name in outer.names:
        raise UsageError(f"{name} would run itself", f"by way of: {' '.join((*outer.names, name))}")
    names = (*outer.names, name) if outer else (name,)
    engine.running = Running(names, arguments, outer.typed if outer else call.text)
    try:
        yield
    finally:
        engine.running = outer
