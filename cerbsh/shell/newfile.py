"""Files that are there whole or not at all: written beside their place, and put there at the end."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import IO


class NewFile:
    """A file beside ``path``, for its owner alone until it is put in its place. Every method may raise ``OSError``."""

    def __init__(self, path: Path, file: IO[bytes]) -> None:
        self.path = path
        self.file = file

    def replace(self) -> Path:
        """Take the place of ``path``, with the rights of what was there."""
        self._close(self.path.stat().st_mode & 0o7777 if self.path.exists() else None)
        return Path(self.file.name).replace(self.path)

    def put(self) -> Path:
        """Take the place of ``path`` where nothing is there, else of ``path (2)``, ``path (3)`` and so on."""
        self._close(None)
        return Path(self.file.name).replace(_taken(self.path))

    def _close(self, mode: int | None) -> None:
        self.file.close()
        Path(self.file.name).chmod(0o666 & ~_umask() if mode is None else mode)


@contextmanager
def beside(path: Path) -> Iterator[NewFile]:
    """A new file in the folder of ``path``; gone with the end of the block unless it was put in its place.

    Raises ``OSError`` where it cannot be made.
    """
    handle, name = tempfile.mkstemp(prefix=f".{path.name[:40]}.", dir=path.parent)
    os.close(handle)
    try:
        with Path(name).open("wb") as file:
            yield NewFile(path, file)
    finally:
        Path(name).unlink(missing_ok=True)


def _taken(path: Path) -> Path:
    """The first free name, taken by an empty file, so that nobody else takes it meanwhile."""
    name, number = path, 1
    while not _take(name):
        number += 1
        name = path.with_name(f"{path.stem} ({number}){path.suffix}")
    return name


def _take(path: Path) -> bool:
    try:
        path.open("xb").close()
    except FileExistsError:
        return False
    return True


@cache
def _umask() -> int:
    mask = os.umask(0o077)
    os.umask(mask)
    return mask
