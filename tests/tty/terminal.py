"""A program in a pseudo-terminal, with the screen that a person would see.

``pexpect`` runs the program, ``pyte`` is the terminal: it draws what arrives and answers the questions that programs
ask of a terminal. Nothing here sleeps: every wait reads until a condition on the screen holds.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from copy import deepcopy
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import pexpect
import pyte
from pyte.screens import Char

PATIENCE = 20.0
"""Seconds until a condition that does not come to hold fails the test; generous, for a machine that is busy."""
MOMENT = 0.05
"""Seconds that one look waits for output before the condition is tried again."""
ALTERNATE = 1049
"""xterm's mode for the other screen, on which programs draw that take all of it."""

KEYS: Mapping[str, str] = {
    "enter": "\r",
    "tab": "\t",
    "escape": "\x1b",
    "up": "\x1b[A",
    "down": "\x1b[B",
    "right": "\x1b[C",
    "left": "\x1b[D",
    "page up": "\x1b[5~",
    "page down": "\x1b[6~",
    "home": "\x1b[H",
    "end": "\x1b[F",
    "backspace": "\x7f",
    "f1": "\x1bOP",
    "f2": "\x1bOQ",
    "f3": "\x1bOR",
} | {f"ctrl-{letter}": chr(ord(letter) - 96) for letter in "abcdefghijklmnopqrstuvwxyz"}


class Screen(pyte.Screen):
    """A screen whose answers (where the cursor stands) go back to the program, and that shrinks as terminals do."""

    def __init__(self, columns: int, rows: int, answer: Callable[[str], None]) -> None:
        self._answer = answer
        self._usual: tuple[dict[int, Any], Any] | None = None
        super().__init__(columns, rows)

    def write_process_input(self, data: str) -> None:
        """What a program asked the terminal is answered on its input."""
        self._answer(data)

    def set_mode(self, *modes: int, **kwargs: bool) -> None:
        """A program that takes the whole screen begins on an empty one."""
        super().set_mode(*modes, **kwargs)
        if kwargs.get("private") and ALTERNATE in modes:
            self._usual = deepcopy((dict(self.buffer), self.cursor))
            self.erase_in_display(2)

    def reset_mode(self, *modes: int, **kwargs: bool) -> None:
        """What stood on the usual screen stands there again."""
        super().reset_mode(*modes, **kwargs)
        if kwargs.get("private") and ALTERNATE in modes and self._usual:
            rows, self.cursor = self._usual
            self._usual = None
            self.buffer.clear()
            self.buffer.update(rows)

    def shrink_to(self, rows: int) -> None:
        """Give up rows below the cursor first, and then those above, so that the cursor stays on the screen."""
        column, row = self.cursor.x, self.cursor.y
        gone = max(0, row + 1 - rows)
        self.cursor_position()
        self.delete_lines(gone)
        for number in range(rows, self.lines):
            self.buffer.pop(number, None)
        self.lines = rows
        self.cursor.x, self.cursor.y = column, row - gone


