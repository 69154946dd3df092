"""Where the body of a line goes: into a file, to a program, or, where the line says nothing, to standard output."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Final

from cerbsh.errors import LineError, UsageError
from cerbsh.files import named
from cerbsh.language.grammar import OUTPUT
from cerbsh.language.line import Redirect
from cerbsh.language.references import text_of
from cerbsh.shell.consent import agreed
from cerbsh.shell.result import File, Pipe

if TYPE_CHECKING:
    from cerbsh.language.line import Asked
    from cerbsh.shell.engine import Engine

LONGEST: Final = 100_000
"""Bytes of a variable in the environment of a program; Linux takes 128 KiB."""


def target_of(engine: Engine, line: Asked) -> Pipe | File | None:
    """Where the line sends its body: ``> file`` takes the place of what is there, ``>> file`` goes on behind it,
    ``--output FILE`` takes the place of nothing but what the person agrees to, ``| program`` has the variables in its
    environment.

    Raises ``LineError`` for two places at once and for a reference that leads nowhere, ``UsageError`` where a file
    stays as it is.
    """
    use = line.option(OUTPUT.name)
    if use and use.value and use.spec == OUTPUT:
        if line.sink:
            raise LineError("the body goes to one place", line.text, use.start, use.end, "leave one of the two out")
        return File(_agreed(engine, line, text_of(use.value, line.text, engine.lookup)))
    if isinstance(line.sink, Redirect):
        return File(text_of(line.sink.file, line.text, engine.lookup), line.sink.append)
    return pipe(line.sink.command, engine.variables) if line.sink else None


def _agreed(engine: Engine, line: Asked, name: str) -> str:
    """``name`` itself, where there is no such file or the person agrees to replace it."""
    if named(name).is_file() and not agreed(engine, line, f"{name} is there already. Replace it?"):
        raise UsageError(f"{name} stays as it is, and nothing was sent")
    return name


def pipe(command: str, variables: Mapping[str, object]) -> Pipe:
    """A program of the person's own shell, the variables that hold text and numbers in its environment."""
    scalars = dict(_scalars(variables.items()))
    left_out = [name for name, text in scalars.items() if not _fits(text)]
    given = tuple((name, text) for name, text in scalars.items() if name not in left_out)
    return Pipe(command, given, tuple(name for name in left_out if name in command))


def _scalars(variables: Iterable[tuple[str, object]]) -> Iterable[tuple[str, str]]:
    """Variables that a program can take from its environment: text and numbers, as they are written in a line."""
    for name, value in variables:
        if isinstance(value, str | int | float) and not isinstance(value, bool):
            yield name, getattr(value, "text", None) or str(value)


def _fits(text: str) -> bool:
    """Whether the environment of a program can hold ``text``, in which a server may have had a hand."""
    try:
        return "\0" not in text and len(os.fsencode(text)) <= LONGEST
    except UnicodeEncodeError:
        return False
