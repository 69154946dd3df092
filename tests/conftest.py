"""What every part of the suite may ask for."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from cerbsh import config
from cerbsh.auth.token import parse_pasted
from cerbsh.auth.vault import FileVault, Secrets
from cerbsh.config import Profile
from cerbsh.demo.server import DemoServer, Options
from tests.canary import leaks_below
from tests.support import LONG, Home

if TYPE_CHECKING:
    from playwright.sync_api import Browser


CHROMIUM = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-sync",
    "--disable-background-networking",
    "--disable-component-update",
]

settings.register_profile("cerbsh", deadline=None, max_examples=1000 if LONG else 100)
settings.load_profile("cerbsh")


@pytest.fixture(scope="session", autouse=True)
def no_secret_is_left(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """When all tests have run, no home that they used holds a secret outside its token file."""
    yield
    assert list(leaks_below(tmp_path_factory.getbasetemp())) == []


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
        if not Path(path).exists() and not os.environ.get("CERBSH_REQUIRE_BROWSER"):
            pytest.skip("there is no Chromium here")
        browser = playwright.chromium.launch(executable_path=path, args=CHROMIUM)
        yield browser
        browser.close()


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """A home of its own, in which nobody is signed in."""
    path = tmp_path / "home"
    path.mkdir()
    return Home(path)


@pytest.fixture(scope="session")
def shared_demo() -> Iterator[DemoServer]:
    """One demo Cerb for all tests that leave it as they found it."""
    with DemoServer(Options(log_size=10_000)) as server:
        yield server


@pytest.fixture
def demo_environ(shared_demo: DemoServer) -> dict[str, str]:
    """The environment that signs a script in to the shared demo."""
    answer = shared_demo.grant()
    return {"CERBSH_BASE_URL": shared_demo.base_url, "CERBSH_TOKEN": str(answer["access_token"])}


@pytest.fixture
def signed_in(home: Home, shared_demo: DemoServer) -> Home:
    """A home with a profile that is signed in to the shared demo."""
    return sign_in(home, shared_demo)


def sign_in(home: Home, server: DemoServer, name: str = "work") -> Home:
    """Keep a fresh grant of ``server`` in ``home`` as the profile ``name``."""
    app = server.apps[0]
    place = config.folders(home.environ())
    profile = Profile(name=name, base_url=server.base_url, client_id=app.client_id)
    answer = server.grant()
    token = parse_pasted(str(answer))
    FileVault(place.tokens / f"{name}.json").write(Secrets(app.client_secret, token))
    config.save_profile(place, profile)
    return home
