"""Everything outside the process that a shell touches: streams, environment, the person at the terminal.

One value carries it, so that a test swaps the whole world.
"""

from __future__ import annotations

import os
import sys
from collections.abc import MutableMapping
from shutil import get_terminal_size
from typing import IO, Literal, TextIO

from cerbsh import system
from cerbsh.errors import LocalError

ColorWish = Literal["auto", "always", "never"]


class World:
    """The streams and the environment of one run; those of the process where no others are given.

    ``color`` is the wish of the command line; ``quiet`` silences warnings.
    """

    def __init__(
        self,
        stdin: TextIO | None = None,
        stdout: TextIO | None = None,
        stderr: TextIO | None = None,
        environ: MutableMapping[str, str] | None = None,
        color: ColorWish = "auto",
        *,
        quiet: bool = False,
    ) -> None:
        self.stdin = stdin or sys.stdin
        self.stdout = stdout or sys.stdout
        self.stderr = stderr or sys.stderr
        self.environ = os.environ if environ is None else environ
        self.color = color
        self.quiet = quiet

    @property
    def can_ask(self) -> bool:
        """Whether a person is there to answer a question."""
        return self.stdin.isatty() and self.stderr.isatty()

    def wants_color(self, stream: IO[str]) -> bool:
        """Whether ``stream`` is to be coloured: the wish first, then ``NO_COLOR``, then whether it is a terminal."""
        if self.color != "auto":
            return self.color == "always"
        return not self.environ.get("NO_COLOR") and stream.isatty() and system.obeys(self.environ)

    def show(self, text: str) -> None:
        """Write a line or more to standard output, at once. Raises ``LocalError`` where that cannot be, and
        ``BrokenPipeError`` where nobody reads any more."""
        try:
            self.stdout.write(text + "\n")
            self.stdout.flush()
        except BrokenPipeError:
            raise
        except OSError as error:
            raise LocalError(f"cannot write to standard output: {error.strerror}") from None

    def tell(self, text: str) -> None:
        """Write to standard error. Where nobody takes it, it is lost, and what is told of goes on all the same."""
        try:
            self.stderr.write(text)
            self.stderr.flush()
        except OSError:
            return

    def size(self) -> tuple[int, int]:
        """Columns and lines of the terminal; 80 × 24 where there is none."""
        columns, lines = get_terminal_size((80, 24))
        return columns, lines
