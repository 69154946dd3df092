"""What the browser of the history finds, shows and writes, without its screen."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pytest

from cerbsh.errors import LocalError
from cerbsh.history.entry import Entry, Filters, Summary
from cerbsh.history.store import History
from cerbsh.history.words import never
from cerbsh.shell.again.browsing import Browsing
from tests.history.support import entry
from tests.view.screen import assert_harmless

LARGE = {"__status": "success", "results": [{"id": number} for number in range(200_000)]}


@pytest.fixture
def history(tmp_path: Path) -> Iterator[History]:
    """A history of five requests."""
    made = History(tmp_path / "history.sqlite3", secrets=tuple, warn=pytest.fail)
    made.add(entry("GET workers/me", body={"id": 1, "name": "Mira"}))
    made.add(entry("GET workers/2", body={"id": 2, "name": "Noor"}))
    made.add(entry("GET x", body=None, status=0, ok=False, cerb_status="", failure="no connection to cerb.example"))
    made.add(entry("GET worker", body=b"<not json", ok=False, headers=(("Content-Type", "text/plain"),)))
    made.add(entry("GET records/org/search", body=LARGE))
    yield made
    made.close()


def line_of(entry: Entry) -> str:
    return f"/{entry.summary.line}"


@pytest.fixture
def browsing(history: History) -> Browsing:
    """All of it to look through."""
    return Browsing(history, line_of)


def numbers(found: list[Summary]) -> list[int]:
    return [each.number for each in found]


def text(browsing: Browsing, *subject: Summary) -> list[str]:
    return ["".join(part for _, part in line) for line in islice(browsing.lines(*subject), 50)]


def test_pages_lead_in_both_directions(browsing: Browsing) -> None:
    assert numbers(browsing.page("", 2, None, never)) == [5, 4]
    assert numbers(browsing.page("", 2, 4, never)) == [3, 2]
    assert numbers(browsing.page("", 2, None, never, oldest_first=True)) == [2, 1]
    assert numbers(browsing.page("", 2, 2, never, oldest_first=True)) == [4, 3]
    assert numbers(browsing.page("workers", 2, 2, never)) == [1]
    assert numbers(browsing.page("get noor", 9, None, never)) == [2]


def test_it_may_be_narrowed_and_so_is_what_it_writes(history: History, tmp_path: Path) -> None:
    browsing = Browsing(history, line_of, narrowed=Filters(status="error"))
    assert numbers(browsing.page("", 9, None, never)) == [4, 3]
    assert numbers(browsing.page("worker", 9, None, never)) == [4]
    browsing.export("", str(tmp_path / "failed.cerb"))
    assert [line for line in (tmp_path / "failed.cerb").read_text().splitlines() if line[0] != "#"] == [
        "GET x",
        "GET worker",
    ]


def test_a_reply_stands_below_its_line_and_what_became_of_it(browsing: Browsing) -> None:
    first = browsing.page("", 9, None, never)[-1]
    line, outcome, _, *reply = text(browsing, first)
    assert line == "GET workers/me"
    assert outcome.endswith(" · work · 200 success · 12 ms · 25 B")
    assert json.loads("".join(reply)) == {"id": 1, "name": "Mira"}


def test_a_request_without_a_reply_says_why(browsing: Browsing) -> None:
    third, fourth = reversed(browsing.page("", 9, None, never)[1:3])
    assert text(browsing, third)[1].endswith(" · work · no connection to cerb.example · 12 ms")
    assert text(browsing, fourth)[-1] == "<not json"


def test_what_is_not_kept_is_said(history: History, browsing: Browsing) -> None:
    number = history.add(entry("GET a", body=None))
    assert text(browsing, browsing.page("", 1, None, never)[0])[-1] == f"no reply is kept of request {number}"


def test_of_a_large_reply_no_more_is_read_than_is_asked_for(browsing: Browsing) -> None:
    lines = browsing.lines(browsing.page("", 1, None, never)[0])
    assert "".join(part for _, part in next(lines)) == "GET records/org/search"
    assert len(list(islice(lines, 1000))) == 1000


def test_two_replies_are_compared(browsing: Browsing) -> None:
    second, first = browsing.page("workers", 9, None, never)
    assert text(browsing, first, second)[3:] == ["~ id: 1 → 2", '~ name: "Mira" → "Noor"']
    assert text(browsing, first, first)[3:] == ["there is no difference"]
    failed = browsing.page("", 9, None, never)[2]
    assert text(browsing, first, failed)[-1] == "no connection to cerb.example"


def test_a_line_comes_back_as_the_prompt_takes_it(browsing: Browsing) -> None:
    assert browsing.line(1) == "/GET workers/me"
    assert browsing.line(99) == ""


def test_no_file_is_written_over(browsing: Browsing, tmp_path: Path) -> None:
    target = tmp_path / "all.http"
    assert browsing.export("workers", str(target)) == f"2 requests are in {target}"
    before = target.read_text()
    with pytest.raises(LocalError, match="already"):
        browsing.export("", str(target))
    assert target.read_text() == before
    with pytest.raises(LocalError, match="cannot write"):
        browsing.export("", str(tmp_path / "nowhere" / "all.http"))


def test_nothing_that_was_kept_drives_a_screen(history: History, browsing: Browsing) -> None:
    hostile = "\x1b]0;pwned\x07\u202e\x9b31m"
    made = {"line": f"GET a b='{hostile}'\n\tc", "error_code": hostile, "failure": hostile, "profile": hostile}
    history.add(entry(**made, body={hostile: hostile}))
    history.add(entry(**made, body=hostile.encode()))
    history.add(entry(**made, status=0, ok=False, body=None))
    *found, _, _, _, _, _ = browsing.page("", 9, None, never)
    for subject in ((found[0],), (found[1],), (found[2],), (found[1], found[2])):
        assert_harmless("\n".join(text(browsing, *subject)))
