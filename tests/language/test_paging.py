"""How a line is walked page by page."""

from __future__ import annotations

import pytest

from cerbsh.api.paging import Walk
from cerbsh.catalogue import Catalogue, RecordType, builtin
from cerbsh.errors import LineError
from cerbsh.language.compile import compile_request
from cerbsh.language.grammar import Argument, CommandSpec, Grammar
from cerbsh.language.line import request_of
from cerbsh.language.paging import plan
from cerbsh.language.parser import parse

SEARCH = CommandSpec(
    "search",
    "",
    (Argument("type", "type"), Argument("words", "query", required=False, many=True)),
    request="GET /records/{type}/search",
)


def walk(text: str, most: int | None = None, catalogue: Catalogue | None = None) -> Walk:
    known = catalogue or builtin()
    line = request_of(parse(text, Grammar(known, {"search": SEARCH})))
    assert line is not None
    return plan(line, compile_request(line), known, most)


def parameters(found: Walk, number: int) -> dict[str, str]:
    request = found.at(number)
    return {**dict(request.query), **dict(request.form), **({"body": request.body} if request.body else {})}


def test_a_records_search_that_does_not_sort_is_walked_in_windows_as_large_as_cerb_allows() -> None:
    found = walk("search ticket status:o OR status:w expand=owner_")
    assert (found.by, found.size) == ("id", 500)
    query = {"expand": "owner_", "limit": "500"}
    assert dict(found.start.query) == {**query, "q": "(status:o OR status:w) id:>0 sort:id"}
    assert parameters(found, 77) == {**query, "q": "(status:o OR status:w) id:>77 sort:id"}


@pytest.mark.parametrize(
    ("line", "size"),
    [("limit=20", "20"), ("limit:20", "20"), ("limit:20 limit=30", "20"), ("limit=9999", "500"), ("limit:400", "400")],
)
def test_a_limit_is_the_size_of_a_page(line: str, size: str) -> None:
    assert parameters(walk(f"search ticket {line}"), 5) == {"limit": size, "q": "id:>5 sort:id"}


def test_one_that_sorts_is_walked_by_the_numbers_of_pages() -> None:
    found = walk("search ticket status:o sort:-updated limit:20")
    assert (found.by, found.first) == ("page", 1)
    assert parameters(found, 3) == {"q": "sort:-updated status:o", "limit": "20", "page": "3"}


def test_max_keeps_the_order_of_cerb_and_asks_for_no_more_than_it_needs() -> None:
    found = walk("search ticket status:o", most=7)
    assert (found.by, found.most) == ("page", 7)
    assert parameters(found, 1) == {"q": "status:o", "limit": "7", "page": "1"}
    assert parameters(walk("search ticket", most=7000), 1)["limit"] == "500"
    assert parameters(walk("search ticket limit=5", most=7), 1)["limit"] == "5"


def test_a_type_without_ids_to_search_by_and_one_that_nobody_knows_are_walked_by_pages() -> None:
    assert walk("GET records/webapi_credentials/search").by == "page"
    assert walk("GET records/gadget/search", catalogue=Catalogue(builtin().endpoints, [])).by == "page"
    bare = RecordType("gadget", "contexts.gadget", "gadget", "gadgets")
    assert walk("search gadget", catalogue=Catalogue(builtin().endpoints, [bare])).by == "page"


def test_what_is_large_and_the_same_on_every_page_is_asked_for_once() -> None:
    found = walk("GET records/ticket/search show_meta=1 subtotals[]=status expand=custom_")
    assert {"show_meta", "subtotals[]"} <= {name for name, _ in found.start.query}
    assert set(parameters(found, 5)) == {"expand", "limit", "q"}


def test_an_older_search_counts_its_pages_in_the_form_and_has_no_cap() -> None:
    found = walk("POST tasks/search criteria[]=title oper[]=like value[]='a*' limit=2000")
    assert (found.by, found.first) == ("page", 1)
    assert found.at(2).form[-2:] == (("limit", "2000"), ("page", "2"))
    assert parameters(walk("POST tasks/search q='status:o limit:5'"), 2) == {"q": "status:o", "limit": "5", "page": "2"}


