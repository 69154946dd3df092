"""The lower part of the browser: read as far as it is looked at."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cerbsh.history.entry import Summary
from cerbsh.shell.prompt.browser.pane import CHUNK, MOST, Opened, Pane
from cerbsh.view.spans import Spans

ONE = (Summary(number=1),)


def source(count: int, width: int = 4) -> Iterator[Spans]:
    return ([(None, f"{number:0{width}}")] for number in range(count))


def filled(opened: Opened, width: int = 10, height: int = 5) -> Pane:
    """A pane into which lines are read for as long as it wants any."""
    pane = Pane()
    pane.begin(opened.subject)
    pane.add(opened, opened.read(CHUNK))
    read_on(pane, width, height)
    return pane


def read_on(pane: Pane, width: int = 10, height: int = 5) -> list[str]:
    shown = pane.window(width, height)
    while wanted := pane.wants():
        pane.add(wanted, wanted.read(CHUNK))
        shown = pane.window(width, height)
    return ["".join(text for _, text in row) for row in shown]


def test_a_long_text_is_read_no_further_than_it_is_looked_at() -> None:
    lines = source(10 * CHUNK)
    pane = filled(Opened(ONE, lines))
    assert next(lines) == [(None, f"{CHUNK:04}")]
    pane.move(CHUNK - 6)
    assert read_on(pane)[0] == f"{CHUNK - 6:04}"
    assert pane.wants() is None


def test_it_scrolls_between_its_ends() -> None:
    pane = filled(Opened(ONE, source(8)))
    shown = []
    for by in (2, 99, -1, -99):
        pane.move(by)
        shown.append(read_on(pane)[0])
    assert shown == ["0002", "0003", "0002", "0000"]


def test_the_end_is_read_to_when_it_is_gone_to() -> None:
    pane = filled(Opened(ONE, source(3 * CHUNK + 5)))
    pane.move_to(end=True)
    assert read_on(pane)[-1] == f"{3 * CHUNK + 4:04}"
    pane.move_to(end=False)
    assert read_on(pane)[0] == "0000"


def test_of_a_text_without_end_the_beginning_is_shown_and_that_is_said() -> None:
    pane = filled(Opened(ONE, source(MOST + CHUNK, 5)))
    pane.move_to(end=True)
    assert "there is more" in "".join(read_on(pane, 50))
    assert pane.wants() is None


def test_a_line_that_is_sought_is_read_to_and_scrolled_to() -> None:
    pane = filled(Opened(ONE, source(5 * CHUNK)))
    pane.seek(re.compile(f"{2 * CHUNK + 7:04}"))
    assert f"{2 * CHUNK + 7:04}" in read_on(pane)
    pane.seek(re.compile("0002"))
    assert read_on(pane)[0] == "0000"
    pane.seek(None)
    assert read_on(pane)[0] == "0000"


def test_who_scrolls_meanwhile_is_left_alone() -> None:
    pane = filled(Opened(ONE, source(5 * CHUNK)))
    pane.seek(re.compile(f"{3 * CHUNK + 7:04}"))
    pane.window(10, 5)
    pane.move(3)
    assert read_on(pane)[0] == "0003"


def test_it_is_folded_anew_for_another_width() -> None:
    pane = filled(Opened(ONE, source(2, 8)))
    assert read_on(pane, 8) == ["00000000", "00000001"]
    assert read_on(pane, 4) == ["0000", "0000", "0000", "0001"]
    assert read_on(pane, 8) == ["00000000", "00000001"]


def test_another_subject_begins_at_its_first_line() -> None:
    pane = filled(Opened(ONE, source(50)))
    pane.move(20)
    pane.begin((Summary(number=2),))
    assert read_on(pane) == []
    pane.add(Opened(pane.subject, source(3)), list(source(3)))
    assert read_on(pane) == ["0000", "0001", "0002"]
