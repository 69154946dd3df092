from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cerbsh.demo.scopes import STANDARD, Scope, allowed

CUSTOM = {
    "tickets": Scope("Tickets", (("tickets/*", ("GET", "PUT")), ("contexts/list", ()))),
    "lower": Scope("A verb in lower case", (("workers/me", ("get",)),)),
    "dotted": Scope("No pattern is a regular expression", (("data.query", ()),)),
}


@pytest.mark.parametrize(
    ("granted", "method", "path", "reached"),
    [
        ("profile", "GET", "workers/me.json", True),
        ("profile", "GET", "workers/me.xml", True),
        ("profile", "GET", "workers/me", True),
        ("profile", "GET", "WORKERS/ME.json", True),
        ("profile", "POST", "workers/me.json", False),
        ("profile", "GET", "workers/me/more.json", False),
        ("profile", "GET", "records/org/search.json", False),
        ("search", "GET", "records/ticket/search.json", True),
        ("search", "GET", "records/cerberusweb.contexts.org/search.json", True),
        ("search", "GET", "records/a/b/search.json", True),
        ("search", "GET", "records/ticket/1.json", False),
        ("search", "GET", "workers/me.json", False),
        ("api:read-only", "GET", "anything/at/all.json", True),
        ("api:read-only", "DELETE", "records/org/1.json", False),
        ("api", "DELETE", "records/org/1.json", True),
        ("api", "PATCH", "records/org/upsert.json", True),
        ("unheard-of", "GET", "workers/me.json", False),
        ("unheard-of profile", "GET", "workers/me.json", True),
        ("", "GET", "workers/me.json", False),
    ],
)
def test_the_standard_scopes_reach(granted: str, method: str, path: str, reached: bool) -> None:
    assert allowed(STANDARD, granted.split(), method, path) is reached


@pytest.mark.parametrize(
    ("granted", "method", "path", "reached"),
    [
        ("tickets", "GET", "tickets/12.json", True),
        ("tickets", "PUT", "tickets/12/requester.json", True),
        ("tickets", "DELETE", "tickets/12.json", False),
        ("tickets", "DELETE", "contexts/list.json", True),
        ("tickets", "GET", "old/tickets/12.json", False),
        ("lower", "GET", "workers/me.json", False),
        ("dotted", "GET", "data/query.json", False),
    ],
)
def test_a_scope_is_a_list_of_patterns_with_verbs(granted: str, method: str, path: str, reached: bool) -> None:
    assert allowed(CUSTOM, granted.split(), method, path) is reached


@given(st.text(max_size=40))
def test_a_star_alone_covers_every_path(path: str) -> None:
    assert allowed(STANDARD, ["api"], "POST", path)
