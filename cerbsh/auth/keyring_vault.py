"""Secrets in the system's keyring, for profiles that ask for it. A failure is an error, never a file instead."""

from __future__ import annotations

import os
import queue
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

from cerbsh.auth.vault import Secrets, SpoiltError, Stamp, stamp_of
from cerbsh.errors import LocalError
from cerbsh.files import Notify, locked, quiet, write_private

SERVICE = "cerbsh"
LIMIT = 3.0
WAY_OUT = "unlock the keyring, or set token_store = 'file' and sign in again"


class KeyringVault:
    """The secrets of a profile as one entry of the keyring, read and written in a thread with a limit of 3 seconds.

    Beside it stands a marker file, without any secret, that is renewed with every write: its stamp tells other
    processes that the keyring holds something newer, without asking the keyring before every request.
    """

    def __init__(self, profile: str, folder: Path) -> None:
        self._profile = profile
        self._marker = folder / f"{profile}.keyring"
        self._seen: tuple[Stamp | None, Secrets] = (None, Secrets())

    @property
    def where(self) -> str:
        return f"the keyring, service {SERVICE}, user {self._profile}"

    def read(self) -> Secrets:
        stamp = stamp_of(self._marker)
        if stamp is None or stamp != self._seen[0]:
            self._seen = stamp, self._load()
        return self._seen[1]

    def locked(self, notify: Notify = quiet) -> AbstractContextManager[None]:
        return locked(self._marker, notify)

    def write(self, secrets: Secrets) -> None:
        text = secrets.encode().decode()
        with self.locked():
            _ask(lambda keyring: keyring.set_password(SERVICE, self._profile, text))
            if _ask(lambda keyring: keyring.get_password(SERVICE, self._profile)) != text:
                raise LocalError("the keyring did not keep what it was given", WAY_OUT)
            write_private(self._marker, os.urandom(8).hex().encode())

    def erase(self) -> None:
        with self.locked():
            if _ask(lambda keyring: keyring.get_password(SERVICE, self._profile)) is not None:
                _ask(lambda keyring: keyring.delete_password(SERVICE, self._profile))
            self._marker.unlink(missing_ok=True)

    def _load(self) -> Secrets:
        text = _ask(lambda keyring: keyring.get_password(SERVICE, self._profile))
        if text is None:
            return Secrets()
        try:
            return Secrets.decode(text)
        except ValueError:
            raise SpoiltError(f"the entry of {self.where} is damaged", "sign in again: cerbsh login") from None


def _ask(question: Callable[[Any], Any]) -> Any:
    """The keyring's answer. Raises ``LocalError`` where there is none, or it refuses, or does not answer in time."""
    try:
        import keyring
        from keyring.errors import KeyringError
    except ImportError:
        raise LocalError("the keyring library is not installed", "pip install 'cerbsh[keyring]'") from None
    answers: queue.SimpleQueue[tuple[Any, Exception | None]] = queue.SimpleQueue()

    def ask() -> None:
        try:
            answers.put((question(keyring), None))
        except (KeyringError, OSError, RuntimeError) as error:
            answers.put((None, error))

    threading.Thread(target=ask, name="keyring", daemon=True).start()
    try:
        answer, error = answers.get(timeout=LIMIT)
    except queue.Empty:
        raise LocalError(f"the keyring did not answer within {LIMIT:.0f} s", WAY_OUT) from None
    if error is not None:
        raise LocalError(f"the keyring refused: {type(error).__name__}", WAY_OUT)
    return answer
