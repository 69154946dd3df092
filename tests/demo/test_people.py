from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
import requests

from cerbsh.demo.people import People
from cerbsh.demo.server import DemoServer
from cerbsh.demo.store import Database, open_database
from tests.demo.browser import Browser
from tests.demo.clients import refresh

ADMIN, OTHER, DISABLED = 1, 2, 12


@pytest.fixture
def database() -> Iterator[Database]:
    database = open_database(records=1)
    yield database
    database.close()


def test_the_first_worker_is_the_administrator(database: Database) -> None:
    assert People(database).first().worker_id == ADMIN


@pytest.mark.parametrize("change", [str, str.upper, str.lower, " {} ".format])
def test_a_worker_is_found_by_name_and_by_e_mail(database: Database, change: Callable[[str], str]) -> None:
    people = People(database)
    first = people.first()
    assert people.find(change(first.name)) == first
    assert people.find(change(first.email)) == first


@pytest.mark.parametrize("name", ["", " ", "nobody", "mira", "%", "1"])
def test_nobody_else_is_found(database: Database, name: str) -> None:
    with database.turn():
        database.execute("UPDATE worker SET email_id = 0 WHERE id = ?", (OTHER,))
    assert People(database).find(name) is None


def test_a_disabled_worker_exists_and_cannot_sign_in(demo: DemoServer) -> None:
    token = demo.grant(worker_id=DISABLED)
    me = requests.get(
        f"{demo.base_url}rest/workers/me.json", headers={"Authorization": f"Bearer {token['access_token']}"}, timeout=10
    ).json()
    assert (me["id"], me["is_disabled"]) == (DISABLED, 1)
    form = refresh(demo.apps[0], token["refresh_token"])
    assert requests.post(f"{demo.base_url}oauth/access_token", form, timeout=10).status_code == 200
    browser = Browser(demo)
    browser.authorize()
    assert browser.sign_in(name=me["full_name"]).status_code == 403


def test_a_deleted_workers_tokens_are_gone(demo: DemoServer) -> None:
    admin = {"Authorization": f"Bearer {demo.grant()['access_token']}"}
    token = demo.grant(worker_id=OTHER)
    headers = {"Authorization": f"Bearer {token['access_token']}"}
    me = f"{demo.base_url}rest/workers/me.json"
    assert requests.get(me, headers=headers, timeout=10).status_code == 200
    requests.delete(f"{demo.base_url}rest/records/worker/{OTHER}.json", headers=admin, timeout=10)
    assert requests.get(me, headers=headers, timeout=10).status_code == 401
    form = refresh(demo.apps[0], token["refresh_token"])
    assert requests.post(f"{demo.base_url}oauth/access_token", form, timeout=10).status_code == 401
    assert requests.get(me, headers=admin, timeout=10).status_code == 200
