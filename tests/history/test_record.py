"""Records seen from the fields that write them, and the comparisons made of them."""

from __future__ import annotations

from typing import Any

import pytest

from cerbsh.api.request import Request
from cerbsh.catalogue import builtin
from cerbsh.history.changes import Change, changes, drift, untaken
from cerbsh.history.record import expand_for, fields_of, held, items, record_of, spell
from cerbsh.history.target import target_of

CATALOGUE = builtin()
TASK, TICKET, CONTACT, COMMENT = (CATALOGUE.types[uri] for uri in ("task", "ticket", "contact", "comment"))


def test_the_envelope_is_no_part_of_a_record() -> None:
    assert record_of({"__status": "success", "__version": "10", "__build": 1, "_meta": {}, "id": 1}) == {"id": 1}


@pytest.mark.parametrize(
    ("form", "wrapped", "fields"),
    [
        ((("fields[title]", "a"), ("expand", "owner_"), ("title", "ignored")), True, {"title": "a"}),
        ((("title", "a"), ("expand", "owner_")), False, {"title": "a"}),
        ((("fields[links][]", "org:1"), ("fields[links][]", "-org:2")), True, {"links": ["org:1", "-org:2"]}),
        ((("fields[links][0]", "org:1"),), True, {"links": {"0": "org:1"}}),
        (
            (("fields[params][options][]", "Low"), ("fields[params][options][]", "High"), ("fields[params][n]", "1")),
            True,
            {"params": {"options": ["Low", "High"], "n": "1"}},
        ),
        ((("fields", "x"), ("fields[]", "y")), True, {"": "y"}),
    ],
)
def test_the_fields_of_a_form(form: tuple[tuple[str, str], ...], wrapped: bool, fields: dict[str, Any]) -> None:
    assert fields_of(form, wrapped=wrapped) == fields


@pytest.mark.parametrize(
    ("value", "spelled"),
    [
        ("a", [("f", "a")]),
        (None, [("f", "")]),
        (True, [("f", "1")]),
        (False, [("f", "0")]),
        (1.5, [("f", "1.5")]),
        (["a", 2], [("f[]", "a"), ("f[]", "2")]),
        ({"options": ["Low"], "n": 1}, [("f[options][]", "Low"), ("f[n]", "1")]),
    ],
)
def test_a_value_is_spelled_the_way_php_reads_it(value: object, spelled: list[tuple[str, str]]) -> None:
    assert list(spell("f", value)) == spelled


@pytest.mark.parametrize(
    ("uri", "names", "expand"),
    [
        ("task", ["title", "owner_id"], ""),
        ("task", ["title", "links"], "links"),
        ("ticket", ["org", "participants"], "participants"),
        ("ticket", ["participant_ids"], "participants"),
        ("org", ["custom_7", "vip"], "custom_,customfields"),
        ("message", ["content"], "content"),
        ("attachment", ["name", "attach"], "on"),
        ("message", None, "content,custom_,headers,links"),
        ("group", None, "custom_,links,members"),
    ],
)
def test_what_must_be_expanded_to_know_former_values(uri: str, names: list[str] | None, expand: str) -> None:
    assert expand_for(CATALOGUE.types[uri], names) == expand


@pytest.mark.parametrize(
    ("uri", "name", "record", "found"),
    [
        ("task", "title", {"title": "a"}, ("title", "a")),
        ("task", "title", {}, None),
        ("ticket", "org", {"org_id": 3}, ("org_id", 3)),
        ("contact", "email", {"email_id": 3}, ("email_id", 3)),
        ("worker", "email_id", {"address_id": 3}, ("email_id", 3)),
        ("group", "reply_address_id", {"replyto_id": 3}, ("reply_address_id", 3)),
        ("org", "vip", {"customfields": {"vip": "1"}}, ("vip", "1")),
        ("org", "vip", {"customfields": []}, None),
        ("org", "custom_7", {"custom_7": "x"}, ("custom_7", "x")),
        ("message", "headers", {"headers": {"from": "a@b"}}, ("headers", "from: a@b")),
        ("org", "image", {"_image_url": "https://x"}, None),
    ],
)
def test_what_a_record_holds_of_a_field(uri: str, name: str, record: dict[str, Any], found: object) -> None:
    assert held(CATALOGUE.types[uri], name, record) == found


@pytest.mark.parametrize(
    ("name", "record", "found"),
    [
        ("links", {"links": {"cerberusweb.contexts.org": [3, 5], "contexts.custom_record.2": [1]}},
         ["org:3", "org:5", "contexts.custom_record.2:1"]),
        ("links", {"links": []}, []),
        ("links", {}, None),
        ("participants", {"participants": {"48": {"id": 48, "email": "a@b.example"}}}, ["a@b.example"]),
        ("participant_ids", {"participants": {"48": {"id": 48, "email": "a@b.example"}}}, ["48"]),
        ("members", {"members": {"1": {"id": 1}, "4": {"id": 4}}}, ["1", "4"]),
        ("custom_7", {"custom_7": ["Housing"]}, ["Housing"]),
        ("custom_7", {"custom_7": None}, []),
        ("parts", {"customfields": {"parts": ["Housing"]}}, ["Housing"]),
    ],
)  # fmt: skip
def test_what_a_record_holds_of_a_list(name: str, record: dict[str, Any], found: list[str] | None) -> None:
    assert items(CATALOGUE, name, record) == found


