"""What is held while something large passes through: the pages of ``--all`` are tried beside their other behaviour."""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from cerbsh.api.client import Client
from cerbsh.api.reply import Reply
from cerbsh.api.request import Request
from cerbsh.auth.store import MemoryVault
from cerbsh.auth.token import Token
from cerbsh.auth.vault import Secrets
from cerbsh.config import Folders, Profile
from cerbsh.errors import Exit
from cerbsh.shell.engine import Engine
from cerbsh.shell.knowing.knowledge import Knowledge
from cerbsh.shell.notebook import Notebook
from cerbsh.view import theme
from cerbsh.view.reply import body
from tests.bench.drawing import sample
from tests.bench.stub import Stub
from tests.shell.support import shown

MB = 1_000_000
LARGE = 6 * MB


class Peak:
    """``held``: the bytes that were allocated at most, beyond those at the beginning."""

    held = 0


@contextmanager
def traced() -> Iterator[Peak]:
    """Trace what Python allocates inside the ``with`` block."""
    tracemalloc.start()
    peak = Peak()
    try:
        yield peak
        peak.held = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    """An engine on a Cerb whose attachments are as large as their numbers, in megabytes."""
    stub = Stub()
    stub.start()
    place = Folders(tmp_path / "config", tmp_path / "data")
    made = Engine(place, Knowledge(), Notebook(), settings={})
    token = Token("access", expires_at=None, lifetime=None)
    made.attach(Client(Profile("work", stub.base_url(), "client"), MemoryVault(Secrets("", token)), pytest.fail))
    yield made
    made.close()
    stub.shutdown()
    stub.server_close()


@pytest.mark.parametrize("terminal", [True, False])
def test_a_large_reply_is_drawn_with_its_text_in_memory_and_little_else(terminal: bool) -> None:
    content, colours = sample(LARGE), theme.load()
    reply = Reply(Request("GET", "a.json"), 200, content, (("Content-Type", "application/json"),))
    with traced() as peak:
        pieces = sum(len(piece) for piece in body(reply, colours, terminal=terminal))
    assert pieces > LARGE
    assert peak.held < 1.2 * LARGE


def test_a_download_holds_a_few_chunks_however_large_the_file_is(engine: Engine, tmp_path: Path) -> None:
    def held(megabytes: int) -> int:
        target = tmp_path / f"{megabytes}.bin"
        with traced() as peak:
            result = engine.run(f"download {megabytes} --output={target}")
            shown(result)
        assert result.exit == Exit.OK
        assert target.stat().st_size == megabytes * MB
        return peak.held

    held(1)  # what the first download loads stays
    assert held(100) < 3 * MB
