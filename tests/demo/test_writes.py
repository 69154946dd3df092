from __future__ import annotations

import json
from base64 import b64encode
from typing import Any

import pytest

from cerbsh.demo.kinds import KINDS
from tests.demo.calls import Cerb, error, in_brackets

MULTIPART = "multipart/form-data; boundary=edge"
INVALID = "ERROR_PARAM_INVALID"
NO_EMAIL = "'email' is invalid. It must be a properly formatted email address."
TAKEN = "A record already exists with this 'email' (support@northwind.example). It must be unique."
NO_URL = "'website' is not a valid URL. It must start with http:// or https://"
NO_DATE = "'dob' is not a valid date. It must be formatted like YYYY-MM-DD."
Fields = dict[str, str | list[str]]

NEW: dict[str, Fields] = {
    "worker": {
        "first_name": "Nora",
        "email": "nora@northwind.example",
        "title": "Agent",
        "timezone": "UTC",
        "language": "en_US",
        "time_format": "H:i",
        "at_mention_name": "nora",
    },
    "group": {"name": "Night Shift"},
    "bucket": {"name": "Spare Parts", "group_id": "1"},
    "org": {"name": "Lumen Works", "website": "https://lumen.example"},
    "address": {"email": "Ida@Lumen.example"},
    "contact": {"first_name": "Ida", "email": "ida@lumen.example", "dob": "1990-05-17"},
    "ticket": {"subject": "Printer on fire 🔥", "group_id": "1", "status": "w"},
    "message": {"ticket_id": "1", "sender": "ida@lumen.example", "content": "Hello", "headers": "From: ida"},
    "task": {"title": "Call 🎉", "due": "1893456000", "status": "closed"},
    "comment": {
        "author__context": "worker",
        "author_id": "1",
        "target__context": "org",
        "target_id": "2",
        "comment": "Grüße 🎉",
    },
    "attachment": {"name": "ä.txt", "mime_type": "text/plain", "content": "bytes"},
    "custom_field": {"name": "Region", "context": "org", "type": "S", "uri": "region"},
    "activity_log": {
        "activity_point": "custom.other",
        "actor__context": "worker",
        "actor_id": "1",
        "target__context": "ticket",
        "target_id": "1",
    },
}


@pytest.mark.parametrize("uri", sorted(KINDS))
def test_every_type_can_be_made_read_changed_and_deleted(cerb: Cerb, uri: str) -> None:
    made = cerb.create(uri, **NEW[uri])
    assert made["__status"] == "success", made
    assert cerb.get(f"records/{uri}/{made['id']}.json") == made
    assert cerb.ids(uri, f"id:{made['id']}") == [int(made["id"])]
    name = {"address": "email", "comment": "comment", "contact": "first_name", "ticket": "subject"}
    name |= {"worker": "first_name", "message": "content", "task": "title", "activity_log": "activity_point"}
    field = name.get(uri, "name")
    changed = cerb.update(uri, made["id"], expand(field), **{field: "other@lumen.example"})
    assert changed[field] == "other@lumen.example"
    gone = cerb.write("DELETE", f"records/{uri}/{made['id']}.json", {})
    assert gone == {"__build": 2024030901, "__status": "success", "__version": "10.4.10"}
    assert cerb.ids(uri, f"id:{made['id']}") == ([made["id"]] if uri == "ticket" else [])


def expand(name: str) -> str:
    return f"expand={name}"


def test_keys_of_one_record_are_sorted(cerb: Cerb) -> None:
    for uri in KINDS:
        keys = list(cerb.get(f"records/{uri}/1.json"))
        assert keys == sorted(keys)


def test_a_deleted_ticket_is_only_marked(cerb: Cerb) -> None:
    cerb.write("DELETE", "records/ticket/1.json", {})
    assert cerb.get("records/ticket/1.json")["status"] == "deleted"
    assert cerb.ids("ticket", "status:d id:1") == [1]


