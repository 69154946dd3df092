"""Whatever is wrong with the file, requests go on and the user hears of it once."""

from __future__ import annotations

import os
import sqlite3
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from cerbsh.errors import LocalError
from cerbsh.history import schema
from cerbsh.history.patience import Waiting
from cerbsh.history.store import History
from tests.history.support import Shell, entry

posix = pytest.mark.skipif(os.name != "posix", reason="needs fork")


def use(history: History) -> None:
    """Everything a shell does with its history; none of it may raise."""
    history.add(entry())
    history.add_line("cd records", profile="work", used=1.0)
    number = history.latest_number() or 1
    _ = history.entry(number), history.body(number), history.recent(5), history.search(["workers"]), history.lines(5)
    _ = history.newest_with_prefix("GET"), history.purge(before=0.0)
    history.flush()
    history.close()


def filled(shell: Shell, entries: int = 200) -> None:
    history = shell.open()
    for place in range(entries):
        history.add(entry(f"GET records/ticket/{place}", body={"subject": "x" * 500}))
    history.close()


def garbage_in(path: Path, start: int, length: int) -> None:
    with path.open("r+b") as file:
        file.seek(start)
        file.write(b"\xa5" * length)


@pytest.mark.parametrize("damage", ["no database", "no header", "middle", "cut"])
def test_a_damaged_file_is_set_aside_with_a_word_and_a_fresh_one_begun(shell: Shell, damage: str) -> None:
    filled(shell)
    size = shell.path.stat().st_size
    match damage:
        case "no database":
            shell.path.write_text("my shopping list\n" * 1000)
        case "no header":
            garbage_in(shell.path, 0, 100)
        case "middle":
            garbage_in(shell.path, 4096, size - 4096)
        case "cut":
            os.truncate(shell.path, size // 3)
    damaged = shell.path.read_bytes()
    history = shell.open()
    history.add(entry())
    history.recent(300)
    assert history.add(entry("GET after")) is not None
    assert [row.line for row in history.recent(1)] == ["GET after"]
    history.close()
    (aside,) = shell.path.parent.glob("*.damaged-*.sqlite3")
    assert aside.read_bytes()[:4096] == damaged[:4096]
    assert len(shell.warnings) == 1 and aside.name in shell.warnings[0] and "damaged" in shell.warnings[0]
    fresh = shell.open()
    use(fresh)
    assert len(shell.warnings) == 1


def test_a_file_that_another_shell_has_set_aside_is_not_set_aside_again(shell: Shell) -> None:
    filled(shell)
    one, other = shell.open(), shell.open()
    assert one.recent(1) and other.recent(1)
    garbage_in(shell.path, 0, shell.path.stat().st_size)
    for history in (one, other, one, other):
        assert history.add(entry()) is not None
    assert len(list(shell.path.parent.glob("*.damaged-*.sqlite3"))) == 1
    assert len(one.recent(10)) == 4
    one.close()
    other.close()


def test_a_file_that_was_deleted_under_the_shell_is_begun_anew(history: History, shell: Shell) -> None:
    history.add(entry())
    for path in shell.path.parent.iterdir():
        path.unlink()
    assert history.add(entry("GET b")) == 1
    assert [row.line for row in history.recent(5)] == ["GET b"]


def test_a_file_of_a_newer_cerbsh_is_left_alone(shell: Shell) -> None:
    filled(shell, 3)
    with closing(sqlite3.connect(shell.path)) as connection:
        connection.execute(f"PRAGMA user_version = {schema.LATEST + 1}")
    use(shell.open())
    assert len(shell.warnings) == 1 and "format" in shell.warnings[0]
    with closing(sqlite3.connect(shell.path)) as connection:
        assert connection.execute("SELECT count(*) FROM requests").fetchone() == (3,)
        assert schema.version_of(connection) == schema.LATEST + 1


@pytest.mark.parametrize("in_the_way", ["a folder at the path", "a file for a folder"])
def test_a_path_that_can_be_no_file_stops_nothing(shell: Shell, in_the_way: str) -> None:
    if in_the_way == "a folder at the path":
        shell.path.mkdir(parents=True)
    else:
        shell.path.parent.write_text("")
    use(shell.open())
    assert len(shell.warnings) == 1 and "cannot be used" in shell.warnings[0]


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that everyone may look into, unlike those that pytest makes."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield folder
        folder.chmod(0o755)


@posix
@pytest.mark.parametrize("exists", [False, True])
def test_a_read_only_folder_stops_nothing(open_folder: Path, exists: bool) -> None:
    shell = Shell(open_folder / "history.sqlite3")
    if exists:
        filled(shell, 3)
        shell.path.chmod(0o444)
    open_folder.chmod(0o555)
    if (child := os.fork()) == 0:
        if os.getuid() == 0:
            os.setuid(65534)
        use(shell.open())
        os._exit(len(shell.warnings))
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 1


def test_a_full_disk_stops_nothing_and_what_was_kept_stays(shell: Shell) -> None:
    filled(shell, 20)
    history = shell.open()
    for database in (history.database, history._behind):
        database.run(lambda connection: connection.execute("PRAGMA max_page_count = 1") and None, None)
    numbers = [history.add(entry(body=os.urandom(4000))) for _ in range(30)]
    assert numbers[-1] is None
    kept = [number for number in numbers if number is not None]
    assert [row.number for row in history.recent(100)] == sorted([*range(1, 21), *kept], reverse=True)
    assert all(history.body(number) for number in kept)
    history.close()
    assert len(shell.warnings) == 1 and "full" in shell.warnings[0]
    again = shell.open()
    assert again.add(entry()) is not None
    again.close()


def test_a_locked_file_stops_nothing_and_what_came_meanwhile_is_kept_later(shell: Shell) -> None:
    filled(shell, 1)
    history = shell.open()
    holder = sqlite3.connect(shell.path, isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    assert history.add(entry("GET meanwhile", body=b"x" * 50_000)) is None
    assert history.newest_with_prefix("GET r") == "GET records/ticket/0"
    holder.execute("ROLLBACK")
    holder.close()
    history.flush()
    found = history.recent(1)
    assert [row.line for row in found] == ["GET meanwhile"]
    assert history.body(found[0].number) == b"x" * 50_000
    assert history.lines(1) == ["GET meanwhile"]
    history.close()
    assert shell.warnings == []


def test_a_file_that_stays_locked_makes_nobody_wait_for_long_and_is_told_of_once(
    shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled(shell, 1)
    history = shell.open()
    waited: list[str] = []
    monkeypatch.setattr(Waiting, "goes_on", spied(Waiting.goes_on, waited))
    with closing(sqlite3.connect(shell.path, isolation_level=None)) as holder:
        holder.execute("BEGIN EXCLUSIVE")
        assert history.add(entry("GET first")) is None
        waited.clear()
        for place in range(20):
            assert history.newest_with_prefix("GET r") == "GET records/ticket/0"
            assert history.add(entry(f"GET {place}", body=b"x" * 50_000)) is None
        assert waited.count("MainThread") == 20
        assert shell.warnings == []
        history.close()
    assert len(shell.warnings) == 1 and "another program holds it" in shell.warnings[0]
    assert history.add(entry("GET free")) == 2
    history.close()


def test_what_could_not_be_purged_or_saved_is_not_told_as_done(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("store", "saved"):
        monkeypatch.setattr(f"cerbsh.history.{module}.PATIENT", 0.0)
    filled(shell, 3)
    history = shell.open()
    with closing(sqlite3.connect(shell.path, isolation_level=None)) as holder:
        holder.execute("BEGIN IMMEDIATE")
        assert history.purge(everything=True) is None
        with pytest.raises(LocalError, match="could not be saved"):
            history.saved.save("mine", "GET workers/me", 1.0)
    assert history.purge(everything=True) == 3
    history.close()


def spied(goes_on: Callable[..., bool], waited: list[str]) -> Callable[..., bool]:
    """The same, and says in which thread somebody found the file held."""

    def watched(waiting: Waiting, *, hurried: bool) -> bool:
        waited.append(threading.current_thread().name)
        return goes_on(waiting, hurried=hurried)

    return watched


@posix
def test_a_forked_child_and_its_parent_both_go_on(shell: Shell) -> None:
    history = shell.open()
    history.add(entry("GET before", body=b"x" * 50_000))
    if (child := os.fork()) == 0:
        kept = history.add(entry("GET child", body=b"y" * 50_000))
        history.close()
        os._exit(0 if kept else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    history.add(entry("GET parent"))
    assert [row.line for row in history.recent(5)] == ["GET parent", "GET child", "GET before"]
    assert [len(history.body(number) or b"") for number in (1, 2)] == [50_000, 50_000]
    history.close()
    assert shell.warnings == []


def test_many_threads_share_one_history(history: History) -> None:
    def work(name: int) -> None:
        for place in range(20):
            history.add(entry(f"GET {name}/{place}", body=b"z" * (20_000 if place % 5 == 0 else 10)))
            history.newest_with_prefix("GET")
            history.search([f"GET {name}"])

    threads = [threading.Thread(target=work, args=(name,)) for name in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({row.line for row in history.recent(1000)}) == 120
    assert all(history.body(number) for number in range(1, 121))
