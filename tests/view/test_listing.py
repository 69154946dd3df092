"""Records page by page."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import cast

import pytest

from cerbsh.errors import UsageError
from cerbsh.view.listing import Listing

ONE = {"results": [{"id": 1, "name": "Ada"}, {"id": 2, "name": "Bo"}]}
TWO = {"results": [{"id": 30, "name": "Cy with a long name"}]}
DATA = {"_": {"type": "worklist.records"}, "data": {"7": {"id": 7}, "9": {"id": 9}}}


def test_csv_has_one_head_for_all_pages() -> None:
    assert "".join(Listing("csv").draw([ONE, TWO])) == "id,name\n1,Ada\n2,Bo\n30,Cy with a long name\n"
    assert "".join(Listing("csv").draw([])) == ""


def test_a_table_is_fitted_to_the_first_page() -> None:
    lines = "".join(Listing("table").draw([ONE, TWO])).splitlines()
    assert [line.split()[0] for line in lines] == ["id", "──", "1", "2", "30"]
    assert max(map(len, lines)) == len("id  name")


def test_ids_of_later_pages_find_room() -> None:
    far = {"results": [{"id": 99_999, "name": "Di"}]}
    assert "99999" in "".join(Listing("table", growing=True).draw([ONE, far]))


def test_one_record_alone_is_a_list_of_its_keys_and_before_another_page_a_line() -> None:
    assert "".join(Listing("table").draw([TWO])).splitlines() == ["id    30", "name  Cy with a long name"]
    assert len("".join(Listing("table").draw([TWO, ONE])).splitlines()) == 5


def test_json_lines_are_the_records_of_a_search_or_a_data_query_the_entries_of_a_list_or_the_value() -> None:
    drawn = "".join(Listing("ndjson").draw([ONE, TWO, DATA, ["x", 1.5], None, {"id": 4}]))
    assert [json.loads(line) for line in drawn.splitlines()] == [
        *ONE["results"], *TWO["results"], {"id": 7}, {"id": 9}, "x", 1.5, None, {"id": 4},
    ]  # fmt: skip


def left_out(listing: Listing, *pages: object) -> tuple[str, ...]:
    """What a listing gives when it is drawn."""
    drawn = listing.draw(pages)
    while True:
        try:
            next(drawn)
        except StopIteration as end:
            return cast("tuple[str, ...]", end.value)


def test_csv_says_which_keys_came_too_late_for_its_head() -> None:
    late = {"results": [{"id": 31, "email": "d@e.example", "name": "Di"}, {"phone": "5", "email": ""}]}
    assert left_out(Listing("csv"), ONE, late) == ("email", "phone")
    assert left_out(Listing("csv"), ONE, TWO) == ()
    assert left_out(Listing("csv", ("id", "name")), ONE, late) == (), "columns that are named are those that are wanted"
    assert left_out(Listing("table"), ONE, late) == left_out(Listing("ndjson"), ONE, late) == ()


def test_a_column_of_csv_may_come_with_a_later_page() -> None:
    late = {"results": [{"id": 31, "email": "d@e.example"}]}
    listing = Listing("csv", ("id", "email"), growing=True)
    assert "".join(listing.draw([ONE, late])) == "id,email\n1,\n2,\n31,d@e.example\n"
    with pytest.raises(UsageError, match="no record has a key 'email'"):
        left_out(listing, ONE, TWO)


@pytest.mark.parametrize("form", ["csv", "ndjson", "table"])
def test_a_page_is_taken_when_the_one_before_it_is_drawn(form: str) -> None:
    taken = []

    def pages() -> Iterator[object]:
        for page in (ONE, TWO):
            taken.append(page)
            yield page

    drawn = Listing(form).draw(pages())  # type: ignore[arg-type]
    assert not taken
    next(drawn)
    assert taken == [ONE]


def test_a_column_that_no_record_has_is_refused() -> None:
    with pytest.raises(UsageError, match="nmae"):
        "".join(Listing("csv", ("nmae",)).draw([ONE]))
