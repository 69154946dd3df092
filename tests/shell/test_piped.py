"""What is piped in and what comes out, in processes of their own."""

from __future__ import annotations

import json

import pytest

from cerbsh.demo.server import DemoServer
from tests.conftest import sign_in
from tests.support import Home


@pytest.fixture
def own(home: Home, demo: DemoServer) -> Home:
    """A home that is signed in to a demo of its own."""
    return sign_in(home, demo)


def test_rows_go_in_and_replies_come_out_and_what_failed_is_named(own: Home) -> None:
    line = "PUT records/task/$id importance=$n --for - --jobs 2 --yes"
    done = own.cerbsh("-c", line, stdin="id,n\n1,10\n999999,20\n3,30\n")
    assert done.returncode == 1
    assert [json.loads(text)["importance"] for text in done.stdout.splitlines()] == [10, 30]
    assert done.stderr.splitlines() == [
        "error: 2 of 3 requests were done",
        "  the other rows are in rows.failed.jsonl: --for takes it again",
        "error: line 3: ERROR_NOT_FOUND: Record #999999 not found",
    ]


def test_a_script_on_standard_input_is_not_eaten_by_its_own_lines(own: Home) -> None:
    script = "reply 1 - --yes\nDELETE records/task/1 --yes\n"
    done = own.cerbsh("-", stdin=script)
    assert done.returncode == 2
    assert "piped into cerbsh -c" in done.stderr
    rows = own.cerbsh("--keep-going", "-", stdin="DELETE records/task/$id --for - --yes\nGET records/task/1\n")
    assert '"title"' in rows.stdout


def test_a_file_goes_there_and_back(own: Home) -> None:
    (own.path / "note.txt").write_text("Grüße\n", encoding="utf-8")
    done = own.cerbsh("-c", "upload note.txt", "-c", "download $_.id", "-c", "download $_.id | wc -c")
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-2:] == ["note (2).txt", "8"]
    assert (own.path / "note (2).txt").read_text(encoding="utf-8") == "Grüße\n"


def test_a_file_that_is_not_there_is_no_file_here(own: Home) -> None:
    done = own.cerbsh("-c", "download 999999 > copy.bin")
    assert (done.returncode, done.stdout) == (1, "")
    assert "Invalid attachment id" in done.stderr
    assert not (own.path / "copy.bin").exists()
