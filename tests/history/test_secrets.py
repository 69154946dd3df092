"""A token, a client secret and a password through every way into the history: they are in no byte of what comes out."""

from __future__ import annotations

import json
from collections.abc import Callable
from urllib.parse import quote

import pytest

from cerbsh.api.request import Request
from cerbsh.history.export import as_har, as_http, as_script
from cerbsh.history.store import History
from cerbsh.history.writes import Before
from tests.history.support import BASE, Shell, entry, every_byte

TOKEN = "cAnaryT0ken/+" + "x1" * 20
CLIENT_SECRET = "cAnaryC1ientSecret-" + "y2" * 10
PASSWORD = "cAnaryPa55word"
JWT = "eyJ0eXAiOiJKV1QiLCJhbGciOiJSUzI1NiJ9.eyJzdWIiOiIxIn0aBcDeF.cAnarySignature"
REFRESH = "def50200" + "c0ffee" * 30
BY_VALUE = [TOKEN, CLIENT_SECRET, JWT, REFRESH]


def line(history: History, secret: str) -> None:
    history.add(entry(f"GET records/ticket/{secret} x='{secret}' | grep {secret}"))


def recalled_line(history: History, secret: str) -> None:
    history.add_line(f"token {secret}", profile="work", used=1.0)


def request(history: History, secret: str) -> None:
    pairs = (("a", secret), (secret, "b"), ("q", f"name:{secret}"))
    history.add(entry(request=Request("POST", f"a/{quote(secret)}.json", pairs, pairs, None, (("X-Trace", secret),))))
    history.add(entry(request=Request("POST", "data/query.json", body=f"type:{secret}")))


def reply(history: History, secret: str) -> None:
    for body in ({"message": f"no {secret}"}, [secret], secret):
        history.add(entry(body=body, headers=(("X-Echo", secret), ("Location", f"{BASE}?{secret}"))))
    for raw in (f"<p>{secret}</p>", f"{secret} " * 2000, json.dumps({"a": secret}).replace("/", "\\/")):
        history.add(entry(body=raw.encode()))
    history.add(entry(body=b"\xff" + secret.encode() + b"\xfe"))


def failure(history: History, secret: str) -> None:
    history.add(entry(failure=f"cannot reach {secret}", error_code=secret, cerb_status=secret, folder=f"/{secret}"))


def write(history: History, secret: str) -> None:
    values = {"comment": f"see {secret}"}
    written = history.writes.remember_before(
        Before("s", "work", BASE, 1, 1.0, "update", "task", "5", secret, values, values)
    )
    assert written
    history.writes.after(written, "done", result=values)


def saved_line(history: History, secret: str) -> None:
    history.saved.save("mine", f"GET x y={secret}", 1.0)


WAYS: list[Callable[[History, str], None]] = [line, recalled_line, request, reply, failure, write, saved_line]


def searched(history: History, shell: Shell) -> bytes:
    """All that the history gives and all that lies on the disk, before and after it is closed."""
    entries = [found for row in history.recent(100) if (found := history.entry(row.number))]
    given = [repr(entries), repr([history.body(each.summary.number) for each in entries]), repr(history.lines(100))]
    given += [repr(history.recent(100)), repr(history.search(["the"])), repr(history.saved.all())]
    given += [repr(history.writes.last_undoable(shell="s")), repr(history)]
    given += [*as_script(entries), *as_http(entries), *as_har(entries, history.body, "1")]
    on_disk = every_byte(shell.path.parent)
    history.close()
    return b"".join([*map(str.encode, given), on_disk, every_byte(shell.path.parent)])


@pytest.mark.parametrize("secret", BY_VALUE)
@pytest.mark.parametrize("way", WAYS)
def test_a_secret_in_use_is_kept_by_no_way_in(shell: Shell, way: Callable[[History, str], None], secret: str) -> None:
    shell.secrets = (TOKEN, CLIENT_SECRET)
    history = shell.open()
    way(history, secret)
    found = searched(history, shell)
    assert secret.encode() not in found and quote(secret, safe="").encode() not in found
    assert b"cAnary" not in found and b"c0ffeec0ffee" not in found
    assert shell.warnings == []


@pytest.mark.parametrize("name", ["password", "fields[password]", "client_secret", "api_key", "access_token"])
def test_what_goes_by_a_secret_name_is_kept_by_no_way_in(shell: Shell, name: str) -> None:
    history = shell.open()
    pairs = ((name, PASSWORD),)
    key = name.removeprefix("fields[").removesuffix("]")
    history.add(entry(f"POST a {name}={PASSWORD} {name}:='\"{PASSWORD}\"' -H '{key}: {PASSWORD}'"))
    history.add(entry(request=Request("POST", "a.json", pairs, pairs, None, pairs), headers=pairs))
    history.add(entry(body={key: PASSWORD, "a": [{"b": {key: [PASSWORD]}}], "event": json.dumps({key: PASSWORD})}))
    history.add(entry(body={key: PASSWORD * 3000}))
    history.add(entry(body=f'<response><string key="{key}">{PASSWORD}</string></response>'.encode()))
    history.add_line(f"let {key} = {PASSWORD}", profile="work", used=1.0)
    history.saved.save("mine", f"POST a {name}={PASSWORD}", 1.0)
    values = {key: PASSWORD}
    history.writes.remember_before(Before("s", "work", BASE, 1, 1.0, "update", "worker", "5", "", values, values))
    assert b"cAnary" not in searched(history, shell)


def test_a_token_that_was_renewed_is_the_one_kept_out(shell: Shell) -> None:
    shell.secrets = ["first-token-first"]
    history = shell.open()
    history.add(entry(body={"a": "first-token-first"}))
    shell.secrets = ["second-token-second"]
    history.add(entry(body={"a": "second-token-second"}))
    found = searched(history, shell)
    assert b"first-token-first" not in found and b"second-token-second" not in found


def test_the_secrets_themselves_are_not_shown_by_the_history(shell: Shell) -> None:
    shell.secrets = (TOKEN,)
    history = shell.open()
    assert TOKEN not in repr(history) + repr(vars(history)) + repr(history.redactor())
    history.close()
