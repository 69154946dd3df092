"""The pages in a real browser."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from playwright.sync_api import Browser, Page

from cerbsh.demo.server import DemoServer
from tests.demo.clients import authorization, code_exchange

pytestmark = pytest.mark.browser


@pytest.fixture
def page(chromium: Browser, demo: DemoServer) -> Iterator[Page]:
    """A page without scripts, on the sign-in form of an authorization request."""
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{demo.base_url}oauth/authorize?{urlencode(authorization(demo.apps[0]))}")
    yield page
    context.close()


def sign_in(page: Page, demo: DemoServer) -> None:
    page.get_by_label("Name or e-mail").fill(demo.worker.name)
    page.get_by_label("Password").fill(demo.worker.password)
    page.get_by_role("button", name="Sign in").click()


def test_accept_calls_back_with_a_code_that_works(page: Page, demo: DemoServer) -> None:
    sign_in(page, demo)
    assert page.get_by_role("heading").inner_text() == f"{demo.apps[0].name} asks for access"
    with page.expect_request("http://127.0.0.1/callback*") as called_back:
        page.get_by_role("button", name="Accept").click()
    answer = parse_qs(urlsplit(called_back.value.url).query)
    assert answer["state"] == ["some-state"]
    assert demo.provider.exchange(code_exchange(demo.apps[0], answer["code"][0])).status == 200


def test_cancel_stays_on_a_text_page(page: Page, demo: DemoServer) -> None:
    sign_in(page, demo)
    page.get_by_role("button", name="Cancel").click()
    assert page.url.startswith(demo.base_url)
    assert page.locator("body").inner_text() == "The resource owner or authorization server denied the request."


def test_a_wrong_password_is_told_to_those_who_listen_too(page: Page, demo: DemoServer) -> None:
    page.get_by_label("Name or e-mail").fill(demo.worker.name)
    page.get_by_label("Password").fill("wrong")
    page.get_by_role("button", name="Sign in").click()
    assert page.get_by_role("alert").inner_text() == "Name and password do not match."
    assert page.get_by_label("Name or e-mail").input_value() == demo.worker.name
    assert page.get_by_label("Password").input_value() == ""


def test_the_keyboard_is_enough(page: Page, demo: DemoServer) -> None:
    page.locator("input:focus").wait_for()
    page.keyboard.type(demo.worker.name)
    page.keyboard.press("Tab")
    page.keyboard.type(demo.worker.password)
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Accept").wait_for()
    page.keyboard.press("Tab")
    page.locator("button:focus").wait_for()
    with page.expect_request("http://127.0.0.1/callback*"):
        page.keyboard.press("Enter")


@pytest.mark.parametrize("width", [320, 1280])
def test_nothing_stands_outside_the_window(page: Page, demo: DemoServer, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 480})
    sign_in(page, demo)
    box = page.locator("main").bounding_box()
    assert box
    assert box["x"] >= 0 and box["x"] + box["width"] <= width