def test_what_hangs_on_a_record_goes_with_it(cerb: Cerb) -> None:
    cerb.create("comment", **NEW["comment"])
    task = cerb.create("task", title="x", links=["org:2"])["id"]
    cerb.write("DELETE", "records/org/2.json", {})
    assert cerb.total("comment", "on.org:(id:2)") == 0
    assert cerb.get(f"records/task/{task}.json", expand="links")["links"] == []
    assert cerb.total("contact", "org.id:2") == cerb.total("ticket", "org.id:2") == 0


@pytest.mark.parametrize("uri", ["group", "bucket"])
def test_defaults_stay(cerb: Cerb, uri: str) -> None:
    code, message = error(cerb.write("DELETE", f"records/{uri}/1.json", {}))
    assert (code, message) == ("ERROR_PERMISSIONS", "You do not have permission to delete this record.")


@pytest.mark.parametrize("uri", ["worker", "group", "bucket", "custom_field"])
def test_only_an_administrator_changes_what_everybody_uses(cerb: Cerb, uri: str) -> None:
    other = cerb.as_worker(2)
    refused = [
        other.create(uri, **NEW[uri]),
        other.update(uri, 1, name="x"),
        other.write("DELETE", f"records/{uri}/2.json", {}),
    ]
    texts = [f"You do not have permission to {action} this record." for action in ("create", "edit", "delete")]
    assert [error(reply) for reply in refused] == [("ERROR_PERMISSIONS", text) for text in texts]


@pytest.mark.parametrize(
    ("uri", "fields", "message"),
    [
        ("task", {"title": "x", "due": "tomorrow"}, "'due_date' must be a number (string: tomorrow)."),
        ("task", {"title": "x", "due": "-5"}, "'due_date' must be >= 0 (-5)"),
        ("task", {"title": "x", "due": "99999999999"}, "'due_date' must be <= 4294967295 (99999999999)"),
        ("task", {"title": "x", "due": ["1"]}, "'due_date' must be a number (array: Array)."),
        ("task", {"title": "x", "updated": "x"}, "'updated_date' must be a number (string: x)."),
        ("task", {"title": "x", "owner_id": "Kina"}, "'owner_id' must be an ID."),
        ("task", {"title": "x", "owner_id": "99"}, "'owner_id' is not a valid target record."),
        ("task", {"title": "x", "status": "zzz"}, "Invalid status value."),
        ("task", {"title": "x", "status": "d"}, "Invalid status value."),
        ("task", {"title": "x", "nope": "1"}, "'nope' is not an editable field."),
        ("task", {"title": "x", "id": "5"}, "'id' is not editable."),
        ("task", {"title": ["x"]}, "'title' is not a string."),
        ("task", {"title": "ä" * 128}, "'title' must be no longer than 255 characters."),
        ("task", {"title": ""}, "'title' is required."),
        ("task", {}, "'title' is required."),
        ("task", {"title": "x", "links": "org:1"}, "'links' must be an array of context:id pairs."),
        ("task", {"title": "x", "links": ["nope:1"]}, "'links' has an invalid context (nope:1)."),
        ("ticket", {"subject": "x"}, "'group_id' is required."),
        ("ticket", {"subject": "x", "group": "Nobody"}, "Failed to lookup group: Nobody"),
        ("ticket", {"subject": "x", "group_id": "1", "bucket": "None"}, "Failed to lookup bucket: None"),
        ("ticket", {"subject": "x", "group_id": "1", "participants": "x"}, NO_EMAIL),
        (
            "ticket",
            {"subject": "x", "group_id": "1", "severity": "Dire"},
            "'Severity' must be one of: Low, Medium, High, ",
        ),
        (
            "ticket",
            {"subject": "x", "group_id": "1", "elapsed_status_open": "1"},
            "'elapsed_status_open' is not editable.",
        ),
        ("org", {"name": "x", "website": "ftp://x"}, NO_URL),
        ("org", {"name": "x", "email_id": "1", "created": "x"}, "'created' must be a number (string: x)."),
        ("org", {"name": "x", "image": "data:image/png;base64,AAAA"}, "'image' is not a valid PNG image."),
        ("address", {"email": "bad"}, NO_EMAIL),
        ("address", {"email": "support@northwind.example"}, TAKEN),
        ("address", {}, "'email' is required."),
        ("contact", {"first_name": "x", "dob": "1.1.1990"}, NO_DATE),
        ("comment", {**NEW["comment"], "author__context": "nope"}, "'owner_context' is not a valid context."),
        ("comment", {**NEW["comment"], "comment": ""}, "'comment' is required."),
        ("message", {**NEW["message"], "ticket_id": "9999"}, "'ticket_id' is not a valid target record."),
        ("message", {**NEW["message"], "worker": "Nobody"}, "Failed to lookup worker: Nobody"),
        ("custom_field", {**NEW["custom_field"], "params": "{}"}, "'params' must be an object."),
        ("attachment", {"name": "x", "attach": ["nope:1"]}, "'attach' has an invalid context (nope:1)."),
    ],
)
def test_a_wrong_field_is_refused_in_cerbs_words(cerb: Cerb, uri: str, fields: Fields, message: str) -> None:
    before = cerb.total(uri, "")
    assert error(cerb.create(uri, **fields)) == (INVALID, message)
    assert cerb.total(uri, "") == before


