"""What every part of the suite may ask for."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from cerbsh.demo.server import DemoServer, Options

if TYPE_CHECKING:
    from playwright.sync_api import Browser


@pytest.fixture
def demo() -> Iterator[DemoServer]:
    """A demo Cerb on a free port of loopback, with a log of what arrives."""
    with DemoServer(Options(log_size=10_000)) as server:
        yield server


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """A headless Chromium; no wider than a module, since it keeps an event loop running in this thread."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        own = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
        path = own or playwright.chromium.executable_path
        if not Path(path).exists():
            pytest.skip("there is no Chromium here")
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()
