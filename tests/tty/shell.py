"""cerbsh at a prompt, in a terminal."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

from tests.tty.terminal import Terminal


class Shell(Terminal):
    """``python -m cerbsh`` with ``arguments``, in its own pseudo-terminal."""

    def __init__(
        self, *arguments: str, env: Mapping[str, str], columns: int = 80, rows: int = 24, cwd: Path | None = None
    ) -> None:
        super().__init__([sys.executable, "-m", "cerbsh", *arguments], env=env, columns=columns, rows=rows, cwd=cwd)

    @property
    def at_prompt(self) -> bool:
        """Whether an empty prompt stands at the cursor and the bar below it: a line may be typed."""
        column, row = self.cursor
        line = self.rows[row]
        return line.startswith("cerb(") and line.endswith(">") and column == len(line) + 1 and self.bar != ""

    @property
    def bar(self) -> str:
        """The status bar: the last row, while a line is edited; else empty."""
        below = [row.strip() for row in self.rows[self.cursor[1] + 1 :]]
        return below[-1] if below and not self.reads_lines else ""

    def ready(self) -> None:
        """Wait for a prompt that takes a line."""
        self.wait(lambda _: self.at_prompt, "an empty prompt")

    def shows(self, row: str) -> None:
        """Wait until the row of the cursor is ``row``."""
        self.wait(lambda _: self.rows[self.cursor[1]] == row, f"the row {row!r}")

    def run(self, line: str) -> None:
        """Type a line at an empty prompt, and wait for the next one."""
        self.ready()
        self.line(line)
        self.wait(lambda _: not self.at_prompt, "the end of the prompt")
        self.ready()
