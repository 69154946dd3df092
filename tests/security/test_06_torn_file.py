"""Threat 6: a token file that is torn or lost, by kill -9 at any step, by a disk without room."""

from __future__ import annotations

import resource
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from cerbsh.auth.refresh import Refresher
from cerbsh.auth.token import Token
from cerbsh.auth.vault import FileVault, Store
from cerbsh.config import Profile
from cerbsh.demo.server import DemoServer, Options
from cerbsh.errors import LocalError, SignInError
from tests.auth.support import profile_of, signed_in
from tests.support import LONG


@pytest.fixture
def profile(demo: DemoServer) -> Profile:
    return profile_of(demo)


@pytest.fixture
def vault(demo: DemoServer, tmp_path: Path) -> FileVault:
    return signed_in(demo, tmp_path)


def stored(store: Store) -> Token:
    token = store.read().token
    assert token
    return token


KILLED = """
import os, signal, sys
from pathlib import Path
from cerbsh.auth.refresh import Refresher
from cerbsh.auth.vault import FileVault
from cerbsh.config import Profile

path, base_url, client_id, last = sys.argv[1:]
vault = FileVault(Path(path))
refresher, token = Refresher(Profile("demo", base_url, client_id=client_id), vault), vault.read().token
steps = 0

def count(event, details):
    global steps
    if event in ("open", "os.rename", "os.remove", "socket.connect", "socket.__new__", "fcntl.flock"):
        steps += 1
        if steps > int(last):
            os.kill(os.getpid(), signal.SIGKILL)

import filelock, idna, encodings.idna
sys.addaudithook(count)
refresher.renewed(token)
"""


@pytest.mark.long
def test_kill_9_at_every_step_of_a_refresh_leaves_a_whole_file(
    profile: Profile, vault: FileVault, demo: DemoServer
) -> None:
    path, survived = Path(vault.where), []
    for last in range(0, 200, 1 if LONG else 3):
        before = stored(vault)
        command = [sys.executable, "-c", KILLED, vault.where, demo.base_url, profile.client_id, str(last)]
        ended = subprocess.run(command, check=False)
        after = stored(FileVault(path))
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        good = demo.provider.bearer(f"Bearer {after.access_token}") is not None
        assert good or after == before, "a token that is neither the newest nor the former"
        survived.append(good)
        if ended.returncode == 0:
            break
        if not good:
            vault = signed_in(demo, path.parent.parent)
    assert last > 10
    assert survived[0] and survived[-1]
    assert survived.count(False) < len(survived) / 2, "only from the POST to the replacing can a sign-in be lost"


@contextmanager
def disk() -> Iterator[Callable[[], None]]:
    """Gives a switch that lets no file of this process grow any more; released at the end."""
    former = resource.getrlimit(resource.RLIMIT_FSIZE)
    try:
        yield lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (0, former[1]))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, former)


def test_a_full_disk_shows_before_the_old_tokens_die(profile: Profile, vault: FileVault, demo: DemoServer) -> None:
    old = stored(vault)
    with pytest.raises(LocalError, match="cannot write"), disk() as fill:
        fill()
        Refresher(profile, vault).renewed(old)
    assert demo.provider.refreshes == 0
    assert stored(FileVault(Path(vault.where))) == old


def test_a_disk_that_fills_up_during_the_refresh_leaves_the_new_token_to_this_process(tmp_path: Path) -> None:
    told: list[str] = []
    switches: list[Callable[[], None]] = []
    with DemoServer(Options(records=20, on_request=lambda seen: [switch() for switch in switches].clear())) as demo:
        vault = signed_in(demo, tmp_path)
        old = stored(vault)
        refresher = Refresher(profile_of(demo), vault, told.append)
        with disk() as fill:
            switches.append(fill)
            new = refresher.renewed(old)
            switches.clear()
        assert (refresher.current(), stored(vault)) == (new, old)
        assert len(told) == 1
        assert told[0].startswith(f"cannot write {vault.where}")
        newest = refresher.renewed(new)
        assert stored(vault) == newest != new


@contextmanager
def not_kept(folder: Path) -> Iterator[tuple[DemoServer, FileVault, Refresher, Token]]:
    """A demo, a store, and who has renewed its token when the disk was full, with the token that was not kept."""
    switches: list[Callable[[], None]] = []
    with DemoServer(Options(records=20, on_request=lambda seen: [switch() for switch in switches].clear())) as demo:
        vault = signed_in(demo, folder)
        refresher = Refresher(profile_of(demo), vault)
        with disk() as fill:
            switches.append(fill)
            unsaved = refresher.renewed(stored(vault))
            switches.clear()
        yield demo, vault, refresher, unsaved


def test_what_could_not_be_kept_takes_no_newer_sign_ins_place(tmp_path: Path) -> None:
    with not_kept(tmp_path) as (demo, vault, refresher, unsaved):
        assert refresher.current() == unsaved != stored(vault)
        newer = signed_in(demo, tmp_path).read().token
        assert newer
        assert refresher.current() == newer
        renewed = refresher.renewed(newer)
        assert stored(vault) == renewed not in (newer, unsaved)


@pytest.mark.parametrize("spoil", [lambda path: path.chmod(0o644), lambda path: path.unlink()])
def test_a_store_that_is_spoilt_meanwhile_does_not_end_what_could_not_be_kept(
    spoil: Callable[[Path], object], tmp_path: Path
) -> None:
    with not_kept(tmp_path) as (_, vault, refresher, unsaved):
        spoil(Path(vault.where))
        try:
            assert refresher.current() == unsaved
        except SignInError:
            assert not Path(vault.where).exists(), "who signs out is signed out"
