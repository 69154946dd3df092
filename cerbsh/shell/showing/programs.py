"""Other programs that take a body on their standard input: the person's pipe, the pager."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import subprocess


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
    except BrokenPipeError:
        pass
    finally:
        with contextlib.suppress(BrokenPipeError):
            process.stdin.close()
