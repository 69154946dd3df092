"""Threat 5: a token file that others can read, or that was put there by somebody else."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from cerbsh.auth.token import Token
from cerbsh.auth.vault import FileVault, Secrets
from cerbsh.errors import LocalError

SECRETS = Secrets("the-secret", Token("access", "refresh"))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "tokens" / "work.json"
    FileVault(path).write(SECRETS)
    return path


def link_file(path: Path) -> None:
    path.rename(path.with_name("elsewhere"))
    path.symlink_to(path.with_name("elsewhere"))


def link_folder(path: Path) -> None:
    path.parent.rename(path.parent.with_name("elsewhere"))
    path.parent.symlink_to(path.parent.with_name("elsewhere"))


Spoil = Callable[[Path], object]

FILE: list[tuple[Spoil, str, str]] = [
    (lambda path: path.chmod(0o644), "may be read by others", "chmod 600 {path}"),
    (lambda path: path.chmod(0o620), "may be read by others", "chmod 600 {path}"),
    (link_file, "is a link", "rm {path}"),
]
FOLDER: list[tuple[Spoil, str, str]] = [
    (lambda path: path.parent.chmod(0o755), "may be read by others", "chmod 700 {folder}"),
    (lambda path: path.parent.chmod(0o770), "may be read by others", "chmod 700 {folder}"),
    (link_folder, "is a link", "put a folder in its place"),
]


@pytest.mark.parametrize(("spoil", "message", "hint"), [*FILE, *FOLDER])
def test_a_place_that_is_not_private_is_refused_with_what_to_do(
    spoil: Spoil, message: str, hint: str, path: Path
) -> None:
    spoil(path)
    with pytest.raises(LocalError, match=message) as caught:
        FileVault(path).read()
    assert hint.format(path=path, folder=path.parent) in caught.value.hint
    assert caught.value.exit == 5


@pytest.mark.parametrize(("spoil", "message", "hint"), FILE)
def test_a_file_that_is_opened_to_others_is_noticed_by_who_has_read_it(
    spoil: Spoil, message: str, hint: str, path: Path
) -> None:
    vault = FileVault(path)
    vault.read()
    spoil(path)
    with pytest.raises(LocalError, match=message):
        vault.read()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file away")
@pytest.mark.parametrize("given_away", ["file", "folder"])
def test_a_file_or_folder_of_somebody_else_is_refused(given_away: str, path: Path) -> None:
    os.chown(path if given_away == "file" else path.parent, 12345, 12345)
    with pytest.raises(LocalError, match="belongs to another user"):
        FileVault(path).read()


def test_a_pipe_in_the_place_of_the_file_does_not_hang(path: Path) -> None:
    path.unlink()
    os.mkfifo(path, 0o600)
    with pytest.raises(LocalError, match="is no file"):
        FileVault(path).read()


def test_secrets_are_not_written_into_a_folder_that_others_can_enter(path: Path) -> None:
    path.parent.chmod(0o755)
    before = path.read_bytes()
    with pytest.raises(LocalError, match="may be read by others"):
        FileVault(path).write(Secrets("canary"))
    assert path.read_bytes() == before


def test_a_link_is_replaced_by_a_write_and_not_followed(path: Path) -> None:
    link_file(path)
    FileVault(path).write(Secrets("canary"))
    assert not path.is_symlink()
    assert b"canary" not in path.with_name("elsewhere").read_bytes()


def test_everything_is_private_even_under_umask_000(tmp_path: Path) -> None:
    former = os.umask(0)
    try:
        FileVault(tmp_path / "config" / "tokens" / "work.json").write(SECRETS)
    finally:
        os.umask(former)
    modes = {entry: stat.S_IMODE(entry.stat().st_mode) for entry in (tmp_path / "config").rglob("*")}
    assert {mode for entry, mode in modes.items() if entry.is_file()} == {0o600}
    assert {mode for entry, mode in modes.items() if entry.is_dir()} == {0o700}
