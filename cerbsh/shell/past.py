"""Requests of the history as lines name them: ``12``, ``$12``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cerbsh.errors import LineError, UsageError

if TYPE_CHECKING:
    from cerbsh.history.entry import Entry
    from cerbsh.history.store import History
    from cerbsh.language.tokens import Word
    from cerbsh.shell.engine import Engine


def kept(engine: Engine) -> History:
    """The history. Raises ``UsageError`` where this shell keeps none."""
    if engine.notebook.history is None:
        raise UsageError("this shell keeps no history", "it was started with --no-history")
    return engine.notebook.history


def number(word: Word, text: str) -> int:
    """The number that a word of ``text`` names. Raises ``LineError`` where it names none."""
    digits = word.text.removeprefix("$")
    if not digits.isdecimal() or len(digits) > 18:
        raise LineError(f"{word.text} is no number of a request", text, word.start, word.end, "history lists them")
    return int(digits)


def entry(engine: Engine, word: Word, text: str) -> Entry:
    """The request that a word of ``text`` names. Raises ``LineError`` where there is none of that number."""
    found = kept(engine).entry(number(word, text))
    if found is None:
        raise LineError(f"the history has no request {word.text}", text, word.start, word.end, "history lists them")
    return found
