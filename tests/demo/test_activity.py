from __future__ import annotations

from typing import Any

import pytest

from cerbsh.demo import beginnings
from cerbsh.demo.store import open_database
from tests.demo.calls import Cerb, error

Fields = dict[str, str | list[str]]
TICKET = "[VUA-97109-111] Renewal of our service contract 51723"


def entries(cerb: Cerb, query: str) -> list[dict[str, Any]]:
    """The entries that a query finds, the newest first."""
    results: list[dict[str, Any]] = cerb.search("activity_log", f"{query} sort:-id")["results"]
    return results


def told(cerb: Cerb, query: str) -> list[str]:
    return [str(entry["_label"]) for entry in entries(cerb, query)]


def test_an_entry_has_the_keys_and_the_uneven_types_of_cerb(read_only: Cerb) -> None:
    entry = entries(read_only, "target.ticket:(id:12) activity:ticket.status.closed")[0]
    assert list(entry) == [
        *("_context", "_type", "_label", "id", "activity_point", "created", "event"),
        *("actor__context", "actor_id", "target__context", "target_id", "params"),
    ]
    assert (entry["event"], entry["target_id"], entry["actor_id"]) == ("Ticket Status Closed", "12", "1")
    assert (type(entry["id"]), type(entry["created"])) == (str, str)
    assert entry["_label"] == f"Mira Castellan changed ticket {TICKET} to status closed"
    assert entry["params"] == {
        "message": "activities.ticket.status",
        "variables": {"target": TICKET, "status": "closed", "actor": "Mira Castellan"},
        "urls": {"target": "ctx://cerberusweb.contexts.ticket:12/VUA-97109-111"},
    }


def test_the_log_begins_with_what_made_the_records_what_they_are(read_only: Cerb) -> None:
    assert read_only.total("activity_log", "activity:comment.create") == read_only.total("comment", "")
    assert read_only.total("activity_log", "activity:ticket.message.outbound") == read_only.total(
        "message", "isOutgoing:y"
    )
    closed = read_only.total("ticket", "status:c")
    assert read_only.total("activity_log", "activity:ticket.status.closed") == closed
    moments = [int(entry["created"]) for entry in entries(read_only, "limit:250")]
    assert moments == sorted(moments, reverse=True)


def test_what_befell_the_oldest_of_very_many_tickets_is_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    counted = open_database(None, 20, now=1_772_454_600).value("SELECT COUNT(*) FROM activity_log")
    fewer = beginnings.STATEMENT.replace(f"- {beginnings.MOST}", "- 10")
    monkeypatch.setattr(beginnings, "STATEMENT", fewer)
    database = open_database(None, 20, now=1_772_454_600)
    assert database.value("SELECT COUNT(*) FROM activity_log") < counted
    assert database.value("SELECT MIN(target_context_id) FROM activity_log WHERE activity_point LIKE 'ticket.%'") > 10


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"status": "w"}, f"Mira Castellan changed ticket {TICKET} to status waiting"),
        ({"status": "deleted"}, f"Mira Castellan changed ticket {TICKET} to status deleted"),
        ({"owner_id": "3"}, f"Mira Castellan assigned ticket {TICKET} to worker Ruben Falk"),
        ({"participants": "a@b.example"}, f"Mira Castellan added a@b.example to ticket {TICKET}"),
        ({"links": ["org:3"]}, f"Mira Castellan connected ticket {TICKET} to organization Cobalt Logistics"),
        ({"links": ["worker:1"]}, f"Mira Castellan started watching ticket {TICKET}"),
    ],
)
def test_a_change_of_a_ticket_is_written_down(cerb: Cerb, fields: Fields, sentence: str) -> None:
    before = cerb.total("activity_log", "target.ticket:(id:12)")
    if "owner_id" in fields:
        name = cerb.get("records/worker/3.json")["_label"]
        sentence = sentence.replace("Ruben Falk", name)
    assert cerb.update("ticket", 12, **fields)["__status"] == "success"
    assert told(cerb, "target.ticket:(id:12)")[0] == sentence
    assert cerb.update("ticket", 12, **fields)["__status"] == "success"
    assert cerb.total("activity_log", "target.ticket:(id:12)") == before + 1, "what changes nothing is no event"


def test_moving_and_unassigning_a_ticket_are_events_of_their_own(cerb: Cerb) -> None:
    cerb.update("ticket", 12, owner_id="3", group_id="1", bucket_id="1")
    cerb.update("ticket", 12, owner_id="0", group_id="2", bucket_id="5")
    points = [entry["activity_point"] for entry in entries(cerb, "target.ticket:(id:12)")]
    assert points[:2] == ["ticket.unassigned", "ticket.moved"]


def test_links_and_participants_that_go_are_written_down(cerb: Cerb) -> None:
    cerb.update("ticket", 12, participants="a@b.example", links=["org:3"])
    cerb.update("ticket", 12, participants="-a@b.example")
    cerb.update("ticket", 12, links=["-org:3"])
    cerb.update("ticket", 12, links=["worker:1"])
    cerb.update("ticket", 12, links=["-worker:1"])
    points = [entry["activity_point"] for entry in entries(cerb, "target.ticket:(id:12)")]
    assert points[:4] == ["watcher.unfollow", "watcher.follow", "connection.unlink", "ticket.participant.removed"]


def test_contexts_that_are_linked_are_written_down(cerb: Cerb) -> None:
    form = {"on": "cerberusweb.contexts.task:1", "targets": '["cerberusweb.contexts.org:7"]'}
    cerb.write("POST", "contexts/link.json", form)
    assert entries(cerb, "target.task:(id:1)")[0]["activity_point"] == "connection.link"


