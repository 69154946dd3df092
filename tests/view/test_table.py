"""Records as a table."""

from __future__ import annotations

from datetime import UTC

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wcwidth import wcswidth

from cerbsh.errors import UsageError
from cerbsh.view import theme
from cerbsh.view.rows import Row, Rows, rows_of
from cerbsh.view.table import layout, table
from tests.view.replies import HOSTILE
from tests.view.screen import assert_harmless, cells, uncoloured

COLOURED = theme.load(theme.DEFAULT, "256")

keys = st.sampled_from(["id", "_label", "name", "updated", "owner__label", "owner_id", "_context"]) | st.text()
values = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(st.characters())
    | st.lists(st.integers())
    | st.just({"name": "x"})
)
many_rows = st.lists(st.dictionaries(keys, values, max_size=8), max_size=6)


def text(rows: object, width: int = 80, *wanted: str) -> str:
    return "".join(table(rows_of(rows), width, wanted=wanted, zone=UTC))


TICKETS = [
    {
        "_context": "cerberusweb.contexts.ticket", "_label": "[#A-1] Hello", "id": 1, "mask": "A-1", "subject": "Hello",
        "status": "open", "updated": 1795485674, "closed": 0, "importance": 50, "url": "x", "spam": "",
    },
    {
        "_context": "cerberusweb.contexts.ticket", "_label": "[#B-22] 日本語", "id": 22, "mask": "B-22",
        "subject": "日本語", "status": "closed", "updated": 1795485674, "closed": 1795485700, "importance": 5,
        "url": "x", "spam": "",
    },
]  # fmt: skip


def test_the_columns_are_the_label_and_what_differs_times_as_dates_numbers_on_the_right() -> None:
    assert text(TICKETS) == (
        "id  label           status  importance  closed\n"
        "──  ──────────────  ──────  ──────────  ────────────────\n"
        " 1  [#A-1] Hello    open            50\n"
        "22  [#B-22] 日本語  closed           5  2026-11-24 02:01\n"
    )


def test_named_columns_are_taken_as_they_are_named() -> None:
    assert text(TICKETS, 80, "label", "mask", "url").splitlines()[0] == "label           mask  url"


def test_a_linked_record_is_one_column_with_its_label() -> None:
    rows = [{"id": n, "owner__label": name, "owner_id": n, "owner_email": "x"} for n, name in ((1, "Ann"), (2, "Bo"))]
    assert text(rows).splitlines()[0].split() == ["id", "owner"]


def test_wide_characters_keep_the_columns_in_line_on_a_screen() -> None:
    rows = [{"a": "日本語", "b": 1}, {"a": "👍", "b": 22}, {"a": "e\u0301", "b": 333}]
    lines = text(rows, 80, "a", "b").splitlines()
    assert [line.split() for line in lines[2:]] == [["日本語", "1"], ["👍", "22"], ["e\u0301", "333"]]
    assert {cells(line) for line in lines[2:]} == {11}


def test_what_has_no_room_is_cut_or_left_out() -> None:
    lines = text(TICKETS, 24).splitlines()
    assert lines[0] == "id  label         status"
    assert lines[3] == "22  [#B-22] 日…  closed".replace("日…  ", "日…   ")


def test_one_record_is_a_list_of_its_keys_and_long_values_go_on_below() -> None:
    record = {"id": 1, "_context": "x", "updated": 1795485674, "note": "a" * 30}
    assert text(record, 24) == (
        "id       1\nupdated  2026-11-24 02:0\n         1\nnote     aaaaaaaaaaaaaaa\n         aaaaaaaaaaaaaaa\n"
    )


def test_no_records_make_no_table() -> None:
    assert text([]) == ""


def test_an_unknown_column_is_refused() -> None:
    with pytest.raises(UsageError, match="no record has a key 'nope'"):
        text(TICKETS, 80, "nope")


def test_later_pages_keep_the_columns_of_the_first() -> None:
    fitted = layout(Rows(TICKETS), 60, zone=UTC)
    later = [{"_label": "x" * 100, "id": 12345678, "status": "waiting"}]
    assert list(fitted.lines(later)) == ["1…  xxxxxxxxxxxxx…  waiti…\n"]


def test_colour_changes_no_cell() -> None:
    for rows in (TICKETS, TICKETS[:1]):
        coloured = "".join(table(Rows(rows), 60, COLOURED, zone=UTC))
        assert uncoloured(coloured) == "".join(table(Rows(rows), 60, zone=UTC))
        assert coloured != uncoloured(coloured)


def test_foreign_text_in_keys_and_cells_is_harmless() -> None:
    rows: list[Row] = [{HOSTILE: HOSTILE, "id": 1}, {HOSTILE: 2, "id": 2}]
    for found in (rows, rows[:1]):
        assert_harmless("".join(table(Rows(found), 300, COLOURED)))


@given(many_rows, st.integers(1, 100))
def test_no_line_is_wider_than_the_width(rows: list[dict[str, object]], width: int) -> None:
    drawn = "".join(table(Rows(rows), width, COLOURED, zone=UTC))
    assert_harmless(drawn)
    for line in drawn.splitlines():
        assert max(wcswidth(uncoloured(line)), cells(line)) <= max(width, 6)


@given(many_rows.filter(bool), st.integers(1, 100))
def test_no_line_of_named_columns_is_wider_than_the_width(rows: list[dict[str, object]], width: int) -> None:
    wanted = [key for key in rows[0] if not key.endswith("__label")]
    for line in "".join(table(Rows(rows), width, wanted=wanted, zone=UTC)).splitlines():
        assert max(wcswidth(line), cells(line)) <= max(width, 6)
