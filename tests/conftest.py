"""What every part of the suite may ask for."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from cerbsh.demo.server import DemoServer, Options


@pytest.fixture
def demo() -> Iterator[DemoServer]:
    """A demo Cerb on a free port of loopback, with a log of what arrives."""
    with DemoServer(Options(log_size=10_000)) as server:
        yield server