def test_a_comment_is_written_down_by_who_made_it(cerb: Cerb) -> None:
    cerb.as_worker(2).write("POST", "tickets/12/comment.json", {"comment": "hello"})
    entry = entries(cerb, "target.ticket:(id:12)")[0]
    name = cerb.get("records/worker/2.json")["_label"]
    assert entry["_label"] == f"{name} commented on ticket {TICKET}"
    assert entry["params"]["urls"]["common.commented"].startswith("ctx://cerberusweb.contexts.comment:")


def test_mail_is_written_down(cerb: Cerb) -> None:
    message = cerb.search("message", "ticket.id:12")["results"][0]["id"]
    cerb.write("POST", "tickets/reply.json", {"message_id": str(message), "content": "Yes", "status": "2"})
    assert told(cerb, "target.ticket:(id:12)")[0] == f"Mira Castellan responded to ticket {TICKET}"
    cerb.create("message", ticket_id="12", sender="ida@lumen.example", content="Hi", headers="From: ida")
    assert told(cerb, "target.ticket:(id:12)")[0] == f"ida@lumen.example replied to ticket {TICKET}"


def test_a_task_is_written_down_when_it_is_completed(cerb: Cerb) -> None:
    made = cerb.create("task", title="Call")
    assert not told(cerb, f"target.task:(id:{made['id']})")
    cerb.update("task", made["id"], status="c")
    assert told(cerb, f"target.task:(id:{made['id']})") == ["Mira Castellan completed task Call"]


def test_a_record_that_is_deleted_leaves_its_name_behind(cerb: Cerb) -> None:
    made = cerb.create("org", name="Gone Ltd")
    cerb.write("DELETE", f"records/org/{made['id']}.json", {})
    entry = entries(cerb, "activity:record.deleted")[0]
    assert entry["_label"] == f"Mira Castellan deleted organization `Gone Ltd` (#{made['id']})"
    assert (entry["target__context"], entry["target_id"]) == ("", "0")


def test_a_call_that_is_refused_leaves_no_entry(cerb: Cerb) -> None:
    before = cerb.total("activity_log", "")
    error(cerb.update("ticket", 12, status="closed", importance="much"))
    assert cerb.total("activity_log", "") == before


@pytest.mark.parametrize(
    "query",
    [
        *("activity:ticket.status.closed", "activity:ticket.*", "text:comment", "actor:worker", "actor.worker:(id:1)"),
        *(
            "target:task",
            "target.ticket:(status:c)",
            'created:"2026-01-01 to 2026-03-01"',
            "id:1",
            "id:[1,2]",
            "!(target:ticket)",
        ),
    ],
)
def test_entries_are_found_by_their_filters(read_only: Cerb, query: str) -> None:
    total = read_only.total("activity_log", "")
    assert 0 < read_only.total("activity_log", query) < total


def test_entries_expand_to_who_did_it_and_to_what(read_only: Cerb) -> None:
    entry = read_only.search("activity_log", "target.ticket:(id:12)", expand="actor_,target_", limit="1")["results"][0]
    assert entry["target_mask"] == "VUA-97109-111"
    assert entry["actor__type"] in ("worker", "address")


def test_entries_are_counted(read_only: Cerb) -> None:
    reply = read_only.search("activity_log", **{"subtotals[]": ["activity", "actor", "target"]}, show_results="0")
    subtotals = reply["subtotals"]
    assert subtotals["activity"][0]["label"] in [entry["activity_point"] for entry in entries(read_only, "limit:250")]
    assert subtotals["actor"][0]["key"].startswith("cerberusweb.contexts.worker:")
    assert subtotals["target"][0]["label"].startswith("[#")


def test_an_entry_by_hand_keeps_its_params(cerb: Cerb) -> None:
    form = {
        "fields[activity_point]": "custom.other",
        "fields[actor__context]": "worker",
        "fields[actor_id]": "1",
        "fields[target__context]": "ticket",
        "fields[target_id]": "12",
        "fields[params][variables][actor]": "Mira",
        "fields[params][variables][event]": "danced",
    }
    made = cerb.write("POST", "records/activity_log/create.json", form)
    assert made["_label"] == "Mira danced"
    assert made["params"] == {"variables": {"actor": "Mira", "event": "danced"}}


def test_the_points_of_the_log_are_listed(read_only: Cerb) -> None:
    listed = {point["id"]: point for point in read_only.get("contexts/activity/events.json")["results"]}
    assert listed["ticket.moved"] == {
        "id": "ticket.moved",
        "name": "Ticket Moved",
        "options": [],
        "text": {
            "key": "activities.ticket.moved",
            "value": "{{actor}} moved ticket {{target}} to {{group}} {{bucket}}",
        },
    }


@pytest.mark.parametrize(
    ("on", "point", "message"),
    [
        ("cerberusweb.contexts.ticket:1", "nope", "'nope' is not a valid activity point."),
        (
            "cerberusweb.contexts.ticket:1",
            "custom.other",
            "Creation of 'custom.other' events are not permitted through the API.",
        ),
        ("ticket:1", "custom.other", "The 'on' value of 'ticket:1' is not valid."),
    ],
)
def test_no_entry_is_made_through_contexts(read_only: Cerb, on: str, point: str, message: str) -> None:
    form = {"on": on, "activity_point": point}
    assert error(read_only.write("POST", "contexts/activity/create.json", form)) == ("ERROR", message)
