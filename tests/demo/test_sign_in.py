from __future__ import annotations

import pytest

from cerbsh.demo.server import DemoServer, Options
from cerbsh.demo.sign_in import sign_in
from tests.demo.clients import claims


def test_it_walks_the_whole_flow_and_brings_a_token_of_the_scope(demo: DemoServer) -> None:
    token = sign_in(demo, "profile search")
    assert claims(token["access_token"])["scopes"] == ["profile", "search"]
    assert demo.provider.bearer(f"Bearer {token['access_token']}") is not None
    assert [(seen.method, seen.path) for seen in demo.log.seen] == [
        ("GET", "/oauth/authorize"),
        ("GET", "/login"),
        ("POST", "/login"),
        ("GET", "/login/consent"),
        ("POST", "/login/consent"),
        ("POST", "/oauth/access_token"),
    ]
    assert "code_challenge_method=S256" in demo.log.seen[0].query


def test_it_works_under_a_path_too() -> None:
    with DemoServer(Options(base_path="/cerb")) as server:
        assert sign_in(server)["token_type"] == "Bearer"


def test_a_server_that_breaks_the_flow_is_an_error(demo: DemoServer) -> None:
    with pytest.raises(ValueError, match="form"):
        sign_in(demo, scope="")