FORMER = {"title": "Call", "status": "open", "status_id": 0, "owner_id": 3, "due": 0, "is_completed": False}


@pytest.mark.parametrize(
    ("asked", "changed"),
    [
        ({"title": "Call back"}, [Change("title", "Call", "Call back")]),
        ({"title": "Call", "owner_id": "3", "due": "0", "status": "o"}, []),
        ({"status": "c"}, [Change("status", "open", "c")]),
        ({"due": ""}, []),
        ({"unknown": "x"}, [Change("unknown", None, "x")]),
        ({"links": ["org:1"]}, [Change("links", None, ["org:1"])]),
    ],
)
def test_what_a_write_would_change(asked: dict[str, Any], changed: list[Change]) -> None:
    assert list(changes(CATALOGUE, TASK, FORMER, asked)) == changed


def test_links_that_are_there_already_change_nothing() -> None:
    former = {"links": {"cerberusweb.contexts.org": [1]}}
    assert changes(CATALOGUE, TASK, former, {"links": ["organization:1", "-task:2"]}) == ()
    assert changes(CATALOGUE, TASK, former, {"links": ["org:1", "org:2"]}) != ()


@pytest.mark.parametrize(
    ("asked", "answer", "found"),
    [
        ({"title": "Café 🎉"}, {"title": "Café "}, [Change("title", "Café 🎉", "Café ")]),
        ({"importance": "500"}, {"importance": 100}, [Change("importance", "500", 100)]),
        ({"importance": "50", "owner_id": ""}, {"importance": "50", "owner_id": 0}, []),
        ({"title": "a"}, {}, []),
        ({"status": "closed"}, {"status": "open"}, [Change("status", "closed", "open")]),
        ({"links": ["org:1", "-org:2"]}, {"links": {"cerberusweb.contexts.org": [1]}}, []),
        ({"links": ["org:9"]}, {"links": []}, [Change("links", ["org:9"], [])]),
        ({"links": ["org:9"]}, {}, []),
    ],
)
def test_what_did_not_take(asked: dict[str, Any], answer: dict[str, Any], found: list[Change]) -> None:
    assert list(untaken(CATALOGUE, TASK, asked, answer)) == found


def test_a_type_may_be_asked_for_by_any_of_its_names() -> None:
    answer = {"author__context": "cerberusweb.contexts.worker"}
    assert untaken(CATALOGUE, COMMENT, {"author__context": "worker"}, answer) == ()
    assert untaken(CATALOGUE, COMMENT, {"author__context": "org"}, answer) != ()


def test_a_field_named_by_text_is_not_compared_with_an_id() -> None:
    assert untaken(CATALOGUE, CONTACT, {"org": "Acme", "email": "a@b.example"}, {"org_id": 3, "email_id": 4}) == ()


def test_drift_is_what_somebody_else_changed() -> None:
    then = {"title": "a", "updated": 1, "record_url": "x", "links": {"cerberusweb.contexts.org": [1]}, "custom_1": "G"}
    assert drift(CATALOGUE, TASK, then, then | {"updated": 2, "record_url": "y"}) == ()
    assert drift(CATALOGUE, TASK, then, then | {"title": "b"}) == (Change("title", "a", "b"),)
    assert drift(CATALOGUE, TASK, then, then | {"links": []}) == (Change("links", ["org:1"], []),)
    assert drift(CATALOGUE, TASK, then, then | {"custom_1": "S"}) == (Change("custom_1", "G", "S"),)
    assert drift(CATALOGUE, TASK, then | {"title": "[redacted]"}, then) == ()
    assert drift(CATALOGUE, TICKET, {"id": 1, "importance": 5}, {"id": "1", "importance": "5"}) == ()


@pytest.mark.parametrize(
    ("request_", "action", "uri", "record", "fields"),
    [
        (Request("PUT", "records/task/5.json", form=(("fields[title]", "a"),)), "update", "task", "5", {"title": "a"}),
        (Request("DELETE", "records/tickets/5.json"), "delete", "ticket", "5", {}),
        (Request("POST", "records/org/create.json", form=(("fields[name]", "A"),)), "create", "org", "", {"name": "A"}),
        (Request("PATCH", "records/org/upsert.json", form=(("query", "name:A"),)), "upsert", "org", "", {}),
        (Request("PUT", "tasks/5.json", form=(("title", "a"), ("expand", "x"))), "update", "task", "5", {"title": "a"}),
        (Request("POST", "orgs/create.json", form=(("name", "A"),)), "create", "org", "", {"name": "A"}),
        (Request("DELETE", "messages/7.json"), "delete", "message", "7", {}),
        (Request("POST", "contacts/5/note.json", form=(("note", "A"),)), "create", "comment", "", {"note": "A"}),
    ],
)
def test_what_a_write_goes_to(request_: Request, action: str, uri: str, record: str, fields: dict[str, Any]) -> None:
    target = target_of(request_, CATALOGUE)
    assert target and (target.action, target.kind.uri, target.record, target.fields) == (action, uri, record, fields)


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "records/task/5.json"),
        ("POST", "data/query.json"),
        ("POST", "tickets/compose.json"),
        ("PUT", "tickets/5/requester.json"),
        ("PUT", "records/nonsense/5.json"),
        ("POST", "tasks/search.json"),
        ("PUT", "nonsense.json"),
    ],
)
def test_what_is_no_write_to_one_record_has_no_target(method: Any, path: str) -> None:
    assert target_of(Request(method, path), CATALOGUE) is None
