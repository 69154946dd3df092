from __future__ import annotations

from typing import Any

import pytest

from cerbsh.catalogue import builtin
from cerbsh.demo.kinds import KINDS
from tests.demo.calls import Cerb, error


def counted(cerb: Cerb, uri: str, name: str, q: str = "") -> list[dict[str, Any]]:
    """One subtotal of a search."""
    found: list[dict[str, Any]] = cerb.search(uri, q, show_results="0", **{"subtotals[]": name})["subtotals"][name]
    return found


def test_statuses_stand_in_their_own_order(read_only: Cerb) -> None:
    found = counted(read_only, "ticket", "status")
    assert [row["label"] for row in found] == ["Open", "Waiting for Reply", "Closed", "Deleted"]
    assert sum(row["hits"] for row in found) == read_only.total("ticket", "")
    assert [list(row) for row in found] == [["label", "hits"]] * 4


@pytest.mark.parametrize(
    ("uri", "name", "filter_of"),
    [
        ("ticket", "group.id", "group.id:{key}"),
        ("ticket", "owner.id", "owner.id:[{key}]"),
        ("ticket", "org.id", "org.id:{key}"),
        ("org", "country", 'country:"{label}"'),
        ("org", "accountTier", 'accountTier:"{label}"'),
        ("task", "owner.id", "owner.id:[{key}]"),
        ("contact", "org.id", "org.id:{key}"),
        ("address", "host", 'host:"{label}"'),
    ],
)
def test_each_value_is_counted_with_its_key(read_only: Cerb, uri: str, name: str, filter_of: str) -> None:
    found = counted(read_only, uri, name)
    hits = [row["hits"] for row in found]
    assert hits == sorted(hits, reverse=True)
    for row in found[:5]:
        if row["label"] != "(none)":
            assert read_only.total(uri, filter_of.format_map(row)) == row["hits"]


def test_groups_are_distributed_over_their_buckets(read_only: Cerb) -> None:
    for group in counted(read_only, "ticket", "group.id"):
        assert sum(bucket["hits"] for bucket in group["distribution"]) == group["hits"]


def test_only_what_was_found_is_counted(read_only: Cerb) -> None:
    assert counted(read_only, "ticket", "status", "status:o") == [
        {"label": "Open", "hits": read_only.total("ticket", "status:o")}
    ]
    assert counted(read_only, "ticket", "status", "id:0") == []


def test_links_are_counted_by_type_and_watchers_by_person(read_only: Cerb) -> None:
    links = {row["label"]: row["hits"] for row in counted(read_only, "task", "links")}
    sql = "SELECT COUNT(*) FROM link WHERE from_context = 'cerberusweb.contexts.task' AND to_context = ?"
    assert links == {context: read_only.scalar(sql, context) for context in links}
    for row in counted(read_only, "ticket", "watchers")[:3]:
        assert read_only.total("ticket", f"watchers:{row['key'].rpartition(':')[2]}") == row["hits"]


def test_several_names_are_counted_at_once(read_only: Cerb) -> None:
    reply = read_only.search("ticket", **{"subtotals[]": ["status", "group.id"]})
    assert list(reply["subtotals"]) == ["status", "group.id"]


@pytest.mark.parametrize("name", ["nope", "Status", "statuses"])
def test_an_unknown_name_is_refused(read_only: Cerb, name: str) -> None:
    code, message = error(read_only.search("ticket", **{"subtotals[]": name}))
    assert (code, message) == ("ERROR_SEARCH_FILTERS_INVALID", f"'{name}' is not a valid subtotal token.")


@pytest.mark.parametrize("uri", sorted(KINDS))
def test_filters_without_subtotals_count_nothing(read_only: Cerb, uri: str) -> None:
    for name, known in builtin().types[uri].filters.items():
        if not known.subtotal and "{" not in name:
            assert counted(read_only, uri, name) == []
