"""Charts in a terminal."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wcwidth import wcswidth

from cerbsh.errors import UsageError
from cerbsh.view import theme
from cerbsh.view.canvas import Canvas
from cerbsh.view.chart import chart
from tests.view.replies import HOSTILE, success
from tests.view.screen import assert_harmless, cells, uncoloured

COLOURED = theme.load(theme.DEFAULT, "256")
TIMES = success(
    _={"format": "timeseries"},
    data={
        "ts": [f"2026-{month:02}" for month in range(1, 13)],
        "Open": list(range(12)),
        "Closed": [12 - n for n in range(12)],
    },
)


def text(value: object, width: int = 40, colours: theme.Theme = theme.PLAIN, kind: str = "", height: int = 6) -> str:
    return "".join(chart(value, width, colours, kind=kind, height=height))


def test_bars_stand_beside_their_numbers_and_fill_the_width() -> None:
    value = success(
        subtotals={
            "status": [{"label": "Open", "hits": 895}, {"label": "日本", "hits": 448}, {"label": "X", "hits": 0}]
        }
    )
    assert text(value) == (
        f"Open  895  {'█' * 29}\n"
        f"日本  448  {'█' * 14}▌\n"
        "X       0\n"
    )  # fmt: skip


def test_whatever_is_not_nothing_is_seen() -> None:
    assert text([{"label": "a", "n": 100_000}, {"label": "b", "n": 1}]).splitlines()[1] == "b       1  ▏"


def test_several_series_stand_below_their_label() -> None:
    value = success(_={"format": "categories"}, data=[["label", "Support", "Sales"], ["Open", 4, 2], ["Closed", 1, 0]])
    assert text(value, 24) == (
        f"Support\n  Open    4  {'█' * 11}\n  Closed  1  {'█' * 2}▊\n"
        f"Sales\n  Open    2  {'█' * 5}▌\n  Closed  0\n"
    )  # fmt: skip


def test_a_pie_tells_the_shares() -> None:
    assert text(success(_={"format": "pie"}, data=[["a", 3], ["b", 1]]), 30) == (
        f"a  3   75%  {'█' * 18}\nb  1   25%  {'█' * 6}\n"
    )


def test_less_than_nothing_has_a_colour_of_its_own() -> None:
    drawn = text([{"label": "a", "n": 2}, {"label": "b", "n": -2}], 30, COLOURED).splitlines()
    assert COLOURED["key"] in drawn[0]
    assert COLOURED["removed"] in drawn[1]


def test_lines_over_time_have_a_scale_and_the_ends_of_the_time() -> None:
    value = success(_={"format": "timeseries"}, data={"ts": ["2026-01", "2026-02", "2026-03"], "Open": [0, 5, 10]})
    assert text(value, 30, height=4) == (
        "Open\n"
        "10┤                     ⣀⡠⠤⠒⠒⠉\n"
        "  │              ⣀⣀⠤⠔⠒⠉⠉\n"
        " 5┤      ⢀⣀⡠⠤⠔⠒⠊⠉\n"
        " 0┤⣀⠤⠤⠒⠒⠉⠁\n"
        "   2026-01   2026-02   2026-03\n"
    )


def test_without_colour_each_series_has_a_picture_of_its_own() -> None:
    assert [line for line in text(TIMES).splitlines() if line in ("Open", "Closed")] == ["Open", "Closed"]
    assert uncoloured(text(TIMES, 40, COLOURED)).splitlines()[0] == "Open  Closed"


def test_the_kind_can_be_asked_for() -> None:
    assert "█" in text(TIMES, kind="bar")
    assert "┤" in text([{"label": "a", "n": 1}, {"label": "b", "n": 2}], kind="line")
    with pytest.raises(UsageError, match="'pie' is no kind of chart"):
        text(TIMES, kind="pie")


def test_a_gap_stays_a_gap() -> None:
    canvas = Canvas(4, 1)
    canvas.line([(0, 0), None, (1, 0)], "key")
    assert canvas.rows(theme.PLAIN) == ["⡀  ⢀"]


def test_foreign_labels_are_harmless() -> None:
    value = success(_={"format": "timeseries"}, data={"ts": [HOSTILE, HOSTILE], HOSTILE: [1, 2], HOSTILE + "2": [2, 1]})
    for kind in ("bar", "line"):
        assert_harmless(text(value, 60, COLOURED, kind))


numbers = st.none() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
rows = st.lists(st.fixed_dictionaries({"label": st.text(), "n": numbers, "m": numbers}), min_size=1, max_size=8)


@pytest.mark.parametrize("kind", ["bar", "line"])
@given(rows=rows, width=st.integers(20, 120), height=st.integers(1, 12))
def test_no_line_is_wider_than_the_width(kind: str, rows: list[dict[str, object]], width: int, height: int) -> None:
    for colours in (theme.PLAIN, COLOURED):
        try:
            drawn = text(rows, width, colours, kind, height)
        except UsageError:
            continue
        assert_harmless(drawn)
        for line in drawn.splitlines():
            assert max(wcswidth(uncoloured(line)), cells(line)) <= width
