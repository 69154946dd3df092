"""The SQLite file of the history: opened late, private to the user, shared by every cerbsh, and never in the way.

Whatever happens to the file, ``run`` gives an answer: a damaged one is set aside and a fresh one begun, a busy, full or
read-only one is told of once and the caller's fallback returned.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from cerbsh import system
from cerbsh.errors import LocalError
from cerbsh.files import locked, private_folder
from cerbsh.history import schema, words
from cerbsh.history.patience import AT_ONCE, PATIENT, PROMPT, Waiting, is_held

if TYPE_CHECKING:
    import sqlite3

T = TypeVar("T")

_SIDE_FILES = ("", "-wal", "-shm")
_INHERITED: list[sqlite3.Connection] = []
"""Connections of a parent process: SQLite forbids even to close them after a fork."""


class Once:
    """Passes a warning on the first time only; safe for threads."""

    def __init__(self, warn: Callable[[str], None]) -> None:
        self._warn = warn
        self._said: set[str] = set()
        self._lock = threading.Lock()

    def __call__(self, kind: str, text: str) -> None:
        with self._lock:
            if kind in self._said:
                return
            self._said.add(kind)
        self._warn(text)


class Database:
    """One connection to the file at ``path``, used by one thread at a time.

    Who ``hurries`` waits for others only while they get on.
    """

    def __init__(self, path: Path, warn: Once) -> None:
        self.path = path
        self.log = Path(f"{path}-wal")
        self.hurries = False
        self._warn = warn
        self._forget()

    def _forget(self) -> None:
        self._pid = os.getpid()
        self._lock = threading.RLock()
        self._connection: sqlite3.Connection | None = None
        self._identity: tuple[int, int] | None = None
        self._held = False

    def run(
        self, work: Callable[[sqlite3.Connection], T], otherwise: T, *, wait: float = PROMPT, is_told: bool = True
    ) -> T:
        """What ``work`` makes of an open connection in autocommit mode; ``otherwise`` where the file cannot be used.

        Waits at most ``wait`` seconds for another process; ``is_told`` says whether to warn where that is too short.
        ``work`` may be called again and again, in the end on a fresh file.
        """
        import sqlite3

        if self._pid != os.getpid():
            self._after_fork()
        with self._lock:
            for may_mend in (True, False):
                try:
                    return self._patiently(work, wait)
                except (sqlite3.OperationalError, OSError, LocalError) as error:
                    if is_told or not self._held:
                        self._complain(error)
                    return otherwise
                except sqlite3.DatabaseError as error:
                    if not _is_damage(error):
                        raise
                    if not (may_mend and self._mend(error)):
                        self._complain(error)
                        return otherwise
        return otherwise

    def close(self) -> None:
        """Close the connection; the next ``run`` opens it again."""
        if self._pid != os.getpid():
            self._after_fork()
        with self._lock:
            if self._connection is not None:
                self._connection.close()
            self._connection = None

    def _after_fork(self) -> None:
        if self._connection is not None:
            _INHERITED.append(self._connection)
        self._forget()

    def _patiently(self, work: Callable[[sqlite3.Connection], T], wait: float) -> T:
        """Do the work as soon as nobody else holds the file. Once it was held for too long only the patient wait, until
        something was written: who reads may not be in the other's way."""
        import sqlite3

        waiting = None
        while True:
            try:
                connection = self._ready()
                before = connection.total_changes
                found = work(connection)
            except sqlite3.OperationalError as error:
                if not is_held(error):
                    raise
                if waiting is None:
                    waits = not self._held or (wait >= PATIENT and not self.hurries)
                    waiting = Waiting(self.log, wait if waits else 0.0)
                self._held = not waiting.goes_on(hurried=self.hurries)
                if self._held:
                    raise
            else:
                self._held = self._held and connection.total_changes == before
                return found

    def _ready(self) -> sqlite3.Connection:
        """The connection to the file that lies at the path now: it may have been set aside or deleted meanwhile."""
        if self._connection is not None and self._identity != _identity(self.path):
            self.close()
        if self._connection is None:
            make_private(self.path)
            self._identity = _identity(self.path)
            self._connection = self._open()
        if self._connection.in_transaction:
            self._connection.execute("ROLLBACK")
        return self._connection

    def _open(self) -> sqlite3.Connection:
        import sqlite3

        connection = sqlite3.connect(self.path, timeout=AT_ONCE, isolation_level=None, check_same_thread=False)
        try:
            connection.execute("PRAGMA foreign_keys = ON")
            connection.execute("PRAGMA synchronous = NORMAL")
            connection.execute("PRAGMA wal_autocheckpoint = 0")
            if schema.version_of(connection) != schema.LATEST:
                self._bring_up(connection)
        except BaseException:
            connection.close()
            raise
        return connection

    def _bring_up(self, connection: sqlite3.Connection) -> None:
        """Write-ahead logging and the tables; one process at a time, since the switch to the log does not wait."""
        with locked(self.path):
            connection.execute("PRAGMA journal_mode = WAL")
            schema.migrate(connection)

    def _complain(self, error: Exception) -> None:
        if isinstance(error, LocalError):
            self._warn(error.message, f"{error.message}: requests are not kept")
            return
        kind = getattr(error, "sqlite_errorname", None) or type(error).__name__
        reason = _REASONS.get(kind.split("_")[1] if kind.startswith("SQLITE_") else kind, str(error))
        self._warn(reason, f"the history in {self.path} cannot be used now: {reason}")

    def _mend(self, error: sqlite3.DatabaseError) -> bool:
        """Begin a fresh index or, where more than that is damaged, a fresh file; False where neither is possible."""
        import sqlite3

        try:
            if self._connection is not None and error.sqlite_errorcode == sqlite3.SQLITE_CORRUPT_VTAB:
                with schema.transaction(self._connection):
                    words.start_over(self._connection)
                return True
        except sqlite3.DatabaseError:
            pass
        return self._set_aside(error)

    def _set_aside(self, error: sqlite3.DatabaseError) -> bool:
        """Rename the damaged file, unless another process has done so already."""
        damaged = self._identity
        try:
            self.close()
            with locked(self.path):
                if _identity(self.path) == damaged:
                    aside = set_aside(self.path)
                    self._warn(str(aside), f"the history was damaged ({error}); it was set aside as {aside.name}")
        except (OSError, LocalError) as failure:
            self._complain(failure)
            return False
        return True


