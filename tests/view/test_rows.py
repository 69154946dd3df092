"""The rows of every shape a reply has."""

from __future__ import annotations

import pytest

from cerbsh.view.rows import Row, Rows, rows_of
from tests.view.replies import success

TREE = {
    "children": [
        {"name": "Support", "hits": 3, "children": [{"name": "Open", "hits": 1}, {"name": "Closed", "hits": 2}]},
        {"name": "Sales", "hits": 4},
    ]
}


def query(data: object, kind: str = "table") -> dict[str, object]:
    return success(_={"type": "worklist.subtotals", "format": kind}, data=data)


def test_a_search_gives_its_results() -> None:
    assert rows_of(success(results=[{"id": 1}, {"id": 2}], total=2)) == Rows([{"id": 1}, {"id": 2}])


def test_one_record_is_its_keys_without_the_envelope() -> None:
    assert rows_of(success(id=1, _label="A", _meta={})) == Rows([{"id": 1, "_label": "A"}], single=True)


def test_what_was_selected_is_rows_too() -> None:
    assert rows_of([{"id": 1}, 2, "x"]) == Rows([{"id": 1}, {"value": 2}, {"value": "x"}])
    assert rows_of(7) == Rows([{"value": 7}], single=True)
    assert rows_of([]) == Rows([])


def test_subtotals_are_rows_of_label_and_hits() -> None:
    groups = {
        "status": [{"label": "Open", "hits": 3, "key": "o"}],
        "group": [{"label": "Support", "hits": 2}],
        "org": [],
    }
    found = rows_of(success(subtotals=groups))
    assert found.rows == [{"status": "Open", "hits": 3}, {"group": "Support", "hits": 2}]
    assert (found.columns, found.labels) == (("status", "group", "hits"), ("status", "group"))


@pytest.mark.parametrize(
    ("data", "rows"),
    [
        ({"2": {"id": 2}, "1": {"id": 1}}, [{"id": 2}, {"id": 1}]),
        ([], []),
        ([{"key": "a"}], [{"key": "a"}]),
        ([["Open", 3], ["Closed", 2]], [{"label": "Open", "hits": 3}, {"label": "Closed", "hits": 2}]),
        ([["label", "Open", "Closed"], ["hits", 3, 2]], [{"label": "Open", "hits": 3}, {"label": "Closed", "hits": 2}]),
        ([["label", "Open"], ["hits", 3]], [{"label": "Open", "hits": 3}]),
        ({"ts": ["2026-01", "2026-02"], "Open": [1, 2]}, [{"ts": "2026-01", "Open": 1}, {"ts": "2026-02", "Open": 2}]),
        ({"a": [1, 2], "b": [3]}, [{"a": 1, "b": 3}, {"a": 2}]),
        (
            TREE,
            [
                {"name": "Support", "name_2": "Open", "hits": 1},
                {"name": "Support", "name_2": "Closed", "hits": 2},
                {"name": "Sales", "hits": 4},
            ],
        ),
    ],
)
def test_a_data_query_gives_rows_in_any_of_its_formats(data: object, rows: list[Row]) -> None:
    assert rows_of(query(data)).rows == rows


@pytest.mark.parametrize(
    ("data", "columns", "labels"),
    [
        ([["Open", 3]], ("label", "hits"), ("label",)),
        ([["label", "Open"], ["Support", 3], ["Sales", 2]], ("label", "Support", "Sales"), ("label",)),
        ({"ts": ["2026-01"], "Open": [1]}, ("ts", "Open"), ("ts",)),
        (TREE, ("name", "name_2", "hits"), ("name", "name_2")),
    ],
)
def test_the_format_tells_what_is_label_and_what_is_number(
    data: object, columns: tuple[str, ...], labels: tuple[str, ...]
) -> None:
    found = rows_of(query(data))
    assert (found.columns, found.labels) == (columns, labels)


def test_a_table_of_cerbs_names_its_columns() -> None:
    data = {
        "columns": {"status": {"label": "Status"}, "count": {}},
        "rows": [{"status": "o", "count": 1, "_types": {}}],
    }
    assert rows_of(query(data)).columns == ("status", "count")


def test_odd_shapes_still_give_rows() -> None:
    assert rows_of(query({"children": [1, {"children": [None]}]})).rows == []
    assert rows_of(query("text")) == Rows([{"value": "text"}], single=True)
    assert rows_of(success(subtotals={"a": 1, "b": [2]})).rows == []
