"""How long a wait for a file lasts that somebody else holds."""

from __future__ import annotations

from pathlib import Path

import pytest

from cerbsh.history import patience
from cerbsh.history.patience import Waiting


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patience, "_PAUSE", 0.0)


def attempts(waiting: Waiting, log: Path, *, hurried: bool, writes: int = 0, at_most: int = 1000) -> int:
    """How many attempts are made while somebody writes so many times, once before each."""
    for made in range(at_most):
        if made < writes:
            log.write_bytes(b"x" * made)
        if not waiting.goes_on(hurried=hurried):
            return made
    return at_most


def test_no_time_is_one_attempt(tmp_path: Path) -> None:
    assert attempts(Waiting(tmp_path / "log", 0.0), tmp_path / "log", hurried=False) == 0


def test_who_has_time_goes_on_whether_anybody_writes_or_not(tmp_path: Path) -> None:
    assert attempts(Waiting(tmp_path / "log", 1000.0), tmp_path / "log", hurried=False) == 1000


@pytest.mark.parametrize("writes", [0, 200])
def test_who_is_in_a_hurry_goes_on_as_long_as_others_get_on(tmp_path: Path, writes: int) -> None:
    made = attempts(Waiting(tmp_path / "log", 1000.0), tmp_path / "log", hurried=True, writes=writes)
    assert writes <= made < writes + 100
