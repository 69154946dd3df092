"""Other programs: the person's pipe and the pager, which take a body on their standard input, and the editor."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from cerbsh import system
from cerbsh.auth.store import VARIABLES
from cerbsh.errors import LocalError

if TYPE_CHECKING:
    import subprocess


def start(
    command: str | Sequence[str], environ: Mapping[str, str], what: str, hint: str = "", **options: Any
) -> subprocess.Popen[bytes]:
    """Start a program with ``environ``, but for the variables that hold secrets; ``options`` are those of ``Popen``.

    Raises ``LocalError`` where it cannot be started, in which ``what`` names it.
    """
    import subprocess

    given = {name: value for name, value in environ.items() if name not in VARIABLES}
    try:
        return subprocess.Popen(command, env=given, **options)
    except OSError as error:
        raise LocalError(f"{what} cannot be started: {error.strerror}", hint) from None
    except ValueError:  # a NUL, or half a character
        raise LocalError(f"{what} cannot be started: its line holds what no line of a program can", hint) from None


def feed(process: subprocess.Popen[bytes], pieces: Iterable[bytes]) -> int:
    """Write ``pieces`` to a program, each at once, and give its exit status as a shell does.

    A program that wants no more ends the pieces; that is no error. Ctrl-C reaches the program, too, since it stands in
    the foreground: it is waited for in any case, so that two never read one terminal. Raises what the pieces raise, and
    ``KeyboardInterrupt`` where that cut them short.
    """
    try:
        _write(process, pieces)
    finally:
        status = wait(process)
    return status


def wait(process: subprocess.Popen[bytes]) -> int:
    """The exit status of a program when it has ended, 128 and the signal's number where one ended it."""
    while True:
        with contextlib.suppress(KeyboardInterrupt):  # it is the program's to heed
            status = process.wait()
            return status if status >= 0 else 128 - status


def _write(process: subprocess.Popen[bytes], pieces: Iterable[bytes]) -> None:
    assert process.stdin is not None
    try:
        for piece in pieces:
            process.stdin.write(piece)
            process.stdin.flush()
    except OSError as error:
        if not system.reader_has_left(error):
            raise
    finally:
        with contextlib.suppress(OSError):
            process.stdin.close()
