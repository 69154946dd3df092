"""What is taken out before anything is kept, and that nothing else is touched."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from cerbsh.api.request import Request
from cerbsh.history.names import MARK, is_secret_name
from cerbsh.history.redact import Redactor

CANARY = "cAnary-7f3a9"
JWT = "eyJ0eXAiOiJKV1QiLCJhbGciOiJSUzI1NiJ9.eyJzdWIiOiIxIn0aBcDeF.c2lnbmF0dXJl"
REFRESH = "def50200" + "0a1b2c3d" * 20
PLAIN = Redactor()


@pytest.mark.parametrize(
    "name",
    [
        "password", "Password", "passwd", "pwd", "smtp_pass", "password2", "password_confirm", "userPassword", "secret",
        "client_secret", "clientSecret", "access_token", "refresh_token", "token", "tokens", "CERBSH_TOKEN", "api_key",
        "apiKey", "X-Api-Key", "X-Auth-Token", "Authorization", "Set-Cookie", "--client-secret", "code_verifier",
        "access_key", "private-key", "fields[password]", "fields[params][api_key]", "tokens[]", "params[secret][value]",
    ],
)  # fmt: skip
def test_a_secret_goes_by_this_name(name: str) -> None:
    assert is_secret_name(name)


@pytest.mark.parametrize(
    "name",
    [
        "title", "token_type", "is_password_disabled", "author_id", "author__context", "jira_key", "storage_key", "key",
        "reply_signing_key_id", "compass", "passenger", "fields[title]", "", "secretary", "id",
    ],
)  # fmt: skip
def test_no_secret_goes_by_this_name(name: str) -> None:
    assert not is_secret_name(name)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("PUT workers/1 password=HUSH title=a", f"PUT workers/1 password={MARK} title=a"),
        ("PUT workers/1 password='HUSH y' title=a", f"PUT workers/1 password={MARK} title=a"),
        ('POST a fields[password]="HUSH y" title=a', f"POST a fields[password]={MARK} title=a"),
        (r"POST a password=HUSH\ y title=a", f"POST a password={MARK} title=a"),
        ('POST a secret:="HUSH" title=a', f"POST a secret:={MARK} title=a"),
        ('POST a params:={"password":"HUSH","port":1}', f'POST a params:={{"password":"{MARK}","port":1}}'),
        ("POST a password==HUSH", f"POST a password=={MARK}"),
        ("search ticket token:HUSH status:o", f"search ticket token:{MARK} status:o"),
        ("search ticket token:(HUSH OR y) status:o", f"search ticket token:{MARK} status:o"),
        ("GET a -H 'X-Api-Key: HUSH y' b=1", f"GET a -H 'X-Api-Key: {MARK}' b=1"),
        ('!curl -H "Authorization: Basic HUSH"', f'!curl -H "Authorization: {MARK}"'),
        ("!CERBSH_TOKEN=HUSH cerbsh", f"!CERBSH_TOKEN={MARK} cerbsh"),
        ("login --client-secret HUSH --no-browser", f"login --client-secret {MARK} --no-browser"),
        ("login --token=HUSH", f"login --token={MARK}"),
        ("let token HUSH", f"let token {MARK}"),
        ("let api_key = HUSH", f"let api_key = {MARK}"),
        ("GET https://u:HUSH@cerb.example/rest/a", f"GET https://u:{MARK}@cerb.example/rest/a"),
        ("POST a comment='the password: HUSH is'", f"POST a comment='the password: {MARK} is'"),
        ("{'access_token': 'HUSH', 'expires_in': 3600}", f"{{'access_token': {MARK}, 'expires_in': 3600}}"),
        ("POST a password='HUSH is left open", f"POST a password={MARK}"),
        ("POST a password=HUSH\n title=a", f"POST a password={MARK}\n title=a"),
    ],
)
def test_a_line_is_kept_without_its_secrets(typed: str, kept: str) -> None:
    assert PLAIN.line(typed.replace("HUSH", CANARY)) == kept


@pytest.mark.parametrize(
    "line",
    [
        "search ticket status:open group:(name:Support) sort:-updated",
        "PUT workers/1 password= title=x",
        "PUT workers/1 password=@secret.txt",
        "save new POST workers/create password=$1 token=${token} secret=$12.results[0].x pwd=$_.x",
        "login --token -",
        "GET data/query type:worklist.records of:ticket query:(author.id:5)",
        "POST a comment='a basic understanding, the bearer certificate'",
        "\x00\t ü 日本 🎉",
    ],
)
def test_a_line_without_secrets_stays_as_it_was(line: str) -> None:
    assert PLAIN.line(line) == line


@given(st.text())
def test_redacting_twice_is_redacting_once(text: str) -> None:
    once = PLAIN.line(text)
    assert PLAIN.line(once) == once


@given(
    st.sampled_from(["password", "fields[token]", "client_secret", "X-Api-Key"]),
    st.sampled_from(["{}={}", "{}='{}'", '{}="{}"', "{}:={}", "{}:{}", "{}: {}", "--{} {}", "let {} {}", '"{}": "{}"']),
    st.text(st.characters(exclude_characters="'\"\\", exclude_categories=["Cs"]), max_size=10),
)
def test_no_way_of_writing_a_secret_keeps_it(name: str, form: str, before: str) -> None:
    assume(not (form.startswith("--") and "[" in name))
    line = form.format(name, CANARY) if form.startswith("let") else f"{before} {form.format(name, CANARY)}"
    assert CANARY not in PLAIN.line(line)


@pytest.mark.parametrize("secret", [JWT, REFRESH, "Bearer abc123def456", "Basic dXNlcjpwYXNz"])
def test_what_looks_like_a_token_goes_wherever_it_stands(secret: str) -> None:
    token = secret.rpartition(" ")[2]
    for kept in (
        PLAIN.line(f"GET x y='{secret}'"),
        PLAIN.text(secret),
        PLAIN.body(f"<p>{secret}</p>".encode()).decode(),
    ):
        assert token not in kept and MARK in kept


@pytest.mark.parametrize("secret", ["p/a ss+wörd\"'", "0123456789abcdef", "🎉party🎉"])
def test_a_secret_in_use_goes_in_every_spelling(secret: str) -> None:
    redactor = Redactor(frozenset({secret}))
    spelled = [secret, quote(secret), json.dumps(secret)[1:-1], json.dumps(secret)[1:-1].replace("/", "\\/")]
    for spelling in spelled:
        assert redactor.text(f"before {spelling} after") == f"before {MARK} after"


def test_a_short_secret_does_not_tear_up_text() -> None:
    assert Redactor(frozenset({"a"})).text("banana") == "banana"


def test_secrets_are_not_shown_by_the_redactor_itself() -> None:
    assert CANARY not in repr(Redactor(frozenset({CANARY})))


def test_a_request_is_kept_without_its_secrets() -> None:
    request = Request(
        "POST",
        f"workers/{JWT}.json",
        (("q", f"token:{CANARY} id:1"), ("access_token", CANARY)),
        (("fields[password]", CANARY), ("fields[title]", "a"), ("fields[params]", f'{{"secret":"{CANARY}"}}')),
        f"type:worklist.records password:{CANARY}",
        (("Authorization", f"Bearer {CANARY}"), ("X-Trace", "1")),
    )
    kept = Redactor().request(request)
    assert CANARY not in repr(kept) and JWT not in repr(kept)
    assert kept.form[1] == ("fields[title]", "a")
    assert kept.headers == (("Authorization", MARK), ("X-Trace", "1"))
    assert kept.query[0] == ("q", f"token:{MARK} id:1")


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ('{"password":"HUSH","a":1.10}', f'{{"password":"{MARK}","a":1.10}}'),
        ('{"pwd" : 12345 }', f'{{"pwd" : "{MARK}" }}'),
        ('{"password":"a\\"HUSH","b":2}', f'{{"password":"{MARK}","b":2}}'),
        ('{"secret":["HUSH",{"a":"HUSH"}],"b":2}', f'{{"secret":"{MARK}","b":2}}'),
        ('{"token":null,"secret":"","is_password":true}', '{"token":null,"secret":"","is_password":true}'),
        ('{"token_type":"Bearer"}', '{"token_type":"Bearer"}'),
        (r'{"event":"{\"password\":\"HUSH\",\"n\":1}"}', rf'{{"event":"{{\"password\":\"{MARK}\",\"n\":1}}"}}'),
        ('<string key="token">HUSH</string>', f'<string key="token">{MARK}</string>'),
        ("the password is not here", "the password is not here"),
    ],
)
def test_a_body_is_kept_without_its_secrets(sent: str, kept: str) -> None:
    assert PLAIN.body(sent.replace("HUSH", CANARY).encode()).decode() == kept


KEYS = st.sampled_from(["a", "token", "token_type", "api_key"]) | st.text(max_size=5)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=12,
)


def expected(value: Any) -> Any:
    if isinstance(value, list):
        return [expected(item) for item in value]
    if isinstance(value, dict):
        return {key: hidden(item) if is_secret_name(key) else expected(item) for key, item in value.items()}
    return value


def hidden(value: Any) -> Any:
    return value if value is None or value == "" or isinstance(value, bool) else MARK


@given(JSON, st.sampled_from([None, 1]))
def test_a_json_body_loses_the_values_of_secret_keys_and_nothing_else(value: Any, indent: int | None) -> None:
    body = json.dumps(value, indent=indent).encode()
    assert json.loads(PLAIN.body(body)) == expected(value)


@given(st.binary())
def test_bytes_that_hold_no_secret_stay_as_they_are(body: bytes) -> None:
    assert PLAIN.body(body) == body


def test_a_cut_off_secret_goes_too() -> None:
    assert CANARY.encode() not in PLAIN.body(f'{{"access_token":"{CANARY}'.encode())
