"""The plan that takes a write back, as a table of writes and what becomes of them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from cerbsh.catalogue import builtin
from cerbsh.history.changes import Change
from cerbsh.history.names import MARK
from cerbsh.history.undo import CannotUndoError, plan_undo
from cerbsh.history.writes import Write
from tests.history.support import BASE

CATALOGUE = builtin()


def write(action: Any, uri: str, record: str = "5", **values: Any) -> Write:
    made = Write("shell", "work", BASE, 1, 1.0, action, uri, record, outcome="done")
    return replace(made, **values)


TITLE = write("update", "task", asked={"title": "b"}, former={"title": "a", "due": 1}, result={"title": "b", "due": 1})


def test_an_update_puts_back_what_it_changed_and_nothing_else() -> None:
    plan = plan_undo(replace(TITLE, label="Call"), {"title": "b", "due": 1}, CATALOGUE)
    assert plan.title == "put back title of task #5 (Call)"
    assert (plan.request.method, plan.request.path) == ("PUT", "records/task/5.json")
    assert plan.request.form == (("fields[title]", "a"),)
    assert plan.changes == (Change("title", "b", "a"),)
    assert plan.notes == () and plan.conflicts == ()


def test_what_somebody_changed_since_is_a_conflict_even_in_another_field() -> None:
    plan = plan_undo(TITLE, {"title": "c", "due": 2}, CATALOGUE)
    assert plan.conflicts == (Change("title", "b", "c"), Change("due", 1, 2))
    assert plan.changes == (Change("title", "c", "a"),)


def test_a_write_whose_reply_was_lost_is_undone_if_it_was_done() -> None:
    lost = replace(TITLE, outcome="lost", result={})
    assert plan_undo(lost, {"title": "b", "due": 1}, CATALOGUE).request.form == (("fields[title]", "a"),)
    with pytest.raises(CannotUndoError, match="holds its former values"):
        plan_undo(lost, {"title": "a", "due": 1}, CATALOGUE)


@pytest.mark.parametrize(
    ("uri", "asked", "former", "now", "form"),
    [
        ("ticket", {"org": "Apex"}, {"org_id": 3}, {"org_id": 9}, [("org_id", "3")]),
        ("ticket", {"org": "Apex"}, {"org_id": None}, {"org_id": 9}, [("org_id", "0")]),
        ("contact", {"email": "b@x.example"}, {"email_id": 3}, {"email_id": 4}, [("email_id", "3")]),
        ("task", {"status": "c"}, {"status": "open"}, {"status": "closed"}, [("status", "open")]),
        ("task", {"due": "5"}, {"due": 0}, {"due": 5}, [("due", "0")]),
        ("comment", {"is_pinned": "1"}, {"is_pinned": False}, {"is_pinned": True}, [("is_pinned", "0")]),
        ("org", {"vip": "1"}, {"customfields": {"vip": "0"}}, {"customfields": {"vip": "1"}}, [("vip", "0")]),
        ("org", {"custom_1": "S"}, {"custom_1": "G"}, {"custom_1": "S"}, [("custom_1", "G")]),
        ("contact", {"dob": "2000-01-02"}, {"dob": None}, {"dob": "2000-01-02"}, [("dob", "")]),
        (
            "task",
            {"links": ["org:1", "-task:2", "org:3"]},
            {"links": {"cerberusweb.contexts.task": [2], "cerberusweb.contexts.org": [3]}},
            {"links": {"cerberusweb.contexts.org": [1, 3]}},
            [("links][", "task:2"), ("links][", "-org:1")],
        ),
        (
            "ticket",
            {"participants": "new@x.example, -old@x.example"},
            {"participants": {"1": {"id": 1, "email": "old@x.example"}}},
            {"participants": {"2": {"id": 2, "email": "new@x.example"}}},
            [("participants", "old@x.example,-new@x.example")],
        ),
        (
            "ticket",
            {"custom_7": [""]},
            {"custom_7": ["a", "b"]},
            {"custom_7": []},
            [("custom_7][", "a"), ("custom_7][", "b")],
        ),
    ],
)
def test_former_values_are_written_by_the_field_that_takes_them(
    uri: str, asked: dict[str, Any], former: dict[str, Any], now: dict[str, Any], form: list[tuple[str, str]]
) -> None:
    plan = plan_undo(write("update", uri, asked=asked, former=former, result=now), now, CATALOGUE)
    assert list(plan.request.form) == [(f"fields[{name}]", value) for name, value in form]
    assert plan.conflicts == ()


def test_a_field_whose_former_value_is_not_known_stays_and_is_told_of() -> None:
    former = {"name": "a", "_image_url": "x"}
    plan = plan_undo(
        write("update", "org", asked={"name": "b", "image": "data:x", "phone": "1"}, former=former),
        {"name": "b"},
        CATALOGUE,
    )
    assert plan.request.form == (("fields[name]", "a"),)
    assert plan.notes == ("the former value of image and phone is not known and stays as it is",)


@pytest.mark.parametrize(
    ("tried", "now", "why"),
    [
        (replace(TITLE, undone=True), {"title": "b"}, "taken back already"),
        (replace(TITLE, outcome="refused"), {"title": "a"}, "not done"),
        (replace(TITLE, type="nonsense"), {}, "no record type"),
        (TITLE, None, "is gone"),
        (TITLE, {"title": "a"}, "holds its former values"),
        (write("update", "org", asked={"image": "x"}), {"name": "a"}, "image is not known"),
        (write("update", "worker", asked={"password": MARK}), {"id": 5}, "password is not known"),
        (
            write("update", "task", asked={"title": "x"}, former={"title": f"key {MARK}"}),
            {"title": "x"},
            "title is not known",
        ),
        (write("create", "task", ""), None, "id of the new task is not known"),
        (write("create", "task"), None, "gone already"),
        (write("delete", "task", former={"title": "a"}), {"title": "a"}, "still exists"),
        (write("delete", "task"), None, "title of task #5 is not known"),
        (write("delete", "oauth_app", former={"name": "a", "client_secret": MARK}), None, "client_secret"),
        (write("delete", "gpg_public_key", former={"name": "a"}), None, "creates no"),
        (write("delete", "attachment", former={"name": "a"}), None, "content"),
        (write("delete", "ticket"), {"status": "deleted"}, "former status"),
    ],
)
def test_what_cannot_be_undone_says_why(tried: Write, now: dict[str, Any] | None, why: str) -> None:
    with pytest.raises(CannotUndoError, match=why):
        plan_undo(tried, now, CATALOGUE)


def test_a_created_record_is_deleted_unless_somebody_changed_it() -> None:
    created = write("create", "task", "9", asked={"title": "a"}, result={"title": "a", "id": 9})
    plan = plan_undo(created, {"title": "a", "id": 9}, CATALOGUE)
    assert (plan.action, plan.request.method, plan.request.path) == ("delete", "DELETE", "records/task/9.json")
    assert plan.conflicts == ()
    assert plan_undo(created, {"title": "b", "id": 9}, CATALOGUE).conflicts == (Change("title", "a", "b"),)


def test_a_deleted_record_is_created_with_what_it_held() -> None:
    former = {
        "id": "5", "_label": "a", "title": "a", "importance": 0, "due": 0, "owner_id": 0, "created": 7, "updated": 8,
        "status": "closed", "status_id": 1, "links": {"cerberusweb.contexts.org": [3]}, "custom_2": "x", "custom": {},
        "custom_4": None, "record_url": "https://x",
    }  # fmt: skip
    plan = plan_undo(write("delete", "task", former=former), None, CATALOGUE)
    assert (plan.action, plan.request.method, plan.request.path) == ("create", "POST", "records/task/create.json")
    assert dict(plan.request.form) == {
        "fields[title]": "a",
        "fields[importance]": "0",
        "fields[due]": "0",
        "fields[created]": "7",
        "fields[status]": "closed",
        "fields[links][]": "org:3",
        "fields[custom_2]": "x",
    }
    assert any("new id" in note and "#5" in note for note in plan.notes)
    assert any("comments and watchers do not come back" in note for note in plan.notes)
    assert any("fieldsets" in note for note in plan.notes)


def test_a_deleted_ticket_is_restored_in_place() -> None:
    former = {"subject": "a", "status": "waiting", "status_id": 1}
    now = {"subject": "a", "status": "deleted", "status_id": 3}
    plan = plan_undo(write("delete", "ticket", former=former), now, CATALOGUE)
    assert (plan.action, plan.request.path) == ("update", "records/ticket/5.json")
    assert plan.request.form == (("fields[status]", "waiting"),)
    assert plan.conflicts == () and "restore" in plan.title
