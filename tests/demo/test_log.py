from __future__ import annotations

import requests

from cerbsh.demo.server import DemoServer, Options
from cerbsh.demo.sign_in import sign_in
from tests.demo.clients import refresh


def test_it_tells_what_arrived_in_order(demo: DemoServer) -> None:
    token = demo.grant()["access_token"]
    requests.put(
        f"{demo.base_url}rest/records/org/1.json?expand=links",
        data={"fields[city]": "Rome"},
        headers={"Authorization": f"Bearer {token}", "X-Test": "yes"},
        timeout=10,
    )
    requests.get(f"{demo.base_url}rest/workers/me.json", timeout=10)
    first, second = demo.log.seen
    assert (first.method, first.path, first.query) == ("PUT", "/rest/records/org/1.json", "expand=links")
    assert first.body == b"fields%5Bcity%5D=Rome"
    assert first.headers["x-test"] == "yes"
    assert (first.status, first.authorized) == (200, True)
    assert (second.status, second.authorized) == (401, False)


def test_it_counts_by_method_and_path(demo: DemoServer) -> None:
    for method, path in (("GET", "a"), ("GET", "b"), ("POST", "b")):
        requests.request(method, demo.base_url + path, allow_redirects=False, timeout=10)
    assert (demo.log.count(), demo.log.count("GET"), demo.log.count(path="/b$")) == (3, 2, 2)
    demo.log.clear()
    assert demo.log.count() == 0


def test_no_secret_gets_in(demo: DemoServer) -> None:
    token = sign_in(demo)
    form = refresh(demo.apps[0], token["refresh_token"])
    requests.post(f"{demo.base_url}oauth/access_token", form, timeout=10)
    kept = repr([(seen, seen.headers, seen.body) for seen in demo.log.seen])
    secrets = (token["access_token"], token["refresh_token"], demo.apps[0].client_secret, demo.worker.password)
    assert not [secret for secret in secrets if secret in kept]
    assert "devblocks" not in kept.lower()


def test_it_keeps_the_latest_only() -> None:
    with DemoServer(Options(log_size=2)) as server:
        for path in ("a", "b", "c"):
            requests.get(server.base_url + path, allow_redirects=False, timeout=10)
    assert [seen.path for seen in server.log.seen] == ["/b", "/c"]
