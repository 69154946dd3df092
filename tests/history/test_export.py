"""The history as a script, as an ``.http`` file, and as HAR."""

from __future__ import annotations

import base64
import json
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cerbsh.api.request import Request
from cerbsh.history.entry import Entry
from cerbsh.history.export import as_har, as_http, as_script
from tests.history.har import faults
from tests.history.support import entry


def numbered(number: int, made: Entry) -> Entry:
    return made._replace(summary=made.summary._replace(number=number))


GET = numbered(
    12,
    entry(
        "search ticket (\n status:open\n)",
        request=Request("GET", "records/ticket/search.json", (("q", "(status:open)"), ("limit", "5"))),
        headers=(("Content-Type", "application/json"), ("Location", "/x")),
    ),
)
PUT = numbered(
    13,
    entry(
        "PUT 5 title='Ü &'",
        folder="/records/task",
        request=Request(
            "PUT", "records/task/5.json", (("expand", "a"),), (("fields[title]", "Ü &"),), None, (("X-T", "1"),)
        ),
    ),
)
QUERY = numbered(14, entry("", request=Request("POST", "data/query.json", body="type:worklist.records of:ticket")))
LOST = numbered(15, entry("DELETE 5", folder="/records/task", status=0, ok=False, failure="the connection broke"))
BINARY = numbered(16, entry("GET attachments/1/download", body=b"\xff\xfe"))
ENTRIES = [GET, PUT, QUERY, LOST, BINARY]


def har(entries: list[Entry]) -> Any:
    bodies = {each.summary.number: each.body for each in entries}
    return json.loads("".join(as_har(entries, bodies.get, "1.0")))


def test_a_script_holds_the_lines_as_they_were_typed_each_in_its_folder() -> None:
    lines = [line for line in as_script(ENTRIES) if not line.startswith("#")]
    assert lines == [
        "search ticket ( status:open )",
        "cd /records/task",
        "PUT 5 title='Ü &'",
        "cd /",
        "POST /data/query.json 'type:worklist.records of:ticket'",
        "cd /records/task",
        "DELETE 5",
        "cd /",
        "GET attachments/1/download",
    ]


def test_a_script_tells_what_came_of_each_line() -> None:
    notes = [line for line in as_script(ENTRIES) if line.startswith("#")]
    assert notes[0].startswith("# 12  2027-01-15T08:00:00+00:00  200 success")
    assert notes[3].endswith("the connection broke")


def test_a_request_that_nobody_typed_becomes_a_line() -> None:
    request = PUT.request._replace(headers=())
    (_, line) = as_script([entry("", request=request)])
    assert line == "PUT /records/task/5.json expand==a 'fields[title]=Ü &'"


def test_an_http_file_names_the_token_and_holds_the_requests_whole() -> None:
    text = "\n".join(as_http(ENTRIES))
    first, second, third, *_ = [part.strip().splitlines() for part in text.split("### ")[1:]]
    assert first == [
        "12 2027-01-15T08:00:00+00:00 search ticket ( status:open )",
        "GET https://cerb.example/rest/records/ticket/search.json?q=%28status%3Aopen%29&limit=5",
        "Authorization: Bearer {{$processEnv CERBSH_TOKEN}}",
    ]
    assert second[1:] == [
        "PUT https://cerb.example/rest/records/task/5.json?expand=a",
        "Authorization: Bearer {{$processEnv CERBSH_TOKEN}}",
        "X-T: 1",
        "Content-Type: application/x-www-form-urlencoded",
        "",
        "fields%5Btitle%5D=%C3%9C+%26",
    ]
    assert third[-1] == "type:worklist.records of:ticket" and "text/plain" in third[-3]


def test_a_har_is_as_its_specification_has_it() -> None:
    assert list(faults(har(ENTRIES))) == []
    assert list(faults(har([]))) == []


@pytest.mark.parametrize(
    ("spoil", "fault"),
    [
        (lambda log: log.pop("creator"), "$.log.creator is missing"),
        (lambda log: log["entries"][0].update(startedDateTime="yesterday"), "startedDateTime cannot be"),
        (lambda log: log["entries"][0]["request"].update(url="/x"), "url cannot be"),
        (lambda log: log["entries"][0]["response"].update(extra=1), "extra is unknown"),
        (lambda log: log["entries"][0]["request"].update(headers={}), "headers is no list"),
    ],
)
def test_what_is_no_har_is_found_out(spoil: Any, fault: str) -> None:
    document = har(ENTRIES)
    spoil(document["log"])
    assert any(fault in found for found in faults(document))


def test_a_har_holds_what_was_asked_and_answered() -> None:
    get, put, query, lost, binary = har(ENTRIES)["log"]["entries"]
    assert get["request"]["queryString"] == [{"name": "q", "value": "(status:open)"}, {"name": "limit", "value": "5"}]
    assert parse_qsl(urlsplit(get["request"]["url"]).query) == [("q", "(status:open)"), ("limit", "5")]
    assert get["response"]["content"]["text"] == '{"__status":"success"}' and get["response"]["statusText"] == "OK"
    assert get["response"]["redirectURL"] == "/x"
    assert put["request"]["postData"]["params"] == [{"name": "fields[title]", "value": "Ü &"}]
    assert query["request"]["postData"]["text"] == "type:worklist.records of:ticket"
    assert lost["response"]["status"] == 0 and lost["response"]["comment"] == "the connection broke"
    assert base64.b64decode(binary["response"]["content"]["text"]) == b"\xff\xfe"
    assert get["time"] == pytest.approx(12) and get["startedDateTime"] == "2027-01-15T08:00:00.000+00:00"


@given(st.text(), st.text(), st.integers(0, 999))
def test_any_text_makes_a_har_that_can_be_read(line: str, value: str, status: int) -> None:
    assume_status = status if status == 0 or 100 <= status < 600 else 200
    made = entry(
        line,
        request=Request("GET", "a.json", (("q", value.encode("utf-8", "replace").decode()),)),
        status=assume_status,
    )
    assert list(faults(har([made]))) == []
