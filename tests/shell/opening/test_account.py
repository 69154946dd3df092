"""The subcommands about signing in, as processes of their own."""

from __future__ import annotations

import json
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from cerbsh.config import Folders
from cerbsh.demo.server import DemoServer
from cerbsh.errors import SignInError
from cerbsh.shell.opening.signing_in import first_start
from tests.auth.support import Person
from tests.support import Home


def pasted(server: DemoServer, scope: str = "api") -> str:
    """What Cerb's token generator shows."""
    return json.dumps(server.grant(scope))


def log_in(home: Home, server: DemoServer, *args: str, scope: str = "api", secret: bool = True) -> str:
    env = {"CERBSH_CLIENT_SECRET": server.apps[0].client_secret} if secret else {}
    done = home.cerbsh("login", server.base_url, *args, "--token", "-", stdin=pasted(server, scope), env=env)
    assert done.returncode == 0, done.stderr
    return done.stderr


@pytest.mark.parametrize("ending", ["", "/", "/rest", "/rest/workers/me.json", "/index.php/"])
def test_the_base_url_is_taken_as_people_write_it(home: Home, shared_demo: DemoServer, ending: str) -> None:
    url = shared_demo.base_url.rstrip("/") + ending
    done = home.cerbsh("login", url, "--token", "-", stdin=pasted(shared_demo))
    assert done.returncode == 0, done.stderr
    assert shared_demo.worker.name in done.stderr
    assert home.cerbsh("-c", "GET workers/me").returncode == 0


def test_a_pasted_token_says_who_it_is_and_is_kept(home: Home, shared_demo: DemoServer) -> None:
    assert shared_demo.worker.name in log_in(home, shared_demo)
    status = home.cerbsh("status")
    assert status.returncode == 0
    for word in (shared_demo.worker.name, shared_demo.base_url, "api", "renews itself", str(home.config / "tokens")):
        assert word in status.stdout


def test_a_token_without_the_client_secret_says_that_it_will_end(home: Home, shared_demo: DemoServer) -> None:
    assert "cannot be renewed" in log_in(home, shared_demo, secret=False)
    assert "cannot be renewed" in home.cerbsh("status").stdout


def test_a_scope_that_may_not_ask_who_it_is_is_a_sign_in_all_the_same(home: Home, shared_demo: DemoServer) -> None:
    assert "worker 1" in log_in(home, shared_demo, scope="search")
    assert home.cerbsh("-c", "GET records/org/search limit=1").returncode == 0


def test_a_token_that_cerb_refuses_leaves_the_former_sign_in(home: Home, shared_demo: DemoServer) -> None:
    log_in(home, shared_demo)
    done = home.cerbsh("login", shared_demo.base_url, "--token", "-", stdin="garbage")
    assert done.returncode == 3
    assert "refused the token" in done.stderr
    assert home.cerbsh("-c", "GET workers/me").returncode == 0


def test_a_refused_token_of_a_new_profile_leaves_nothing(home: Home, shared_demo: DemoServer) -> None:
    assert home.cerbsh("login", shared_demo.base_url, "--token", "-", stdin="garbage").returncode == 3
    assert home.cerbsh("profiles").returncode == 3
    assert not list(home.config.rglob("*.json"))


@pytest.mark.parametrize("text", ["", "  \n", "{bad", "two words", "[1]"])
def test_what_is_no_token_is_no_sign_in(home: Home, shared_demo: DemoServer, text: str) -> None:
    done = home.cerbsh("login", shared_demo.base_url, "--token", "-", stdin=text)
    assert done.returncode == 3
    assert len(done.stderr.splitlines()) <= 2


def test_a_token_on_the_command_line_is_refused(home: Home, shared_demo: DemoServer) -> None:
    done = home.cerbsh("login", shared_demo.base_url, "--token", "eyJhbGciOiJub25lIn0")
    assert done.returncode == 2


def test_no_browser_prints_the_address_alone_and_takes_the_paste(home: Home, demo: DemoServer) -> None:
    app = demo.apps[0]
    env = {"CERBSH_CLIENT_SECRET": "wrong"}
    args = ("login", demo.base_url, "--client-id", app.client_id, "--no-browser")
    done = home.cerbsh(*args, stdin="http://127.0.0.1/callback?code=def\n", env=env)
    url = urlsplit(done.stdout.strip())
    asked = parse_qs(url.query)
    assert asked["scope"] == ["api"] and asked["code_challenge_method"] == ["S256"]
    assert urlsplit(asked["redirect_uri"][0]).path == "/callback"
    assert done.returncode == 3
    assert "Client authentication failed" in done.stderr


def test_an_empty_paste_gives_up(home: Home, demo: DemoServer) -> None:
    args = ("login", demo.base_url, "--client-id", demo.apps[0].client_id, "--no-browser")
    done = home.cerbsh(*args, stdin="\n", env={"CERBSH_CLIENT_SECRET": "x"})
    assert done.returncode == 3
    assert "given up" in done.stderr


def test_logout_forgets_the_token_and_keeps_the_profile(home: Home, shared_demo: DemoServer) -> None:
    log_in(home, shared_demo)
    assert home.cerbsh("logout").returncode == 0
    assert home.cerbsh("-c", "GET workers/me").returncode == 3
    assert home.cerbsh("profiles").returncode == 0
    assert home.cerbsh("logout", "--remove").returncode == 0
    assert home.cerbsh("profiles").returncode == 3


def test_several_profiles_live_side_by_side(home: Home, shared_demo: DemoServer) -> None:
    log_in(home, shared_demo, "--profile", "work")
    log_in(home, shared_demo, "--profile", "test")
    listed = home.cerbsh("profiles").stdout
    assert [line.split()[0:2] for line in listed.splitlines()] == [["*", "work"], ["test", shared_demo.base_url]]
    assert "test" in home.cerbsh("-p", "test", "status").stdout
    assert "test" in home.cerbsh("status", "--profile", "test").stdout
    home.cerbsh("profiles", "--default", "test")
    assert "* test" in home.cerbsh("profiles").stdout


def test_the_token_command_prints_one_that_works(home: Home, shared_demo: DemoServer) -> None:
    log_in(home, shared_demo)
    token = home.cerbsh("token", keep_secret=False).stdout.strip()
    env = {"CERBSH_BASE_URL": shared_demo.base_url, "CERBSH_TOKEN": token}
    assert home.cerbsh("-c", "GET workers/me", env=env).returncode == 0


def test_a_refused_first_sign_in_can_be_typed_again(demo: DemoServer, tmp_path: Path) -> None:
    app = demo.apps[0]
    answers = [demo.base_url, "", "garbage", "yes", "", json.dumps(demo.grant()), app.client_secret]
    person = Person(list(answers))
    place = Folders(tmp_path / "config", tmp_path / "data")
    assert first_start(place, person).worker == demo.worker.name
    assert any("refused the token" in said for said in person.said)


def test_a_person_may_give_the_first_sign_in_up(demo: DemoServer, tmp_path: Path) -> None:
    person = Person([demo.base_url, "", "garbage", "no"])
    with pytest.raises(SignInError):
        first_start(Folders(tmp_path / "config", tmp_path / "data"), person)
