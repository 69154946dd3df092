"""What an argument of a command names in the history: ``12`` or ``$12``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cerbsh.errors import LineError, UsageError

if TYPE_CHECKING:
    from cerbsh.history.entry import Entry
    from cerbsh.history.store import History
    from cerbsh.language.line import CommandLine
    from cerbsh.language.tokens import Word
    from cerbsh.shell.engine import Engine


def history_of(engine: Engine) -> History:
    """The history. Raises ``UsageError`` where this shell keeps none."""
    if engine.notebook.history is None:
        raise UsageError("this shell keeps no history", "it was started with --demo or --no-history")
    return engine.notebook.history


def entry_of(engine: Engine, call: CommandLine, word: Word) -> Entry:
    """The entry of that number. Raises ``LineError`` where there is none, ``UsageError`` where no history is kept."""
    kept = history_of(engine)
    typed = call.text[word.start : word.end].strip()
    number = typed.removeprefix("$")
    entry = kept.entry(int(number)) if number.isdecimal() and len(number) < 19 else None
    if entry is None:
        raise LineError(f"the history has no entry {typed}", call.text, word.start, word.end, "history lists them")
    return entry
