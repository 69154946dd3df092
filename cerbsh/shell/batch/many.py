"""``--for``: one line, sent for each row of a file, once the person has seen what that means."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Final

from cerbsh.errors import LineError, LocalError, UsageError
from cerbsh.language.references import text_of
from cerbsh.shell.batch.bulk import Bulk
from cerbsh.shell.batch.leftover import Leftover
from cerbsh.shell.batch.recipe import Recipe
from cerbsh.shell.batch.rehearsal import Rehearsal
from cerbsh.shell.batch.rows import Row, read
from cerbsh.shell.consent import UNSENT, agreed
from cerbsh.shell.ready.spelling import spelled
from cerbsh.shell.result import Note, Result
from cerbsh.shell.transfer.values import read_text
from cerbsh.shell.writing.deleting import profile_name

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cerbsh.language.line import Asked, OptionUse, RequestLine
    from cerbsh.shell.engine import Engine
    from cerbsh.shell.result import Body

REHEARSED: Final = 5
"""Requests that a dry run shows."""
SHOWN: Final = 3
"""Requests that stand above the question."""
MOST_JOBS: Final = 16

_ALONE: Final = ("all", "max", "edit", "chart", "headers", "timing")


def run(engine: Engine, line: RequestLine, asked: Asked, told: tuple[Note, ...]) -> Result:
    """Check every row, show what a dry run wants, ask once, and send what ``line`` makes of each row.

    Raises a ``CerbshError``, with the place of the row, before anything is sent where a row makes no request.
    """
    use = _alone(asked)
    jobs, name = _jobs(asked), _name(engine, asked, use)
    words = Recipe(engine, line, ()).names
    rows = read(_text(engine, name), words)
    if not rows:
        return Result(notes=(*told, Note("note", f"{name} has no rows: nothing was sent")))
    recipe = Recipe(engine, line, rows)
    recipe.check()
    told = (*told, *recipe.doubtful())
    if asked.has("dry-run") or asked.has("as"):
        return _rehearsed(engine, recipe, rows, asked, told)
    first = [recipe.request(row) for row in rows[:SHOWN]]
    if first[0].is_write:
        details = [f"  {spelled(request)}" for request in first] + (["  …"] if len(rows) > SHOWN else [])
        typed = profile_name(engine) if first[0].method == "DELETE" else ""
        if not agreed(engine, asked, f"Send {_counted(len(rows))}?", details, typed):
            return UNSENT
    return Result(body=Bulk(engine, recipe, rows, asked, jobs, Leftover.of(name)), notes=told)


def _rehearsed(engine: Engine, recipe: Recipe, rows: Sequence[Row], asked: Asked, told: tuple[Note, ...]) -> Result:
    """The first requests as they would go out, or all of them written out for another program."""
    shown = len(rows) if asked.has("as") else REHEARSED

    def bodies() -> Iterator[Body | None]:
        for row in islice(rows, shown):
            result = engine.unsent(recipe.request(row), asked)
            yield result.body if result else None

    rest = len(rows) - shown
    more = (Note("note", f"… and {rest:,} more"),) if rest > 0 else ()
    return Result(body=Rehearsal(bodies()), notes=(*told, *more))


def _alone(asked: Asked) -> OptionUse:
    """The option itself. Raises ``LineError`` for another that makes no sense beside it."""
    for other in asked.options:
        if other.name in _ALONE:
            raise LineError(f"--{other.name} and --for do not go together", asked.text, other.start, other.end)
    use = asked.option("for")
    assert use is not None
    return use


def _jobs(asked: Asked) -> int:
    use = asked.option("jobs")
    if use is None or use.value is None:
        return 1
    text = use.value.text
    if not (text.isascii() and text.isdecimal() and 1 <= int(text[:9]) <= MOST_JOBS):
        message = f"--jobs takes a number from 1 to {MOST_JOBS}"
        raise LineError(message, asked.text, use.value.start, use.value.end, "for example --jobs=4")
    return int(text)


def _name(engine: Engine, asked: Asked, use: OptionUse) -> str:
    assert use.value is not None
    return text_of(use.value, asked.text, engine.lookup)


def _text(engine: Engine, name: str) -> str:
    """The text of the file, or of what is piped in. Raises ``UsageError`` where nothing is, ``LocalError``."""
    if name != "-":
        return read_text(name)
    if engine.piped is None:
        hint = "for example: cat ids.txt | cerbsh -c 'PUT records/task/$id status=closed --for - --yes'"
        raise UsageError("--for - reads what is piped into cerbsh -c, and nothing is", hint)
    try:
        return engine.piped.read()
    except UnicodeDecodeError:
        raise LocalError("what is piped in is no UTF-8 text") from None


def _counted(number: int) -> str:
    return f"{number:,} request{'' if number == 1 else 's'}"
