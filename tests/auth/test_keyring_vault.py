"""The keyring as a store, with back ends that work, refuse, forget and hang."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.backends.fail import Keyring as NoKeyring
from keyring.errors import KeyringLocked, PasswordDeleteError

from cerbsh.auth import keyring_vault
from cerbsh.auth.keyring_vault import KeyringVault
from cerbsh.auth.token import Token
from cerbsh.auth.vault import Secrets
from cerbsh.errors import LocalError

SECRETS = Secrets("the-secret", Token("access", "refresh"))


class Working(KeyringBackend):
    """A keyring in memory that counts how often it is read."""

    priority = 1.0

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.entries: dict[tuple[str, str], str] = {}
        self.reads = 0

    def get_password(self, service: str, username: str) -> str | None:
        self.reads += 1
        return self.entries.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.entries[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        if self.entries.pop((service, username), None) is None:
            raise PasswordDeleteError


class Locked(Working):
    def get_password(self, service: str, username: str) -> str | None:
        raise KeyringLocked("canary")

    def set_password(self, service: str, username: str, password: str) -> None:
        raise KeyringLocked(password)


class Forgetful(Working):
    def set_password(self, service: str, username: str, password: str) -> None:
        """Keeps nothing, as keyring's null back end does."""


class Hanging(Working):
    def __init__(self) -> None:
        super().__init__()
        self.end = threading.Event()

    def get_password(self, service: str, username: str) -> str | None:
        self.end.wait()
        return None


Use = Callable[[KeyringBackend], None]


@pytest.fixture
def use() -> Iterator[Use]:
    """Puts a back end in the place of the system's."""
    former = keyring.get_keyring()
    yield keyring.set_keyring
    keyring.set_keyring(former)


@pytest.fixture
def vault(tmp_path: Path) -> KeyringVault:
    return KeyringVault("work", tmp_path / "tokens")


def test_secrets_go_into_the_keyring_and_into_no_file(use: Use, vault: KeyringVault, tmp_path: Path) -> None:
    use(backend := Working())
    vault.write(SECRETS)
    assert vault.read() == SECRETS
    assert list(backend.entries) == [("cerbsh", "work")]
    assert all(b"access" not in file.read_bytes() for file in tmp_path.rglob("*") if file.is_file())


def test_the_keyring_is_asked_again_only_after_a_write_of_somebody(
    use: Use, vault: KeyringVault, tmp_path: Path
) -> None:
    use(backend := Working())
    vault.write(SECRETS)
    vault.read()
    reads = backend.reads
    assert vault.read() == SECRETS
    assert backend.reads == reads
    KeyringVault("work", tmp_path / "tokens").write(Secrets("newer"))
    assert vault.read() == Secrets("newer")


def test_an_empty_keyring_means_that_nobody_is_signed_in(use: Use, vault: KeyringVault) -> None:
    use(Working())
    assert vault.read() == Secrets()


def test_erasing_takes_the_entry_out(use: Use, vault: KeyringVault) -> None:
    use(backend := Working())
    vault.write(SECRETS)
    vault.erase()
    vault.erase()
    assert (backend.entries, vault.read()) == ({}, Secrets())


@pytest.mark.parametrize("backend", [Locked(), NoKeyring()])  # type: ignore[no-untyped-call]
def test_a_keyring_that_refuses_is_an_error_and_no_file_takes_its_place(
    backend: KeyringBackend, use: Use, vault: KeyringVault, tmp_path: Path
) -> None:
    use(backend)
    with pytest.raises(LocalError, match="the keyring refused") as caught:
        vault.write(SECRETS)
    assert "the-secret" not in f"{caught.value.message} {caught.value.hint}"
    with pytest.raises(LocalError, match="the keyring refused"):
        vault.read()
    assert all(b"the-secret" not in file.read_bytes() for file in tmp_path.rglob("*") if file.is_file())


def test_a_keyring_that_keeps_nothing_is_found_out(use: Use, vault: KeyringVault) -> None:
    use(Forgetful())
    with pytest.raises(LocalError, match="did not keep"):
        vault.write(SECRETS)


def test_a_keyring_that_hangs_is_given_up(use: Use, vault: KeyringVault, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keyring_vault, "LIMIT", 0.05)
    use(backend := Hanging())
    with pytest.raises(LocalError, match="did not answer") as caught:
        vault.read()
    backend.end.set()
    assert "token_store" in caught.value.hint


def test_a_damaged_entry_is_a_clear_error(use: Use, vault: KeyringVault) -> None:
    use(backend := Working())
    backend.entries["cerbsh", "work"] = "{"
    with pytest.raises(LocalError, match="is damaged"):
        vault.read()


def test_a_missing_library_is_named_with_the_way_to_it(vault: KeyringVault, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "keyring", None)
    with pytest.raises(LocalError, match="not installed") as caught:
        vault.read()
    assert "cerbsh[keyring]" in caught.value.hint
