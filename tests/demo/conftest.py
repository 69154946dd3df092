"""Demos for the tests of the records."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.demo import calls
from tests.demo.calls import Cerb


@pytest.fixture(scope="package")
def read_only() -> Iterator[Cerb]:
    """One demo for all tests that change nothing."""
    with calls.cerb(200) as cerb:
        yield cerb


@pytest.fixture
def cerb() -> Iterator[Cerb]:
    """A small demo of the test's own."""
    with calls.cerb(20) as cerb:
        yield cerb
