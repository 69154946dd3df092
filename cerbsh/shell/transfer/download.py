"""Files that Cerb keeps, on their way to a file here or to standard output; never more than a piece in memory."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from cerbsh.errors import LocalError, ReplyError, UsageError
from cerbsh.files import NewFile, beside
from cerbsh.shell.result import Note, Progress, Surface
from cerbsh.shell.showing import answer
from cerbsh.shell.transfer import filename
from cerbsh.view import safe
from cerbsh.view.problem import problem
from cerbsh.view.units import size

if TYPE_CHECKING:
    from cerbsh.api.client import Stream
    from cerbsh.api.request import Request
    from cerbsh.language.line import Asked
    from cerbsh.shell.engine import Engine

LARGEST_ERROR = 1 << 20
"""Bytes that are read of an answer that is no file."""


@dataclass(frozen=True)
class Download:
    """What is fetched: the request, and the line that asks for it."""

    engine: Engine
    request: Request
    asked: Asked

    @contextmanager
    def opened(self) -> Iterator[Stream]:
        """The file under way; it is kept in the history without its bytes.

        Raises ``ReplyError`` where Cerb answers with anything but a file, which it does with HTTP 200.
        """
        engine = self.engine
        with (
            engine.entry(self.request, self.asked) as entry,
            engine.signed_in.stream(self.request, timeout=answer.seconds(self.asked, "timeout")) as stream,
        ):
            entry.reply = stream.head
            if not (stream.head.is_download and stream.head.ok):
                engine.last = entry.reply = stream.head._replace(body=_beginning(stream.chunks))
                raise ReplyError(*problem(entry.reply, engine.catalogue))
            yield stream
            entry.reply = stream.head._replace(elapsed=time.time() - stream.head.started)


@dataclass(frozen=True)
class Passing:
    """A file on its way to standard output, a program or a file that the line names."""

    download: Download

    def pieces(self, surface: Surface) -> Iterator[bytes | Progress]:
        """The bytes as they come. Raises ``ReplyError`` and ``ConnectError``, and ``UsageError`` for a terminal, which
        bytes could drive."""
        if surface.terminal:
            raise UsageError("a file is no text for a terminal", "--output FILE saves it, | and > take it")
        with self.download.opened() as stream:
            for chunk, progress in _counted(stream):
                yield chunk
                yield progress


@dataclass(frozen=True)
class Saving:
    """A file on its way into ``place``: a folder, where it takes the name that Cerb says, or a file to be made."""

    download: Download
    place: Path
    default: str

    def pieces(self, surface: Surface) -> Iterator[str | Note | Progress]:
        """The progress, and at the end the name of the file that was made.

        Raises ``ReplyError``, ``ConnectError`` and ``LocalError``; there is no file then.
        """
        with self.download.opened() as stream:
            into_folder = self.place.is_dir()
            said = filename.safe(filename.said(stream.head.header("Content-Disposition")), self.default)
            try:
                with beside(self.place / said if into_folder else self.place) as new:
                    yield from _written(stream, new)
                    made = new.put() if into_folder else new.replace()
            except OSError as error:
                raise LocalError(f"cannot write {error.filename or self.place}: {error.strerror}") from None
            yield Note("info", f"saved {size(made.stat().st_size)} of {stream.head.media_type or 'data'}")
            if into_folder and made.name != said:
                yield Note("note", f"{said} is there already: this one is {made.name}")
        yield f"{safe.line(str(made)) if surface.terminal else made}\n"


def _written(stream: Stream, new: NewFile) -> Iterator[Progress]:
    for chunk, progress in _counted(stream):
        new.file.write(chunk)
        yield progress


def _counted(stream: Stream) -> Iterator[tuple[bytes, Progress]]:
    """The pieces of a body, each with how far it has come."""
    length = stream.head.header("Content-Length")
    total = int(length) if length.isdecimal() and not stream.head.header("Content-Encoding") else None
    done, started = 0, time.monotonic()
    for chunk in stream.chunks:
        done += len(chunk)
        yield chunk, Progress(done, total, time.monotonic() - started, "bytes")


def _beginning(chunks: Iterator[bytes]) -> bytes:
    body = bytearray()
    for chunk in chunks:
        body += chunk
        if len(body) >= LARGEST_ERROR:
            break
    return bytes(body)
