"""What was asked before: listed, found, shown again, exported, forgotten."""

from __future__ import annotations

import re
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING

from cerbsh.errors import Exit, LineError, LocalError, UsageError
from cerbsh.files import named
from cerbsh.language.dates import parse_date
from cerbsh.language.grammar import REPLY_OPTIONS, Argument, Option, request_options
from cerbsh.language.line import CommandLine
from cerbsh.language.references import text_of
from cerbsh.language.tokens import Word
from cerbsh.shell.again import past
from cerbsh.shell.again.listed import Listing, counted
from cerbsh.shell.engine import Engine
from cerbsh.shell.registry import command
from cerbsh.shell.result import Note, Result, Words
from cerbsh.shell.showing.unsent import Message

if TYPE_CHECKING:
    from cerbsh.history.entry import Filters, Summary

SHOWN = 50
PURGED_BY = frozenset({"until", "profile", "yes"})
"""The options that say what a purge deletes, and the answer to its question."""

FILTERS = (
    Option("status", "value", "error, success, or an HTTP status", "STATUS", ("error", "success")),
    Option("method", "value", "requests of one method", "METHOD", ("GET", "POST", "PUT", "PATCH", "DELETE")),
    Option("since", "value", "from a moment on: yesterday, '-2 hours', 2026-01-31", "MOMENT"),
    Option("until", "value", "before a moment", "MOMENT"),
    Option("profile", "value", "requests of one profile", "NAME", kind="profile"),
    Option("path", "value", "paths that fit a pattern: 'records/ticket/*'", "PATTERN"),
    Option("max", "value", f"at most that many (default: {SHOWN})", "N"),
    Option("yes", "none", "answer every question with yes"),
)


@command(
    "history",
    "List, find, browse, export or purge what was asked before",
    Argument("words", "history", required=False, many=True, values=("browse", "export", "purge")),
    options=FILTERS,
)
def history(engine: Engine, call: CommandLine) -> Result:
    """The newest requests with number, time, method, path, status and duration; words narrow them to those whose line
    or reply holds all of the words. ``$12.results[0].id`` takes a value out of reply 12.

    ``history browse`` opens a browser over the whole screen, as F2 does: what you type finds, Enter puts a line back.
    ``history export FILE`` writes them as a cerbsh script, or, by the ending of the file, as .http or HAR.
    ``history purge`` deletes for good: what the options say, or the numbers behind it, or everything.
    """
    first = call.args[0].text if call.args else ""
    if first == "browse":
        return browse(engine, call)
    if first == "export":
        return export(engine, call)
    if first == "purge":
        return purge(engine, call)
    found = find(engine, call, call.args)
    if not found:
        return Result(body=Words("nothing is kept that fits" if call.args or call.options else "nothing is kept yet"))
    return Result(body=Listing(tuple(reversed(found))))


def find(engine: Engine, call: CommandLine, words: Sequence[Word]) -> list[Summary]:
    """The requests that the words and options of a line name, the newest first."""
    kept, limit = past.kept(engine), number_of(call, "max", SHOWN)
    sought = [text_of(word, call.text, engine.lookup) for word in words]
    narrowed = filters(engine, call)
    return kept.search(sought, narrowed, limit) if sought else kept.recent(limit, narrowed)


def filters(engine: Engine, call: CommandLine) -> Filters:
    """What the options of a line narrow a listing to. Raises ``LineError`` for a value that makes no sense."""
    from cerbsh.history.entry import Filters

    status = value_of(call, "status")
    if status not in ("", "error", "success") and not re.fullmatch("[0-9]{3}", status):
        raise misplaced(call, "status", "it is error, success, or a number such as 502")
    return Filters(
        status=int(status) if status.isdecimal() else status or None,  # type: ignore[arg-type]
        method=value_of(call, "method").upper(),
        since=moment(engine, call, "since"),
        until=moment(engine, call, "until"),
        profile=value_of(call, "profile") or None,
        path=value_of(call, "path"),
    )