@pytest.mark.parametrize(
    ("uri", "field", "message"),
    [
        ("task", "title", "'title' must not be blank."),
        ("org", "name", "'name' must not be blank."),
        ("address", "email", "'email' must not be blank."),
    ],
)
def test_a_required_field_is_never_blank(cerb: Cerb, uri: str, field: str, message: str) -> None:
    assert error(cerb.update(uri, 1, **{field: ""})) == (INVALID, message)


def test_nothing_of_a_refused_call_is_kept(cerb: Cerb) -> None:
    before = cerb.total("org", "")
    assert error(cerb.create("ticket", subject="x", group_id="1", org="Brand New", severity="Dire"))[0] == INVALID
    assert cerb.total("org", "") == before


@pytest.mark.parametrize(
    ("uri", "fields", "stored"),
    [
        ("task", {"importance": "150"}, {"importance": 100}),
        ("task", {"importance": "-1"}, {"importance": 0}),
        ("task", {"status": "closed"}, {"status": "closed", "status_id": 1, "is_completed": True}),
        ("task", {"status": "w"}, {"status": "waiting", "status_id": 2, "is_completed": False}),
        ("task", {"title": "Call 🎉"}, {"title": "Call 🎉", "_label": "Call 🎉"}),
        ("task", {"due": "1e3"}, {"due": 1000}),
        ("ticket", {"status": "closed"}, {"status": "closed", "status_id": 2}),
        ("ticket", {"status": "w"}, {"status": "waiting", "status_id": 1}),
        ("ticket", {"bucket": "Repairs"}, {"bucket_id": 2}),
        ("ticket", {"subject": "x ☀️ 🎉"}, {"subject": "x ☀️ 🎉"}),
        ("org", {"name": "A 🎉 B ☀"}, {"name": "A  B ☀", "_label": "A  B ☀"}),
        ("comment", {"comment": "Grüße 🎉"}, {"comment": "Grüße 🎉"}),
        ("comment", {"target__context": "cerberusweb.contexts.org"}, {"target__context": "cerberusweb.contexts.org"}),
        ("contact", {"email": "New@Lumen.example", "org": "Lumen"}, {"email_id": "any", "org_id": "any"}),
        ("group", {"is_default": "1"}, {"is_default": 1}),
    ],
)
def test_a_field_is_stored_as_cerb_stores_it(cerb: Cerb, uri: str, fields: Fields, stored: dict[str, Any]) -> None:
    cerb.update("ticket", 1, group_id="1")
    record = cerb.update(uri, 1, **fields)
    for name, value in stored.items():
        assert record[name] != 0 if value == "any" else record[name] == value


