"""What there is to draw in a reply."""

from __future__ import annotations

import pytest

from cerbsh.api import exact
from cerbsh.errors import UsageError
from cerbsh.view.figure import Figure, Series, figure_of
from tests.view.replies import HOSTILE, success
from tests.view.screen import assert_harmless


def query(data: object, form: str) -> dict[str, object]:
    return success(_={"type": "worklist.subtotals", "format": form}, data=data)


def named(figure: Figure) -> dict[str, tuple[float | None, ...]]:
    return {series.name: series.numbers for series in figure.series}


@pytest.mark.parametrize(
    ("value", "labels", "series"),
    [
        (success(subtotals={"status": [{"label": "Open", "hits": 3}]}), ("Open",), {"hits": (3,)}),
        (query([["Open", 3], ["Closed", 2]], "pie"), ("Open", "Closed"), {"hits": (3, 2)}),
        (query([["label", "Open", "Closed"], ["hits", 3, 2]], "categories"), ("Open", "Closed"), {"hits": (3, 2)}),
        (
            query([["label", "Support", "Sales"], ["Open", 3, 2], ["Closed", 1, 0]], "categories"),
            ("Support", "Sales"),
            {"Open": (3, 2), "Closed": (1, 0)},
        ),
        (
            query({"children": [{"name": "Support", "hits": 3, "children": [{"name": "Open", "hits": 3}]}]}, "tree"),
            ("Support / Open",),
            {"hits": (3,)},
        ),
        (
            query({"ts": ["2026-01", "2026-02"], "Open": [1, 2], "Closed": [3, 4]}, "timeseries"),
            ("2026-01", "2026-02"),
            {"Open": (1, 2), "Closed": (3, 4)},
        ),
        (
            query(
                {
                    "columns": {"group_label": {}, "status": {}, "count": {}},
                    "rows": [{"group": 3, "group_label": "Support", "status": "open", "count": 5, "_types": {}}],
                },
                "table",
            ),
            ("Support / open",),
            {"count": (5,)},
        ),
        (
            query(
                [{"status": "o", "status_label": "Open", "owner_id": 4, "count": 5, "count_query": "x"}], "dictionaries"
            ),
            ("Open",),
            {"count": (5,)},
        ),
        (
            query(
                {"columns": {"name": {}, "value": {}}, "rows": [{"id": "a", "name": "Open", "value": "12.50"}]}, "table"
            ),
            ("Open",),
            {"value": (12.5,)},
        ),
        (
            query([{"status": "2", "status_label": "Open", "count": "5"}], "dictionaries"),
            ("Open",),
            {"count": (5,)},
        ),
        (query({"ts": ["2026", "2027"], "Open": ["1", 0]}, "timeseries"), ("2026", "2027"), {"Open": (1, 0)}),
        (
            query({"columns": {"created": {}, "count": {}}, "rows": [{"created": "2026", "count": "5"}]}, "table"),
            ("2026",),
            {"count": (5,)},
        ),
        ([{"label": "a", "n": 1, "m": 2.5}, {"label": "b", "n": None}], ("a", "b"), {"n": (1, None), "m": (2.5, None)}),
    ],
)
def test_labels_and_numbers_are_found_in_every_format(
    value: object, labels: tuple[str, ...], series: dict[str, tuple[float | None, ...]]
) -> None:
    figure = figure_of(value)
    assert (figure.labels, named(figure)) == (labels, series)


def test_the_format_tells_of_time_and_of_shares() -> None:
    assert figure_of(query({"ts": ["2026"], "a": [1]}, "timeseries")).over_time
    assert figure_of(query([["a", 1]], "pie")).shares


def test_numbers_keep_the_text_they_were_sent_with() -> None:
    value = exact.parse(b'[{"label": "a", "n": 1.10}]').value
    assert figure_of(value).series == (Series("n", (1.1,), ("1.10",)),)


def test_labels_and_names_are_harmless() -> None:
    figure = figure_of([{"label": HOSTILE, HOSTILE: 1}])
    assert_harmless("".join([*figure.labels, *(series.name for series in figure.series)]))


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (success(results=[]), "the reply has no rows"),
        (success(results=[{"_context": "x", "id": 1, "importance": 5}]), "records by themselves cannot be drawn"),
        (success(), "no numbers"),
        ([{"label": "a", "text": "b"}], "no numbers"),
        ([{"label": "a", "id": 1, "owner_id": 2, "ok": True}], "no numbers"),
        ("text", "no numbers"),
        ([{"label": "a", "n": exact.ExactFloat("1e400")}], "no numbers"),
        (query({"ts": ["2026-01"]}, "timeseries"), "no numbers"),
    ],
)
def test_what_cannot_be_drawn_is_told_with_what_could(value: object, message: str) -> None:
    with pytest.raises(UsageError) as error:
        figure_of(value)
    assert message in error.value.message
    assert "subtotals[]" in error.value.hint


def test_the_subtotals_of_a_search_are_drawn_though_it_sent_records() -> None:
    subtotals = {"status": [{"label": "Open", "hits": 2}]}
    figure = figure_of({"results": [{"_context": "x", "id": 1}], "subtotals": subtotals})
    assert (figure.labels, figure.series[0].numbers) == (("Open",), (2.0,))
