"""Two versions of cerbsh at once, an older and a newer one, on the same files."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from cerbsh import config
from cerbsh.auth.token import Token
from cerbsh.auth.vault import FileVault, Secrets
from cerbsh.catalogue import learned_store
from cerbsh.config import Profile
from cerbsh.history import schema
from cerbsh.history.store import History
from tests.disk.trials import with_room_for
from tests.disk.works import WORKS, place
from tests.history.support import entry

OLDEST = min(schema.MIGRATIONS)


def pretend(version: int) -> None:
    """Be, in a child, a cerbsh whose newest migration is ``version``."""
    schema.LATEST = version
    schema.migrate.__defaults__ = (version,)


def another(work: Callable[[], object]) -> None:
    """Do ``work`` in another process."""
    assert with_room_for(1 << 30, work) == 0


def open_history(folder: Path, told: list[str]) -> History:
    return History(place(folder).history_file, secrets=tuple, warn=told.append)


def lines(folder: Path) -> list[str]:
    history = open_history(folder, [])
    found = [row.line for row in history.recent(100)]
    history.close()
    return sorted(found)


def newer(folder: Path, line: str) -> Callable[[], None]:
    """A cerbsh with one migration more writes into the history."""

    def work() -> None:
        schema.MIGRATIONS[schema.LATEST + 1] = ("CREATE TABLE of_tomorrow (id INTEGER)",)
        pretend(schema.LATEST + 1)
        told: list[str] = []
        history = open_history(folder, told)
        assert history.add(entry(line)) is not None
        history.close()
        assert told == []

    return work


def test_a_history_that_a_newer_cerbsh_has_taken_over_is_left_alone(tmp_path: Path) -> None:
    told: list[str] = []
    ours = open_history(tmp_path, told)
    assert ours.add(entry("GET ours")) is not None
    ours.flush()
    another(newer(tmp_path, "GET theirs"))
    ours.add(entry("GET ours again"))
    ours.close()
    again = open_history(tmp_path, told)
    assert again.add(entry("GET later")) is None
    again.close()
    assert len(told) == 1 and "format" in told[0]
    another(newer(tmp_path, "GET theirs again"))

    def look() -> None:
        pretend(schema.LATEST + 1)
        kept = lines(tmp_path)
        assert {"GET ours", "GET theirs", "GET theirs again"} <= set(kept)

    another(look)


@pytest.mark.parametrize("version", range(OLDEST, schema.LATEST))
def test_an_older_history_is_brought_up_and_nothing_is_lost(version: int, tmp_path: Path) -> None:
    def older() -> None:
        told: list[str] = []
        pretend(version)
        history = open_history(tmp_path, told)
        history.database.run(lambda connection: connection.execute("SELECT 1") and None, None)
        history.database.run(
            lambda connection: (
                connection.execute("INSERT INTO lines (profile, line, used) VALUES ('work', 'GET of yesterday', 1.0)")
                and None
            ),
            None,
        )
        history.close()

    another(older)
    told: list[str] = []
    history = open_history(tmp_path, told)
    assert history.lines(5) == ["GET of yesterday"]
    assert history.add(entry("GET now")) is not None
    history.close()
    assert told == []


def test_what_a_newer_cerbsh_wrote_into_the_configuration_stays(tmp_path: Path) -> None:
    WORKS["profile"].begin(tmp_path)
    file = place(tmp_path).config_file
    file.write_text(file.read_text() + 'shape = "of tomorrow"\n[tomorrow]\nx = 1\n')
    config.save_profile(place(tmp_path), Profile("work", "https://new.example/"))
    assert 'shape = "of tomorrow"' in file.read_text() and "[tomorrow]" in file.read_text()


def test_a_token_of_a_newer_cerbsh_is_read(tmp_path: Path) -> None:
    vault = FileVault(place(tmp_path).tokens / "work.json")
    vault.write(Secrets("s", Token("access", "refresh")))
    kept = json.loads(Path(vault.where).read_text())
    kept["token"]["binding"] = {"kind": "dpop"}
    kept["format"] = 2
    Path(vault.where).write_text(json.dumps(kept))
    assert FileVault(Path(vault.where)).read() == Secrets("s", Token("access", "refresh"))


def test_what_was_learned_in_another_format_is_learned_anew(tmp_path: Path) -> None:
    path = place(tmp_path).learned / "work.json"
    WORKS["catalogue"].begin(tmp_path)
    path.write_text(json.dumps({**json.loads(path.read_text()), "format": learned_store.FORMAT + 1}))
    assert learned_store.read(path)[0].types == {}
