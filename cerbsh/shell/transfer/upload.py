"""Files from here on their way to Cerb, as the forms that it wants, with their progress."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from cerbsh.api.request import Request
from cerbsh.errors import LocalError, ReplyError
from cerbsh.files import named
from cerbsh.shell.result import Note, Piece, Progress, Surface
from cerbsh.shell.showing import answer
from cerbsh.shell.transfer import underway
from cerbsh.shell.transfer.values import media_type, read_bytes
from cerbsh.shell.writing.exchange import leave_unkept
from cerbsh.view.problem import problem
from cerbsh.view.units import size

if TYPE_CHECKING:
    from cerbsh.api.reply import Reply
    from cerbsh.language.line import CommandLine
    from cerbsh.shell.engine import Engine
    from cerbsh.shell.ready.target import Target

LARGEST: Final = 256 * 1024 * 1024
"""Bytes of a file. Cerb takes a file as one value of a form, and PHP's own limits lie far below."""

PATIENCE: Final = 30.0
"""Seconds to wait for the answer, and more for a large file: Cerb stores it first."""
SLOWEST: Final = 1_000_000
"""Bytes a second that Cerb stores."""

_CONTENT: Final = frozenset({"content", "fields[content]"})


def form_of(path: Path, targets: Sequence[Target]) -> Request:
    """The request that uploads a file, or makes an attachment of it on records. Raises ``LocalError``."""
    kind, content = media_type(path.name), b64encode(read_bytes(str(path))).decode()
    if not targets:
        form = (("file_name", path.name), ("mime_type", kind), ("encoding", "base64"), ("content", content))
        return Request("POST", "attachments/upload.json", form=form)
    on = tuple(("fields[attach][]", str(target)) for target in targets)
    named = (("fields[name]", path.name), ("fields[mime_type]", kind), *on)
    return Request(
        "POST", "records/attachment/create.json", form=(*named, ("fields[content]", f"data:{kind};base64,{content}"))
    )


def without_content(request: Request) -> Request:
    """The request as it is kept and told: a file is not copied into the history."""
    return request._replace(form=tuple((name, value) for name, value in request.form if name not in _CONTENT))


def files_of(names: Sequence[str]) -> tuple[Path, ...]:
    """The files that names and patterns such as ``*.png`` mean. Raises ``LocalError`` for what is no file."""
    return tuple(path for name in names for path in _meant(name))


def _meant(name: str) -> Iterator[Path]:
    whole = named(name)
    found = [whole] if whole.exists() else _alike(whole)
    if not found:
        raise LocalError(f"there is no file {name}")
    for path in found:
        if not path.is_file():
            raise LocalError(f"{path} is no file")
        if path.stat().st_size > LARGEST:
            raise LocalError(f"{path} has {size(path.stat().st_size)}: Cerb takes a file as one value of a form")
        yield path


def _alike(pattern: Path) -> list[Path]:
    """The files that a pattern means, the hidden ones only where it begins as they do."""
    hidden = pattern.name.startswith(".")
    try:
        return sorted(path for path in pattern.parent.glob(pattern.name) if path.name.startswith(".") == hidden)
    except ValueError as error:
        raise LocalError(f"{pattern} is no pattern: {error}") from None


@dataclass(frozen=True)
class Uploading:
    """Files on their way, one after another; a file that Cerb refuses does not keep the others here."""

    engine: Engine
    call: CommandLine
    files: tuple[Path, ...]
    targets: tuple[Target, ...]

    def pieces(self, surface: Surface) -> Iterator[Piece]:
        """The progress, and each attachment that Cerb made.

        Raises ``ReplyError`` where a file was refused, and at once whatever keeps every file from being sent.
        """
        refused = 0
        for path in self.files:
            try:
                yield from self._one(path, surface)
            except ReplyError as error:
                if len(self.files) == 1:
                    raise
                yield Note("error", f"{path}: {error.message}", error.hint)
                refused += 1
        if refused:
            raise ReplyError(f"{refused} of {len(self.files)} files were not uploaded")

    def _one(self, path: Path, surface: Surface) -> Iterator[Piece]:
        length = path.stat().st_size
        yield Progress(0, length, 0.0, "bytes")
        engine, request = self.engine, form_of(path, self.targets)
        kept = without_content(request)
        timeout = answer.seconds(self.call, "timeout") or PATIENCE + length / SLOWEST
        leave_unkept(engine, kept)
        with engine.entry(kept, self.call) as entry:
            send = engine.signed_in.send
            reply = yield from underway.told(lambda sent: send(request, timeout=timeout, sent=sent), length)
            engine.last = entry.reply = reply._replace(request=kept)
        if not reply.ok:
            raise ReplyError(*problem(reply, engine.catalogue))
        yield from _twin(reply, path)
        yield from engine.wanted(self.call).body(engine.last, surface)


def _twin(reply: Reply, path: Path) -> Iterator[Note]:
    """A word where Cerb had the same bytes already: it gives the older attachment, under its first name."""
    name = reply.envelope.get("name")
    if isinstance(name, str) and name != path.name:
        number = reply.envelope.get("id")
        yield Note("note", f"Cerb had the content of {path.name} already: it is attachment {number}, named {name}")
