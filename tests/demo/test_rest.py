from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlencode
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cerbsh.demo.http import Call
from cerbsh.demo.kinds import KINDS
from cerbsh.demo.rest import CONTROLLERS, Rest
from tests.demo import calls
from tests.demo.calls import BASE_URL, FORM, Cerb, error


@pytest.mark.parametrize("path", ["nope/x.json", "nope/x.xml", "nope", "Records/task/1.json", "records", ".json"])
def test_an_unknown_controller_is_an_unknown_command(read_only: Cerb, path: str) -> None:
    answer = read_only.send("GET", path)
    assert (answer.status, answer.content_type) == (200, "application/json; charset=utf-8")
    assert answer.body.decode() == f'{{"__status":"error","message":"Unknown command ({path})"}}'


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("workers/me", "'me' is not implemented."),
        ("workers/me.csv", "'csv' is not implemented."),
        ("workers/me.JSON", "'JSON' is not implemented."),
        ("workers/me.", "'' is not implemented."),
    ],
)
def test_the_suffix_names_the_format(read_only: Cerb, path: str, text: str) -> None:
    answer = read_only.send("GET", path)
    assert (answer.status, answer.content_type) == (200, "text/plain; charset=utf-8")
    assert answer.body.decode() == text


def test_a_slash_at_the_end_is_tolerated(read_only: Cerb) -> None:
    assert read_only.send("GET", "workers/me.json/") == read_only.send("GET", "workers/me.json")


def test_xml_has_an_element_for_each_key(read_only: Cerb) -> None:
    answer = read_only.send("GET", "records/ticket/search.xml", "limit=2&expand=custom_")
    assert answer.content_type == "text/xml; charset=utf-8"
    root = ElementTree.fromstring(answer.body)
    found = {element.get("key"): element for element in root}
    reply = read_only.search("ticket", limit="2", expand="custom_")
    assert list(found) == list(reply)
    rows = list(found["results"])
    assert [row.get("key") for row in rows] == ["0", "1"]
    for row, expected in zip(rows, reply["results"], strict=True):
        assert [element.get("key") for element in row] == list(expected)
        texts = {element.get("key"): element.text or "" for element in row if element.tag == "string"}
        assert texts == {key: _text(value) for key, value in expected.items() if not isinstance(value, dict | list)}


def _text(value: object) -> str:
    return "" if value is None or value is False else "1" if value is True else str(value)


def test_xml_escapes_what_must_be_escaped(cerb: Cerb) -> None:
    cerb.update("task", 1, title='<a href="x">&</a>')
    root = ElementTree.fromstring(cerb.send("GET", "records/task/1.xml").body)
    assert {element.get("key"): element.text for element in root}["title"] == '<a href="x">&</a>'


def test_errors_come_in_the_format_too(read_only: Cerb) -> None:
    root = ElementTree.fromstring(read_only.send("GET", "records/task/99999.xml").body)
    assert {element.get("key"): element.text for element in root}["__error"] == "ERROR_NOT_FOUND"


@pytest.mark.parametrize("controller", sorted(CONTROLLERS))
@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "PATCH", "DELETE"])
def test_every_controller_answers_every_verb(read_only: Cerb, controller: str, method: str) -> None:
    for rest in ("x.json", "org/99999.json", "0.json", "99999/x.json"):
        reply = read_only.write(method, f"{controller}/{rest}", {})
        if rest != "org/99999.json" or controller != "customfields":
            assert error(reply)[0].startswith("ERROR"), (controller, method, rest)


def test_workers_me_is_who_calls(read_only: Cerb) -> None:
    assert read_only.get("workers/me.json")["id"] == 1
    assert read_only.as_worker(2).get("workers/me.json")["id"] == 2


def test_addresses_are_absolute_where_cerb_makes_them_so(read_only: Cerb) -> None:
    call = Call("GET", "records/org/1.json", base_url="https://elsewhere.example/cerb/", worker_id=1)
    assert b"elsewhere.example" in Rest(read_only.database).answer(call).body
    assert read_only.get("records/org/1.json")["record_url"].startswith(BASE_URL)


@pytest.fixture(scope="module")
def battered() -> Iterator[Cerb]:
    with calls.cerb(20) as cerb:
        yield cerb


PARTS = st.sampled_from(
    ["1", "2", "99999", "-1", "abc", "", "search", "create", "upsert", "me", "query", "list", "link"]
)
FIELDS = sorted({f"fields[{name}]" for kind in KINDS.values() for name in kind.type.fields})
OTHERS = [
    "q",
    "limit",
    "page",
    "expand",
    "subtotals[]",
    "show_meta",
    "query",
    "criteria[]",
    "oper[]",
    "value[]",
    "content",
]
NAMES = st.sampled_from([*OTHERS, *FIELDS])
WORDS = [
    "",
    "1",
    "-1",
    "9" * 30,
    "me",
    "status:o",
    "org:(id:1)",
    "owner_",
    "ticket:1",
    '["x"]',
    "a@b.example",
    "🎉",
    "{{",
]
FORMS = st.lists(st.tuples(NAMES, st.sampled_from(WORDS) | st.text()), max_size=8).map(urlencode)


@settings(deadline=None)
@given(
    method=st.sampled_from(["GET", "POST", "PUT", "PATCH", "DELETE"]),
    path=st.tuples(st.sampled_from(["records", *CONTROLLERS]), st.sampled_from([*KINDS, "x"]), PARTS)
    | st.tuples(PARTS),
    suffix=st.sampled_from([".json", ".xml", ""]),
    query=FORMS,
    body=FORMS,
)
def test_whatever_comes_is_answered(
    battered: Cerb, method: str, path: tuple[str, ...], suffix: str, query: str, body: str
) -> None:
    answer = battered.send(method, "/".join(path) + suffix, query, body.encode(), FORM)
    assert answer.status == 200
