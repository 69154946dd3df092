"""A terminal emulator that tells what a text does to a screen."""

from __future__ import annotations

import re

import pyte

SGR = re.compile(r"\x1b\[[0-9;]*m")


def shown(text: str, columns: int = 80, lines: int = 24) -> list[str]:
    """The lines of the screen after ``text``, without the spaces behind them and the empty lines below."""
    screen = pyte.Screen(columns, lines)
    screen.set_mode(pyte.modes.LNM)
    pyte.Stream(screen).feed(text)
    return "\n".join(line.rstrip() for line in screen.display).rstrip("\n").split("\n")


def uncoloured(text: str) -> str:
    """``text`` without colour sequences."""
    return SGR.sub("", text)


def assert_harmless(text: str) -> None:
    """``text`` holds newlines, colour sequences and what can be printed, and nothing else."""
    rest = uncoloured(text).replace("\n", "").replace("\t", "")
    hidden = [character for character in rest if not character.isprintable() and not character.isspace()]
    assert hidden == []
    assert not set(rest) & set("\x0b\x0c\r\x1c\x1d\x1e\x1f\x85\u2028\u2029")
