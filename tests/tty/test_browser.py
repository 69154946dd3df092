"""The browser of the history on a real screen."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

import pytest

from cerbsh import config
from cerbsh.history.entry import Entry
from cerbsh.history.store import History
from tests.history.support import entry
from tests.support import Home
from tests.tty.shell import Shell

SIZES = ((80, 24), (120, 40))
KEYS = "Enter put back · Tab reply · Ctrl-D mark for diff · Ctrl-E export · Esc leave"
BLACK = "default"
NOT_FOUND = {"__status": "error", "__error": "ERROR_NOT_FOUND", "message": "no such task"}
USED = (
    entry("GET workers/me", body={"__status": "success", "first_name": "Mira"}),
    entry("GET records/task/999999", body=NOT_FOUND, ok=False, cerb_status="error", error_code="ERROR_NOT_FOUND"),
    entry("GET records/org/1", body={"id": 1, "name": "Amber Analytics"}),
    entry("GET records/org/2", body={"id": 2, "name": "Birch Foods"}),
    entry('PUT records/org/2 name="Birch\n& Sons"', body={"id": 2, "name": "Birch & Sons", "lines": [*range(99)]}),
)


def keep(home: Home, entries: Iterable[Entry]) -> None:
    """Put requests into the history of a home."""
    history = History(config.folders(home.environ()).history_file, secrets=tuple, warn=pytest.fail)
    for each in entries:
        history.add(each)
    history.close()


@pytest.fixture
def used(signed_in: Home) -> Home:
    """A home from which five requests were sent."""
    keep(signed_in, USED)
    return signed_in


@pytest.fixture
def shell(used: Home) -> Iterator[Shell]:
    """The browser over five requests."""
    with Shell(env=used.environ()) as shell:
        browse(shell)
        yield shell


def browse(shell: Shell) -> None:
    """Open the browser at an empty prompt."""
    shell.ready()
    shell.press("f2")
    shell.wait(lambda _: shell.rows[0].startswith("history") and "reply" in title(shell), "the browser")


def listed(shell: Shell) -> list[str]:
    """The rows of the list."""
    return [row for row in shell.rows[1 : shell.rows.index(title(shell))] if row]


def title(shell: Shell) -> str:
    """The bar between the list and the reply."""
    return next((row for row in shell.rows if row.startswith((" reply ", " diff ", " nothing ", " searching"))), "")


def pane(shell: Shell) -> list[str]:
    """The rows of the reply."""
    return shell.rows[shell.rows.index(title(shell)) + 1 : -1]


def chosen(shell: Shell) -> str:
    """The number of the request under the bar."""
    return next(
        (row.split()[0] for number, row in enumerate(listed(shell), 1) if shell.cell(0, number).bg != BLACK), ""
    )


def test_the_list_stands_above_and_the_reply_below(used: Home) -> None:
    for columns, rows in SIZES:
        with Shell(env=used.environ(), columns=columns, rows=rows) as shell:
            browse(shell)
            shell.wait_for('"Birch & Sons"')
            assert [row.split()[0] for row in listed(shell)] == ["5", "4", "3", "2", "1"]
            assert chosen(shell) == "5"
            assert listed(shell)[0].endswith(r'PUT records/org/2 name="Birch\n& Sons"')
            assert pane(shell)[:2] == ['PUT records/org/2 name="Birch', '& Sons"']
            assert pane(shell)[2].endswith("· work · 200 success · 12 ms · 430 B")
            assert shell.rows[-1] == f" {KEYS}"
            assert len(listed(shell)) < shell.rows.index(title(shell)) < rows // 2
            assert ("2027-01-15 08:00:00" in listed(shell)[0]) is (columns == 120)


def test_keys_that_are_pressed_before_the_search_has_ended_wait_for_it(used: Home) -> None:
    with Shell(env=used.environ()) as shell:
        shell.ready()
        shell.press("f2")
        shell.send("records/org")
        shell.press("down", "down", "enter")
        shell.shows("cerb(work) > GET records/org/1")


def test_failures_are_coloured_and_marked(shell: Shell) -> None:
    shell.wait_for("200!")
    assert shell.style_of("200!").fg != shell.style_of("200  ").fg
    shell.press("down", "down", "down")
    shell.wait_for("no such task")
    assert "200 ERROR_NOT_FOUND" in pane(shell)[1]
    assert shell.style_of('"message"').fg != "default"


def test_what_is_typed_is_found_in_lines_and_in_replies(shell: Shell) -> None:
    shell.send("birch foods")
    shell.wait(lambda _: [row.split()[0] for row in listed(shell)] == ["4"], "request 4 alone")
    shell.wait(lambda _: "reply 4" in title(shell) and "Birch Foods" in shell, "its reply")
    assert shell.style_of("Birch Foods").underscore
    shell.send("x")
    shell.wait_for("nothing is kept that fits")
    assert listed(shell) == []
    shell.press("ctrl-u")
    shell.wait(lambda _: len(listed(shell)) == 5, "all five")
    shell.send("workers")
    shell.wait(lambda _: [row.split()[0] for row in listed(shell)] == ["1"], "request 1 alone")


def test_a_reply_is_scrolled_to_what_it_was_found_by(signed_in: Home) -> None:
    keep(signed_in, [entry("GET records/org/1", body={"lines": [*range(900), "Needle", *range(900)]})])
    with Shell(env=signed_in.environ()) as shell:
        browse(shell)
        shell.send("needle")
        shell.wait(lambda _: '    "Needle",' in pane(shell), "the word that was typed")
        shell.send(" org")
        shell.wait(lambda _: shell.style_of("org/1").underscore, "the other word")
        assert '    "Needle",' in pane(shell)


def test_enter_puts_the_line_back_to_be_edited_and_runs_nothing(used: Home) -> None:
    with Shell(env=used.environ()) as shell:
        shell.ready()
        shell.send("GET rec")
        shell.press("f2")
        shell.wait_for(KEYS)
        shell.press("down", "down")
        shell.wait_for("reply 3")
        shell.press("enter")
        shell.shows("cerb(work) > GET records/org/1")
        assert "200" not in shell.bar
        shell.press("backspace")
        shell.send("2 --select id")
        shell.press("enter")
        shell.wait_for("200 success")


def test_the_command_opens_it_too_and_a_line_of_several_rows_comes_back_whole(used: Home) -> None:
    with Shell(env=used.environ()) as shell:
        shell.ready()
        shell.line("history browse birch --method PUT")
        shell.wait_for("reply 5")
        assert shell.rows[0] == "history --method PUT > birch"
        shell.press("enter")
        shell.wait_for('> & Sons"')
        assert shell.rows[shell.cursor[1] - 1] == 'cerb(work) > PUT records/org/2 name="Birch'


@pytest.mark.parametrize("key", ["escape", "f2", "ctrl-c"])
def test_leaving_it_brings_the_screen_and_the_line_back(used: Home, key: str) -> None:
    with Shell(env=used.environ()) as shell:
        shell.run("pwd")
        shell.send("GET workers")
        shell.wait(lambda _: "> GET workers/me" in shell and "Mira" in shell.bar, "the suggestion, and the name")
        before, at = shell.rows, shell.cursor
        shell.press("f2")
        shell.wait_for(KEYS)
        shell.send("birch")
        shell.wait_for("reply 5")
        shell.press(key)
        shell.wait(lambda _: shell.rows == before and shell.cursor == at, "the screen as it was")
        shell.line("/me --select id")
        shell.wait_for("200 success")


def test_tab_leads_to_the_reply_which_scrolls_and_whose_letters_are_keys(shell: Shell) -> None:
    shell.press("tab")
    shell.wait(lambda _: "q leave" in shell and '  "lines": [' in shell.rows, "the reply")
    first = pane(shell)
    shell.press("down", "down")
    shell.wait(lambda _: pane(shell)[0] == first[2], "two rows further")
    shell.press("end")
    shell.wait(lambda _: pane(shell)[-1] == "}", "the end")
    shell.press("home")
    shell.wait(lambda _: pane(shell) == first, "the beginning")
    shell.send(" ")
    shell.wait(lambda _: pane(shell)[0] == first[-1], "a screen further")
    shell.press("tab")
    shell.wait_for("Esc leave")
    shell.press("tab")
    shell.wait_for("q leave")
    shell.send("q")
    shell.ready()


def test_two_marked_ones_are_compared(shell: Shell) -> None:
    shell.press("down", "ctrl-d")
    shell.wait_for("4 is marked: mark another one")
    shell.press("down", "ctrl-d")
    shell.wait_for("diff 3 → 4")
    shell.wait_for('~ name: "Amber Analytics" → "Birch Foods"')
    assert [row[0] for row in listed(shell)] == [" ", "*", "*", " ", " "]
    shell.press("tab")
    shell.wait_for("q leave")
    shell.send("d")
    shell.wait_for("reply 3 · 4 is marked")


def test_what_is_found_is_exported_into_a_new_file(shell: Shell, used: Home) -> None:
    target = used.path / "orgs.har"
    shell.send("records/org")
    shell.wait(lambda _: len(listed(shell)) == 3, "three requests")
    shell.press("ctrl-e")
    shell.wait_for("write to:")
    shell.send(f"{target}\r")
    shell.wait_for("3 requests are in")
    assert len(json.loads(target.read_text())["log"]["entries"]) == 3
    shell.press("ctrl-e")
    shell.send("~/orgs.har\r")
    shell.wait_for("there is a file")
    shell.press("ctrl-e")
    shell.wait_for("write to:")
    shell.press("escape")
    shell.wait_for(KEYS)
    assert listed(shell) != []


def test_a_long_history_is_walked_from_end_to_end(signed_in: Home) -> None:
    keep(signed_in, (entry(f"GET records/org/{number}", body=None) for number in range(1, 701)))
    with Shell(env=signed_in.environ()) as shell:
        browse(shell)
        shell.wait(lambda _: chosen(shell) == "700", "the newest one")
        rows = len(listed(shell))
        shell.press("page down", "page down")
        shell.wait(lambda _: chosen(shell) == str(700 - 2 * (rows - 1)), "two screens further")
        shell.press("end")
        shell.wait(lambda _: chosen(shell) == "1", "the oldest one")
        for _ in range(30):
            shell.press("page up")
        shell.wait(lambda _: chosen(shell) == str(1 + 30 * (rows - 1)), "30 screens back")
        shell.press("home")
        shell.wait(lambda _: chosen(shell) == "700", "the newest one")
        for _ in range(99):
            shell.press("page down")
        shell.wait(lambda _: chosen(shell) == "1", "the oldest one, page by page")


HOSTILE = "\x1b]0;pwned\x07\x1b[2J\x9b31m\u202eevil\u202c"
BODY = json.dumps({"__status": "success", "subject": HOSTILE, "long": "漢字" * 5000}).replace("\\u202e", "\u202e")


def test_hostile_entries_are_harmless_in_the_list_and_below(signed_in: Home) -> None:
    strange = entry(f"GET records/org/1 q='{HOSTILE}'", body=BODY.encode(), error_code=HOSTILE, ok=False)
    plain = entry("GET records/org/2", body=f"{HOSTILE}\n\ttab".encode(), headers=(("Content-Type", "text/plain"),))
    keep(signed_in, (entry("GET workers/me"), entry(f"GET {'x' * 5000}"), plain, strange))
    with Shell(env=signed_in.environ()) as shell:
        browse(shell)
        shell.wait_for('"subject": "')
        width = shell.columns
        assert all(len(row) <= width for row in shell.rows)
        assert r"\u001b]0;pwned\u0007" in "".join(pane(shell))
        assert r"\u001b]0;pwned" in listed(shell)[0]
        shell.press("down")
        shell.wait(lambda _: "reply 3" in title(shell) and "    tab" in shell.rows, "the plain text")
        shell.press("down")
        shell.wait_for("reply 2")
        assert [row.split()[0] for row in listed(shell)] == ["4", "3", "2", "1"]
        for sequence in ("\x1b]0;", "\x1b[2J\x9b", "\u202e", "\u009b"):
            assert sequence.encode() not in shell.transcript


def test_a_narrow_window_and_one_that_changes_its_size(used: Home) -> None:
    with Shell(env=used.environ(), columns=40, rows=12) as shell:
        browse(shell)
        assert listed(shell)[:2] == [r' 5 200  PUT records/org/2 name="Birch\n…', " 4 200  GET records/org/2"]
        assert shell.rows[-1] == " Enter put back · Tab reply · Esc leave"
        shell.resize(100, 30)
        shell.wait(lambda _: "2027-01-15 08:00:00" in shell.rows[1] and shell.rows[-1] == f" {KEYS}", "a wide list")
        shell.press("escape")
        shell.ready()


def test_without_colour_what_is_chosen_is_seen_all_the_same(used: Home) -> None:
    with Shell(env=used.environ(NO_COLOR="1")) as shell:
        shell.ready()
        shell.press("f2")
        shell.wait_for(KEYS)
        shell.wait_for("reply 5")
        assert {(cell.fg, cell.bg) for row in shell.screen for cell in row} == {("default", "default")}
        assert [number for number in range(24) if shell.cell(3, number).reverse] == [1]


def test_where_no_history_is_kept_that_is_said(used: Home) -> None:
    with Shell("--no-history", env=used.environ()) as shell:
        shell.ready()
        shell.send("pwd")
        shell.press("f2")
        shell.wait_for("this shell keeps no history")
        shell.shows("cerb(work) > pwd")
