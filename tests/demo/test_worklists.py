from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from cerbsh.catalogue import builtin
from cerbsh.demo.kinds import KINDS
from tests.demo.calls import Cerb


def subtotals(cerb: Cerb, arguments: str) -> dict[str, Any]:
    """The reply to a subtotal of tickets, or of the type that is named."""
    of = "" if "of:" in arguments else "of:ticket "
    reply = cerb.query(f"type:worklist.subtotals {of}{arguments}")
    assert reply["__status"] == "success", reply
    return reply


def children(cerb: Cerb, arguments: str) -> list[dict[str, Any]]:
    """The first level of the tree."""
    found: list[dict[str, Any]] = subtotals(cerb, arguments)["data"]["children"]
    return found


def test_a_tree_counts_values(read_only: Cerb) -> None:
    rows = read_only.database.rows("SELECT status_id, COUNT(*) AS hits FROM ticket GROUP BY 1")
    found = children(read_only, "by:status")
    assert {row["value"]: row["hits"] for row in found} == {str(row["status_id"]): str(row["hits"]) for row in rows}
    assert [int(row["hits"]) for row in found] == sorted((int(row["hits"]) for row in found), reverse=True)
    assert found[0] == {"name": "closed", "value": "2", "hits": found[0]["hits"], "query": "status:closed"}


@pytest.mark.parametrize(
    "arguments",
    [
        "by:status",
        "by:owner",
        "by:group",
        "by:bucket",
        "by:org",
        "by:importance",
        "by:created@year",
        "by:created@month",
        "by:created@day",
        "by:created@week",
        "by:created@week-sun",
        "by:severity",
        "by:spam.training",
        "by:links.org",
        "by:links",
        "by:status query:(id:<90)",
        "of:org by:country",
        "of:org by:accountTier",
        "of:org by:vip",
        "of:contact by:gender",
        "of:contact by:org",
        "of:task by:owner",
        "of:message by:isOutgoing",
        "of:message by:worker",
        "of:comment by:author",
        "of:comment by:on",
        "of:address by:host",
        "of:attachment by:mimetype",
    ],
)
def test_the_query_of_a_value_finds_as_many(read_only: Cerb, arguments: str) -> None:
    uri = arguments.split()[0].removeprefix("of:") if arguments.startswith("of:") else "ticket"
    found = children(read_only, f"{arguments} timezone:UTC")
    assert found
    for row in found[:6]:
        assert read_only.total(uri, f"set.timezone:UTC {row['query']}") == int(row["hits"]), row


def test_values_of_several_fields_are_nested(read_only: Cerb) -> None:
    for group in children(read_only, "by:[group,status]"):
        below = {child["name"]: int(child["hits"]) for child in group["children"]}
        assert all(
            count == read_only.total("ticket", f"{group['query']} status:{name}") for name, count in below.items()
        )


@pytest.mark.parametrize(
    ("limit", "expected"), [("~2", "first two"), ("~-2", "last two"), ("~999", "all"), ("~0", None), ("", "all")]
)
def test_a_limit_keeps_the_top_or_the_bottom(read_only: Cerb, limit: str, expected: str | None) -> None:
    hits = [int(row["hits"]) for row in children(read_only, f"by:group{limit}")]
    whole = sorted((int(row["hits"]) for row in children(read_only, "by:group")), reverse=True)
    wanted = {"first two": whole[:2], "last two": sorted(whole[-2:]), "all": whole}
    if expected:
        assert sorted(hits) == sorted(wanted[expected])


@pytest.mark.parametrize(
    ("function", "sql"),
    [("sum", "SUM"), ("avg", "AVG"), ("average", "AVG"), ("min", "MIN"), ("max", "MAX")],
)
def test_a_function_aggregates_the_last_field(read_only: Cerb, function: str, sql: str) -> None:
    rows = read_only.database.rows(f"SELECT group_id, {sql}(num_messages) AS hits FROM ticket GROUP BY 1")
    found = children(read_only, f"by.{function}:[group,messages.count]")
    assert {int(row["value"]): pytest.approx(float(row["hits"]), abs=0.001) for row in found} == {
        row["group_id"]: row["hits"] for row in rows
    }


