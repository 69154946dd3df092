"""Secrets at rest: the only module that touches them on disk."""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import NamedTuple, Protocol

from cerbsh import system
from cerbsh.auth.token import Token
from cerbsh.errors import LocalError
from cerbsh.files import Notify, locked, quiet, temporary_of, write_private


class SpoiltError(LocalError):
    """Kept secrets that cannot be used any more; the next sign-in may put new ones in their place."""


class Secrets(NamedTuple):
    """What a profile must keep to itself: the client secret of its OAuth app, and its token."""

    client_secret: str = ""
    token: Token | None = None

    def __repr__(self) -> str:
        return f"Secrets(token={self.token!r})"

    def encode(self) -> bytes:
        """The secrets as JSON."""
        token = None if self.token is None else self.token.stored()
        return json.dumps({"client_secret": self.client_secret, "token": token}, indent=1).encode()

    @classmethod
    def decode(cls, data: bytes | str) -> Secrets:
        """What ``encode`` gave. Raises ``ValueError`` for anything else."""
        try:
            document = json.loads(data)
        except RecursionError:
            raise ValueError("too deep") from None
        if not isinstance(document, dict) or not isinstance(document.get("client_secret", ""), str):
            raise ValueError("no secrets")
        token = document.get("token")
        if token is not None and not isinstance(token, dict):
            raise ValueError("no token")
        return cls(document.get("client_secret", ""), None if token is None else Token.from_stored(token))


class Store(Protocol):
    """Where the secrets of one profile lie. All of it raises ``LocalError`` where the place is not to be trusted."""

    @property
    def where(self) -> str:
        """The place, for people."""

    def read(self) -> Secrets:
        """The newest secrets; empty ones where nothing is kept. Cheap enough for every request."""

    def locked(self, notify: Notify = quiet) -> AbstractContextManager[None]:
        """Hold the store against other processes and threads, to read, change and write."""

    def write(self, secrets: Secrets) -> None:
        """Keep ``secrets``, whole or not at all."""

    def erase(self) -> None:
        """Forget everything."""


Stamp = tuple[int, int, int, int, int]


class FileVault:
    """Secrets in a file of their own, 0600 in a folder of 0700.

    A file or folder that others may read, that is a link, or that belongs to somebody else is refused. The file is read
    again only when its stamp has changed. A second copy steps in where the file does not parse, which a failing disk or
    an editor can bring about, cerbsh's own writing cannot. A file that is gone means that nobody is signed in.
    """

    def __init__(self, path: Path, notify: Notify = quiet) -> None:
        self._path = path
        self._copy = path.with_name(f"{path.name}.bak")
        self._notify = notify
        self._seen: tuple[Stamp | None, Secrets] = (None, Secrets())

    @property
    def where(self) -> str:
        return str(self._path)

    def read(self) -> Secrets:
        stamp, secrets = self._seen
        if stamp is None or stamp_of(self._path) != stamp:
            self._seen = stamp, secrets = self._load()
        return secrets

    @contextmanager
    def locked(self, notify: Notify = quiet) -> Iterator[None]:
        with locked(self._path, notify):
            _check_folder(self._path.parent)
            yield

    def write(self, secrets: Secrets) -> None:
        with self.locked():
            for path in (self._path, self._copy):
                write_private(path, secrets.encode())

    def erase(self) -> None:
        with self.locked():
            for path in (self._copy, temporary_of(self._copy), temporary_of(self._path), self._path):
                _unlink(path)

    def _load(self) -> tuple[Stamp | None, Secrets]:
        try:
            stamp, data = _read_private(self._path)
        except FileNotFoundError:
            return None, Secrets()
        try:
            return stamp, Secrets.decode(data)
        except ValueError:
            return stamp, self._load_copy()

    def _load_copy(self) -> Secrets:
        try:
            secrets = Secrets.decode(_read_private(self._copy)[1])
        except (FileNotFoundError, ValueError):
            raise SpoiltError(f"{self._path} is damaged", "sign in again: cerbsh login") from None
        self._notify(f"{self._path} is damaged: its copy is used")
        return secrets


def _read_private(path: Path) -> tuple[Stamp, bytes]:
    """The file's stamp and content. Raises ``FileNotFoundError``, and ``LocalError`` where it is not private."""
    try:
        _check_folder(path.parent)
        descriptor = system.open_unlinked(path, os.O_RDONLY)
    except (FileNotFoundError, NotADirectoryError):
        raise FileNotFoundError(path) from None
    except OSError as error:
        if path.is_symlink():
            raise SpoiltError(
                f"{path} is a link, and tokens are read from no link", f"remove it: rm {_quoted(path)}"
            ) from None
        raise LocalError(f"cannot read {path}: {error.strerror}") from None
    with os.fdopen(descriptor, "rb") as file:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise LocalError(f"{path} is no file", "remove it, and sign in again: cerbsh login")
        _check_private(path, status, 0o600, SpoiltError)
        return _fields(status), file.read()


def _quoted(path: Path) -> str:
    """A path as a word for a shell."""
    from shlex import quote

    return quote(str(path))


def _check_folder(folder: Path) -> None:
    status = folder.lstat()
    if stat.S_ISLNK(status.st_mode):
        raise LocalError(f"{folder} is a link, and tokens are kept behind no link", "put a folder in its place")
    _check_private(folder, status, 0o700, LocalError)


def _check_private(path: Path, status: os.stat_result, mode: int, fault: type[LocalError]) -> None:
    if system.is_anothers(status):
        raise fault(f"{path} belongs to another user", f"remove it, or take it over: {system.taking_over(path)}")
    if system.rights_of_others(status, mode):
        raise fault(f"{path} may be read by others than its owner", f"close it: chmod {mode:o} {_quoted(path)}")


def stamp_of(path: Path) -> Stamp | None:
    try:
        return _fields(path.lstat())
    except OSError:
        return None


def _fields(status: os.stat_result) -> Stamp:
    """What changes whenever a file is replaced, written, opened to others or given away."""
    return status.st_ino, status.st_mtime_ns, status.st_ctime_ns, status.st_size, status.st_mode


def _unlink(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise LocalError(f"cannot remove {path}: {error.strerror}") from None
