"""Tables, charts, differences and a watched line on the screen, narrow and wide."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from cerbsh.view import theme
from tests.support import Home
from tests.tty.shell import Shell

MONTHS = "GET data/query type:worklist.subtotals of:tickets by:[created@month] format:timeseries --chart"


@pytest.fixture(params=[40, 120], ids=["narrow", "wide"])
def shell(request: pytest.FixtureRequest, signed_in: Home) -> Iterator[Shell]:
    """A prompt in a narrow and in a wide window."""
    with Shell(env=signed_in.environ(), columns=request.param, rows=50) as shell:
        shell.ready()
        yield shell


def test_a_table_fits_the_window(shell: Shell) -> None:
    shell.run("search ticket limit=5 sort:id --table")
    top = shell.row_of("──")
    assert shell.rows[top - 1].split()[:2] == ["id", "label"]
    assert [shell.rows[top + number].split()[0] for number in range(1, 6)] == ["1", "2", "3", "4", "5"]
    assert all(f" {number}  [#" in shell.rows[top + number] for number in range(1, 6))
    assert ("…" in shell.rows[top + 1]) is (shell.columns == 40)
    assert shell.style_of("label").bold


def test_named_columns_hold_dates_and_labels(shell: Shell) -> None:
    shell.run("GET records/ticket/search sort:id limit=2 --table=id,created,status")
    head = shell.row_of("──") - 1
    assert shell.rows[head].split() == ["id", "created", "status"]
    assert len(shell.rows[head + 2].split()) == 4  # the date has a space in it


def test_one_record_stands_key_by_key(shell: Shell) -> None:
    shell.run("GET records/ticket/1 --table=id,mask,subject")
    row = next(number for number, line in enumerate(shell.rows) if line.startswith("mask "))
    assert [shell.rows[row + step].split()[0] for step in (-1, 0, 1)] == ["id", "mask", "subject"]
    assert shell.cell(0, row).fg != "default"


def test_bars_have_their_numbers_beside_them(shell: Shell) -> None:
    shell.run("subtotals ticket by status --chart")
    row = shell.rows[shell.row_of("█")]
    label, number = row.split("█")[0].rsplit(maxsplit=1)
    assert label and number.isdecimal()
    longest = max(len(line) for line in shell.rows if "█" in line)
    assert longest in (shell.columns - 1, shell.columns)
    assert shell.style_of("█").fg != "default"


def test_a_line_over_time_has_a_scale_and_dates(shell: Shell) -> None:
    shell.run(MONTHS)
    assert sum("┤" in line for line in shell.rows) == 3
    axis = shell.rows[max(number for number, line in enumerate(shell.rows) if "┤" in line) + 1]
    assert axis.strip().startswith("20") and len(axis) == shell.columns


def test_what_cannot_be_drawn_says_what_could(shell: Shell) -> None:
    shell.run("search ticket limit=2 --chart")
    assert "error: records by themselves" in shell
    assert "subtotals[]=FIELD" in " ".join(shell.rows)


def test_a_difference_is_coloured_by_its_kind(shell: Shell) -> None:
    shell.run("GET records/ticket/1 --select id")
    shell.run("GET records/ticket/2 --select id")
    shell.run("diff 1 2")
    assert "~ id: 1 → 2" in shell
    assert shell.style_of("~ id").fg != "default"


def test_a_watched_line_has_the_screen_until_ctrl_c_and_leaves_its_last_frame(shell: Shell) -> None:
    shell.line("watch 200ms search ticket limit=3 sort:id --table=id,status")
    shell.wait(lambda _: shell.rows[2].split() == ["id", "status"] and len(shell.rows[6]) > 0, "a frame")
    assert shell.rows[0].startswith("every 200ms: search ticket") and shell.rows[0][-1].isdigit()
    shell.press("ctrl-c")
    shell.ready()
    _, _, behind = shell.transcript.partition(b"\x1b[?7h\x1b[?1049l")  # back on the screen of before
    assert b"status" in behind


def test_a_watched_line_follows_the_window(signed_in: Home) -> None:
    with Shell(env=signed_in.environ(), columns=120, rows=20) as shell:
        shell.ready()
        shell.line("watch 1h search ticket limit=3 sort:id --table=id,subject,mask")
        shell.wait(lambda _: len(shell.rows[6]) > 0, "a frame")
        shell.resize(40, 12)
        shell.wait(lambda _: "…" in shell.rows[4] and shell.rows[0].startswith("every 1h: search"), "the frame again")
        assert all(len(row) <= 40 for row in shell.rows)
        shell.press("ctrl-c")
        shell.ready()


def test_a_theme_is_seen_at_once_in_the_prompt_and_in_what_is_written(signed_in: Home) -> None:
    with Shell(env=signed_in.environ(COLORTERM="truecolor")) as shell:
        shell.ready()
        shell.run("set theme monokai")
        looks = {role: look.split()[0].strip("#") for role, look in theme.looks("monokai").items() if look[:1] == "#"}
        row = shell.cursor[1]
        assert shell.cell(len("cerb("), row).fg == looks["accent"]
        shell.run("GET workers/me --select '{name: first_name}'")
        assert shell.style_of('"Mira"').fg == looks["string"]
        shell.send("GET")
        shell.wait(
            lambda _: shell.cell(shell.cursor[0] - 1, shell.cursor[1]).fg == looks["method"], "a coloured method"
        )
