from __future__ import annotations

import pytest

from cerbsh.catalogue import builtin
from cerbsh.demo.kinds import KINDS
from tests.demo.calls import Cerb


def added(cerb: Cerb, uri: str, record_id: object, keys: str) -> dict[str, object]:
    """What ``expand`` adds to a record."""
    path = f"records/{uri}/{record_id}.json"
    plain = cerb.get(path)
    return {name: value for name, value in cerb.get(path, expand=keys).items() if name not in plain}


@pytest.fixture
def ticket(cerb: Cerb) -> int:
    """A ticket that has everything."""
    made = cerb.create(
        "ticket",
        subject="x",
        group_id="1",
        owner_id="1",
        org="Amber Analytics",
        participants="a@amber.example",
        links=["org:1", "worker:2"],
        severity="High",
        affected_parts=["Sensor"],
    )
    cerb.create(
        "message", ticket_id=str(made["id"]), sender="a@amber.example", content="Hello", headers="Cc: b@x.example"
    )
    for text in ("one", "two"):
        on = {"target__context": "ticket", "target_id": str(made["id"])}
        cerb.create("comment", author__context="worker", author_id="1", comment=text, **on)
    return int(made["id"])


@pytest.mark.parametrize(
    ("keys", "name", "value"),
    [
        ("owner_", "owner__label", "Mira Castellan"),
        ("owner_", "owner_full_name", "Mira Castellan"),
        ("owner_full_name", "owner__type", "worker"),
        ("owner_address_", "owner_address_email", "mira@northwind.example"),
        ("owner_address_email", "owner_full_name", "Mira Castellan"),
        ("org_name", "org_name", "Amber Analytics"),
        ("bucket_group_name", "bucket_group_name", "Support"),
        ("group_default_bucket_name", "group_default_bucket_name", "Inbox"),
        ("latest_message_content", "latest_message_content", "Hello"),
        ("latest_message_sender_email", "latest_message_sender_email", "a@amber.example"),
        ("latest_message_headers", "latest_message_headers", {"cc": "b@x.example"}),
        ("initial_response_message_content", "initial_response_message__type", "message"),
        ("links", "links", {"cerberusweb.contexts.org": [1], "cerberusweb.contexts.worker": [2]}),
        ("links.org", "links.org", {"cerberusweb.contexts.org": [1]}),
        ("links.task", "links.task", []),
        ("comment_count", "comment_count", 2),
        ("requester_emails", "requester_emails", "a@amber.example"),
        ("severity", "severity", "High"),
        ("custom_", "custom_7", ["Sensor"]),
        ("custom_7", "custom_7", ["Sensor"]),
        ("customfields", "customfields", {"order_no": "", "severity": "High", "affected_parts": ["Sensor"]}),
    ],
)
def test_a_key_is_expanded(cerb: Cerb, ticket: int, keys: str, name: str, value: object) -> None:
    assert added(cerb, "ticket", ticket, keys)[name] == value


@pytest.mark.parametrize(
    ("keys", "name", "labels"),
    [
        ("watchers", "watchers", ["Ines Duarte"]),
        ("watchers", "watchers", None),
        ("comments", "comments", ["two", "one"]),
        ("comments~1", "comments", ["two"]),
        ("comments~0", "comments", ["two"]),
        ("group_members", "group_members", None),
    ],
)
def test_records_are_expanded_by_their_id(
    cerb: Cerb, ticket: int, keys: str, name: str, labels: list[str] | None
) -> None:
    records = added(cerb, "ticket", ticket, keys)[name]
    assert isinstance(records, dict)
    assert all(key == str(record["id"]) for key, record in records.items())
    if labels and name == "comments":
        assert [record["comment"] for record in records.values()] == labels


def test_participants_are_addresses(cerb: Cerb, ticket: int) -> None:
    (address,) = added(cerb, "ticket", ticket, "participants")["participants"].values()  # type: ignore[attr-defined]
    assert (address["_type"], address["email"]) == ("address", "a@amber.example")


@pytest.mark.parametrize("keys", ["nope", "owner", "subject", "", ",", "custom_999", "Owner_", "links_", "__"])
def test_what_there_is_not_adds_nothing(cerb: Cerb, ticket: int, keys: str) -> None:
    assert added(cerb, "ticket", ticket, keys) == {}


def test_several_keys_share_their_records(cerb: Cerb, ticket: int) -> None:
    together = added(cerb, "ticket", ticket, "owner_, org_name ,links")
    apart = [added(cerb, "ticket", ticket, key) for key in ("owner_", "org_name", "links")]
    assert together == {**apart[0], **apart[1], **apart[2]}


def test_a_link_to_nobody_has_its_type_alone(cerb: Cerb, ticket: int) -> None:
    cerb.update("ticket", ticket, owner_id="0")
    found = added(cerb, "ticket", ticket, "owner_")
    assert found["owner__type"] == "worker"
    assert "owner_full_name" not in found


def test_an_empty_list_stands_for_an_empty_map(cerb: Cerb) -> None:
    assert added(cerb, "task", cerb.create("task", title="x")["id"], "comments,links,watchers") == {
        "comments": [],
        "links": [],
        "watchers": [],
    }


@pytest.mark.parametrize("uri", sorted(KINDS))
def test_every_key_that_can_be_expanded_is(read_only: Cerb, uri: str) -> None:
    for key in builtin().types[uri].expand_keys:
        name = key.name.format(n=3, type="org", id=1)
        rows = read_only.search(uri, limit="20", expand=name)["results"]
        shown = "custom" if name.startswith("custom_") else name.partition("~")[0]
        without_fields = name == "custom_1" and uri != "org"
        assert any(found.startswith(shown) for row in rows for found in row) or without_fields, name
