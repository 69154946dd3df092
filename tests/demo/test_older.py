from __future__ import annotations

import re
from typing import Any

import pytest

from cerbsh.catalogue import builtin
from cerbsh.demo.older import CONTROLLERS
from tests.demo.calls import Cerb, Pairs, error


@pytest.mark.parametrize("controller", sorted(CONTROLLERS))
def test_a_record_names_the_links_behind_its_links(read_only: Cerb, controller: str) -> None:
    uri = CONTROLLERS[controller].uri  # type: ignore[attr-defined]
    found = read_only.get(f"{controller}/1.json")
    plain = read_only.get(f"records/{uri}/1.json")
    assert plain.items() <= found.items()
    more = {name for name in found if name not in plain}
    assert all(name.endswith(("__context", "__type")) or name == "file_id" for name in more)
    assert list(found) == sorted(found)


def test_show_meta_has_other_names(read_only: Cerb) -> None:
    found = read_only.get("tasks/1.json", show_meta="1")
    meta = read_only.get("records/task/1.json", show_meta="1")["_meta"]
    assert (found["_labels"], found["_types"]) == (meta["labels"], meta["types"])


@pytest.mark.parametrize(
    ("method", "path", "form", "code", "message"),
    [
        ("GET", "tickets/99999.json", {}, "ERROR", "Invalid ticket id '99999'"),
        ("GET", "tickets/abc.json", {}, "ERROR_NOT_IMPLEMENTED", "Not implemented."),
        ("GET", "orgs/search.json", {}, "ERROR_NOT_IMPLEMENTED", "Not implemented."),
        ("POST", "workers/me.json", {}, "ERROR_NOT_IMPLEMENTED", "Not implemented."),
        ("DELETE", "workers/2.json", {}, "ERROR_NOT_IMPLEMENTED", "Not implemented."),
        ("POST", "orgs/99999/note.json", {"note": "x"}, "ERROR", "Invalid org id '99999'"),
        ("POST", "orgs/1/note.json", {}, "ERROR_PARAM_REQUIRED", "The 'note' parameter is required."),
        ("POST", "tickets/1/comment.json", {}, "ERROR_PARAM_REQUIRED", "The 'comment' parameter is required."),
        ("PUT", "tickets/1/requester.json", {}, "ERROR_PARAM_REQUIRED", "The 'email' parameter is required."),
        ("PUT", "tasks/1.json", {"assignee_id": "1"}, "ERROR_PARAM_INVALID", "'assignee_id' is not a valid field."),
        ("POST", "tickets/merge.json", {}, "ERROR", "The demo does not speak POST tickets/merge."),
        ("GET", "calendars/list.json", {}, "ERROR", "The demo does not speak GET calendars/list."),
    ],
)
def test_what_is_wrong_is_refused(
    read_only: Cerb, method: str, path: str, form: Pairs, code: str, message: str
) -> None:
    assert error(read_only.write(method, path, form)) == (code, message)


def test_every_endpoint_that_cerb_has_is_answered_or_refused_by_name(cerb: Cerb) -> None:
    for endpoint in builtin().endpoints:
        path = re.sub(r"\{\w+\}", "1", endpoint.path.replace("{uri}", "task").replace("{context}", "org"))
        answer = cerb.send(endpoint.method, f"{path}.json")
        assert answer.status == 200, endpoint.path
        assert b"Unknown command" not in answer.body, endpoint.path


def test_fields_are_bare_and_others_ignored(cerb: Cerb) -> None:
    task = cerb.write("POST", "tasks/create.json", {"title": "Bare", "nonsense": "x", "fields[title]": "Bracketed"})
    assert task["title"] == "Bare"
    assert cerb.write("PUT", f"tasks/{task['id']}.json", {"title": "Changed"})["title"] == "Changed"
    assert list(cerb.write("DELETE", f"tasks/{task['id']}.json", {})) == ["__build", "__status", "__version"]
    assert cerb.ids("task", f"id:{task['id']}") == []


def test_dates_may_be_words(cerb: Cerb) -> None:
    assert cerb.write("PUT", "tasks/1.json", {"due": "2030-01-01 00:00"})["due"] == 1_893_456_000


def test_a_note_is_a_comment_of_who_calls(cerb: Cerb) -> None:
    note = cerb.as_worker(2).write("POST", "orgs/1/note.json", {"note": "Ask again 🎉"})
    assert (note["_type"], note["comment"], note["author_id"], note["target_id"]) == ("comment", "Ask again 🎉", 2, 1)
    assert cerb.total("comment", f"on.org:(id:1) id:{note['id']}") == 1


