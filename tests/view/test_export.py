"""Requests written out for other programs; curl and Python are run, and do what cerbsh would do."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from urllib.parse import parse_qsl

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cerbsh.api.request import TEXT_TYPE, Request
from cerbsh.errors import UsageError
from cerbsh.view import source, theme
from cerbsh.view.export import FORMS, LANGUAGES, export
from tests.php import needs_php
from tests.view.replies import HOSTILE
from tests.view.screen import assert_harmless, uncoloured

NASTY = 'it\'s "$HOME" `id` \\ %41 & = + é日本 {{x}}\n\ttwo'
REQUESTS = {
    "get": Request("GET", "records/org/search.json", (("q", 'name:"A & B" $x'), ("limit", "5"))),
    "get without query": Request("GET", "workers/me.json", headers=(("X-Note", "it's"),)),
    "put": Request(
        "PUT", "records/task/1.json", (("expand", "owner_"),), (("fields[title]", NASTY), ("fields[a b][]", "@x"))
    ),
    "post with doubled names": Request("POST", "records/task/create.json", (), (("fields[links][]", "org:1"),) * 2),
    "post without form": Request("POST", "records/task/create.json"),
    "text body": Request("POST", "data/query.json", body=f"type:worklist.records of:ticket {NASTY}"),
    "delete": Request("DELETE", "records/task/1.json"),
    "hostile": Request("POST", "tickets/compose.json", (("q", HOSTILE),), (("content", HOSTILE), (HOSTILE, "1\r\n2"))),
}

texts = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]))
pairs = st.lists(st.tuples(st.from_regex(r"\A[a-z]{1,5}(\[[a-z]*\])?\Z"), texts), max_size=3).map(tuple)


@dataclass
class Recorder:
    """A server that keeps what arrives: method, path, query, body and headers."""

    base_url: str = ""
    arrived: list[tuple[str, str, list[tuple[str, str]], bytes, dict[str, str]]] = field(default_factory=list)


@pytest.fixture(scope="module")
def recorder() -> Iterator[Recorder]:
    record = Recorder()

    class Handler(BaseHTTPRequestHandler):
        def answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            path, _, query = self.path.partition("?")
            headers = {name.lower(): value for name, value in self.headers.items()}
            record.arrived.append((self.command, path, parse_qsl(query, True), body, headers))
            self.send_response(200)
            self.send_header("Content-Length", "2")
            self.end_headers()
            self.wfile.write(b"ok")

        do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = answer  # noqa: N815

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        record.base_url = f"http://127.0.0.1:{server.server_port}/sub/"
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield record
        server.shutdown()


def run(command: list[str], folder: Path) -> str:
    environ = {"PATH": os.environ["PATH"], "HOME": str(folder), "CERBSH_TOKEN": "canary-token", "LC_ALL": "C.UTF-8"}
    return subprocess.run(command, env=environ, capture_output=True, text=True, check=True, timeout=60).stdout


def command_of(form: str, text: str) -> list[str]:
    """What runs the text that is printed."""
    if form == "php":
        return ["php", "-r", text.removeprefix("<?php\n")]
    return ["bash", "-c", text] if form == "curl" else [sys.executable, "-c", text]


@pytest.mark.parametrize("form", ["curl", "python", pytest.param("php", marks=needs_php)])
@pytest.mark.parametrize("name", REQUESTS)
def test_what_is_printed_does_what_cerbsh_would_do(recorder: Recorder, tmp_path: Path, name: str, form: str) -> None:
    asked = REQUESTS[name]
    text = export(asked, recorder.base_url, form)
    assert run(command_of(form, text), tmp_path).strip() == "ok"
    method, path, query, body, headers = recorder.arrived.pop()
    assert (method, path, query) == (asked.method, f"/sub/rest/{asked.path}", list(asked.query))
    assert headers["authorization"] == "Bearer canary-token"
    assert all(headers[key.lower()] == value for key, value in asked.headers)
    if asked.body is not None:
        assert (body.decode(), headers["content-type"]) == (asked.body, TEXT_TYPE)
    else:
        assert parse_qsl(body.decode(), True) == list(asked.form)
    if asked.method in ("POST", "PUT"):
        assert "content-length" in headers


def test_curl_reads_as_a_person_would_write_it() -> None:
    assert export(REQUESTS["put"], "https://cerb.example/", "curl").splitlines()[:5] == [
        "# export CERBSH_TOKEN=$(cerbsh token)",
        "curl -sS -X PUT \\",
        '  -H "Authorization: Bearer $CERBSH_TOKEN" \\',
        "  --data-urlencode 'fields[title]=it'\"'\"'s \"$HOME\" `id` \\ %41 & = + é日本 {{x}}",
        "\ttwo' \\",
    ]


def test_php_sends_the_same() -> None:
    asked = Request("PUT", "records/task/1.json", form=(("fields[title]", "it's"), ("fields[links][]", "org:\x1b2")))
    assert export(asked, "https://cerb.example/", "php") == (
        "<?php\n"
        "// CERBSH_TOKEN=$(cerbsh token) php this_file.php\n"
        "$curl = curl_init('https://cerb.example/rest/records/task/1.json');\n"
        "curl_setopt_array($curl, [\n"
        "    CURLOPT_CUSTOMREQUEST => 'PUT',\n"
        "    CURLOPT_HTTPHEADER => ['Authorization: Bearer ' . getenv('CERBSH_TOKEN')],\n"
        "    CURLOPT_POSTFIELDS => implode('&', [\n"
        "        'fields[title]=' . rawurlencode('it\\'s'),\n"
        "        'fields[links][]=' . rawurlencode(\"org:\\x1b2\"),\n"
        "    ]),\n"
        "    CURLOPT_RETURNTRANSFER => true,\n"
        "    CURLOPT_TIMEOUT => 30,\n"
        "]);\n"
        "$reply = curl_exec($curl);\n"
        "if ($reply === false) {\n"
        '    fwrite(STDERR, curl_error($curl) . "\\n");\n'
        "    exit(1);\n"
        "}\n"
        'echo $reply, "\\n";\n'
    )


@needs_php
def test_php_says_why_nothing_came(tmp_path: Path) -> None:
    text = export(REQUESTS["get"], "http://127.0.0.1:1/", "php")
    with pytest.raises(subprocess.CalledProcessError) as error:
        run(command_of("php", text), tmp_path)
    assert error.value.returncode == 1
    assert "127.0.0.1" in error.value.stderr


def test_http_is_the_whole_message() -> None:
    asked = Request(
        "PUT", "records/task/1.json", (("expand", "owner_"),), (("fields[title]", "a b"),), headers=(("X-A", "1"),)
    )
    assert export(asked, "https://cerb.example/sub/", "http") == (
        "PUT /sub/rest/records/task/1.json?expand=owner_ HTTP/1.1\n"
        "Host: cerb.example\n"
        "Authorization: Bearer $CERBSH_TOKEN\n"
        "Content-Type: application/x-www-form-urlencoded\n"
        "Content-Length: 23\n"
        "X-A: 1\n"
        "\n"
        "fields%5Btitle%5D=a+b\n"
    ).replace("23", str(len("fields%5Btitle%5D=a+b")))


def test_an_unknown_form_is_refused_with_those_there_are() -> None:
    with pytest.raises(UsageError) as error:
        export(REQUESTS["get"], "https://cerb.example/", "perl")
    assert error.value.hint == "choose one of curl, python, http, php"


@pytest.mark.parametrize("form", FORMS)
@given(query=pairs, form_fields=pairs)
def test_every_form_is_harmless_and_names_the_token_by_reference(
    form: str, query: tuple[tuple[str, str], ...], form_fields: tuple[tuple[str, str], ...]
) -> None:
    text = export(Request("POST", "a/b.json", query, form_fields), "https://cerb.example/", form)
    assert_harmless(text)
    assert "CERBSH_TOKEN" in text


@given(texts)
def test_a_shell_reads_the_word_that_was_meant(text: str) -> None:
    printed = export(Request("POST", "a/b.json", body=text), "https://cerb.example/", "curl")
    if "$'" not in printed:
        assert text in shlex.split(printed, comments=True)


@given(texts)
def test_python_reads_the_text_that_was_meant(text: str) -> None:
    printed = export(Request("POST", "a/b.json", body=text), "https://cerb.example/", "python")
    compile(printed, "printed", "exec")
    assert repr(text) in printed


@pytest.mark.parametrize("form", FORMS)
def test_every_form_can_be_coloured(form: str) -> None:
    text = export(REQUESTS["put"], "https://cerb.example/", form)
    coloured = source.highlight(text, LANGUAGES[form], theme.load(theme.DEFAULT, "256"))
    assert uncoloured(coloured) == text
    assert coloured != text
