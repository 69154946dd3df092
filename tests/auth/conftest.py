"""A profile for the demo, and a place where somebody is signed in to it."""

from __future__ import annotations

from pathlib import Path

import pytest

from cerbsh.auth.vault import FileVault
from cerbsh.config import Profile
from cerbsh.demo.server import DemoServer
from tests.auth.support import profile_of, signed_in


@pytest.fixture
def profile(demo: DemoServer) -> Profile:
    return profile_of(demo)


@pytest.fixture
def vault(demo: DemoServer, tmp_path: Path) -> FileVault:
    return signed_in(demo, tmp_path)
