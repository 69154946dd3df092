from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cerbsh.demo.apps import App, demo_apps


def app(callback_url: str) -> App:
    return App("test", "id", "secret", callback_url)


@pytest.mark.parametrize(
    ("registered", "asked", "fits"),
    [
        ("http://127.0.0.1/callback", "http://127.0.0.1/callback", True),
        ("http://127.0.0.1/callback", "http://127.0.0.1:51234/callback", True),
        ("http://127.0.0.1:8000/callback", "http://127.0.0.1:51234/callback", True),
        ("http://127.0.0.1:8000/callback", "http://127.0.0.1/callback", True),
        ("http://[::1]/callback", "http://[::1]:51234/callback", True),
        ("http://127.0.0.1/callback", "http://127.0.0.1:51234/other", False),
        ("http://127.0.0.1/callback", "http://127.0.0.1:51234/callback/", False),
        ("http://127.0.0.1/callback", "http://127.0.0.1:51234/callback?x=1", False),
        ("http://127.0.0.1/callback", "http://127.0.0.1:51234@evil.example/callback", False),
        ("http://127.0.0.1/callback", "http://127.0.0.1.evil.example/callback", False),
        ("http://127.0.0.1/callback", "https://127.0.0.1/callback", False),
        ("http://127.0.0.1/callback", "http://localhost/callback", False),
        ("http://127.0.0.1/callback", "http://[::1]/callback", False),
        ("http://localhost:8099/callback", "http://localhost:8099/callback", True),
        ("http://localhost:8099/callback", "http://localhost:8100/callback", False),
        ("http://localhost:8099/callback", "http://localhost/callback", False),
        ("https://app.example/cb", "https://app.example:444/cb", False),
    ],
)
def test_only_a_loopback_address_leaves_the_port_free(registered: str, asked: str, fits: bool) -> None:
    assert app(registered).calls_back(asked) is fits


@given(st.text(max_size=60))
def test_a_callback_on_another_host_never_fits(text: str) -> None:
    assert not app("http://127.0.0.1/callback").calls_back(f"http://evil.example/{text}")


def test_a_seed_always_gives_the_same_apps_and_another_seed_others() -> None:
    first, second = demo_apps(1)
    assert (first, second) == demo_apps(1)
    assert len({first.client_id, second.client_id, *(other.client_id for other in demo_apps(2))}) == 4
    assert (len(first.client_id), len(first.client_secret)) == (32, 64)


def test_an_app_never_shows_its_secret() -> None:
    first, _ = demo_apps(1)
    assert first.client_secret not in repr(first)
