"""Private files: closed to others, whole or not at all, one writer at a time."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from cerbsh import files
from cerbsh.errors import LocalError
from cerbsh.files import beside, locked, private_folder, temporary_of, write_private


@pytest.fixture(params=[0o000, 0o022, 0o077])
def umask(request: pytest.FixtureRequest) -> Iterator[int]:
    former = os.umask(request.param)
    yield request.param
    os.umask(former)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_file_and_every_folder_made_for_it_are_private_whatever_the_umask(umask: int, tmp_path: Path) -> None:
    path = tmp_path / "a" / "b" / "secret"
    with locked(path):
        write_private(path, b"x")
    assert [mode(path), mode(path.parent), mode(tmp_path / "a")] == [0o600, 0o700, 0o700]
    assert all(mode(other) == 0o600 for other in path.parent.iterdir())


def test_a_file_is_replaced_and_not_written_into(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"former")
    with path.open("rb") as reader:
        write_private(path, b"new")
        assert reader.read() == b"former"
    assert path.read_bytes() == b"new"


def test_what_a_killed_writer_left_behind_is_written_over(tmp_path: Path) -> None:
    path = tmp_path / "file"
    temporary_of(path).write_bytes(b"half of a longer text")
    write_private(path, b"new")
    assert path.read_bytes() == b"new"
    assert not temporary_of(path).exists()


def test_a_link_planted_as_the_second_file_is_not_written_through(tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    victim.write_bytes(b"untouched")
    temporary_of(tmp_path / "file").symlink_to(victim)
    write_private(tmp_path / "file", b"secret")
    assert victim.read_bytes() == b"untouched"


def test_a_write_that_fails_names_the_file_and_leaves_nothing_behind(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.mkdir()
    with pytest.raises(LocalError, match=f"cannot write {path}"):
        write_private(path, b"x")
    assert [entry.name for entry in tmp_path.iterdir()] == ["file"]


def test_a_file_in_the_place_of_a_folder_is_named(tmp_path: Path) -> None:
    (tmp_path / "config").write_bytes(b"")
    with pytest.raises(LocalError, match="cannot make the folder"):
        private_folder(tmp_path / "config" / "tokens")


def test_the_same_thread_may_take_a_lock_twice(tmp_path: Path) -> None:
    path = tmp_path / "file"
    with locked(path), locked(path):
        write_private(path, b"x")
    assert path.read_bytes() == b"x"


def test_threads_take_turns(tmp_path: Path) -> None:
    path = tmp_path / "count"
    path.write_bytes(b"0")

    def count() -> None:
        for _ in range(5):
            with locked(path):
                write_private(path, str(int(path.read_bytes()) + 1).encode())

    threads = [threading.Thread(target=count) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert path.read_bytes() == b"20"


HOLD = """
import sys
from pathlib import Path
from cerbsh.files import locked
with locked(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def held(tmp_path: Path) -> Iterator[Path]:
    """A file that another process holds."""
    path = tmp_path / "file"
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout
        assert process.stdout.readline() == "held\n"
        yield path
        process.kill()


def test_a_wait_for_another_process_is_told_and_given_up(held: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "PATIENCE", 0.1)
    monkeypatch.setattr(files, "GIVE_UP", 0.3)
    told: list[str] = []
    with pytest.raises(LocalError, match="another process has held"), locked(held, told.append):
        pass
    assert told == ["waiting for another cerbsh that holds file"]


def test_a_lock_ends_with_the_process_that_held_it(tmp_path: Path) -> None:
    path = tmp_path / "file"
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout
        process.stdout.readline()
        process.kill()
        process.wait()
        with locked(path):
            write_private(path, b"mine")
    assert path.read_bytes() == b"mine"


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_nothing_is_left_of_a_file_that_was_not_put_in_its_place(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt), beside(tmp_path / "a.txt") as new:
        new.file.write(b"half")
        raise KeyboardInterrupt
    assert names(tmp_path) == []


def test_it_replaces_a_file_with_the_rights_that_this_one_had(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("old")
    path.chmod(0o640)
    with beside(path) as new:
        new.file.write(b"new")
        new.replace()
    assert (path.read_text(), path.stat().st_mode & 0o777, names(tmp_path)) == ("new", 0o640, ["a.txt"])


def test_it_takes_another_name_where_one_is_taken(tmp_path: Path) -> None:
    made = []
    for text in (b"1", b"2", b"3"):
        with beside(tmp_path / "a.tar") as new:
            new.file.write(text)
            made.append(new.put())
    assert [path.name for path in made] == ["a.tar", "a (2).tar", "a (3).tar"]
    assert [path.read_bytes() for path in made] == [b"1", b"2", b"3"]
