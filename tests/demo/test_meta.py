from __future__ import annotations

import pytest

from cerbsh.demo.kinds import KINDS
from tests.demo.calls import Cerb


@pytest.mark.parametrize("uri", sorted(KINDS))
def test_types_begin_with_the_keys_of_the_record_itself(read_only: Cerb, uri: str) -> None:
    meta = read_only.get(f"records/{uri}/1.json", show_meta="1")["_meta"]
    assert list(meta["types"])[: len(KINDS[uri].type.key_types)] == list(KINDS[uri].type.key_types)
    assert set(meta["labels"]) <= set(meta["types"])


def test_labels_follow_the_links_in_their_own_order(read_only: Cerb) -> None:
    meta = read_only.get("records/task/1.json", show_meta="1")["_meta"]
    assert meta["labels"]["owner_first_name"] == "Task:Owner:First name"
    assert meta["labels"]["owner_address_org_name"] == "Task:Owner:Email org name"
    assert meta["types"]["owner_address_created_at"] == "E"
    labels = [label.lower() for label in meta["labels"].values()]
    assert labels == sorted(labels)


def test_what_is_described_can_be_expanded(read_only: Cerb) -> None:
    labels = read_only.get("records/ticket/1.json", show_meta="1")["_meta"]["labels"]
    found = read_only.search("ticket", "owner.id:any", limit="1", expand=",".join(labels))["results"][0]
    named = [
        name for name in labels if name.startswith("owner_") and not name.startswith(("owner_address", "owner_cal"))
    ]
    assert len(named) > 15
    assert [name for name in named if name not in found] == []


def test_custom_fields_have_types_and_labels(read_only: Cerb) -> None:
    assert read_only.get("records/org/1.json", show_meta="1")["_meta"]["types"]["custom_1"] == "D"
    labels = read_only.get("records/ticket/1.json", show_meta="1")["_meta"]["labels"]
    assert labels["org_custom_1"] == "Ticket:Org:Account tier"


def test_a_type_without_links_has_an_empty_list_of_labels(read_only: Cerb) -> None:
    assert read_only.get("records/attachment/1.json", show_meta="1")["_meta"]["labels"] == []


@pytest.mark.parametrize("show_meta", ["0", "", "no"])
def test_nothing_is_described_unless_it_is_asked_for(read_only: Cerb, show_meta: str) -> None:
    assert "_meta" not in read_only.get("records/task/1.json", show_meta=show_meta)
    assert "_meta" not in read_only.search("task", show_meta=show_meta)


def test_a_search_is_described_like_a_record(read_only: Cerb) -> None:
    one = read_only.get("records/task/1.json", show_meta="1")
    assert read_only.search("task", limit="1", show_meta="1")["_meta"] == one["_meta"]
