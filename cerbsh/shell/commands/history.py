"""What was asked before: ``history``, ``show``."""

from __future__ import annotations

import time
from collections.abc import Iterable

from cerbsh.api.reply import Reply
from cerbsh.errors import LineError, UsageError
from cerbsh.history.entry import Summary
from cerbsh.history.store import History
from cerbsh.language.grammar import REPLY_OPTIONS, Argument
from cerbsh.language.line import CommandLine
from cerbsh.language.references import text_of
from cerbsh.shell.engine import Engine
from cerbsh.shell.registry import command
from cerbsh.shell.result import Result, Words
from cerbsh.view import safe
from cerbsh.view.units import duration

SHOWN = 50


@command(
    "history", "List the latest requests, or those that hold some words", Argument("words", required=False, many=True)
)
def history(engine: Engine, call: CommandLine) -> Result:
    """Number, time, method, path, status and duration of each. ``$12.results[0].id`` takes a value out of reply 12."""
    kept = notebook(engine)
    words = [text_of(word, call.text, engine.lookup) for word in call.args]
    found = kept.search(words, limit=SHOWN) if words else kept.recent(SHOWN)
    if not found:
        return Result(body=Words("nothing is kept" + (" that holds these words" if words else " yet")))
    return Result(body=Words("\n".join(rows(reversed(found)))))


def notebook(engine: Engine) -> History:
    """The history. Raises ``UsageError`` where this shell keeps none."""
    if engine.notebook.history is None:
        raise UsageError("this shell keeps no history", "it was started with --demo or --no-history")
    return engine.notebook.history


def rows(found: Iterable[Summary]) -> list[str]:
    """The entries, a line each, in columns."""
    cells = [
        (
            str(each.number),
            time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(each.started)),
            each.method,
            str(each.status or "-"),
            each.cerb_status or ("-" if each.status else "no reply"),
            duration(each.elapsed),
            safe.line(each.line),
        )
        for each in found
    ]
    widths = [max(len(row[column]) for row in cells) for column in range(6)]
    return [
        "  ".join([*(cell.ljust(width) for cell, width in zip(row, widths, strict=False)), row[6]]) for row in cells
    ]


@command(
    "show",
    "Show a reply of the history again",
    Argument("number", "reply"),
    options=REPLY_OPTIONS,
)
def show(engine: Engine, call: CommandLine) -> Result:
    """``show 12`` is what request 12 was answered."""
    word = call.args[0]
    number = word.text.removeprefix("$")
    kept = notebook(engine)
    entry = kept.entry(int(number)) if number.isdecimal() else None
    if entry is None:
        raise LineError(f"the history has no entry {word.text}", call.text, word.start, word.end, "history lists them")
    body = kept.body(entry.number)
    if body is None:
        raise UsageError(f"no reply is kept of entry {number}", entry.failure)
    reply = Reply(entry.request, entry.status, body, entry.headers, started=entry.started, elapsed=entry.elapsed)
    return engine.answer(reply, call)