def test_a_change_without_fields_is_a_success_that_changes_nothing(cerb: Cerb) -> None:
    before = cerb.get("records/task/1.json")
    answers = [
        cerb.send("PUT", "records/task/1.json", "", b'{"fields": {"title": "x"}}', "application/json"),
        cerb.send("PUT", "records/task/1.json", "title=x"),
        cerb.send(
            "PUT", "records/task/1.json", "", multipart("fields[title]", "x"), "multipart/form-data; boundary=edge"
        ),
    ]
    assert all(json.loads(answer.body) == before for answer in answers)


def multipart(name: str, value: str) -> bytes:
    return f'--edge\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n--edge--\r\n'.encode()


def test_multipart_and_query_make_records_too(cerb: Cerb) -> None:
    body = multipart("fields[title]", "By multipart")
    answer = cerb.send("POST", "records/task/create.json", "", body, MULTIPART)
    assert json.loads(answer.body)["title"] == "By multipart"
    answer = cerb.send("POST", "records/task/create.json", "fields%5Btitle%5D=By+query")
    assert json.loads(answer.body)["title"] == "By query"
    answer = cerb.send("POST", "records/task/create.json", "", b'{"fields": {"title": "x"}}', "application/json")
    assert error(json.loads(answer.body)) == (INVALID, "'title' is required.")


def test_a_field_in_query_and_body_is_a_list(cerb: Cerb) -> None:
    both = cerb.write("PUT", "records/task/1.json", in_brackets({"title": "b"}), "fields%5Btitle%5D=a")
    assert error(both) == (INVALID, "'title' is not a string.")


def test_links_are_added_and_removed_at_both_ends(cerb: Cerb) -> None:
    task = cerb.create("task", "expand=links", title="x", links=["org:3", "ticket:999999"])
    assert task["links"] == {"cerberusweb.contexts.org": [3], "cerberusweb.contexts.ticket": [999999]}
    assert cerb.ids("org", f"links.task:(id:{task['id']})") == [3]
    assert cerb.update("task", task["id"], "expand=links", links=["-org:3", "-ticket:999999"])["links"] == []


def test_custom_fields_are_written_by_uri_and_by_number(cerb: Cerb) -> None:
    tier = next(int(row["id"]) for row in cerb.search("custom_field", "uri:account_tier")["results"])
    org = cerb.create("org", "expand=custom_", name="x", account_tier="Gold")
    assert (org["custom"][str(tier)], org[f"custom_{tier}"]) == ("Gold", "Gold")
    org = cerb.update("org", org["id"], "expand=customfields", **{f"custom_{tier}": "Silver"})
    assert org["customfields"]["account_tier"] == "Silver"
    org = cerb.update("org", org["id"], "expand=account_tier", account_tier="")
    assert org["account_tier"] == ""


def test_a_list_of_a_custom_field_grows_and_shrinks(cerb: Cerb) -> None:
    def parts(*changes: str) -> object:
        return cerb.update("ticket", 1, "expand=affected_parts", affected_parts=list(changes))["affected_parts"]

    parts("")
    assert parts("Sensor", "Display") == ["Display", "Sensor"]
    assert parts("-Sensor", "Housing") == ["Display", "Housing"]
    assert parts("") in ([], "", None)


def test_names_are_looked_up_or_made(cerb: Cerb) -> None:
    ticket = cerb.create(
        "ticket",
        "expand=org_name,participants",
        subject="x",
        group="Support",
        org="Brand New",
        participants="a@new.example, b@new.example",
    )
    assert ticket["org_name"] == "Brand New"
    assert [row["email"] for row in ticket["participants"].values()] == ["a@new.example", "b@new.example"]
    ticket = cerb.update("ticket", ticket["id"], "expand=participants", participants="-a@new.example")
    assert [row["email"] for row in ticket["participants"].values()] == ["b@new.example"]


def test_messages_are_counted_by_their_ticket(cerb: Cerb) -> None:
    before = cerb.get("records/ticket/1.json")
    made = cerb.create("message", **NEW["message"])
    after = cerb.get("records/ticket/1.json")
    assert after["num_messages"] == before["num_messages"] + 1
    assert after["latest_message_id"] == made["id"]
    cerb.write("DELETE", f"records/message/{made['id']}.json", {})
    assert cerb.get("records/ticket/1.json")["num_messages"] == before["num_messages"]


