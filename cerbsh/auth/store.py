"""Where the secrets of a run come from: the profile's store, or memory for the demo and the environment."""

from __future__ import annotations

import threading
from collections.abc import Iterator, MutableMapping
from contextlib import contextmanager

from cerbsh.auth.token import parse_pasted
from cerbsh.auth.vault import FileVault, Secrets, Store
from cerbsh.config import Folders, Profile
from cerbsh.errors import UsageError
from cerbsh.files import Notify, quiet

TOKEN_VARIABLE = "CERBSH_TOKEN"
SECRET_VARIABLE = "CERBSH_CLIENT_SECRET"
VARIABLES = (TOKEN_VARIABLE, SECRET_VARIABLE)
"""Variables of the environment that hold secrets: no program that is started gets them (threat 17)."""


class MemoryVault:
    """Secrets that end with the process: of the demo, or out of the environment."""

    def __init__(self, secrets: Secrets, where: str = "memory") -> None:
        self._secrets = secrets
        self._where = where
        self._lock = threading.RLock()

    @property
    def where(self) -> str:
        return self._where

    def read(self) -> Secrets:
        return self._secrets

    @contextmanager
    def locked(self, notify: Notify = quiet) -> Iterator[None]:
        with self._lock:
            yield

    def write(self, secrets: Secrets) -> None:
        self._secrets = secrets

    def erase(self) -> None:
        self._secrets = Secrets()


def open_store(profile: Profile, folders: Folders, notify: Notify = quiet) -> Store:
    """The store that the profile asks for, never another in its place. Touches nothing yet."""
    if profile.token_store == "file":
        return FileVault(folders.tokens / f"{profile.name}.json", notify)
    if profile.token_store == "keyring":
        from cerbsh.auth.keyring_vault import KeyringVault

        return KeyringVault(profile.name, folders.tokens)
    raise UsageError(f"profile {profile.name}: token_store is {profile.token_store!r}", "use 'file' or 'keyring'")


def take_from_environment(environ: MutableMapping[str, str]) -> Secrets:
    """``CERBSH_TOKEN`` and ``CERBSH_CLIENT_SECRET``, taken out of ``environ`` so that no child process sees them.

    A refresh token there is left aside: Cerb's work once, and the next process would find it spent.
    Raises ``SignInError`` where ``CERBSH_TOKEN`` holds no token.
    """
    text, client_secret = environ.pop(TOKEN_VARIABLE, ""), environ.pop(SECRET_VARIABLE, "").strip()
    return Secrets(client_secret, parse_pasted(text)._replace(refresh_token="") if text else None)