def test_distinct_counts_different_values(read_only: Cerb) -> None:
    rows = read_only.database.rows("SELECT group_id, COUNT(DISTINCT owner_id) AS hits FROM ticket GROUP BY 1")
    found = children(read_only, "by.distinct:[group,owner]")
    assert children(read_only, "by.distinct:[status,links.org]")
    assert {int(row["value"]): int(row["hits"]) for row in found} == {row["group_id"]: row["hits"] for row in rows}


def test_a_table_has_columns_and_rows(read_only: Cerb) -> None:
    reply = subtotals(read_only, "by:[status,group] format:table")
    assert reply["_"] == {"type": "worklist.subtotals", "context": "cerberusweb.contexts.ticket", "format": "table"}
    assert {name: column["type"] for name, column in reply["data"]["columns"].items()} == {
        "status": "text",
        "group.id_label": "context",
        "count": "number",
    }
    first = reply["data"]["rows"][0]
    assert list(first) == ["status", "group.id", "group.id_label", "count", "_types"]
    search = first["_types"]["count"]["options"]
    assert read_only.total("ticket", search["query"]) == int(first["count"])


def test_a_pie_is_a_list_of_pairs(read_only: Cerb) -> None:
    found = subtotals(read_only, "by:status format:pie")["data"]
    assert found == [[row["name"], row["hits"]] for row in children(read_only, "by:status")]


def test_categories_are_columns(read_only: Cerb) -> None:
    reply = subtotals(read_only, "by:status format:categories")
    rows = children(read_only, "by:status")
    assert reply["data"] == [["label", *(row["name"] for row in rows)], ["hits", *(row["hits"] for row in rows)]]
    assert reply["_"]["stacked"] is False


def test_stacked_categories_have_a_row_for_each_value(read_only: Cerb) -> None:
    reply = subtotals(read_only, "by:[group~2,status] format:categories")
    labels, *rows = reply["data"]
    assert labels[0] == "label"
    assert all(len(row) == len(labels) for row in rows)
    assert reply["_"]["stacked"] is True


def test_a_timeseries_has_no_gaps(read_only: Cerb) -> None:
    found = subtotals(read_only, "by:created@month format:timeseries timezone:UTC")["data"]
    months = found["ts"]
    assert months == sorted(months)
    counted = Counter(
        row["month"]
        for row in read_only.database.rows("SELECT strftime('%Y-%m', created_date, 'unixepoch') AS month FROM ticket")
    )
    assert [int(hits) for hits in found["hits"]] == [counted[month] for month in months]


STEPS = """minute hour day week week-mon week-sun month quarter year hourofday hourofdayofweek dayofweek dayofmonth
    weekofyear monthofyear quarterofyear"""


@pytest.mark.parametrize("step", STEPS.split())
def test_dates_are_counted_in_every_step(read_only: Cerb, step: str) -> None:
    total = sum(int(row["hits"]) for row in children(read_only, f"by:created@{step}~500"))
    assert total == 200
    assert subtotals(read_only, f"by:created@{step} format:timeseries")["data"]["ts"]


def test_dictionaries_have_labels_and_queries(read_only: Cerb) -> None:
    first = subtotals(read_only, "by:[group,status] format:dictionaries")["data"][0]
    assert list(first) == [
        "group_id",
        "group__context",
        "group__label",
        "status",
        "status_label",
        "count",
        "count_query_context",
        "count_query",
    ]


@pytest.mark.parametrize("form", ["tree", "table", "pie", "categories", "timeseries", "dictionaries"])
def test_no_records_are_no_rows(read_only: Cerb, form: str) -> None:
    assert subtotals(read_only, f"by:status query:(id:0) format:{form}")["data"] is not None


@pytest.mark.parametrize("uri", sorted(KINDS))
def test_every_subtotal_of_a_type_can_be_counted(read_only: Cerb, uri: str) -> None:
    for key in builtin().types[uri].subtotal_keys:
        name = key.replace("{type}", "org")
        for form in ("tree", "table", "categories"):
            reply = read_only.query(f"type:worklist.subtotals of:{uri} by:{name} format:{form}")
            assert reply["__status"] == "success" or reply["message"].startswith("The "), (name, reply)
        reply = read_only.search(uri, limit="1", **{"subtotals[]": name})
        assert reply["__status"] == "success", (name, reply)