def moment(engine: Engine, call: CommandLine, name: str) -> float | None:
    """The moment that an option names in words, in unix seconds."""
    text = value_of(call, name)
    if not text:
        return None
    seconds = parse_date(text, time.time(), engine.zone)
    if seconds is None:
        raise misplaced(call, name, "for example yesterday, '-2 hours', 2026-01-31")
    return float(seconds)


def value_of(call: CommandLine, name: str) -> str:
    """The text of an option, empty where it is not given."""
    use = call.option(name)
    return use.value.text if use and use.value else ""


def number_of(call: CommandLine, name: str, default: int) -> int:
    """The number that an option gives. Raises ``LineError`` where it is none."""
    text = value_of(call, name)
    if text and (not text.isdecimal() or len(text) > 9):
        raise misplaced(call, name, "it is a number")
    return int(text) if text else default


def misplaced(call: CommandLine, name: str, hint: str) -> LineError:
    """An option whose value makes no sense."""
    use = call.option(name)
    assert use is not None
    return LineError(f"--{name} does not take that", call.text, use.start, use.end, hint)


@command(
    "show",
    "Show a reply of the history again",
    Argument("number", "reply"),
    options=(Option("request", "none", "the request instead of its reply"), *REPLY_OPTIONS, *request_options("yes")),
)
def show(engine: Engine, call: CommandLine) -> Result:
    """``show 12`` is what request 12 was answered, secrets taken out, ``show $_`` the last reply; ``show 12 --request``
    is what was sent."""
    if call.args[0].text == "$_":
        last = past.last(engine, call.args[0], call.text)
        if call.has("request"):
            return Result(body=Message(last.request, engine.signed_in.profile.base_url))
        return engine.answer(last, call)
    entry = past.entry(engine, call.args[0], call.text)
    if call.has("request"):
        return Result(body=Message(entry.request, entry.summary.base_url))
    return engine.answer(past.reply(past.kept(engine), entry), call)


def browse(engine: Engine, call: CommandLine) -> Result:
    """Have the prompt open its browser on what the line names."""
    from cerbsh.shell.again.browsing import Browsing

    if not engine.shell:
        raise UsageError("the browser needs a prompt at a terminal", "history lists, history WORDS finds")
    sought = " ".join(text_of(word, call.text, engine.lookup) for word in call.args[1:])
    heeded = [use for use in call.options if use.name not in ("max", "yes")]
    label = "".join(f" {call.text[use.start : use.end]}" for use in heeded)
    return Result(browse=Browsing.of(engine, sought, filters(engine, call), label))


def export(engine: Engine, call: CommandLine) -> Result:
    """Write the requests that the line names into a file, the oldest first."""
    if len(call.args) < 2:
        raise UsageError("history export wants a file", "its ending says how: .http, .har, or anything for a script")
    found = past.kept(engine).recent(number_of(call, "max", past.EXPORTED), filters(engine, call))
    target = named(text_of(call.args[1], call.text, engine.lookup))
    past.export(past.kept(engine), found, target)
    return Result(notes=(Note("note", f"{counted(len(found))} in {target}"),))


def purge(engine: Engine, call: CommandLine) -> Result:
    """Delete for good what the line names."""
    from cerbsh.shell.consent import agreed

    kept = past.kept(engine)
    for use in call.options:
        if use.name not in PURGED_BY:
            hint = "it goes by numbers, --until and --profile"
            raise LineError(f"history purge does not go by --{use.name}", call.text, use.start, use.end, hint)
    numbers = [past.number(word, call.text) for word in call.args[1:]]
    before, profile = moment(engine, call, "until"), value_of(call, "profile") or None
    everything = not numbers and before is None and profile is None
    what = "everything that is kept" if everything else "these requests with their replies"
    if not agreed(engine, call, f"Delete {what}, for good?"):
        return Result(Exit.USAGE, notes=(Note("note", "nothing was deleted"),))
    gone = kept.purge(before=before, profile=profile, numbers=numbers or None, everything=everything)
    if gone is None:
        raise LocalError("nothing could be deleted", "the history cannot be used now: doctor says why")
    return Result(notes=(Note("note", f"{counted(gone)} deleted"),))
