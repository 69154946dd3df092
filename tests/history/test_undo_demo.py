"""Every write to every type of the demo taken back: what Cerb then gives is what it gave before."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, urlencode

import pytest

from cerbsh.api.request import Request
from cerbsh.catalogue import builtin
from cerbsh.demo.http import Call
from cerbsh.demo.rest import Rest
from cerbsh.demo.store import open_database
from cerbsh.history.record import expand_for, record_of, text_of
from cerbsh.history.target import target_of
from cerbsh.history.undo import CannotUndoError, Plan, plan_undo
from cerbsh.history.writes import Write
from tests.history.records import CHANGED, NEW, lasting

CATALOGUE = builtin()
FORM = "application/x-www-form-urlencoded"


class Cerb:
    """The demo's records, asked the way the engine does: read before, write, and read what came of it."""

    def __init__(self) -> None:
        self._rest = Rest(open_database(None, 30, 1))

    def send(self, request: Request) -> Mapping[str, Any]:
        query = urlencode(request.query, quote_via=quote)
        body, _ = request.payload()
        answer: Mapping[str, Any] = json.loads(
            self._rest.answer(Call(request.method, request.path, query, body or b"", FORM)).body
        )
        return answer

    def read(self, uri: str, record: str) -> Mapping[str, Any] | None:
        expand = ",".join(filter(None, [expand_for(CATALOGUE.types[uri], None), "customfields"]))
        answer = self.send(Request("GET", f"records/{uri}/{record}.json", (("expand", expand),)))
        return record_of(answer) if answer["__status"] == "success" else None

    def write(self, request: Request) -> Write:
        """Send a write, and give what the history would know of it."""
        target = target_of(request, CATALOGUE)
        assert target and target.action != "upsert"
        uri = target.kind.uri
        former = self.read(uri, target.record) if target.record else {}
        answer = self.send(request)
        assert answer["__status"] == "success", str(answer)
        record = target.record or str(answer["id"])
        result = {} if target.action == "delete" else self.read(uri, record)
        return Write(
            "shell", "work", "https://cerb.example/", 1, 1.0, target.action, uri, record, "", target.fields,
            former or {}, outcome="done", result=result or {},
        )  # fmt: skip

    def undo(self, write: Write) -> Plan:
        plan = plan_undo(write, self.read(write.type, write.record), CATALOGUE)
        assert plan.conflicts == ()
        answer = self.send(plan.request)
        assert answer["__status"] == "success", str(answer)
        return plan

    def create(self, uri: str) -> Write:
        return self.write(Request("POST", f"records/{uri}/create.json", form=form(NEW[uri])))


def form(fields: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple((f"fields[{name}]", value) for name, value in fields.items())


@pytest.fixture
def cerb() -> Cerb:
    """A demo's records, fresh for each test."""
    return Cerb()


@pytest.mark.parametrize("uri", NEW)
def test_an_update_is_taken_back(cerb: Cerb, uri: str) -> None:
    record = cerb.create(uri).record
    before = cerb.read(uri, record)
    update = cerb.write(Request("PUT", f"records/{uri}/{record}.json", form=form(CHANGED[uri])))
    assert lasting(cerb.read(uri, record)) != lasting(before)
    plan = cerb.undo(update)
    assert lasting(cerb.read(uri, record)) == lasting(before)
    assert plan.notes == () and plan.action == "update"
    with pytest.raises(CannotUndoError, match="nothing to undo"):
        plan_undo(update, cerb.read(uri, record), CATALOGUE)


@pytest.mark.parametrize("uri", NEW)
def test_a_created_record_is_deleted(cerb: Cerb, uri: str) -> None:
    create = cerb.create(uri)
    cerb.undo(create)
    gone = cerb.read(uri, create.record)
    assert gone is None or (uri == "ticket" and gone["status"] == "deleted")


@pytest.mark.parametrize("uri", NEW)
def test_a_deleted_record_comes_back_with_its_former_fields(cerb: Cerb, uri: str) -> None:
    record = cerb.create(uri).record
    before = cerb.read(uri, record)
    delete = cerb.write(Request("DELETE", f"records/{uri}/{record}.json"))
    if uri == "attachment":
        with pytest.raises(CannotUndoError, match="content"):
            plan_undo(delete, None, CATALOGUE)
        return
    plan = plan_undo(delete, cerb.read(uri, record), CATALOGUE)
    answer = cerb.send(plan.request)
    assert answer["__status"] == "success", str(answer)
    again = cerb.read(uri, str(answer["id"]))
    assert lasting(again) == lasting(before)
    if uri == "ticket":
        assert str(answer["id"]) == record and plan.action == "update"
    else:
        assert str(answer["id"]) != record and any("new id" in note for note in plan.notes)


@pytest.mark.parametrize("uri", NEW)
def test_an_update_is_not_taken_back_where_somebody_else_changed_the_record(cerb: Cerb, uri: str) -> None:
    record = cerb.create(uri).record
    path = f"records/{uri}/{record}.json"
    update = cerb.write(Request("PUT", path, form=form(CHANGED[uri])))
    name, value = ("is_banned", "0") if uri == "address" else (next(iter(CHANGED[uri])), "Somebody else's")
    cerb.write(Request("PUT", path, form=form({name: value})))
    plan = plan_undo(update, cerb.read(uri, record), CATALOGUE)
    found = {change.field: change.new for change in plan.conflicts}
    assert text_of(found[name]) == value


def test_links_that_were_added_are_taken_away_and_those_taken_away_come_back(cerb: Cerb) -> None:
    record = cerb.create("task").record
    path = f"records/task/{record}.json"
    cerb.write(Request("PUT", path, form=(("fields[links][]", "org:2"), ("fields[links][]", "org:3"))))
    before = cerb.read("task", record)
    pairs = (
        ("fields[links][]", "-org:2"),
        ("fields[links][]", "cerberusweb.contexts.ticket:5"),
        ("fields[links][]", "org:3"),
    )
    plan = cerb.undo(cerb.write(Request("PUT", path, form=pairs)))
    assert plan.request.form == (("fields[links][]", "org:2"), ("fields[links][]", "-ticket:5"))
    assert lasting(cerb.read("task", record)) == lasting(before)


def test_custom_fields_of_several_values_are_put_back(cerb: Cerb) -> None:
    record = cerb.create("ticket").record
    path = f"records/ticket/{record}.json"
    cerb.write(Request("PUT", path, form=(("fields[custom_7][]", "Housing"),)))
    before = cerb.read("ticket", record)
    cerb.undo(
        cerb.write(Request("PUT", path, form=(("fields[custom_7][]", "Display"), ("fields[custom_7][]", "-Housing"))))
    )
    assert lasting(cerb.read("ticket", record)) == lasting(before)


def test_a_write_on_an_older_endpoint_is_taken_back(cerb: Cerb) -> None:
    record = cerb.create("org").record
    before = cerb.read("org", record)
    cerb.undo(cerb.write(Request("PUT", f"orgs/{record}.json", form=(("name", "Older"), ("city", "Ulm")))))
    assert lasting(cerb.read("org", record)) == lasting(before)
