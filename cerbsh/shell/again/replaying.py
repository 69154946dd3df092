"""A request of the history sent once more, or its line put back to be edited."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from cerbsh.errors import UsageError
from cerbsh.history.entry import Entry, request_to_json
from cerbsh.history.export import typed
from cerbsh.history.names import MARK
from cerbsh.language.grammar import Grammar
from cerbsh.language.line import CommandLine, EmptyLine, Line, OptionUse, RequestLine
from cerbsh.language.parser import parse, scan
from cerbsh.language.rooted import rooted
from cerbsh.language.tokens import Kind
from cerbsh.shell.again import past
from cerbsh.shell.consent import UNSENT, agreed
from cerbsh.shell.result import Result
from cerbsh.shell.writing import guard

if TYPE_CHECKING:
    from cerbsh.shell.engine import Engine


def replay(engine: Engine, call: CommandLine) -> Result:
    """Send the request that ``call`` names once more; ask first where it is a write.

    Its line runs again, in the folder where it ran. Where that holds references, which may mean something else by now,
    the request goes out as it did. Raises ``UsageError`` for one that held a secret, which the history does not have.
    """
    entry = past.entry(engine, call.args[0], call.text)
    if call.has("edit"):
        return _edited(engine, call, entry)
    told = entry.summary
    if MARK in request_to_json(entry.request):
        hint = f"replay {told.number} --edit puts the line back: type the secret again"
        raise UsageError(f"request {told.number} held a secret, which is not kept", hint)
    if _asks(engine, entry) and not _agreed(engine, call, entry):
        return UNSENT
    with _in_folder(engine, told.folder):
        line = with_options(parse(told.line, engine.grammar), call.options)
        if not isinstance(line, RequestLine | CommandLine):
            return engine.deliver(entry.request, call)
        if _refers(told.line, engine.grammar):
            return engine.deliver(entry.request, line)
        return engine.perform(line)


def _edited(engine: Engine, call: CommandLine, entry: Entry) -> Result:
    """The line of an entry put back at the prompt; elsewhere it goes through the person's editor, and then runs.

    Raises ``UsageError`` where nobody is at a terminal, ``LocalError`` for an editor that fails.
    """
    line, number = line_of(engine, entry), entry.summary.number
    if engine.shell:
        return Result(edit=line)
    if engine.ui is None:
        raise UsageError("a line is edited at a terminal", f"show {number} --request shows what was sent")
    from cerbsh.shell.editing import editor

    changed = editor.edited(f"{line}\n", f"request-{number}.cerb").strip()
    parsed = with_options(parse(changed, engine.grammar), [use for use in call.options if use.name != "edit"])
    return UNSENT if isinstance(parsed, EmptyLine) else engine.perform(parsed)


def line_of(engine: Engine, entry: Entry) -> str:
    """The line of an entry, from the root; of a request that nobody typed a line that stands for it."""
    line = entry.summary.line.strip() or typed(entry.request)
    return rooted(line, engine.grammar._replace(folder=entry.summary.folder))


def with_options(line: Line, uses: Sequence[OptionUse]) -> Line:
    """A line with these options behind its own."""
    if isinstance(line, RequestLine | CommandLine):
        return line._replace(options=(*line.options, *uses))
    return line


def _asks(engine: Engine, entry: Entry) -> bool:
    """Whether to ask before a write goes out again; a deletion is asked about when it is sent."""
    method = entry.request.method
    return entry.summary.writes and method != "DELETE" and guard.mode(engine, method) == "ask"


def _agreed(engine: Engine, call: CommandLine, entry: Entry) -> bool:
    told, base_url = entry.summary, engine.signed_in.profile.base_url
    elsewhere = f"It went to {told.base_url}, and goes to {base_url} now." if told.base_url != base_url else ""
    details = (line_of(engine, entry), *filter(None, [elsewhere]))
    return agreed(engine, call, f"Send {told.method} {told.path} again?", details)


@contextmanager
def _in_folder(engine: Engine, folder: str) -> Iterator[None]:
    here = engine.folder
    engine.folder = folder
    try:
        yield
    finally:
        engine.folder = here


def _refers(line: str, grammar: Grammar) -> bool:
    """Whether a line holds a variable or the last reply; a reply by its number stays what it was."""
    tokens = scan(line, grammar).tokens
    return any(token.kind == Kind.REFERENCE and not line[token.start + 1].isdigit() for token in tokens)
