from __future__ import annotations

import json
from typing import Any

import pytest

from cerbsh.catalogue import builtin
from cerbsh.demo.dataquery import TYPES, paging
from tests.demo import calls
from tests.demo.calls import Cerb, error


def data(cerb: Cerb, query: str) -> Any:
    """The ``data`` of a query that succeeds."""
    reply = cerb.query(query)
    assert reply["__status"] == "success", reply
    assert list(reply) == ["_", "__build", "__status", "__version", "data"]
    return reply["data"]


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("", "The 'q' query parameter is required."),
        ("of:ticket", "A data query 'type:' is required."),
        ("type:bogus", "'bogus' is not a known data query type."),
        ("type:worklist.metrics of:ticket", "The demo does not speak the data query type 'worklist.metrics'."),
        ("type:behavior.report", "The demo does not speak the data query type 'behavior.report'."),
        ("type:record.types of:ticket", "The parameter 'of' is unknown."),
        ("type:record.fields", "The `of:` parameter is required."),
        ("type:record.fields of:nope", "The `of:` parameter is not a valid record type."),
        (
            "type:record.types format:table",
            "`format:table` is not valid for `type:record.types`. Must be one of: dictionaries",
        ),
        ("type:worklist.records", "The `of:` field is not a valid context type."),
        ("type:worklist.records of:nope", "The `of:` field is not a valid context type."),
        ("type:worklist.records of:snippet", "The demo does not speak snippet records."),
        ("type:worklist.records of:task by:status", "The parameter 'by' is unknown."),
        (
            "type:worklist.records of:task format:table",
            "`format:table` is not valid for `type:worklist.records`. Must be one of: dictionaries",
        ),
        ("type:worklist.subtotals of:task", "The `by:` field is required."),
        (
            "type:worklist.subtotals of:task by:status format:nope",
            "'format:nope' is not valid for `type:worklist.subtotals`. "
            "Must be one of: categories, pie, table, timeseries, tree",
        ),
    ],
)
def test_a_wrong_query_is_refused(read_only: Cerb, query: str, message: str) -> None:
    assert error(read_only.query(query)) == ("ERROR", message)


def test_a_post_brings_the_query_as_its_body(read_only: Cerb) -> None:
    answer = read_only.send("POST", "data/query.json", "", b"type:record.types limit:1")
    assert json.loads(answer.body) == read_only.query("type:record.types limit:1")
    answer = read_only.send("POST", "data/query.json", "q=type%3Arecord.types")
    assert error(json.loads(answer.body)) == ("ERROR", "A query is required in the HTTP request body.")


def test_record_types_are_those_of_a_default_install(read_only: Cerb) -> None:
    found = data(read_only, "type:record.types")
    assert {row["uri"] for row in found.values()} == {
        uri for uri, known in builtin().types.items() if known.default_install
    }
    assert found == dict(sorted(found.items(), key=lambda item: item[1]["label_plural"]))
    ticket = {
        "id": "cerberusweb.contexts.ticket",
        "uri": "ticket",
        "label_singular": "Ticket",
        "label_plural": "Tickets",
    }
    assert list(data(read_only, "type:record.types filter:ticket").values()) == [ticket]


def test_each_type_keeps_its_number(read_only: Cerb) -> None:
    found = data(read_only, "type:record.types")
    listed = read_only.get("contexts/list.json")["results"]
    assert all(listed[int(number)]["id"] == row["id"] for number, row in found.items())


def test_record_fields_are_the_writable_ones(read_only: Cerb) -> None:
    found = data(read_only, "type:record.fields of:org")
    plain = {name for name, field in builtin().types["org"].fields.items() if not field.readonly}
    assert set(found) - plain == {"account_tier", "account_manager", "contract_end", "vip"}
    assert plain <= set(found)
    assert found["name"] == {
        "key": "name",
        "is_immutable": False,
        "is_required": True,
        "notes": found["name"]["notes"],
        "type": "string",
    }
    assert found["account_tier"]["is_custom"] == 1
    assert list(data(read_only, "type:record.fields of:org filter:tier")) == ["account_tier"]


def test_the_kinds_of_data_queries_are_listed(read_only: Cerb) -> None:
    assert list(data(read_only, "type:data.query.types")) == list(TYPES)


@pytest.mark.parametrize(
    ("arguments", "page"),
    [
        ((25, 10, 10, 0), {"of": 3, "rows": (25, 10, 10, 1, 10), "index": 0, "next": 1, "last": 2}),
        (
            (25, 10, 10, 1),
            {"of": 3, "rows": (25, 10, 10, 11, 20), "index": 1, "prev": 0, "first": 0, "next": 2, "last": 2},
        ),
        ((25, 5, 10, 2), {"of": 3, "rows": (25, 5, 10, 21, 25), "index": 2, "prev": 1, "first": 0}),
        ((25, 0, 10, 9), {"of": 3, "rows": (25, 0, 10, 0, 0), "index": 9, "prev": 8, "first": 0}),
        ((0, 0, 10, 0), {"of": 0, "rows": (0, 0, 10, 0, 0), "index": 0}),
    ],
)
def test_a_page_says_where_it_stands(arguments: tuple[int, int, int, int], page: dict[str, Any]) -> None:
    rows = dict(zip(("of", "count", "limit", "from", "to"), page["rows"], strict=True))
    assert paging(*arguments) == {"page": {**page, "rows": rows}}


def test_records_come_as_dictionaries_by_their_id(read_only: Cerb) -> None:
    reply = read_only.query("type:worklist.records of:ticket query:(status:o limit:3 sort:-id) expand:[owner_]")
    ids = read_only.ids("ticket", "status:o sort:-id limit:3")
    assert [int(key) for key in reply["data"]] == ids
    first = reply["data"][str(ids[0])]
    assert list(first)[:4] == ["_context", "_type", "_loaded", "_label"]
    assert first["_loaded"] is True
    assert "owner__label" in first
    assert reply["_"]["paging"]["page"]["rows"]["of"] == read_only.total("ticket", "status:o")


def test_pages_of_records_count_from_0_and_end(read_only: Cerb) -> None:
    def page(number: int) -> list[int]:
        query = f"type:worklist.records of:ticket query:(id:<8 limit:3 sort:id) page:{number}"
        return [int(key) for key in data(read_only, query)]

    assert [page(number) for number in range(4)] == [[1, 2, 3], [4, 5, 6], [7], []]
    assert data(read_only, "type:worklist.records of:ticket query:(id:0)") == []


@pytest.mark.parametrize(
    ("query", "count"), [("", 10), ("query:(limit:9999)", 200), ("query:(id:<4)", 3), ("query.required:(id:<4)", 3)]
)
def test_a_query_limits_the_records(read_only: Cerb, query: str, count: int) -> None:
    assert len(data(read_only, f"type:worklist.records of:ticket {query}")) == count


def test_a_required_query_must_hold_too(read_only: Cerb) -> None:
    found = data(read_only, "type:worklist.records of:ticket query:(status:o OR id:<9) query.required:(id:<20)")
    assert {int(key) for key in found} <= set(range(20))


def test_no_more_than_250_records_come_at_once() -> None:
    with calls.cerb(300) as many:
        assert len(data(many, "type:worklist.records of:ticket query:(limit:9999)")) == 250
