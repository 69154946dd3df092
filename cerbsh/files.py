"""Private files: readable by their owner alone, written whole or not at all, by one process at a time."""

from __future__ import annotations

import itertools
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import BinaryIO

from cerbsh import system
from cerbsh.errors import LocalError

Notify = Callable[[str], None]
"""Takes one line for the user: a wait, a fallback."""

PATIENCE = 2.0
GIVE_UP = 15.0
LONGEST_NAME = 255
"""Bytes of one name of a path, on every usual file system."""


def quiet(text: str) -> None:
    """The ``Notify`` of callers that have nobody to tell."""


def named(name: str) -> Path:
    """The path that a person wrote, ``~`` for a home. Raises ``LocalError`` for what no file can be called.

    Every name that comes out of a line passes here, since the file system's own functions say of some names that they
    are none (a NUL, half a character, no such user, a name of a thousand letters) with errors of all sorts.
    """
    try:
        path = Path(name).expanduser()
        sound = "\0" not in name and all(len(os.fsencode(part)) <= LONGEST_NAME for part in path.parts)
    except RuntimeError:
        raise LocalError(f"{name}: there is no such user", "./ in front makes it a file's name") from None
    except ValueError:  # half a character, or a NUL in the name of a user
        sound = False
    if not sound:
        raise LocalError(f"no file can be called {name[:60]!r}")
    return path


def private_folder(folder: Path) -> None:
    """Make ``folder`` and what is missing above it, each 0700 whatever the umask. Raises ``LocalError``."""
    try:
        for part in reversed([part for part in (folder, *folder.parents) if not part.exists()]):
            part.mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise LocalError(f"cannot make the folder {folder}: {error.strerror}") from None


def write_private(path: Path, data: bytes) -> None:
    """Put ``data`` into ``path``, 0600 from its first byte on. Hold ``locked(path)`` around it.

    The data goes to a second file in the same folder, is synced, and takes the place of ``path`` in one step: whoever
    reads, and whatever is killed, there is the former file or the new one. Raises ``LocalError``; ``path`` is then as
    it was.
    """
    temporary = temporary_of(path)
    try:
        temporary.unlink(missing_ok=True)
        descriptor = system.open_unlinked(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL)
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(descriptor)
        temporary.replace(path)
        system.sync_folder(path.parent)
    except OSError as error:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)
        raise LocalError(f"cannot write {path}: {error.strerror}") from None


def temporary_of(path: Path) -> Path:
    """The file that becomes ``path``; one name, so that a killed writer leaves at most one behind."""
    return path.with_name(f".{path.name}.tmp")


@contextmanager
def locked(path: Path, notify: Notify = quiet) -> Iterator[None]:
    """Hold ``path`` against every other process and thread; the same thread may take it twice.

    A wait is told through ``notify`` after 2 seconds and given up after 15 with ``LocalError``. Makes the folder.
    """
    from filelock import FileLock, Timeout

    private_folder(path.parent)
    lock = FileLock(path.with_name(f".{path.name}.lock"), mode=0o600, is_singleton=True)
    try:
        try:
            lock.acquire(timeout=PATIENCE)
        except Timeout:
            notify(f"waiting for another cerbsh that holds {path.name}")
            lock.acquire(timeout=GIVE_UP - PATIENCE)
    except Timeout:
        raise LocalError(
            f"another process has held {path} for {GIVE_UP:.0f} s", "try again, or end that process"
        ) from None
    except OSError as error:
        raise LocalError(f"cannot lock {path}: {error.strerror}") from None
    try:
        yield
    finally:
        lock.release()


@contextmanager
def incoming(path: Path) -> Iterator[BinaryIO]:
    """A file to write into that becomes ``path`` when the block succeeds; ``path`` is whole or not there at all.

    The file that ``path`` names keeps its rights; a new one has those that the umask gives. Raises ``LocalError``.
    """
    try:
        with beside(path.expanduser().resolve()) as new:
            yield new.file
            new.replace()
    except OSError as error:
        raise LocalError(f"cannot write {path}: {error.strerror}") from None


class NewFile:
    """A file beside ``path``, for its owner alone until it is put in its place. Every method may raise ``OSError``."""

    def __init__(self, path: Path, made: Path, file: BinaryIO) -> None:
        self.path = path
        self.file = file
        self._made = made

    def replace(self) -> Path:
        """Take the place of ``path``, with the rights of what was there."""
        self._close(self.path.stat().st_mode & 0o7777 if self.path.exists() else None)
        return self._made.replace(self.path)

    def put(self, *, private: bool = False) -> Path:
        """Take the place of ``path`` where nothing is there, else of ``path (2)``, ``path (3)`` and so on.

        With ``private`` it stays readable by its owner alone.
        """
        self._close(0o600 if private else None)
        return _linked(self._made, self.path)

    def _close(self, mode: int | None) -> None:
        self.file.close()
        self._made.chmod(0o666 & ~_umask() if mode is None else mode)


@contextmanager
def beside(path: Path) -> Iterator[NewFile]:
    """A new file in the folder of ``path``; gone with the end of the block unless it was put in its place.

    Raises ``OSError`` where it cannot be made.
    """
    import tempfile

    handle, name = tempfile.mkstemp(prefix=f".{path.name[:40]}.", dir=path.parent)
    made = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            yield NewFile(path, made, file)
    finally:
        made.unlink(missing_ok=True)


def _linked(made: Path, path: Path) -> Path:
    """The first free name, under which ``made`` stands whole in one step.

    Where there are no hard links, an empty file takes the name first, so that nobody else does meanwhile.
    """
    for name in _names(path):
        try:
            name.hardlink_to(made)
        except FileExistsError:
            continue
        except OSError:
            break
        return name
    return made.replace(next(filter(_take, _names(path))))


def _names(path: Path) -> Iterator[Path]:
    yield path
    yield from (path.with_name(f"{path.stem} ({number}){path.suffix}") for number in itertools.count(2))


def _take(path: Path) -> bool:
    try:
        path.open("xb").close()
    except FileExistsError:
        return False
    return True


@cache
def _umask() -> int:
    """The process's umask, which can only be read by setting it; once, before other threads come and go."""
    mask = os.umask(0o077)
    os.umask(mask)
    return mask
