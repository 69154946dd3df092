"""The person's editor: a text goes into a file that nobody else can read, and comes back changed."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from cerbsh import system
from cerbsh.errors import LocalError
from cerbsh.shell.showing.programs import start, wait

VARIABLES: Final = ("VISUAL", "EDITOR")


def edited(text: str, name: str, environ: Mapping[str, str] = os.environ) -> str:
    """``text`` as the person left it in the editor, in a file called ``name``; its end tells editors what it is.

    The file lies in a folder of its own, which goes with everything that the editor leaves there. Raises ``LocalError``
    for an editor that cannot be started or that fails, and for a file that cannot be read afterwards.
    """
    argv = chosen(environ)
    try:
        with tempfile.TemporaryDirectory(prefix="cerbsh-") as folder:
            path = Path(folder, name)
            path.touch(mode=0o600)
            path.write_text(text, encoding="utf-8", newline="\n")
            _run((*argv, str(path)), environ)
            return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise LocalError("what the editor left is no UTF-8 text", "nothing was sent") from None
    except OSError as error:
        raise LocalError(f"the file for the editor is lost: {error.strerror}", "nothing was sent") from None


def chosen(environ: Mapping[str, str]) -> tuple[str, ...]:
    """The editor as an argument list: ``VISUAL``, ``EDITOR``, or one that is there.

    Raises ``LocalError`` where there is none, and where a quote in a variable is never closed.
    """
    for variable in VARIABLES:
        try:
            words = system.words_of(environ.get(variable, ""))
        except ValueError as error:
            raise LocalError(f"{variable} cannot be read: {error}", "nothing was sent") from None
        if words:
            return tuple(words)
    found = next(filter(shutil.which, system.usual_editors()), None)
    if found is None:
        raise LocalError("there is no editor", "name one: EDITOR=nano")
    return (found,)


def _run(argv: tuple[str, ...], environ: Mapping[str, str]) -> None:
    """Run the editor at the terminal, which is where standard error goes: a body may go into a file."""
    hint = f"set {' or '.join(VARIABLES)} to an editor that is there"
    status = wait(start(argv, environ, f"the editor {argv[0]}", hint, stdout=_terminal()))
    if status:
        raise LocalError(f"the editor {argv[0]} ended with status {status}", "nothing was sent")


def _terminal() -> int | None:
    return None if sys.stdout.isatty() else sys.stderr.fileno()