class Terminal:
    """``argv`` running in a terminal of ``columns`` × ``rows``; leave the ``with`` block to end it.

    ``transcript`` is every byte that the program wrote.
    """

    def __init__(
        self, argv: Sequence[str], *, env: Mapping[str, str], columns: int = 80, rows: int = 24, cwd: Path | None = None
    ) -> None:
        self._screen = Screen(columns, rows, self.send)
        self._stream = pyte.ByteStream(self._screen)
        self.transcript = b""
        self._child: pexpect.spawn[bytes] = pexpect.spawn(
            argv[0], list(argv[1:]), env=dict(env), dimensions=(rows, columns), cwd=str(cwd) if cwd else None
        )
        self._child.delaybeforesend = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: object, trace: TracebackType | None) -> None:
        self._child.close(force=True)

    @property
    def pid(self) -> int:
        """The program's process id."""
        assert self._child.pid is not None
        return self._child.pid

    def send(self, text: str) -> None:
        """Type ``text``; an Enter is ``\\r``."""
        self._child.send(text)

    def press(self, *keys: str) -> None:
        """Press keys by name, see ``KEYS``."""
        self.send("".join(KEYS[key] for key in keys))

    def line(self, text: str) -> None:
        """Type ``text`` and press Enter."""
        self.send(text + "\r")

    def wait(self, condition: Callable[[Terminal], bool], what: str = "this", patience: float = PATIENCE) -> None:
        """Read until ``condition`` holds. Fails with the screen when it does not within ``patience`` seconds.

        Programs hide the cursor while they draw; a screen that is drawn half is not looked at.
        """
        deadline = time.monotonic() + patience
        while self._screen.cursor.hidden or not condition(self):
            if time.monotonic() > deadline or not self._read():
                raise AssertionError(f"{what} did not come to hold on this screen:\n{self.picture()}")

    def wait_for(self, text: str, patience: float = PATIENCE) -> None:
        """Read until ``text`` stands on one row of the screen."""
        self.wait(lambda terminal: text in terminal, f"{text!r}", patience)

    def wait_gone(self, text: str, patience: float = PATIENCE) -> None:
        """Read until ``text`` stands on no row of the screen."""
        self.wait(lambda terminal: text not in terminal, f"the absence of {text!r}", patience)

    def wait_exit(self, patience: float = PATIENCE) -> int:
        """Read until the program ends; its exit status, negative for a signal."""
        deadline = time.monotonic() + patience
        while self._read():
            if time.monotonic() > deadline:
                raise AssertionError(f"the program did not end:\n{self.picture()}")
        self._child.wait()
        status = self._child.exitstatus
        return -(self._child.signalstatus or 0) if status is None else status

    def resize(self, columns: int, rows: int) -> None:
        """Change the window's size; the program gets its SIGWINCH."""
        if rows < self._screen.lines:
            self._screen.shrink_to(rows)
        self._screen.resize(rows, columns)
        self._child.setwinsize(rows, columns)

    def __contains__(self, text: str) -> bool:
        return any(text in row for row in self.rows)

    @property
    def reads_lines(self) -> bool:
        """Whether the terminal is as a program finds it: keys are echoed, Ctrl-C is a signal, nobody edits a line."""
        return self._child.getecho()

    @property
    def columns(self) -> int:
        """The width in cells."""
        return self._screen.columns

    @property
    def rows(self) -> list[str]:
        """The text of every row, from above, without blanks at its end. A wide character is followed by no filler."""
        return ["".join(cell.data for cell in row).rstrip() for row in self.screen]

    @property
    def screen(self) -> list[list[Char]]:
        """Every cell, row by row from above."""
        return [[self.cell(column, row) for column in range(self.columns)] for row in range(self._screen.lines)]

    def row_of(self, text: str) -> int:
        """The number of the first row that holds ``text``. Fails where none does."""
        for number, row in enumerate(self.rows):
            if text in row:
                return number
        raise AssertionError(f"{text!r} is not on this screen:\n{self.picture()}")

    def cell(self, column: int, row: int) -> Char:
        """One cell: ``data``, ``fg`` and ``bg`` (a name or six hexadecimal digits), ``bold``, ``underscore`` …"""
        return self._screen.buffer[row][column]

    def style_of(self, text: str) -> Char:
        """The cell where ``text`` begins, on the first row that holds it (rows without wide characters before it)."""
        row = self.row_of(text)
        return self.cell(self.rows[row].index(text), row)

    @property
    def cursor(self) -> tuple[int, int]:
        """Column and row of the cursor."""
        return self._screen.cursor.x, self._screen.cursor.y

    def picture(self) -> str:
        """The screen as text, in a frame; for messages."""
        edge = "+" + "-" * self.columns + "+"
        return "\n".join([edge, *(f"|{row}" for row in self.rows), edge])

    def _read(self) -> bool:
        """Draw what arrives within a moment; False when the program has ended."""
        try:
            data = self._child.read_nonblocking(65536, timeout=MOMENT)
        except pexpect.TIMEOUT:
            return True
        except pexpect.EOF:
            return False
        self.transcript += data
        self._stream.feed(data)
        return True
