"""Looking for Cerb at an address, and saying what is there instead."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pytest

from cerbsh.auth.probe import places, probe
from cerbsh.config import Profile
from cerbsh.demo.server import DemoServer, Options
from cerbsh.errors import ConnectError, ReplyError
from tests.auth.support import Arrived, serving

UNAUTHORIZED = b'{"__status":"error","message":"Unauthorized request"}'
Reply = tuple[int, Mapping[str, str], bytes]


@pytest.fixture(scope="module")
def below() -> Iterator[str]:
    """A Cerb under a path of its host."""
    with DemoServer(Options(records=20, base_path="/support/cerb/")) as server:
        yield server.base_url


def look(base_url: str) -> str:
    return probe(Profile("work", base_url))


def test_cerb_is_found_where_it_is(demo: DemoServer) -> None:
    assert look(demo.base_url) == demo.base_url
    assert [seen.authorized for seen in demo.log.seen] == [False]


def test_cerb_is_found_under_a_path_of_its_own(below: str) -> None:
    assert look(below) == below


@pytest.mark.parametrize("page", ["login/", "profiles/ticket/123/", "index.php/login/"])
def test_the_address_of_a_page_leads_to_cerb(page: str, below: str) -> None:
    assert look(below + page) in (below, f"{below}index.php/")


def php(call: Arrived) -> Reply:
    """A server that rewrites nothing."""
    if call.path == "/index.php/rest/workers/me.json":
        return 401, {"Content-Type": "application/json"}, UNAUTHORIZED
    return 404, {}, b"<h1>Not Found</h1>"


def rewritten(call: Arrived) -> Reply:
    """A server where nothing stands below ``index.php``."""
    return (401, {}, UNAUTHORIZED) if call.path == "/rest/workers/me.json" else (404, {}, b"<h1>Not Found</h1>")


def test_index_php_is_tried_where_nothing_is_rewritten() -> None:
    with serving(php) as (base_url, _):
        assert look(base_url) == look(f"{base_url}index.php/") == f"{base_url}index.php/"


def test_index_php_is_left_out_where_it_is_not_needed() -> None:
    with serving(rewritten) as (base_url, _):
        assert look(f"{base_url}index.php/") == base_url


def test_the_likeliest_places_come_first() -> None:
    assert list(places("https://h/a/b/")) == [
        "https://h/a/b/",
        "https://h/a/b/index.php/",
        "https://h/a/",
        "https://h/a/index.php/",
        "https://h/",
        "https://h/index.php/",
    ]
    assert len(list(places("https://h/" + "x/" * 50))) == 8


@pytest.mark.parametrize(
    ("reply", "message", "hint"),
    [
        ((200, {}, b"<!DOCTYPE html><form>Sign in"), "a web page (200)", "the base URL is where Cerb itself opens"),
        ((302, {"Location": "/login"}, b""), "leads to another page", "the base URL is where Cerb itself opens"),
        ((301, {"Location": "https://cerb.example/rest/workers/me.json"}, b""), "https://cerb.example/", "base URL"),
        ((301, {"Location": "http://[::1"}, b""), "leads to another page", "the base URL is"),
        ((403, {}, b"Forbidden for IP"), "refuses this machine", "IP addresses"),
        ((404, {}, b"nothing"), "no Cerb answers", "the base URL is"),
        ((401, {}, b"{}"), "no Cerb answers", "the base URL is"),
        ((401, {}, b"[" * 100_000), "no Cerb answers", "the base URL is"),
        ((503, {}, b"<h1>down</h1>"), "is in trouble (503)", "try again"),
    ],
)
def test_what_is_there_instead_is_told_with_what_to_do(reply: Reply, message: str, hint: str) -> None:
    with serving(lambda call: reply) as (base_url, seen), pytest.raises(ReplyError) as caught:
        look(base_url)
    assert message in caught.value.message
    assert hint in caught.value.hint
    assert {call.method for call in seen} == {"GET"}


def test_no_server_is_a_connection_error(demo: DemoServer) -> None:
    base_url = demo.base_url
    demo.stop()
    with pytest.raises(ConnectError, match="connection refused"):
        look(base_url)
