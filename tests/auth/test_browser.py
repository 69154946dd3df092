"""Signing in with a real browser: sign-in, consent, and the page that it ends on."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
from playwright.sync_api import Browser, Page

from cerbsh.auth.login import sign_in
from cerbsh.auth.store import MemoryVault
from cerbsh.auth.token import Token
from cerbsh.auth.vault import Secrets
from cerbsh.config import Profile
from cerbsh.demo.server import DemoServer
from cerbsh.errors import SignInError
from tests.auth.support import Person

pytestmark = pytest.mark.browser


@dataclass
class SigningIn:
    """A sign-in under way in a thread, whose address is for the browser of the test."""

    profile: Profile
    secret: str
    answers: list[Callable[[Person], str]] = field(default_factory=list)
    outcome: Token | SignInError | None = None

    def __post_init__(self) -> None:
        self.addresses: queue.Queue[str] = queue.Queue()
        self.person = Person([*self.answers], self.addresses.put)
        self.thread = threading.Thread(target=self.run)
        self.thread.start()

    def run(self) -> None:
        try:
            self.outcome = sign_in(self.profile, MemoryVault(Secrets()), self.person, client_secret=self.secret)
        except SignInError as error:
            self.outcome = error

    def end(self) -> Token | SignInError | None:
        self.thread.join(timeout=30)
        return self.outcome


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context(viewport={"width": 900, "height": 600})
    yield context.new_page()
    context.close()


def consent(page: Page, demo: DemoServer, url: str) -> None:
    """Go to the address and sign in, up to the question."""
    page.goto(url)
    page.get_by_label("Name or e-mail").fill(demo.worker.name)
    page.get_by_label("Password").fill(demo.worker.password)
    page.get_by_role("button", name="Sign in").click()


def test_accepting_in_the_browser_signs_in(page: Page, demo: DemoServer, profile: Profile) -> None:
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    signing_in = SigningIn(profile, demo.apps[0].client_secret)
    consent(page, demo, signing_in.addresses.get(timeout=30))
    page.get_by_role("button", name="Accept").click()
    assert page.get_by_role("heading").inner_text() == "Back to the terminal"
    assert page.locator("main").evaluate("box => getComputedStyle(box).borderRadius") == "14px"
    assert "code=" not in page.content()
    token = signing_in.end()
    assert isinstance(token, Token)
    assert demo.provider.bearer(f"Bearer {token.access_token}")
    assert not [text for text in complaints if "Content Security Policy" in text and "favicon" not in text]


def test_an_error_that_comes_back_is_told_on_both_sides(page: Page, demo: DemoServer, profile: Profile) -> None:
    signing_in = SigningIn(profile, demo.apps[0].client_secret)
    asked = dict(parse_qsl(urlsplit(signing_in.addresses.get(timeout=30)).query))
    answer = {"error": "access_denied", "error_description": "<script>document.title = 'owned'</script>"}
    page.goto(f"{asked['redirect_uri']}?{urlencode({**answer, 'state': asked['state']})}")
    assert page.get_by_role("heading").inner_text() == "Not signed in"
    assert page.title() == "cerbsh: Not signed in"
    outcome = signing_in.end()
    assert isinstance(outcome, SignInError)
    assert "access_denied" in outcome.message


def test_after_cancel_nothing_comes_back_and_enter_gives_up(page: Page, demo: DemoServer, profile: Profile) -> None:
    cancelled = threading.Event()

    def enter(person: Person) -> str:
        cancelled.wait(30)
        return ""

    signing_in = SigningIn(profile, demo.apps[0].client_secret, [enter])
    consent(page, demo, signing_in.addresses.get(timeout=30))
    page.get_by_role("button", name="Cancel").click()
    assert "denied the request" in page.locator("body").inner_text()
    assert signing_in.outcome is None
    cancelled.set()
    outcome = signing_in.end()
    assert isinstance(outcome, SignInError)
    assert "given up" in outcome.message
