"""The status bar: what it says, what goes first in a narrow window, and that nothing foreign gets through it."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from prompt_toolkit.formatted_text import StyleAndTextTuples

from cerbsh.shell.prompt.status import duration, status_bar, token_left
from cerbsh.shell.state import Last, PromptState
from cerbsh.view import safe

STATE = PromptState("work", "Kina Halpue", 47 * 60 + 30, Last(200, "success", True, 0.0124), "records/ticket")


def text(fragments: StyleAndTextTuples) -> str:
    return "".join(fragment[1] for fragment in fragments)


def style_of(word: str, fragments: StyleAndTextTuples) -> str:
    return next(fragment[0] for fragment in fragments if word in fragment[1])


@pytest.mark.parametrize(
    ("width", "expected"),
    [
        (60, " work · Kina Halpue · token 47 min      200 success · 12 ms "),
        (50, " work · token 47 min          200 success · 12 ms "),
        (40, " work               200 success · 12 ms "),
        (24, "    200 success · 12 ms "),
        (15, "   200 success "),
        (8, " 200 s… "),
        (2, "  "),
    ],
)
def test_a_narrow_window_drops_what_matters_least(width: int, expected: str) -> None:
    assert text(status_bar(STATE, width)) == expected


def test_before_the_first_request_there_is_no_outcome_but_what_to_do() -> None:
    assert text(status_bar(PromptState("demo"), 20)) == " demo               "
    steps = "  try GET workers/me · Tab lists, F1 helps, Ctrl-D leaves "
    assert text(status_bar(PromptState("demo"), 80)).endswith(steps)
    assert text(status_bar(PromptState("demo"), 60)).endswith("  Tab lists, F1 helps, Ctrl-D leaves ")


def test_what_is_wrong_with_the_line_stands_in_place_of_who_and_how_long() -> None:
    bar = status_bar(STATE, 80, "unknown filter sttus")
    assert text(bar).split("  ")[0] == " unknown filter sttus"
    assert style_of("sttus", bar) == "class:status.warning"


def test_a_warning_is_the_last_to_go_and_red() -> None:
    bar = status_bar(STATE._replace(warnings=("TLS not verified",)), 18, "unknown filter sttus")
    assert text(bar) == " TLS not verified "
    assert style_of("TLS", bar) == "class:status.danger"


def test_an_error_has_a_look_of_its_own() -> None:
    bar = status_bar(STATE._replace(last=Last(200, "error", False, 1.25)), 80)
    assert text(bar).endswith("200 error · 1.2 s ")
    assert style_of("error", bar) == "class:status.error"


def test_a_request_without_an_answer_hides_the_success_before_it() -> None:
    bar = status_bar(STATE._replace(last=Last(0, "no answer", False, 1.25)), 80)
    assert text(bar).endswith(" no answer · 1.2 s ")
    assert style_of("no answer", bar) == "class:status.error"


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (None, ""),
        (-5, "token expired"),
        (0, "token expired"),
        (59.9, "token <1 min"),
        (60, "token 1 min"),
        (119 * 60 + 59, "token 119 min"),
        (2 * 3600, "token 2 h"),
        (47 * 3600, "token 47 h"),
        (30 * 86400, "token 30 days"),
    ],
)
def test_the_time_left_is_told_in_the_unit_that_fits(seconds: float | None, words: str) -> None:
    assert token_left(seconds) == words


@pytest.mark.parametrize(
    ("seconds", "words"), [(0.0004, "0 ms"), (0.0124, "12 ms"), (0.9996, "1.0 s"), (59.94, "59.9 s"), (75.2, "75 s")]
)
def test_durations_are_short(seconds: float, words: str) -> None:
    assert duration(seconds) == words


@example(PromptState("demo"), 3, "\u0cbe")
@given(
    st.builds(
        PromptState,
        profile=st.text(max_size=30),
        worker=st.text(max_size=60),
        seconds_left=st.none() | st.floats(-1e6, 1e9),
        last=st.none() | st.builds(Last, st.integers(100, 599), st.text(max_size=20), st.booleans(), st.floats(0, 1e5)),
        warnings=st.lists(st.text(max_size=20), max_size=2).map(tuple),
    ),
    st.integers(0, 200),
    st.text(max_size=80),
)
def test_it_is_as_wide_as_the_window_and_holds_nothing_that_drives_a_terminal(
    state: PromptState, width: int, reason: str
) -> None:
    bar = text(status_bar(state, width, reason))
    assert safe.line(bar) == bar
    assert safe.width(bar) <= width
