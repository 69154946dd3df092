"""kill -9 at every step of every file that cerbsh writes: what was kept is kept, and nothing is half-written."""

from __future__ import annotations

import stat
import sys
from pathlib import Path

import pytest

from tests.disk.trials import every_step
from tests.disk.works import HISTORY, WORKS, Written

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs fork")


@pytest.mark.parametrize("written", WORKS.values(), ids=WORKS.keys())
def test_a_file_is_the_former_or_the_new_one(written: Written, tmp_path: Path) -> None:
    tmp_path.chmod(0o700)
    written.begin(tmp_path)
    found = []

    def check() -> None:
        found.append(written.look(tmp_path))
        assert found[-1] in (written.before, written.after)

    assert every_step(lambda: written.write(tmp_path), check) >= 4
    assert found[0] == written.before and found[-1] == written.after
    if written.before is not None:
        assert found == sorted(found, key=lambda each: each == written.after), "what was written once stays"


def test_what_is_left_behind_is_little_and_hidden(tmp_path: Path) -> None:
    written = WORKS["catalogue"]
    written.begin(tmp_path)
    every_step(lambda: written.write(tmp_path), lambda: None)
    left = [path for path in tmp_path.rglob("*") if path.is_file() and path.name != "work.json"]
    assert all(path.name.startswith(".") for path in left)
    assert len(left) <= 2
    assert {stat.S_IMODE(path.stat().st_mode) for path in left} <= {0o600}


def test_the_history_loses_nothing_that_was_kept(tmp_path: Path) -> None:
    HISTORY.begin(tmp_path)
    seen = []

    def check() -> None:
        seen.append(HISTORY.look(tmp_path))
        assert set(HISTORY.before) <= set(seen[-1]) <= set(HISTORY.after)

    assert every_step(lambda: HISTORY.write(tmp_path), check) >= 10
    assert seen[0] == HISTORY.before
    assert set(seen[-1]) == set(HISTORY.after)
