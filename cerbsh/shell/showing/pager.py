"""The pager: what is taller than the screen goes through it, the first screen as soon as it is there.

As in git, it is used wherever standard output is a terminal: at the prompt, with ``-c`` and in scripts.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterable, Mapping
from pathlib import PurePath
from typing import Final, TextIO

from cerbsh import system
from cerbsh.errors import LocalError
from cerbsh.shell.showing.programs import feed, start
from cerbsh.view import safe

_USUAL: Final = {"LESS": "FRX", "LESSSECURE": "1"}
"""For ``less``, where the person has not said otherwise: leave when all fits, show colours, leave the text on the
screen; start no other program and write no file (threat 14)."""
_SGR: Final = r"\x1b\[[0-9;]*m"


class MissingError(LocalError):
    """A pager that cannot be started; nothing has been shown."""


def chosen(environ: Mapping[str, str]) -> tuple[str, ...]:
    """The pager as an argument list: ``PAGER``, else ``less`` or ``more``; empty where none is wanted or there is none.

    Raises ``LocalError`` where a quote in ``PAGER`` is never closed.
    """
    text = environ.get("PAGER")
    if text is None:
        text = next(filter(shutil.which, system.usual_pagers()), "")
    try:
        words = system.words_of(text)
    except ValueError as error:
        raise LocalError(f"PAGER cannot be read: {error}", "set pager off, or mend it") from None
    if words in ([], ["cat"]):
        return ()
    colours = ["-R"] if PurePath(words[0]).name == "less" else []
    return (words[0], *colours, *words[1:])


def fill(held: list[str], pieces: Iterable[str], width: int, height: int) -> bool:
    """Move pieces into ``held`` until they are taller than a screen of that size; whether they are."""
    lines = 0
    for piece in pieces:
        held.append(piece)
        lines += _height(piece, width)
        if lines >= height:
            return True
    return False


def page(argv: tuple[str, ...], environ: Mapping[str, str], terminal: TextIO, pieces: Iterable[str]) -> None:
    """Show pieces with a pager, each as soon as it is there, until they end or the person has seen enough.

    Raises ``MissingError`` where the pager cannot be started, what the pieces raise, and ``KeyboardInterrupt`` where
    Ctrl-C cut them short.
    """
    import subprocess

    terminal.flush()
    with system.terminal_kept(terminal):
        try:
            process = start(argv, {**_USUAL, **environ}, f"the pager {argv[0]}", "set pager off", stdin=subprocess.PIPE)
        except LocalError as error:
            raise MissingError(error.message, error.hint) from None
        feed(process, (piece.encode("utf-8", "surrogatepass") for piece in pieces))


def _height(piece: str, width: int) -> int:
    """The lines that a piece fills, long ones folded by the terminal."""
    *lines, rest = re.sub(_SGR, "", piece).split("\n")
    return sum(max(1, -(-safe.width(line) // width)) for line in lines) + safe.width(rest) // width
