"""What is learned from a server, merged over the built-in catalogue, and kept on disk."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cerbsh.api.reply import Reply
from cerbsh.api.request import Request
from cerbsh.catalogue import builtin
from cerbsh.catalogue.custom import CustomField, camel_case
from cerbsh.catalogue.labels import Labels, Seen, seen_in
from cerbsh.catalogue.learned import Learned, LearnedType, finished, recent_records, steps
from cerbsh.catalogue.learned_store import read, write
from cerbsh.catalogue.merge import lookups, merge

DAY = 86_400
ORG, TICKET, PET = "cerberusweb.contexts.org", "cerberusweb.contexts.ticket", "contexts.custom_record.4"


def reply(**payload: object) -> Reply:
    body = {"__status": "success", "__version": "10.4.10", **payload}
    return Reply(Request("GET", "x.json"), 200, json.dumps(body).encode(), (("Content-Type", "application/json"),))


def custom_field(number: int, name: str, kind: str, **more: object) -> dict[str, object]:
    return {"_type": "custom_field", "id": number, "name": name, "type": kind, **more}


REPLIES = {
    "record types": reply(
        results=[
            {
                "id": ORG,
                "name": "Organization",
                "alias": "org",
                "params": {"names": {"account": "singular", "accounts": "plural"}, "options": ["search", "links"]},
                "custom_fields": [
                    custom_field(1, "SLA tier", "D", uri="sla_tier", params={"options": ["Gold", "Silver"]})
                ],
                "custom_fieldsets": [
                    {
                        "id": 7,
                        "name": "Billing",
                        "custom_fields": [custom_field(3, "Paid by", "L", params={"context": ORG})],
                    }
                ],
            },
            {"id": TICKET, "name": "Ticket", "alias": "ticket", "params": {"names": {}, "options": ["search"]}},
            {"id": PET, "name": "Pet", "alias": "pet", "params": {"names": {"pets": "plural"}, "options": ["search"]}},
        ]
    ),
    "labels of record types": reply(
        data={"0": {"id": PET, "uri": "pet", "label_singular": "Pet", "label_plural": "Pets"}}
    ),
    "custom fields": reply(
        results=[
            custom_field(1, "SLA tier", "D", context=ORG, uri="sla_tier", search_filter="slaTier"),
            custom_field(3, "Paid by", "L", context=ORG, uri="paid_by", search_filter="billing.paidBy"),
        ]
    ),
    "kinds of data query": reply(
        data={
            "worklist.records": {"name": "worklist.records", "description": "Records"},
            "acme.report": {"name": "acme.report", "description": "Our report"},
        }
    ),
    "REST controllers": reply(data=[{"params": {"uri": "acme"}}, {"params": {"uri": "records"}}]),
    "fields of org": reply(
        data={
            "name": {"key": "name", "type": "string", "is_required": True, "notes": "The name"},
            "sla_tier": {"key": "sla_tier", "type": "string", "is_custom": 1, "notes": "SLA tier"},
            "nickname": {"key": "nickname", "type": "string", "is_immutable": True, "notes": "Short"},
        }
    ),
    "keys of org": reply(
        results=[], _meta={"labels": {"name": "Org:Name", "email_address": "Org:Email:Address"}, "types": {}}
    ),
}


def learned() -> Learned:
    value = Learned()
    for step in steps(["org"]):
        value = step.fold(value, REPLIES[step.name])
    return finished(value, REPLIES["record types"], now=1_000.0)


def test_the_steps_ask_for_types_first_and_then_for_the_types_in_use() -> None:
    asked = [step.request.target for step in steps(["org", "org"])]
    assert asked[0] == "contexts/list.json"
    assert asked[-2:] == [
        "data/query.json?q=type%3Arecord.fields%20of%3Aorg",
        "records/org/search.json?limit=1&show_meta=1",
    ]
    assert all(step.request.method == "GET" for step in steps(["org"]))


def test_a_server_has_its_own_types_and_no_others() -> None:
    catalogue = merge(builtin(), learned())
    assert list(catalogue.types) == ["org", "ticket", "pet"]
    pet = catalogue.type("pets")
    assert pet is not None
    assert pet.context == PET
    assert "search" in pet.can
    assert {"id", "name", "links.org"} <= set(lookups(builtin(), learned()).filters(pet))


def test_a_custom_field_has_a_name_to_write_to_read_and_to_search() -> None:
    org = merge(builtin(), learned()).types["org"]
    assert org.fields["sla_tier"].values == ("Gold", "Silver")
    assert org.filters["slaTier"].values == ("Gold", "Silver")
    assert {"custom_1", "sla_tier", "custom_3"} <= {key.name for key in org.expand_keys}
    assert org.filters["billing.paidBy"].record == "org"
    assert org.filters["billing.paidBy.id"].type == "chooser"


def test_what_can_be_written_is_what_the_server_says_with_the_notes_that_are_known() -> None:
    org = merge(builtin(), learned()).types["org"]
    assert org.fields["name"].required
    assert org.fields["nickname"].readonly
    assert org.fields["website"] == builtin().types["org"].fields["website"]


def test_readable_keys_are_those_that_the_server_named() -> None:
    found = lookups(builtin(), learned())
    keys = found.readable(found.catalogue.types["org"])
    assert keys["email_address"].note == "Address"
    assert keys["name"].plain


def test_kinds_of_data_query_are_those_of_the_server() -> None:
    kinds = lookups(builtin(), learned()).data_types
    assert set(kinds) == {"worklist.records", "acme.report"}
    assert kinds["worklist.records"].key("of") is not None
    assert kinds["acme.report"].summary == "Our report"


def test_nothing_learned_is_the_built_in_catalogue() -> None:
    assert merge(builtin(), Learned()) is builtin()


@pytest.mark.parametrize(
    "failed",
    [
        Reply(
            Request("GET", "x.json"),
            200,
            b'{"__status":"error","message":"no permission"}',
            (("Content-Type", "application/json"),),
        ),
        Reply(Request("GET", "x.json"), 502, b"<html>", (("Content-Type", "text/html"),)),
        reply(results="nonsense", data=5, _meta=[]),
        reply(results=[1, {"alias": 5, "id": None}, {"id": "x"}], data={"a": {"key": 5}}, _meta={"labels": {"a": 1}}),
    ],
)
def test_a_reply_that_fails_or_has_another_shape_changes_nothing(failed: Reply) -> None:
    for step in steps(["org"]):
        assert step.fold(Learned(), failed) == Learned()


def test_what_was_learned_grows_old_and_belongs_to_a_version() -> None:
    value = learned()
    assert value.version == "10.4.10"
    assert not value.is_old(1_000 + DAY, "10.4.10")
    assert value.is_old(1_000 + 8 * DAY)
    assert value.is_old(1_000, "11.0.0")


def test_records_are_searched_by_a_word_of_their_text() -> None:
    types = builtin().types
    assert dict(recent_records(types["org"], 'ac"me) ').query)["q"] == "(name:*acme*) sort:-id"
    assert dict(recent_records(types["ticket"], "ref").query)["q"] == "(subject:*ref* OR mask:*ref*) sort:-id"
    assert dict(recent_records(types["org"]).query)["q"] == "sort:-id"


@pytest.mark.parametrize(
    ("label", "name"), [("Linked Org", "linkedOrg"), ("SLA tier 2", "slaTier2"), ("Order #", "order"), ("#", "")]
)
def test_a_filter_is_called_by_the_label_in_camel_case(label: str, name: str) -> None:
    assert camel_case(label) == name
    assert [item.name for item in CustomField(1, "org", label, "S").filters()] == ([name] if name else [])


def test_ids_and_labels_are_seen_in_records_searches_and_expanded_links() -> None:
    data = {
        "results": [
            {
                "_context": TICKET,
                "_type": "ticket",
                "id": 5,
                "_label": "Help",
                "owner__context": "w",
                "owner_id": "2",
                "owner__label": "Kina",
            },
            {"_context": "a", "_type": "address", "id": "9", "email": "kina@example.com"},
            {"_context": TICKET, "_type": "ticket", "id": 0, "_label": "none"},
        ]
    }
    assert list(seen_in(data, {"w": "worker"})) == [
        Seen("ticket", "5", "Help"),
        Seen("worker", "2", "Kina"),
        Seen("address", "9", "kina@example.com"),
    ]
    assert list(seen_in({"_context": ORG, "_type": "org", "id": 1, "name": "Acme"}, {})) == [Seen("org", "1", "Acme")]
    assert list(seen_in({"data": {"3": {"_context": "x", "id": 3, "_label": "t"}}}, {"x": "task"})) == [
        Seen("task", "3", "t")
    ]


@given(
    st.recursive(
        st.none() | st.integers() | st.text(max_size=3),
        lambda inner: (
            st.lists(inner)
            | st.dictionaries(
                st.sampled_from(["_context", "_type", "id", "_label", "results", "data", "owner__label", "owner_id"]),
                inner,
            )
        ),
    )
)
def test_looking_for_labels_never_fails(data: object) -> None:
    assert all(isinstance(seen, Seen) for seen in seen_in(data, {}))


def test_what_was_learned_is_kept_in_a_file_of_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "learned" / "work.json"
    labels = Labels().with_seen([Seen("org", "1", "Acme\u2028\udc80"), Seen("org", "2", "Näme")])
    write(path, learned(), labels)
    back, seen = read(path)
    assert back == learned()
    assert [(hit.name, hit.label) for hit in seen.of("org").newest(5)] == [("2", "Näme"), ("1", "Acme\u2028\udc80")]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert [each for each in path.parent.iterdir() if each.suffix != ".lock"] == [path]


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "null", '{"format": 9}', '{"format": 1, "learned": {}}', "[" * 100_000]
)
def test_a_file_that_is_missing_or_damaged_is_nothing_learned(tmp_path: Path, text: str) -> None:
    path = tmp_path / "work.json"
    assert read(path) == (Learned(), Labels())
    path.write_text(text)
    assert read(path) == (Learned(), Labels())


def test_a_type_is_known_by_its_uri_and_by_its_context() -> None:
    value = Learned(types={"pet": LearnedType("pet", PET, "Pet")})
    assert value.type_uri(PET) == value.type_uri("pet") == "pet"
    assert value.type_uri("other") == "other"


def test_names_that_no_line_could_hold_are_not_learned() -> None:
    hostile = "a\x1b[31m b"
    answers = reply(
        results=[
            {"id": hostile, "alias": hostile},
            {
                "id": ORG,
                "alias": "org",
                "custom_fields": [custom_field(1, hostile, "S", uri=hostile, search_filter=hostile)],
            },
        ],
        _meta={"labels": {hostile: "x", "good": "y"}},
    )
    value = Learned()
    for step in steps(["org"]):
        value = step.fold(value, answers)
    assert set(value.types) == {"org"}
    assert value.keys == {"org": {"good": "y"}}
    assert (value.custom[1].uri, value.custom[1].filter, value.custom[1].written_as) == ("", "", "custom_1")
    assert list(seen_in({"_context": ORG, "_type": "org", "id": "1; rm", "_label": "x"}, {})) == []
