"""A terminal emulator that tells what a text does to a screen."""

from __future__ import annotations

import re
import unicodedata

import pyte

SGR = re.compile(r"\x1b\[[0-9;]*m")
_ZERO_WIDTH = frozenset(
    "\xad\u061c\u180e\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff"
    "\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0"
)


def shown(text: str, columns: int = 80, lines: int = 24) -> list[str]:
    """The lines of the screen after ``text``, without the spaces behind them and the empty lines below."""
    screen = pyte.Screen(columns, lines)
    screen.set_mode(pyte.modes.LNM)
    pyte.Stream(screen).feed(text)
    return "\n".join(line.rstrip() for line in screen.display).rstrip("\n").split("\n")


def cells(line: str) -> int:
    """How far a line moves the cursor."""
    screen = pyte.Screen(1000, 1)
    pyte.Stream(screen).feed(line)
    return int(screen.cursor.x)


def uncoloured(text: str) -> str:
    """``text`` without colour sequences."""
    return SGR.sub("", text)


def is_hidden(character: str) -> bool:
    """Whether a character drives a terminal or cannot be seen: controls, directions, zero-width spaces, surrogates."""
    return unicodedata.category(character) in ("Cc", "Cs", "Zl", "Zp") or character in _ZERO_WIDTH


def assert_harmless(text: str) -> None:
    """``text`` holds newlines, tabs, colour sequences and what can be seen, and nothing else."""
    rest = uncoloured(text).replace("\n", "").replace("\t", "")
    assert sorted(filter(is_hidden, set(rest))) == []