_REASONS = {
    "BUSY": "another program holds it",
    "LOCKED": "another program holds it",
    "FULL": "the disk is full",
    "READONLY": "it may not be written to",
    "CANTOPEN": "it cannot be opened",
}


def make_private(path: Path) -> None:
    """Make sure that the file exists and only its owner may read it; a folder that is made is private, too.

    A file that exists is never opened here: closing it would drop the locks that SQLite holds on it in this process.
    """
    private_folder(path.parent)
    with suppress(FileExistsError):
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
    if system.rights_of_others(path.stat(), 0o600):
        path.chmod(0o600)


def set_aside(path: Path) -> Path:
    """Rename a database with its log, keeping the names that belong together; returns the new path."""
    stamp = time.strftime("%Y%m%d-%H%M%S")
    aside = path.with_name(f"{path.stem}.damaged-{stamp}{path.suffix}")
    while aside.exists():
        aside = aside.with_stem(f"{aside.stem}-again")
    for ending in _SIDE_FILES:
        if (part := Path(f"{path}{ending}")).exists():
            part.rename(f"{aside}{ending}")
    return aside


def remove_set_aside(path: Path) -> None:
    """Delete the damaged files that were set aside from ``path``, where they can be."""
    for part in path.parent.glob(f"{path.stem}.damaged-*"):
        with suppress(OSError):
            part.unlink()


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    return found.st_dev, found.st_ino


def _is_damage(error: sqlite3.DatabaseError) -> bool:
    import sqlite3

    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    return code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
