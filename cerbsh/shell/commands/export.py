"""A request for other programs: ``as``."""

from __future__ import annotations

from cerbsh.errors import LineError
from cerbsh.language.grammar import Argument, request_options
from cerbsh.language.line import Asked, CommandLine, Line, OptionUse, RequestLine
from cerbsh.language.tokens import Word
from cerbsh.shell.again import past
from cerbsh.shell.engine import Engine
from cerbsh.shell.registry import command
from cerbsh.shell.result import Note, Result
from cerbsh.shell.showing.unsent import Source, form_of

AS = request_options("as")[0]


@command(
    "as",
    "Write a request for another program, and send nothing",
    Argument("form", values=AS.values),
    Argument("line", "line"),
)
def as_(engine: Engine, call: CommandLine) -> Result:
    """``as curl GET records/ticket/12`` writes that line out, ``as python 12`` request 12 of the history; ``--as curl``
    at the end of a line does the same. What comes is ready to run: it takes the token from CERBSH_TOKEN, and
    ``export CERBSH_TOKEN=$(cerbsh token)`` puts it there."""
    form = call.args[0]
    form_of(form, call.text)
    if call.line is None:
        return _of_history(engine, call, call.args[1])
    use = OptionUse(form.start, form.end, AS.name, AS, form)
    asked = _request_line(call.line, call.text)
    return engine.perform(asked._replace(options=(*asked.options, use)))


def _of_history(engine: Engine, call: CommandLine, word: Word) -> Result:
    """A request that was sent before, its secrets taken out."""
    from cerbsh.history.names import MARK

    entry = past.entry(engine, word, call.text)
    body = Source(entry.request, entry.summary.base_url, call.args[0].text)
    secret = any(MARK in value for _, value in (*entry.request.form, *entry.request.query))
    hint = f"put it where {MARK} stands"
    return Result(body=body, notes=(Note("warning", "the history keeps no secret", hint),) if secret else ())


def _request_line(line: Line, text: str) -> Asked:
    """``line`` itself, where it stands for a request. Raises ``LineError`` for any other."""
    if isinstance(line, RequestLine):
        return line
    if isinstance(line, CommandLine):
        if AS in line.spec.options:
            return line
        start, end, name = line.name.start, line.name.end, line.name.text
    else:
        start, end, name = 0, len(text), "that"
    raise LineError(f"{name} is no request", text, start, end, "for example as curl GET workers/me")
