"""The completion menu on a real screen: what it offers, how it is used, and that labels cannot drive it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from cerbsh.demo.server import DemoServer
from tests.conftest import sign_in
from tests.support import Home
from tests.tty.shell import Shell

HOSTILE = (r'"\u001b]0;pwned\u0007\u001b[41mred\u202eabc"', r'"<ansired>red</ansired>"', r'"two\nlines"')
WIDE = '"漢字テスト顧客管理株式会社漢字テスト顧客管理株式会社漢字テスト"'
SIZES = ((80, 24), (40, 12))


@pytest.fixture(params=SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def sized(request: pytest.FixtureRequest, home: Home, demo: DemoServer) -> Iterator[Shell]:
    """A prompt on a demo of its own, in a usual and in a small window."""
    columns, rows = request.param
    with Shell(env=sign_in(home, demo).environ(), columns=columns, rows=rows) as shell:
        shell.ready()
        yield shell


@pytest.fixture
def shell(signed_in: Home) -> Iterator[Shell]:
    """A prompt on the shared demo."""
    with Shell(env=signed_in.environ()) as shell:
        shell.ready()
        yield shell


def create(shell: Shell, *names: str) -> None:
    """Make organisations of these names, JSON strings, and let the shell learn that there are some."""
    for name in names:
        shell.run(f"POST records/org/create name:={name}")
    shell.send("GET records/org/")
    shell.press("tab")
    shell.wait_for("Amber Analytics")
    shell.press("ctrl-c")
    shell.run("clear")


def test_tab_shows_what_may_stand_there_with_its_meaning(sized: Shell) -> None:
    sized.press("tab")
    sized.wait_for("GET        read or search")
    assert "POST       create, or an older search" in sized
    assert sized.bar.startswith("work")


def test_names_are_offered_whole_in_a_narrow_window(sized: Shell) -> None:
    sized.send("search ticket ")
    sized.press("tab")
    sized.wait_for("bucket.id:")
    assert "date" in sized.rows[sized.row_of("closed:")]


def test_labels_of_records_join_the_menu_and_cannot_drive_the_terminal(sized: Shell) -> None:
    create(sized, *HOSTILE, WIDE)
    sized.send("GET records/org/2")
    sized.press("tab")
    sized.wait_for("漢字テスト顧客")
    assert r"\u001b]0;pwned\u0007" in sized
    assert "<ansired>red</ansired>" in sized
    assert r"two\nlines" in sized
    for sequence in ("\x1b]", "\x1b[41m", "\u202e"):
        assert sequence.encode() not in sized.transcript


def test_wide_labels_leave_the_menu_in_line(sized: Shell) -> None:
    create(sized, WIDE)
    sized.send("GET records/org/2")
    sized.press("tab")
    sized.wait_for("漢字テスト顧客")
    row = sized.row_of("漢字テスト顧客")
    backgrounds = [[cell.bg for cell in cells] for cells in sized.screen[row - 1 : row + 1]]
    assert backgrounds[0] == backgrounds[1]


def test_enter_takes_the_chosen_candidate_and_offers_what_may_follow(shell: Shell) -> None:
    shell.send("search ticket own")
    shell.press("tab")
    shell.wait_for("owner.id:")
    shell.press("down")
    shell.wait_for("search ticket owner:(")
    shell.press("enter")
    shell.wait_for("firstName:")
    shell.shows("cerb(work) > search ticket owner:(")


def test_escape_closes_the_menu_and_leaves_the_line_as_it_was_typed(shell: Shell) -> None:
    shell.send("search ticket own")
    shell.press("tab")
    shell.wait_for("owner.id:")
    shell.press("down")
    shell.wait_for("search ticket owner:(")
    shell.press("escape")
    shell.wait_gone("owner.id:")
    shell.shows("cerb(work) > search ticket own")


def test_with_the_setting_the_menu_opens_while_one_types(shell: Shell) -> None:
    shell.run("set complete typing")
    shell.send("search tick")
    shell.wait(lambda _: "tickets" in shell.rows[shell.cursor[1] + 1], "the menu")


def test_what_is_wrong_is_underlined_and_told_in_the_bar(shell: Shell) -> None:
    shell.send("search ticket sttus:open sort:-updated")
    shell.wait_for("did you mean status?")
    assert shell.style_of("sttus").underscore
    assert not shell.style_of("open").underscore


def test_f1_helps_with_the_word_at_the_cursor(shell: Shell) -> None:
    shell.send("pwd")
    shell.press("f1")
    shell.wait_for("Print the path that cd went to.")
    shell.shows("cerb(work) > pwd")