def test_a_requester_comes_and_goes(cerb: Cerb) -> None:
    cerb.write("PUT", "tickets/1/requester.json", {"email": "new@lumen.example"})
    assert cerb.ids("ticket", "participant:(email:new@lumen.example)") == [1]
    cerb.write("DELETE", "tickets/1/requester.json", {}, "email=new@lumen.example")
    assert cerb.ids("ticket", "participant:(email:new@lumen.example)") == []


def search(cerb: Cerb, *conditions: tuple[str, str, str], plural: str = "orgs", **form: str) -> dict[str, Any]:
    """The reply to the older search."""
    names, operators, values = ([condition[place] for condition in conditions] for place in range(3))
    criteria = {"criteria[]": names, "oper[]": operators, "value[]": values}
    return cerb.write("POST", f"{plural}/search.json", {"limit": "500", **criteria, **form})


@pytest.mark.parametrize(
    ("condition", "sql"),
    [
        (("country", "=", "Italy"), "country = 'Italy'"),
        (("country", "!=", "Italy"), "country != 'Italy'"),
        (("id", ">", "5"), "id > 5"),
        (("id", "<=", "5"), "id <= 5"),
        (("name", "like", "A*"), "name LIKE 'A%'"),
        (("name", "not like", "A*"), "name NOT LIKE 'A%'"),
        (("id", "in", "[1,2,3]"), "id IN (1, 2, 3)"),
        (("id", "not in", "[1,2,3]"), "id NOT IN (1, 2, 3)"),
        (("id", "in", "7"), "id = 7"),
        (("country", "in", '["Italy","India"]'), "country IN ('Italy', 'India')"),
        (("country", "in or null", '["Italy"]'), "country = 'Italy'"),
        (("id", "between", "[3,6]"), "id BETWEEN 3 AND 6"),
        (("name", "is null", ""), "0"),
        (("name", "is not null", ""), "1"),
        (("name", "fulltext", "analytics"), "name LIKE '%analytics%'"),
        (
            ("custom_1", "=", "Gold"),
            "id IN (SELECT context_id FROM custom_value WHERE field_id = 1 AND value = 'Gold')",
        ),
    ],
)
def test_a_condition_has_a_name_an_operator_and_a_value(
    read_only: Cerb, condition: tuple[str, str, str], sql: str
) -> None:
    rows = read_only.database.rows(f"SELECT id FROM org WHERE {sql} ORDER BY id")
    assert [row["id"] for row in search(read_only, condition)["results"]] == [row["id"] for row in rows]


def test_conditions_and_query_must_all_hold(read_only: Cerb) -> None:
    found = search(read_only, ("id", ">", "3"), ("id", "<", "20"), q="country:Italy")
    rows = read_only.database.rows("SELECT id FROM org WHERE id > 3 AND id < 20 AND country = 'Italy'")
    assert [row["id"] for row in found["results"]] == [row["id"] for row in rows]


@pytest.mark.parametrize(
    ("conditions", "message"),
    [
        ([("nope", "=", "1")], "'nope' is not a valid search token."),
        ([("id", "~", "1")], "The provided search filters are invalid."),
        ([("id", "between", "[1]")], "The provided search filters are invalid."),
    ],
)
def test_a_condition_that_is_none_is_refused(
    read_only: Cerb, conditions: list[tuple[str, str, str]], message: str
) -> None:
    assert error(search(read_only, *conditions)) == ("ERROR_SEARCH_FILTERS_INVALID", message)


def test_lists_of_conditions_are_equally_long(read_only: Cerb) -> None:
    code, _ = error(read_only.write("POST", "orgs/search.json", {"criteria[]": ["id"], "oper[]": ["="]}))
    assert code == "ERROR_SEARCH_FILTERS_INVALID"


def test_the_older_search_counts_in_text_and_sorts(read_only: Cerb) -> None:
    found = search(read_only, sortBy="name", sortAsc="0", limit="3")
    assert list(found) == ["__build", "__status", "__version", "count", "limit", "page", "results", "total"]
    assert (found["total"], found["count"], found["limit"]) == (str(read_only.total("org", "")), 3, 3)
    names = [row["name"] for row in found["results"]]
    assert names == sorted(names, reverse=True)
    assert search(read_only, limit="100000")["limit"] == 100_000


def test_the_older_search_counts_values_too(read_only: Cerb) -> None:
    found = search(read_only, plural="tickets", show_results="0", **{"subtotals[]": "status"})
    assert found["subtotals"] == read_only.search("ticket", **{"subtotals[]": "status"})["subtotals"]
    assert "results" not in found
