"""What was asked before: listed, found, shown again, exported, forgotten."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from cerbsh.errors import Exit
from cerbsh.history.words import never
from cerbsh.shell.engine import Engine
from cerbsh.shell.knowing.assistant import Assistant
from tests.history.support import entry
from tests.shell.support import data, shown, told
from tests.view.screen import assert_harmless


@pytest.fixture
def used(engine: Engine) -> Engine:
    """An engine with four requests behind it."""
    for line in (
        "GET workers/me",
        "GET records/org/search limit=2",
        "GET records/task/999999",
        "POST records/task/create title='Order a microscope'",
    ):
        engine.run(line)
    return engine


def numbers(engine: Engine, line: str) -> list[int]:
    """The numbers of the requests that a history line lists."""
    text = shown(engine.run(line))
    return [int(row.split()[0]) for row in text.splitlines() if row.split()[0].isdecimal()]


def test_the_newest_stand_last_with_what_became_of_them(used: Engine) -> None:
    rows = shown(used.run("history")).splitlines()
    assert [row.split()[0] for row in rows] == ["1", "2", "3", "4"]
    assert re.fullmatch(r"1 +[0-9-]{10} [0-9:]{8} +GET +workers/me +200 +success +[0-9.]+ m?s", rows[0])
    assert "ERROR_NOT_FOUND" in rows[2]


def test_of_a_line_no_more_is_listed_than_method_and_path_leave_out(engine: Engine) -> None:
    engine.run("get /records/task/1.json expand=owner_")
    engine.run("search task limit=1")
    first, second = shown(engine.run("history")).splitlines()
    assert "GET  records/task/1  " in first and first.endswith("  expand=owner_")
    assert "GET  records/task/search  " in second and second.endswith("  search task limit=1")


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("history --status error", [3]),
        ("history --status success", [1, 2, 4]),
        ("history --status 200 --method post", [4]),
        ("history --path 'records/*'", [2, 3, 4]),
        ("history --path 'records/task/*' --status success", [4]),
        ("history --max 2", [3, 4]),
        ("history --since yesterday", [1, 2, 3, 4]),
        ("history --until yesterday", []),
        ("history --profile work", [1, 2, 3, 4]),
        ("history --profile other", []),
        ("history microscope", [4]),
        ("history organi --method GET", []),
    ],
)
def test_a_listing_is_narrowed(used: Engine, line: str, found: list[int]) -> None:
    assert numbers(used, line) == found


def test_words_are_found_in_lines_and_in_replies(used: Engine) -> None:
    assert numbers(used, "history workers") == [1]
    label = data(used.run("show 1"))["_label"].split()[0]
    assert 1 in numbers(used, f"history {label}")


@pytest.mark.parametrize("line", ["history --status maybe", "history --since blurb", "history --max many", "show x"])
def test_values_that_make_no_sense_are_refused(used: Engine, line: str) -> None:
    assert used.run(line).exit == Exit.USAGE


def test_a_reply_is_shown_again_and_so_is_its_request(used: Engine) -> None:
    assert data(used.run("show 1"))["_type"] == "worker"
    assert used.run("show 3").exit == Exit.REPLY
    assert "fields%5Btitle%5D=Order+a+microscope" in shown(used.run("show 4 --request"))
    assert used.run("show 99").exit == Exit.USAGE


def test_the_last_reply_is_shown_again_by_its_own_name(used: Engine) -> None:
    assert data(used.run("show $_"))["title"] == "Order a microscope"
    assert "Order+a+microscope" in shown(used.run("show $_ --request"))


def test_there_may_be_no_last_reply(engine: Engine) -> None:
    assert "there is no reply yet" in told(engine.run("show $_"))


def test_the_history_is_exported_by_the_ending_of_the_file(used: Engine, tmp_path: Path) -> None:
    for name in ("all.cerb", "all.http", "all.har"):
        assert "4 requests" in told(used.run(f"history export {tmp_path}/{name}"))
    assert "GET workers/me" in (tmp_path / "all.cerb").read_text().splitlines()
    assert "Authorization: Bearer {{" in (tmp_path / "all.http").read_text()
    archive = json.loads((tmp_path / "all.har").read_text())
    assert [entry["request"]["method"] for entry in archive["log"]["entries"]] == ["GET", "GET", "GET", "POST"]
    assert used.run("history export /nowhere/at/all.har").exit == Exit.LOCAL


@pytest.mark.parametrize(
    "option", ["--status error", "--method GET", "--since yesterday", "--path 'records/*'", "--max 1"]
)
def test_a_purge_is_not_wider_than_what_the_line_says(used: Engine, option: str) -> None:
    result = used.run(f"history purge {option} --yes")
    assert result.exit == Exit.USAGE
    assert "--until and --profile" in told(result)
    assert numbers(used, "history") == [1, 2, 3, 4]


def test_the_browser_opens_at_a_prompt_and_nowhere_else(used: Engine) -> None:
    refused = used.run("history browse")
    assert (refused.exit, refused.browse) == (Exit.USAGE, None)
    assert "needs a prompt at a terminal" in told(refused)
    Assistant(used)
    opened = used.run("history browse workers me --status success --max 3").browse
    assert opened is not None
    assert (opened.sought, opened.label) == ("workers me", " --status success")
    assert [each.number for each in opened.page("", 9, None, never)] == [4, 2, 1]
    assert used.run("history browse --status maybe").exit == Exit.USAGE


def test_what_a_server_said_cannot_drive_the_terminal(engine: Engine) -> None:
    kept = engine.notebook.history
    assert kept is not None
    hostile = "\x1b[2J\u202e\x9b31m"
    kept.add(entry(f"GET a b='{hostile}'", error_code=hostile, cerb_status=hostile, failure=hostile, ok=False))
    assert_harmless(shown(engine.run("history")))


def test_a_purge_asks_and_is_for_good(used: Engine) -> None:
    assert used.run("history purge 1 3").exit == Exit.USAGE
    assert "2 requests are deleted" in told(used.run("history purge 1 3 --yes"))
    assert numbers(used, "history") == [2, 4]
    used.run("history purge --yes")
    assert shown(used.run("history")) == "nothing is kept yet\n"
