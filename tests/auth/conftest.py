"""A demo whose clock can be moved, a profile for it, and a place where somebody is signed in to it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from cerbsh.auth.vault import FileVault
from cerbsh.config import Profile
from cerbsh.demo.server import DemoServer, Options
from tests.auth.support import Clock, profile_of, signed_in


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def demo(clock: Clock) -> Iterator[DemoServer]:
    with DemoServer(Options(log_size=10_000, records=20, clock=clock)) as server:
        yield server


@pytest.fixture
def profile(demo: DemoServer) -> Profile:
    return profile_of(demo)


@pytest.fixture
def vault(demo: DemoServer, tmp_path: Path) -> FileVault:
    return signed_in(demo, tmp_path)
