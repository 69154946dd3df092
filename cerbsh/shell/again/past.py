"""Requests of the history as lines name them (``12``, ``$12``), their replies, and files of them for others."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from cerbsh.api.reply import Reply
from cerbsh.errors import LineError, UsageError

if TYPE_CHECKING:
    from cerbsh.history.entry import Entry, Summary
    from cerbsh.history.store import History
    from cerbsh.language.tokens import Word
    from cerbsh.shell.engine import Engine

EXPORTED: Final = 100_000
"""Requests that a file of them holds at the most."""


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


def last(engine: Engine, word: Word, text: str) -> Reply:
    """The last reply of this shell, which a word of ``text`` names. Raises ``LineError`` where there is none yet."""
    if engine.last is None:
        raise LineError("there is no reply yet", text, word.start, word.end, "$_ is the last one of this shell")
    return engine.last


def reply(history: History, entry: Entry) -> Reply:
    """The reply of a request. Raises ``UsageError`` where none is kept."""
    told = entry.summary
    body = history.body(told.number)
    if body is None:
        raise UsageError(f"no reply is kept of request {told.number}", told.failure)
    return Reply(entry.request, told.status, body, entry.headers, started=told.started, elapsed=told.elapsed)


def export(history: History, found: Sequence[Summary], target: Path) -> None:
    """Write the requests of ``found``, which has the newest first, into a file, the oldest first.

    Its ending says how: ``.http``, ``.har``, or anything for a cerbsh script. Raises ``LocalError``.
    """
    from cerbsh import __version__
    from cerbsh.files import incoming
    from cerbsh.history.export import as_har, as_http, as_script

    entries = [entry for each in reversed(found) if (entry := history.entry(each.number))]
    if target.suffix == ".har":
        pieces: Iterable[str] = as_har(entries, history.body, __version__)
    else:
        pieces = (f"{line}\n" for line in (as_http if target.suffix == ".http" else as_script)(entries))
    with incoming(target) as file:
        file.writelines(piece.encode("utf-8", "replace") for piece in pieces)
