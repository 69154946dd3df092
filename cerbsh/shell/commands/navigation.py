"""Moving about: ``cd``, ``pwd`` and ``ls`` over the paths of the API."""

from __future__ import annotations

from cerbsh.catalogue.tree import below, listing
from cerbsh.errors import LineError
from cerbsh.language.grammar import Argument
from cerbsh.language.line import CommandLine
from cerbsh.language.paths import PathError, resolve_folder
from cerbsh.shell.engine import Engine
from cerbsh.shell.registry import command
from cerbsh.shell.result import Note, Result, Words


@command("cd", "Go to a path; what is typed next is relative to it", Argument("path", "path", required=False))
def cd(engine: Engine, call: CommandLine) -> Result:
    """Without a path it goes back to the root. ``..`` goes up, a leading slash begins at the root."""
    folder = _folder(engine, call)
    known = below(engine.catalogue, segments_of(folder))
    engine.folder = folder
    return Result(notes=() if known else (Note("warning", f"no endpoint that cerbsh knows begins with {folder}"),))


@command("pwd", "Print the path that cd went to")
def pwd(engine: Engine, call: CommandLine) -> Result:
    """The root is ``/``, which is ``rest/`` of this Cerb."""
    return Result(body=Words(f"/{engine.folder}"))


@command("ls", "List what is below a path", Argument("path", "path", required=False))
def ls(engine: Engine, call: CommandLine) -> Result:
    """Segments end in a slash where more is below them; endpoints stand with their method and what they do."""
    folder = _folder(engine, call)
    lines = listing(engine.catalogue, segments_of(folder))
    if not lines:
        return Result(notes=(Note("warning", f"cerbsh knows of nothing below /{folder}"),))
    width = max(len(name) for name, _ in lines)
    return Result(body=Words("\n".join(f"{name:<{width}}  {words}".rstrip() for name, words in lines)))


def segments_of(folder: str) -> list[str]:
    """The segments of a folder; none for the root."""
    return folder.split("/") if folder else []


def _folder(engine: Engine, call: CommandLine) -> str:
    if not call.args:
        return engine.folder if call.spec.name == "ls" else ""
    word = call.args[0]
    base_url = engine.profile.base_url if engine.profile else ""
    try:
        return resolve_folder(word.text, engine.folder, base_url)
    except PathError as error:
        raise LineError(error.message, call.text, word.start, word.end, error.hint) from None
