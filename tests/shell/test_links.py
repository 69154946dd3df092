"""``links`` and ``activity``: what hangs on a record."""

from __future__ import annotations

from cerbsh.demo.server import DemoServer
from cerbsh.errors import Exit
from cerbsh.shell.engine import Engine
from tests.shell.support import data, shown, told


def test_links_are_listed_with_their_labels(engine: Engine) -> None:
    result = engine.run("links task:1")
    assert [line.split()[0] for line in shown(result).splitlines()] == ["org:24", "ticket:192", "worker:3"]
    assert "org:24      Zephyr Pharma" in shown(result)
    assert told(result) == "info: GET records/task/1 expand=links"


def test_links_are_records_where_they_are_wanted_so(engine: Engine) -> None:
    assert shown(engine.run("links tasks:1 --csv")).splitlines()[1] == "org:24,org,24,Zephyr Pharma"
    assert data(engine.run("links task:1 --select '[0]'")) == {
        "record": "org:24",
        "type": "org",
        "id": "24",
        "label": "Zephyr Pharma",
    }


def test_a_record_without_links_lists_nothing(engine: Engine) -> None:
    assert shown(engine.run("links ticket:1")) == ""
    assert engine.run("links task:999999").exit == Exit.REPLY


def test_links_are_not_asked_for_in_a_dry_run(engine: Engine, shared_demo: DemoServer) -> None:
    shared_demo.log.clear()
    assert "GET /rest/records/task/1.json?expand=links" in shown(engine.run("links task:1 --dry-run"))
    assert shared_demo.log.seen == ()


def test_activity_lists_what_happened_to_a_record_the_newest_first(engine: Engine) -> None:
    ticket = data(engine.run("POST records/ticket/create subject=Log group_id=1"))["id"]
    for line in ("status=closed", "owner_id=2"):
        assert engine.run(f"PUT records/ticket/{ticket} {line}").exit == Exit.OK
    assert engine.run(f"comment ticket:{ticket} 'so be it'").exit == Exit.OK
    found = data(engine.run(f"activity ticket:{ticket} --select 'results[].activity_point'"))
    assert found[0] == "comment.create"
    assert {*found} == {"comment.create", "ticket.owner.assigned", "ticket.status.closed"}


def test_a_misspelt_parameter_of_activity_is_told(engine: Engine) -> None:
    assert "warning: there is no parameter limt here" in told(engine.run("activity ticket:12 limt=5"))


def test_activity_is_a_search_of_the_log_for_the_record(engine: Engine) -> None:
    result = engine.run("activity tickets:12 limit=5 --dry-run")
    asked = "/rest/records/activity_log/search.json?q=target.ticket%3A%28id%3A12%29%20sort%3A-created&limit=5 HTTP"
    assert asked in shown(result)
    assert "info: GET records/activity_log/search q='target.ticket:(id:12) sort:-created' limit=5" in told(result)
