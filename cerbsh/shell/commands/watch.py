"""Running a line again and again: ``watch``."""

from __future__ import annotations

import re
from typing import Final

from cerbsh.errors import CerbshError, LineError
from cerbsh.language.grammar import Argument, request_options
from cerbsh.language.line import Asked, CommandLine, OptionUse, RequestLine
from cerbsh.language.tokens import Word
from cerbsh.shell.engine import Engine
from cerbsh.shell.registry import command
from cerbsh.shell.result import Result
from cerbsh.view import safe

SECONDS: Final = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0}
SHORTEST, LONGEST = 0.2, 86_400.0
READING: Final = frozenset({"links", "activity", "history", "status"})
"""Commands that stand for no one request, and change nothing."""

UNKEPT = request_options("no-history")[0]


@command("watch", "Run a line again and again, and mark what changes", Argument("interval"), Argument("line", "line"))
def watch(engine: Engine, call: CommandLine) -> Result:
    """``watch 5s count ticket status:open`` asks every 5 seconds until Ctrl-C, and shows in reverse what is not as it
    was the time before. The interval is 500ms, 5s, 2m and so on, 200ms at least. An error is shown, and it goes on. The
    history keeps the first request alone. Only what reads is repeated."""
    interval = _seconds(call.args[0], call.text)
    line = _reading(engine, call)
    quiet = line._replace(options=(*line.options, OptionUse(0, 0, UNKEPT.name, UNKEPT)))

    def run(first: bool) -> Result:
        try:
            return engine.perform(line if first else quiet)
        except CerbshError as error:
            return Result.failed(error)

    from cerbsh.shell.showing.watching import Frames

    heading = f"every {call.args[0].text}: {safe.line(call.text[call.args[0].end :].strip())}"
    return Result(body=Frames(run, heading, interval), live=True)


def _seconds(word: Word, text: str) -> float:
    """The interval that a word names. Raises ``LineError`` where it is none, or too short or too long."""
    found = re.fullmatch(r"([0-9]{1,9}(?:\.[0-9]{1,9})?)(ms|s|m|h)", word.text, re.ASCII)
    seconds = float(found[1]) * SECONDS[found[2]] if found else 0.0
    if not SHORTEST <= seconds <= LONGEST:
        hint = "for example 500ms, 5s or 2m; 200ms is the shortest, 24h the longest"
        raise LineError(f"{word.text} is no interval", text, word.start, word.end, hint)
    return seconds


def _reading(engine: Engine, call: CommandLine) -> Asked:
    """The line behind the interval. Raises ``LineError`` for one that may change something."""
    line = call.line
    if isinstance(line, RequestLine) and not engine.compile(line).is_write:
        return line
    if isinstance(line, CommandLine) and (line.spec.request.startswith("GET ") or line.spec.name in READING):
        return line
    start = len(call.text) - len(call.text[call.args[0].end :].lstrip())
    hint = "for example watch 5s count ticket status:open"
    raise LineError("watch repeats what reads, and nothing else", call.text, start, len(call.text), hint)
