"""Files: ``download``, ``upload``."""

from __future__ import annotations

from pathlib import Path

from cerbsh.api.request import Request
from cerbsh.errors import LineError, LocalError
from cerbsh.language.grammar import Argument, Option, request_options
from cerbsh.language.line import CommandLine
from cerbsh.language.references import text_of
from cerbsh.shell.consent import UNSENT, agreed
from cerbsh.shell.download import Download, Passing, Saving
from cerbsh.shell.engine import Engine
from cerbsh.shell.registry import command
from cerbsh.shell.result import Result

OUTPUT = Option("output", "value", "save it as FILE, or in a folder under its own name", "FILE")


@command(
    "download",
    "Save a file that Cerb keeps",
    Argument("id"),
    options=(OUTPUT, *request_options("yes", "dry-run", "as", "timeout", "no-history")),
)
def download(engine: Engine, call: CommandLine) -> Result:
    """``download 12`` saves attachment 12 in the current folder under its own name, or under the next free one, and
    prints that name; ``--output FILE`` names it. ``download 12 | program`` and ``> file`` take the bytes.
    What breaks off leaves no file."""
    number = _number(engine, call)
    request = Request("GET", f"attachments/{number}/download.json")
    if shown := engine.unsent(request, call):
        return shown
    fetched = Download(engine, request, call)
    if call.sink:
        return Result(body=Passing(fetched))
    place = _place(engine, call)
    if place.exists() and not place.is_dir() and not agreed(engine, call, f"{place} is there already. Replace it?"):
        return UNSENT
    return Result(body=Saving(fetched, place, f"attachment-{number}"))


def _number(engine: Engine, call: CommandLine) -> str:
    word = call.args[0]
    number = text_of(word, call.text, engine.lookup).removeprefix("attachment:")
    if not (number.isascii() and number.isdecimal()):
        hint = "search attachment finds it, and expand=attachments lists those of a record"
        raise LineError("download takes the id of an attachment", call.text, word.start, word.end, hint)
    return number


def _place(engine: Engine, call: CommandLine) -> Path:
    """Where the file goes. Raises ``LocalError`` for a folder that is not there."""
    use = call.option("output")
    if use is None or use.value is None:
        return Path()
    name = text_of(use.value, call.text, engine.lookup)
    place = Path(name).expanduser()
    if not (place if name.endswith("/") else place.parent).is_dir():
        raise LocalError(f"there is no folder {place if name.endswith('/') else place.parent}")
    return place