def test_a_new_group_has_an_inbox(cerb: Cerb) -> None:
    group = cerb.create("group", name="Night Shift", members="[1, 2]")["id"]
    assert [row["name"] for row in cerb.search("bucket", f"group.id:{group}")["results"]] == ["Inbox"]
    assert cerb.ids("worker", f"group:(id:{group})") == [1, 2]


def test_a_picture_is_looked_at(cerb: Cerb) -> None:
    def sent(width: int, height: int) -> dict[str, Any]:
        png = b"\x89PNG\r\n\x1a\n" + bytes(8) + width.to_bytes(4, "big") + height.to_bytes(4, "big")
        return cerb.update("org", 1, image=f"data:image/png;base64,{b64encode(png).decode()}")

    assert sent(50, 50)["__status"] == "success"
    assert error(sent(10, 50)) == (INVALID, "'image' must be at least 50px in width (10px).")
    assert cerb.update("org", 1, image="data:null")["__status"] == "success"


def test_upsert_makes_one_then_changes_it(cerb: Cerb) -> None:
    def upsert(**fields: str) -> dict[str, Any]:
        form = {"query": 'email:(email:"new@lumen.example")', **in_brackets(fields)}
        return cerb.write("PATCH", "records/contact/upsert.json", form)

    first = upsert(first_name="Nora", email="new@lumen.example")
    second = upsert(last_name="Lund")
    assert (second["id"], second["_label"]) == (first["id"], "Nora Lund")


@pytest.mark.parametrize(
    ("form", "code", "message"),
    [
        ({}, "ERROR_PARAM_REQUIRED", "The 'query' parameter is required."),
        ({"query": "id:<5"}, "ERROR_NOT_FOUND", "An upsert query must match exactly one or zero records."),
        ({"query": "id:0"}, INVALID, "'title' is required."),
    ],
)
def test_upsert_needs_a_query_of_at_most_one_record(cerb: Cerb, form: Fields, code: str, message: str) -> None:
    assert error(cerb.write("PATCH", "records/task/upsert.json", form)) == (code, message)


@pytest.mark.parametrize(
    ("method", "path", "code", "message"),
    [
        ("GET", "records/task/99999.json", "ERROR_NOT_FOUND", "Invalid record cerberusweb.contexts.task #99999"),
        ("PUT", "records/task/99999.json", "ERROR_NOT_FOUND", "Record #99999 not found"),
        ("DELETE", "records/task/99999.json", "ERROR_NOT_FOUND", "Record #99999 not found"),
        ("GET", "records/task/abc.json", "ERROR_NOT_FOUND", "Record not found."),
        ("GET", "records/task.json", "ERROR_NOT_FOUND", "Record not found."),
        ("GET", "records/nope/1.json", "ERROR_NOT_FOUND", "Record not found."),
        ("PATCH", "records/task/1.json", "ERROR_NOT_IMPLEMENTED", "Not implemented."),
        ("POST", "records/task/1.json", "ERROR_NOT_IMPLEMENTED", "Not implemented."),
        ("GET", "records/task/create.json", "ERROR_NOT_FOUND", "Record not found."),
        ("POST", "records/snippet/create.json", "ERROR", "The demo does not speak snippet records."),
    ],
)
def test_what_is_not_there_is_refused(cerb: Cerb, method: str, path: str, code: str, message: str) -> None:
    assert error(cerb.write(method, path, in_brackets({"title": "x"}))) == (code, message)


def test_other_parts_of_a_path_are_ignored(cerb: Cerb) -> None:
    assert cerb.get("records/task/1/anything.json") == cerb.get("records/task/1.json")


def test_a_wrong_suffix_still_acts(cerb: Cerb) -> None:
    cerb.send("PUT", "records/task/1.csv", "fields%5Btitle%5D=Acted")
    assert cerb.get("records/task/1.json")["title"] == "Acted"
    cerb.send("PUT", "records/task/1", "fields%5Btitle%5D=Again")
    assert cerb.get("records/task/1.json")["title"] == "Acted"
