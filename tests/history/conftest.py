"""A history in a folder of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from cerbsh.history.store import History
from tests.history.support import Shell


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    """Where the history of this test lies; nothing is opened yet."""
    return Shell(tmp_path / "data" / "history.sqlite3")


@pytest.fixture
def history(shell: Shell) -> Iterator[History]:
    """An empty history that must not give a warning."""
    opened = shell.open()
    yield opened
    opened.close()
    assert shell.warnings == []