@pytest.mark.parametrize(
    ("line", "first", "sent"),
    [
        ("GET automations/logs/search level:3", 0, {"q": "level:3", "limit": "250", "page": "0"}),
        ("GET automations/logs/search limit=1000", 0, {"limit": "250", "page": "0"}),
        ("GET workspaces/worklists/4", 1, {"limit": "100", "page": "1"}),
        ("GET notifications/list unread=1", 1, {"unread": "1", "page": "1"}),
    ],
)
def test_each_list_counts_its_pages_in_its_own_way(line: str, first: int, sent: dict[str, str]) -> None:
    found = walk(line)
    assert found.first == first
    assert dict(found.start.query) == sent


@pytest.mark.parametrize(
    "line", ["GET bots/list", "GET calendars/list", "GET workspaces/pages/list", "GET contexts/list"]
)
def test_what_comes_at_once_is_asked_for_as_it_is(line: str) -> None:
    found = walk(line)
    assert found.slot is None
    assert found.start.query == ()


@pytest.mark.parametrize(
    ("query", "by", "sent"),
    [
        (
            "type:worklist.records of:ticket query:(status:o limit:2) expand:[owner_]",
            "id",
            "type:worklist.records of:ticket query:((status:o) id:>9 sort:id limit:2) expand:[owner_]",
        ),
        (
            "type:worklist.records of:ticket",
            "id",
            "type:worklist.records of:ticket query:(id:>9 sort:id limit:250)",
        ),
        (
            "type:worklist.records of:ticket query:(status:o sort:-id limit:2) expand:[owner_]",
            "page",
            "type:worklist.records of:ticket query:(sort:-id status:o limit:2) expand:[owner_] page:9",
        ),
        ("type:record.types limit:5 filter:t", "page", "type:record.types limit:5 filter:t page:9"),
        ("type:record.types", "page", "type:record.types"),
    ],
)  # fmt: skip
def test_the_page_of_a_data_query_stands_in_its_text(query: str, by: str, sent: str) -> None:
    for line, name in ((f"GET data/query {query}", "q"), (f"POST data/query {query}", "body")):
        found = walk(line)
        assert (found.by, parameters(found, 9)) == (by, {name: sent})
        assert found.first == 0 or found.slot is None


def test_the_page_of_a_data_query_holds_at_most_250() -> None:
    assert walk("GET data/query type:worklist.records of:ticket query:(limit:900)").size == 250
    text = parameters(walk("GET data/query type:worklist.records of:ticket", most=7), 0)["q"]
    assert text == "type:worklist.records of:ticket query:(limit:7) page:0"


@pytest.mark.parametrize(
    ("line", "place", "words"),
    [
        ("search ticket (status:o", "(", "everything"),
        ("search ticket status:[o,w sort:id", "[", "everything"),
        ("GET records/ticket/search q='(a'", "(", "everything"),
        ("GET data/query type:worklist.records query:(a", "(", "everything"),
        ("search ticket page=2", "page=2", "from the first on"),
        ("search ticket page:2 status:o", "page:2", "from the first on"),
        ("POST tasks/search page=2", "page=2", "from the first on"),
        ("GET data/query type:record.types limit:5 page:2", "page:2", "from the first on"),
        ("GET data/query type:worklist.records query:(page:2)", "query:(page:2)", "from the first on"),
        ("search ticket limit=x", "limit=x", "number of records"),
        ("search ticket limit:0", "limit:0", "number of records"),
        ("search ticket show_results=0", "show_results=0", "without results"),
        ("GET workers/me", "workers/me", "has no pages"),
        ("GET nope/search", "nope/search", "has no pages"),
        ("GET records/ticket/12", "records/ticket/12", "has no pages"),
        ("GET records/ticket/search.xml", "records/ticket/search.xml", "JSON alone"),
        ("GET data/query type:worklist.subtotals of:ticket", "type:worklist.subtotals of:ticket", "answers at once"),
        ("GET data/query type:worklist.records query:[a]", "query:[a]", "parentheses"),
    ],
)
def test_what_cannot_be_walked_is_refused_at_its_place(line: str, place: str, words: str) -> None:
    with pytest.raises(LineError, match=words) as caught:
        walk(line)
    assert line[caught.value.start : caught.value.end] == place
