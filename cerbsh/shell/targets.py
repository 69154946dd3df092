"""Where the body of a line goes: into a file, to a program, or, where the line says nothing, to standard output."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from cerbsh.errors import LineError
from cerbsh.language.grammar import OUTPUT
from cerbsh.language.line import CommandLine, Redirect, RequestLine
from cerbsh.language.references import text_of
from cerbsh.shell.result import File, Pipe

if TYPE_CHECKING:
    from cerbsh.language.references import Lookup


def target_of(line: RequestLine | CommandLine, lookup: Lookup, variables: Mapping[str, object]) -> Pipe | File | None:
    """Where the line sends its body: ``> file`` takes the place of what is there, ``>> file`` goes on behind it,
    ``--output FILE`` is a new file, ``| program`` has the variables in its environment.

    Raises ``LineError`` for a file of ``--output`` that is there already, for two places at once, and for what
    ``lookup`` does not know.
    """
    use = line.option(OUTPUT.name)
    if use and use.value and use.spec == OUTPUT:
        if line.sink:
            message, hint = "the body goes to one place", f"leave out {'>' if _is_file(line) else '|'}, or --output"
            raise LineError(message, line.text, use.start, use.end, hint)
        name = text_of(use.value, line.text, lookup)
        if Path(name).expanduser().is_file():
            hint = "> FILE takes the place of one, >> FILE goes on behind it"
            raise LineError(f"{name} is there already", line.text, use.value.start, use.value.end, hint)
        return File(name)
    if isinstance(line.sink, Redirect):
        return File(text_of(line.sink.file, line.text, lookup), line.sink.append)
    return pipe(line.sink.command, variables) if line.sink else None


def pipe(command: str, variables: Mapping[str, object]) -> Pipe:
    """A program of the person's own shell, the variables that hold text and numbers in its environment."""
    return Pipe(command, tuple(_scalars(variables.items())))


def _is_file(line: RequestLine | CommandLine) -> bool:
    return isinstance(line.sink, Redirect)


def _scalars(variables: Iterable[tuple[str, object]]) -> Iterable[tuple[str, str]]:
    """Variables that a program can take from its environment: text and numbers, as they are written in a line."""
    for name, value in variables:
        if isinstance(value, str | int | float) and not isinstance(value, bool):
            yield name, getattr(value, "text", None) or str(value)
