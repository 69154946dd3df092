"""Files: ``download``, ``upload``."""

from __future__ import annotations

from pathlib import Path

from cerbsh.api.request import Request
from cerbsh.errors import LineError, LocalError, UsageError
from cerbsh.files import named
from cerbsh.language.grammar import Argument, Option, request_options
from cerbsh.language.line import CommandLine
from cerbsh.language.references import text_of
from cerbsh.shell.consent import UNSENT, agreed
from cerbsh.shell.engine import Engine
from cerbsh.shell.ready.target import target_of
from cerbsh.shell.registry import command
from cerbsh.shell.result import Result

OUTPUT = Option("output", "value", "save it as FILE, or in a folder under its own name; - is standard output", "FILE")


@command(
    "download",
    "Save a file that Cerb keeps",
    Argument("id", "attachment"),
    options=(OUTPUT, *request_options("yes", "dry-run", "as", "timeout", "no-history")),
)
def download(engine: Engine, call: CommandLine) -> Result:
    """``download 12`` saves attachment 12 in the current folder under its own name, or under the next free one, and
    prints that name; ``--output FILE`` names it. ``download 12 | program`` and ``> file`` take the bytes.
    What breaks off leaves no file."""
    from cerbsh.shell.transfer.download import Download, Passing, Saving

    number = _number(engine, call)
    request = Request("GET", f"attachments/{number}/download.json")
    if shown := engine.unsent(request, call):
        return shown
    fetched = Download(engine, request, call)
    name = _output(engine, call)
    if call.sink or name == "-":
        return Result(body=Passing(fetched))
    place = _place(name)
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


def _output(engine: Engine, call: CommandLine) -> str:
    """The file that the line names; empty where it names none."""
    use = call.option(OUTPUT.name)
    return text_of(use.value, call.text, engine.lookup) if use and use.value else ""


def _place(name: str) -> Path:
    """Where a file of that name goes, the current folder for none. Raises ``LocalError`` where there is no folder."""
    place = named(name)
    folder = place if name.endswith("/") else place.parent
    if not folder.is_dir():
        raise LocalError(f"there is no folder {folder}")
    return place


@command(
    "upload",
    "Give files to Cerb, on records or by themselves",
    Argument("file", "file", many=True, values=("on",)),
    options=request_options(
        "select", "table", "csv", "ndjson", "raw", "headers", "dry-run", "as", "timeout", "no-history"
    ),
)
def upload(engine: Engine, call: CommandLine) -> Result:
    """``upload report.pdf *.png`` gives each file to Cerb and prints the attachment that it made; ``$_.id`` is the id
    of the last. ``upload report.pdf on ticket:12`` puts them on a record. Of bytes that Cerb has already it gives the
    older attachment."""
    from cerbsh.shell.batch.rehearsal import Rehearsal
    from cerbsh.shell.transfer.upload import Uploading, files_of, form_of

    words = [text_of(word, call.text, engine.lookup) for word in call.args]
    at = words.index("on") if "on" in words else len(words)
    targets = tuple(target_of(engine, call, word) for word in call.args[at + 1 :])
    if not at or (at < len(words) and not targets):
        raise UsageError("upload takes files, and records behind on", "for example: upload report.pdf on ticket:12")
    files = files_of(words[:at])
    if call.has("dry-run") or call.has("as"):
        shown = (engine.unsent(form_of(path, targets), call) for path in files)
        return Result(body=Rehearsal(each.body for each in shown if each))
    return Result(body=Uploading(engine, call, files, targets))
