from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest
import requests

from cerbsh.demo.server import DemoServer, Options

Ask = Callable[..., requests.Response]

REFUSED = {"__status": "error", "message": "The resource owner or authorization server denied the request."}


@pytest.fixture
def ask(demo: DemoServer) -> Ask:
    """A request with a good token of scope ``api``, unless other headers are given."""
    token = demo.grant()["access_token"]

    def send(method: str, path: str, headers: Mapping[str, str] | None = None) -> requests.Response:
        usual = {"Authorization": f"Bearer {token}"}
        return requests.request(
            method,
            demo.base_url + path,
            headers=usual if headers is None else headers,
            allow_redirects=False,
            timeout=10,
        )

    return send


def test_a_good_token_gets_in(ask: Ask) -> None:
    reply = ask("GET", "rest/workers/me.json")
    assert reply.json()["_type"] == "worker"


@pytest.mark.parametrize("path", ["rest/workers/me.json", "rest/nope/x.json", "rest/workers/me", "rest/", "rest"])
def test_without_a_token_every_path_below_rest_is_unauthorized(ask: Ask, path: str) -> None:
    reply = ask("GET", path, {})
    assert reply.status_code == 401
    assert reply.json() == {"__status": "error", "message": "Unauthorized request"}
    assert "WWW-Authenticate" not in reply.headers


@pytest.mark.parametrize("header", ["Bearer garbage", "Basic dTpw", "bearer x", "x"])
def test_any_other_authorization_is_denied(ask: Ask, header: str) -> None:
    reply = ask("GET", "rest/workers/me.json", {"Authorization": header})
    assert (reply.status_code, reply.json()) == (401, REFUSED)


def test_a_token_in_the_query_string_does_not_count(ask: Ask, demo: DemoServer) -> None:
    reply = ask("GET", f"rest/workers/me.json?access_token={demo.grant()['access_token']}", {})
    assert reply.status_code == 401


def test_an_expired_token_is_denied() -> None:
    now = [1000.0]
    with DemoServer(Options(token_ttl=60, clock=lambda: now[0])) as server:
        headers = {"Authorization": f"Bearer {server.grant()['access_token']}"}
        now[0] += 61
        reply = requests.get(f"{server.base_url}rest/workers/me.json", headers=headers, timeout=10)
    assert (reply.status_code, reply.json()) == (401, REFUSED)


@pytest.mark.parametrize(
    "path",
    ["", "REST/workers/me.json", "/rest/workers/me.json", "Rest", "api", "worker/me", ".well-known/x", "login/x"],
)
def test_everything_elsewhere_redirects_to_the_login(ask: Ask, demo: DemoServer, path: str) -> None:
    reply = ask("GET", path)
    assert reply.status_code == 302
    assert reply.headers["Location"] == f"{demo.base_url}login"


@pytest.mark.parametrize("path", ["oauth/revoke", "oauth/introspect", "oauth/token", "oauth/"])
def test_there_is_no_other_oauth_endpoint(ask: Ask, path: str) -> None:
    assert ask("POST", path).status_code == 403


def test_the_token_endpoint_reads_forms_alone(demo: DemoServer) -> None:
    grant = demo.grant()
    form = {
        "grant_type": "refresh_token",
        "refresh_token": str(grant["refresh_token"]),
        "client_id": demo.apps[0].client_id,
        "client_secret": demo.apps[0].client_secret,
    }
    url = f"{demo.base_url}oauth/access_token"
    assert requests.post(url, json=form, timeout=10).text.startswith("The authorization grant type is not supported")
    assert requests.post(url, params=form, timeout=10).status_code == 400
    assert requests.get(url, timeout=10).status_code == 400
    assert requests.post(url, form, timeout=10).status_code == 200


@pytest.mark.parametrize("method", ["HEAD", "OPTIONS", "TRACE", "PURGE"])
def test_other_verbs_are_not_implemented(ask: Ask, method: str) -> None:
    reply = ask(method, "rest/workers/me.json")
    assert (reply.status_code, reply.headers["Content-Type"].partition(";")[0]) == (501, "text/html")
    assert reply.text == ("" if method == "HEAD" else "Not implemented")


def test_no_answer_of_the_api_may_be_kept(ask: Ask) -> None:
    for path in ("rest/workers/me.json", "rest/nope/x.json", "rest/attachments/1/download.json"):
        assert ask("GET", path).headers["Cache-Control"] == "no-store"


def test_index_php_may_stand_in_front(ask: Ask) -> None:
    assert ask("GET", "index.php/rest/workers/me.json").json()["_type"] == "worker"


def test_a_client_without_a_cookie_gets_one_that_authorizes_nothing(ask: Ask) -> None:
    reply = ask("GET", "rest/workers/me.json")
    cookie = reply.headers["Set-Cookie"].partition(";")[0]
    assert cookie.startswith("Devblocks=")
    again = ask("GET", "rest/workers/me.json", {"Cookie": cookie})
    assert again.status_code == 401
    assert "Set-Cookie" not in again.headers


@pytest.mark.parametrize("base_path", ["/cerb", "cerb/", "/cerb/"])
def test_cerb_may_live_under_a_path(base_path: str) -> None:
    with DemoServer(Options(base_path=base_path)) as server:
        origin = server.base_url.removesuffix("cerb/")
        headers = {"Authorization": f"Bearer {server.grant()['access_token']}"}
        me = requests.get(f"{server.base_url}rest/workers/me.json", headers=headers, timeout=10)
        outside = requests.get(f"{origin}rest/workers/me.json", headers=headers, allow_redirects=False, timeout=10)
        login = requests.get(f"{server.base_url}x", allow_redirects=False, timeout=10)
    assert server.base_url == f"{origin}cerb/"
    assert me.json()["record_url"].startswith(server.base_url)
    assert outside.status_code == 404
    assert login.headers["Location"] == f"{server.base_url}login"
    assert "Path=/cerb/" in login.headers["Set-Cookie"]


def test_links_name_the_host_that_the_client_used(ask: Ask, demo: DemoServer) -> None:
    port = demo.base_url.rstrip("/").rpartition(":")[2]
    reply = ask("GET", "", {"Host": f"localhost:{port}"})
    assert reply.headers["Location"] == f"http://localhost:{port}/login"
    forged = ask("GET", "", {"Host": "evil.example/?"})
    assert forged.headers["Location"] == f"{demo.base_url}login"
