"""Walking a search to its end, whatever happens between two pages."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cerbsh.api.client import Client
from cerbsh.api.paging import Entry, Page, Seen, Slot, Walk, contents, identity, pages
from cerbsh.api.reply import Reply
from cerbsh.api.request import Request
from cerbsh.demo.server import DemoServer
from cerbsh.errors import ConnectError, ReplyError
from tests.api.test_client import client_of

SEARCH = Request("GET", "records/task/search.json")
WINDOWS = Walk(SEARCH, Slot("query", "q", "id:>", " sort:id"), "id", 0, 3)
PAGES = Walk(SEARCH, Slot("query", "page"), size=3)


def reply(body: object, request: Request = SEARCH) -> Reply:
    return Reply(request, 200, json.dumps(body).encode(), (("Content-Type", "application/json"),))


@dataclass
class Shelf:
    """Records that are searched as Cerb searches: past the end an earlier page comes again. ``between`` is what happens
    before each page but the first.
    """

    ids: list[int]
    size: int = 3
    between: Iterator[Callable[[list[int]], None]] = field(default_factory=lambda: iter(()))
    asked: list[Request] = field(default_factory=list)
    text_ids: bool = False

    def __call__(self, request: Request) -> Reply:
        if self.asked:
            next(self.between, lambda ids: None)(self.ids)
        self.asked.append(request)
        query = dict(request.query)
        behind = re.match(r"id:>(\d+)", query.get("q", ""))
        found = sorted(one for one in self.ids if one > int(behind[1])) if behind else self.ids
        page = int(query.get("page", 1)) - 1
        if page * self.size >= len(found):
            page = max(0, len(found) // self.size - 1)
        shown = found[page * self.size : (page + 1) * self.size]
        results = [{"id": str(one) if self.text_ids else one} for one in shown]
        envelope = {"__status": "success", "results": results, "total": len(found), "limit": self.size}
        return reply(envelope, request)

    def walk(self, walk: Walk) -> list[Page]:
        return list(pages(walk, self(walk.start), self, lambda: None))


def ids_of(found: Sequence[Page]) -> list[int]:
    return [int(str(identity(entry))) for page in found for entry in page.entries]


@pytest.mark.parametrize("walk", [WINDOWS, PAGES])
@pytest.mark.parametrize("count", [0, 1, 2, 3, 4, 6, 7])
@pytest.mark.parametrize("text_ids", [False, True])
def test_every_record_comes_once_and_no_page_is_asked_for_in_vain(walk: Walk, count: int, text_ids: bool) -> None:
    shelf = Shelf(list(range(8, 8 + count)), text_ids=text_ids)
    assert ids_of(shelf.walk(walk)) == list(range(8, 8 + count))
    assert len(shelf.asked) == max(1, -(-count // 3))


def test_ids_that_are_text_are_compared_as_numbers() -> None:
    assert ids_of(Shelf([9, 10, 99, 100, 101], text_ids=True).walk(WINDOWS)) == [9, 10, 99, 100, 101]


changes = st.lists(
    st.tuples(st.sets(st.integers(1, 40), max_size=4), st.sets(st.integers(1, 40), max_size=4)), max_size=8
)


def churn(made: Collection[int], gone: Collection[int]) -> Callable[[list[int]], None]:
    def apply(ids: list[int]) -> None:
        ids[:] = [one for one in ids if one not in gone] + [one for one in made if one not in ids]

    return apply


@given(st.sets(st.integers(1, 40), max_size=20), changes)
def test_in_windows_no_record_that_stands_all_the_while_is_missing_or_doubled(
    ids: set[int], between: list[tuple[set[int], set[int]]]
) -> None:
    shelf = Shelf(list(ids), between=(churn(made, gone) for made, gone in between))
    found = ids_of(shelf.walk(WINDOWS))
    touched = {one for made, gone in between for one in (*made, *gone)}
    assert len(found) == len(set(found))
    assert ids - touched <= set(found)


@given(st.permutations(range(1, 20)), changes)
def test_by_pages_no_record_is_doubled_and_the_walk_ends(
    ids: list[int], between: list[tuple[set[int], set[int]]]
) -> None:
    shelf = Shelf(list(ids), between=(churn(made, gone) for made, gone in between))
    found = ids_of(shelf.walk(PAGES))
    assert len(found) == len(set(found))


def test_the_total_that_cerb_tells_now_goes_with_each_page() -> None:
    shelf = Shelf([1, 2, 3, 4, 5, 6, 7], between=iter([churn([20], [])]))
    assert [page.total for page in shelf.walk(WINDOWS)] == [7, 8, 8]
    shelf = Shelf([1, 2, 3, 4, 5, 6, 7], between=iter([churn([], [1])]))
    assert [page.total for page in shelf.walk(PAGES)] == [7, 6]


@pytest.mark.parametrize(("most", "asked"), [(1, 1), (3, 1), (4, 2), (7, 3), (99, 3)])
def test_no_more_come_than_are_wanted(most: int, asked: int) -> None:
    shelf = Shelf([5, 3, 4, 7, 1, 2, 6])
    assert ids_of(shelf.walk(replace(PAGES, most=most))) == [5, 3, 4, 7, 1, 2, 6][:most]
    assert len(shelf.asked) == asked


def test_the_limit_that_cerb_echoes_counts_more_than_the_one_that_was_asked_for() -> None:
    shelf = Shelf(list(range(1, 8)), size=2)
    assert ids_of(shelf.walk(replace(PAGES, size=500))) == list(range(1, 8))


def test_pages_may_be_counted_from_0_in_a_form_or_in_the_body() -> None:
    request = Request("POST", "tasks/search.json", form=(("limit", "3"),))
    walk = Walk(request, Slot("form", "page"), first=0)
    assert walk.start.form == (("limit", "3"), ("page", "0"))
    data = Walk(Request("POST", "data/query.json", body=""), Slot("body", "", "type:x page:", ""), first=0)
    assert (data.start.body, data.at(4).body) == ("type:x page:0", "type:x page:4")


def test_what_is_wanted_once_is_asked_for_once() -> None:
    request = SEARCH._replace(query=(("show_meta", "1"), ("expand", "links")))
    walk = replace(PAGES, request=request, once=frozenset({"show_meta"}))
    assert walk.start.query == (("show_meta", "1"), ("expand", "links"), ("page", "1"))
    assert walk.at(2).query == (("expand", "links"), ("page", "2"))


@pytest.mark.parametrize(
    ("body", "entries", "total", "size"),
    [
        ({"results": [{"id": 1}], "total": "3", "limit": 1}, [Entry("", {"id": 1})], 3, 1),
        ({"results": {"7": {"id": 7}}, "total": 1}, [Entry("7", {"id": 7})], 1, 0),
        ({"results": [{"alias": "task"}]}, [Entry("", {"alias": "task"})], 1, 0),
        (
            {"_": {"paging": {"page": {"rows": {"of": 9, "limit": 2}}}}, "data": {"4": {"id": 4}}},
            [Entry("4", {"id": 4})],
            9,
            2,
        ),
        ({"_": {"type": "record.types"}, "data": []}, [], 0, 0),
    ],
)
def test_searches_lists_and_data_queries_hold_their_records_in_different_places(
    body: Mapping[str, object], entries: list[Entry], total: int, size: int
) -> None:
    assert contents(reply(body)) == (entries, total, size)


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({"results": [], "total": -1}, "total is -1"),
        ({"results": [], "total": "many"}, "total is 'many'"),
        ({"total": 4}, "no records"),
        ({"_": {}, "data": "text"}, "no records"),
        ([1], "no records"),
    ],
)
def test_what_is_no_page_is_an_error(body: object, words: str) -> None:
    with pytest.raises(ReplyError, match=words):
        contents(reply(body))


def test_windows_that_do_not_go_on_are_an_error_and_no_endless_walk() -> None:
    stuck = reply({"results": [{"id": 1}, {"id": 2}, {"id": 3}], "total": 9, "limit": 3})
    walk = pages(WINDOWS, stuck, lambda request: stuck, lambda: None)
    assert len(next(walk).entries) == 3
    with pytest.raises(ReplyError, match="behind id 3"):
        next(walk)


def test_a_page_that_fails_leaves_those_before_it() -> None:
    shelf = Shelf([1, 2, 3, 4, 5])

    def fail(request: Request) -> Reply:
        raise ConnectError("gone")

    walk = pages(PAGES, shelf(PAGES.start), fail, lambda: None)
    assert len(next(walk).entries) == 3
    with pytest.raises(ConnectError, match="gone"):
        next(walk)


def test_the_next_page_is_fetched_while_the_last_one_is_used() -> None:
    shelf = Shelf(list(range(1, 20)))
    sent = threading.Semaphore(0)

    def send(request: Request) -> Reply:
        sent.release()
        return shelf(request)

    walk = pages(PAGES, shelf(PAGES.start), send, lambda: None)
    next(walk)
    assert sent.acquire(timeout=10)
    next(walk)
    assert sent.acquire(timeout=10)
    walk.close()


def test_closing_early_gives_up_the_request_that_is_under_way() -> None:
    shelf, given_up = Shelf(list(range(1, 20))), threading.Event()

    def hang(request: Request) -> Reply:
        assert given_up.wait(10)
        raise ConnectError("given up")

    walk = pages(PAGES, shelf(PAGES.start), hang, given_up.set)
    next(walk)
    walk.close()
    assert given_up.is_set()


@given(st.lists(st.integers(-5, 5000) | st.sampled_from(["a", "b"])))
def test_what_was_seen_is_known(identities: list[int | str]) -> None:
    seen, known = Seen(), set[int | str]()
    for one in identities:
        assert seen.add(one) is (one not in known)
        known.add(one)
    assert seen.add(None) and seen.add(None)


@pytest.mark.parametrize("by", ["id", "page"])
def test_a_real_search_is_walked_to_its_end(shared_demo: DemoServer, by: str) -> None:
    client: Client = client_of(shared_demo, [], [])
    request = SEARCH._replace(path="records/address/search.json", query=(("limit", "7"),))
    windows = Walk(request, Slot("query", "q", "id:>", " sort:id"), "id", 0, 7)
    walk = windows if by == "id" else Walk(request, Slot("query", "page"), size=7)
    first = client.send(walk.start)
    found = list(pages(walk, first, client.send, client.hang_up))
    total = contents(first).total
    assert len(set(ids_of(found))) == len(ids_of(found)) == total > 20
    assert len(list(islice(found, 99))) == -(-total // 7)
    client.close()
