"""A disk that is full, folders that may not be written to: what was kept is kept, and it is told in words."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from cerbsh.errors import Exit
from cerbsh.history.store import History
from tests.conftest import sign_in
from tests.disk.trials import REFUSED, as_nobody, with_room_for
from tests.disk.works import HISTORY, WORKS, Written, place
from tests.history.support import entry
from tests.support import Home

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs fork")

SIZES = (0, 1, 100, 1_000, 3_000, 10_000, 24_000)
"""Bytes beyond which no file grows; some of the files fit, and are done then."""


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("written", WORKS.values(), ids=WORKS.keys())
def test_a_full_disk_leaves_the_former_file_or_the_whole_new_one(written: Written, size: int, tmp_path: Path) -> None:
    tmp_path.chmod(0o700)
    written.begin(tmp_path)
    there = {path for path in tmp_path.rglob("*") if path.is_file()}
    status = with_room_for(size, lambda: written.write(tmp_path))
    assert written.look(tmp_path) == (written.after if status == 0 else written.before)
    assert status in (0, REFUSED)
    left = {path for path in tmp_path.rglob("*") if path.is_file()} - there
    assert all(path.suffix in (".lock", ".bak") or path.stat().st_size for path in left), "no empty file stays behind"


@pytest.mark.parametrize("size", (0, 4_096, 20_000, 60_000, 120_000))
def test_a_full_disk_costs_the_history_nothing_that_was_kept(size: int, tmp_path: Path) -> None:
    HISTORY.begin(tmp_path)

    def write() -> None:
        told: list[str] = []
        history = History(place(tmp_path).history_file, secrets=tuple, warn=told.append)
        for number in range(20):
            history.add(entry(f"GET {number}", body=os.urandom(8_000)))
        history.close()
        assert told and all("history" in warning for warning in told)

    assert with_room_for(size, write) == 0, "a request goes on without its history"
    assert set(HISTORY.look(tmp_path)) >= set(HISTORY.before)


@pytest.fixture
def closed(tmp_path: Path) -> Iterator[Path]:
    """A folder that everybody may look into: pytest's own are closed to others than its user."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        yield folder
        for path in (folder, *folder.rglob("*")):
            if path.is_dir():
                path.chmod(0o755)


@pytest.mark.parametrize("written", WORKS.values(), ids=WORKS.keys())
def test_a_folder_that_may_not_be_written_to_is_told(written: Written, closed: Path) -> None:
    written.begin(closed)
    for path in (*closed.rglob("*"), closed):
        path.chmod(0o555 if path.is_dir() else 0o644)
    assert as_nobody(lambda: written.write(closed)) == REFUSED
    for path in (closed, *closed.rglob("*")):
        path.chmod(0o700 if path.is_dir() else 0o600)
    assert written.look(closed) == written.before


@pytest.mark.parametrize("written", [WORKS[name] for name in ("token", "catalogue")], ids=["token", "catalogue"])
def test_a_file_in_the_place_of_a_folder_is_told(written: Written, tmp_path: Path) -> None:
    place(tmp_path).config.write_text("mine")
    place(tmp_path).data.write_text("mine")
    assert with_room_for(1 << 30, lambda: written.write(tmp_path)) == REFUSED
    assert place(tmp_path).config.read_text() == "mine"


LIMIT = (
    "import resource, runpy, sys; resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0)); "
    "sys.argv = ['cerbsh', *sys.argv[1:]]; runpy.run_module('cerbsh', run_name='__main__')"
)


def test_whole_processes_on_a_full_disk(signed_in: Home) -> None:
    import subprocess

    for args, status, said in (
        (("-c", "GET workers/me --select full_name"), Exit.OK, "history"),
        (("-c", "GET workers/me > me.json"), Exit.LOCAL, "cannot write me.json"),
        (("-c", "download 1"), Exit.LOCAL, "cannot write"),
        (("-c", "set theme monokai"), Exit.LOCAL, "cannot write"),
        (("doctor",), Exit.LOCAL, ""),
    ):
        done = subprocess.run(
            [sys.executable, "-c", LIMIT, *args],
            env=signed_in.environ(),
            cwd=signed_in.path,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == status, (args, done.stderr)
        assert said in done.stderr and "Traceback" not in done.stderr
    assert not (signed_in.path / "me.json").exists()
    assert signed_in.cerbsh("-c", "GET workers/me").returncode == 0


# Homes


def bare(home: Home, where: Path) -> dict[str, str]:
    """An environment in which only ``HOME`` says where files go."""
    return {
        "HOME": str(where),
        "CERBSH_CONFIG_DIR": "",
        "CERBSH_DATA_DIR": "",
        "XDG_CONFIG_HOME": "",
        "XDG_DATA_HOME": "",
    }


def test_a_home_that_is_missing_is_made_when_something_is_to_be_kept(home: Home, shared_demo: object) -> None:
    env = bare(home, home.path / "not" / "yet")
    assert home.cerbsh("--demo", "-c", "GET workers/me", env=env).returncode == 0
    assert home.cerbsh("profiles", env=env).returncode == Exit.SIGN_IN
    assert not (home.path / "not").exists()
    assert home.cerbsh("-c", "set theme monokai", env=env).returncode == 0
    assert (home.path / "not" / "yet").is_dir()


def test_a_home_that_is_no_folder_is_told(home: Home, shared_demo: object) -> None:
    (home.path / "file").write_text("mine")
    env = bare(home, home.path / "file")
    assert home.cerbsh("--demo", "-c", "GET workers/me", env=env).returncode == 0
    for args in (("-c", "set theme monokai"), ("profiles", "--default", "x"), ("doctor",)):
        done = home.cerbsh(*args, env=env)
        assert done.returncode == Exit.LOCAL, done.stderr
        assert "Traceback" not in done.stderr
    assert (home.path / "file").read_text() == "mine"


def test_a_home_that_goes_away_under_a_shell_ends_no_request(home: Home, shared_demo: object) -> None:
    from cerbsh.demo.server import DemoServer

    assert isinstance(shared_demo, DemoServer)
    sign_in(home, shared_demo)
    script = "GET workers/me --select full_name\n!rm -r $CERBSH_DATA_DIR\nGET workers/me --select full_name\n"
    done = home.cerbsh("-", stdin=script)
    assert done.returncode == 0, done.stderr
    assert done.stdout.count(shared_demo.worker.name) == 2
    shutil.rmtree(home.config)
    gone = home.cerbsh("-c", "GET workers/me")
    assert gone.returncode == Exit.SIGN_IN
