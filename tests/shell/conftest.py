"""An engine on the shared demo Cerb, in this process."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from cerbsh.api.client import Client
from cerbsh.auth.store import MemoryVault
from cerbsh.auth.token import Token
from cerbsh.auth.vault import Secrets
from cerbsh.config import Folders, Profile
from cerbsh.demo.server import DemoServer
from cerbsh.shell.engine import Engine
from cerbsh.shell.knowing.knowledge import Knowledge
from cerbsh.shell.notebook import Notebook


def engine_on(server: DemoServer, folder: Path, scope: str = "api") -> Engine:
    """A fresh engine, signed in to ``server`` as its worker, with a history of its own in ``folder``."""
    place = Folders(folder / "config", folder / "data")
    app = server.apps[0]
    profile = Profile("work", server.base_url, app.client_id)
    token = Token.from_answer(server.grant(scope), time.time())
    settings: dict[str, str] = {}
    engine = Engine(place, Knowledge(), Notebook.open(place.history_file, pytest.fail, settings), settings=settings)
    engine.attach(Client(profile, MemoryVault(Secrets(app.client_secret, token)), pytest.fail))
    return engine


@pytest.fixture
def engine(shared_demo: DemoServer, tmp_path: Path) -> Iterator[Engine]:
    """An engine that is signed in to the shared demo."""
    made = engine_on(shared_demo, tmp_path)
    yield made
    made.close()


@pytest.fixture
def own(demo: DemoServer, tmp_path: Path) -> Iterator[Engine]:
    """An engine on a demo of its own, which may be changed."""
    made = engine_on(demo, tmp_path / "engine")
    yield made
    made.close()
