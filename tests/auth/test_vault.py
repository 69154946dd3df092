"""Secrets at rest: what is kept, what is refused, what happens to a damaged file."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from cerbsh.auth.keyring_vault import KeyringVault
from cerbsh.auth.store import MemoryVault, open_store, take_from_environment
from cerbsh.auth.token import Token
from cerbsh.auth.vault import FileVault, Secrets, Store
from cerbsh.config import Folders, Profile
from cerbsh.errors import LocalError, SignInError, UsageError

SECRETS = Secrets("the-secret", Token("access", "refresh", expires_at=5.5, scopes=("api",), worker_id=3))
NEWER = Secrets("the-secret", Token("newer", "refresh-2"))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "config" / "tokens" / "work.json"


@pytest.fixture
def vault(path: Path) -> FileVault:
    vault = FileVault(path)
    vault.write(SECRETS)
    return vault


def test_what_was_written_is_read_by_another_process_whole(vault: FileVault, path: Path) -> None:
    assert FileVault(path).read() == SECRETS


def test_nothing_is_kept_before_the_first_write_and_nothing_is_made(path: Path) -> None:
    assert FileVault(path).read() == Secrets()
    assert not path.parent.parent.exists()


def test_a_write_of_another_process_is_seen(vault: FileVault, path: Path) -> None:
    assert vault.read() == SECRETS
    FileVault(path).write(NEWER)
    assert vault.read() == NEWER


def test_a_file_that_has_not_changed_is_not_opened_again(vault: FileVault, monkeypatch: pytest.MonkeyPatch) -> None:
    first = vault.read()
    monkeypatch.delattr(os, "open")
    assert vault.read() is first


def test_a_vault_tells_where_it_lies(vault: FileVault, path: Path) -> None:
    assert vault.where == str(path)


def test_erasing_leaves_no_secret_behind(vault: FileVault, path: Path) -> None:
    vault.erase()
    assert vault.read() == Secrets()
    assert all(b"access" not in file.read_bytes() for file in path.parent.iterdir())


def test_a_file_that_somebody_removed_signs_out(vault: FileVault, path: Path) -> None:
    vault.read()
    path.unlink()
    assert vault.read() == Secrets()


@pytest.mark.parametrize(
    "damage",
    [b"", b"{", b"\xff\xfe", b"[]", b'{"token": 5}', b'{"token": {}}', b'{"client_secret": 5}', b"[" * 100_000],
)
def test_a_damaged_file_gives_way_to_its_copy_with_a_word(vault: FileVault, path: Path, damage: bytes) -> None:
    path.write_bytes(damage)
    told: list[str] = []
    reader = FileVault(path, told.append)
    assert [reader.read(), reader.read()] == [SECRETS, SECRETS]
    assert told == [f"{path} is damaged: its copy is used"]


def test_the_next_write_mends_a_damaged_file(vault: FileVault, path: Path) -> None:
    path.write_bytes(b"{")
    vault.write(NEWER)
    assert json.loads(path.read_bytes())["token"]["access_token"] == "newer"


def test_a_damaged_file_without_a_good_copy_is_a_clear_error(vault: FileVault, path: Path) -> None:
    for file in (path, path.with_name("work.json.bak")):
        file.write_bytes(b"{")
    with pytest.raises(LocalError, match=r"work\.json is damaged") as caught:
        vault.read()
    assert "cerbsh login" in caught.value.hint


def test_secrets_are_in_no_repr() -> None:
    shown = repr(SECRETS)
    assert not any(secret in shown for secret in ("the-secret", "access'", "refresh'"))


def test_a_memory_vault_ends_with_the_process() -> None:
    vault = MemoryVault(SECRETS, "CERBSH_TOKEN")
    with vault.locked(), vault.locked():
        vault.write(NEWER)
    assert (vault.read(), vault.where) == (NEWER, "CERBSH_TOKEN")
    vault.erase()
    assert vault.read() == Secrets()


@pytest.mark.parametrize(("kind", "expected"), [("file", FileVault), ("keyring", KeyringVault)])
def test_a_profile_has_the_store_that_it_names(kind: str, expected: type[Store], tmp_path: Path) -> None:
    profile = Profile("work", "https://cerb.example/", token_store=kind)
    assert isinstance(open_store(profile, Folders(tmp_path, tmp_path)), expected)


def test_an_unknown_store_is_never_replaced_by_another(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="token_store is 'vault'"):
        open_store(Profile("work", "https://cerb.example/", token_store="vault"), Folders(tmp_path, tmp_path))


def test_secrets_of_the_environment_are_taken_out_of_it() -> None:
    environ = {"CERBSH_TOKEN": "opaque", "CERBSH_CLIENT_SECRET": "s", "HOME": "/"}
    assert take_from_environment(environ) == Secrets("s", Token("opaque"))
    assert environ == {"HOME": "/"}


def test_a_refresh_token_in_the_environment_is_left_aside() -> None:
    environ = {"CERBSH_TOKEN": '{"access_token": "a", "refresh_token": "r"}'}
    token = take_from_environment(environ).token
    assert token == Token("a")


def test_an_environment_without_secrets_gives_none() -> None:
    assert take_from_environment({}) == Secrets()


def test_a_bad_token_in_the_environment_is_a_sign_in_error() -> None:
    with pytest.raises(SignInError):
        take_from_environment({"CERBSH_TOKEN": "two words"})
