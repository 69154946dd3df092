"""A value as the text of one cell."""

from __future__ import annotations

from datetime import UTC

import pytest

from cerbsh.api.exact import ExactFloat
from cerbsh.errors import UsageError
from cerbsh.view import cells
from cerbsh.view.rows import Row
from tests.view.replies import HOSTILE
from tests.view.screen import assert_harmless


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""), (True, "true"), (False, "false"), (0, "0"), (ExactFloat("1.10"), "1.10"), ("a\nb", r"a\nb"),
        ({"_label": "Ann", "id": 1}, "Ann"), ({"id": 1}, '{"id":1}'), ({}, ""), ([], ""),
        ([{"name": "a"}, "b", 3], "a, b, 3"), ([1, 2, 3, 4, 5], "1, 2, 3, +2"), ([[1], [[2]]], "[1], [[2]]"),
    ],
)  # fmt: skip
def test_a_value_is_told_by_its_label_or_as_it_was_sent(value: object, text: str) -> None:
    assert cells.text(value) == text


def test_times_are_dates_and_no_time_is_empty() -> None:
    row: Row = {"_context": "x", "updated": 1795485674, "closed": 0, "due": "0", "id": 1795485674}
    assert [cells.cell(row, key, UTC) for key in row] == ["x", "2026-11-24 02:01", "", "", "1795485674"]
    assert cells.cell({"closed": 0}, "closed", UTC) == "0"


def test_a_linked_record_is_its_label() -> None:
    assert cells.cell({"owner__label": "Ann", "owner_id": 1}, "owner") == "Ann"


def test_a_key_may_be_a_path() -> None:
    row = {"owner": {"name": "Ann"}, "a.b": 1, "a": {"b": 2}}
    assert [cells.find(row, key) for key in ("owner.name", "a.b", "owner.nope", "a.b.c")] == ["Ann", 1, None, None]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (5, 5.0), (ExactFloat("1.10"), 1.1), ("5", 5.0), ("-1.50", -1.5), ("1e5", None), ("", None), ("x", None),
        (True, None), (None, None), ([1], None), (10**400, None), ("9" * 30, None),
    ],
)  # fmt: skip
def test_a_number_may_come_as_text(value: object, expected: float | None) -> None:
    assert cells.number(value) == expected


def test_nothing_is_lost_where_nothing_may_be() -> None:
    values: list[object] = ["a\nb", None, ExactFloat("1e400"), True, {"a": [1]}]
    assert [cells.plain(value) for value in values] == ["a\nb", "", "1e400", "true", '{"a":[1]}']


def test_an_unknown_key_is_refused_with_the_one_that_was_meant() -> None:
    cells.check_keys([{"subject": 1}, {"owner__label": 2, "o": {}}], ["subject", "owner", "o.x"])
    cells.check_keys([], ["anything"])
    with pytest.raises(UsageError) as error:
        cells.check_keys([{"subject": 1}], ["subjct"])
    assert (error.value.message, error.value.hint) == ("no record has a key 'subjct'", "did you mean subject?")


@pytest.mark.parametrize("value", [HOSTILE, {"name": HOSTILE}, [HOSTILE], {HOSTILE: HOSTILE}, [[{HOSTILE: 1}]]])
def test_no_value_makes_a_harmful_cell(value: object) -> None:
    assert_harmless(cells.text(value))
    assert "\n" not in cells.text(value)
