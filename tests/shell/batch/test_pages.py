"""``--all`` and ``--max``: every page as one reply."""

from __future__ import annotations

import csv
import io
import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from cerbsh.api.request import Request
from cerbsh.demo.server import DemoServer, Options
from cerbsh.errors import CerbshError, ConnectError, Exit, ReplyError, StoppedError
from cerbsh.shell.engine import Engine
from cerbsh.shell.result import Note, Piece, Progress, Result, Surface
from cerbsh.view.theme import PLAIN
from tests.api.test_client import client_of
from tests.conftest import sign_in
from tests.shell.conftest import engine_on
from tests.shell.support import data, shown, slow_from, told
from tests.support import LONG, Home

MANY = 100_000 if LONG else 4_000
"""Tickets of the large demo."""
PAGE = 500 if LONG else 100


@pytest.fixture(scope="module")
def large() -> Iterator[DemoServer]:
    """A demo with more records than anyone wants on one page."""
    with DemoServer(Options(records=MANY, log_size=10_000)) as server:
        yield server


@pytest.fixture
def on_large(large: DemoServer, tmp_path: Path) -> Iterator[Engine]:
    made = engine_on(large, tmp_path)
    large.log.clear()
    yield made
    made.close()


@pytest.fixture
def said() -> list[str]:
    """What the client told of its retries."""
    return []


@pytest.fixture
def on_own(demo: DemoServer, tmp_path: Path, said: list[str]) -> Iterator[Engine]:
    """An engine on a demo that a test may change and break; no retry waits."""
    made = engine_on(demo, tmp_path)
    made.attach(client_of(demo, said, []))
    yield made
    made.close()


def pieces(result: Result) -> list[Piece]:
    assert result.body is not None
    return list(result.body.pieces(Surface(PLAIN)))


def text(found: list[Piece]) -> str:
    return "".join(piece for piece in found if isinstance(piece, str))


def test_csv_of_all_pages_tells_which_keys_had_no_column(on_own: Engine, demo: DemoServer) -> None:
    query = "id:[1,2,3] sort:id limit=1 expand=owner_address_"
    mail = data(on_own.run("GET records/worker/2 expand=address_email"))["address_email"]
    on_own.run("PUT records/task/1 owner_id=0")
    on_own.run("PUT records/task/2 owner_id=2")
    found = pieces(on_own.run(f"search task {query} --all --csv"))
    assert len(text(found).splitlines()) == 4
    note = next(piece for piece in found if isinstance(piece, Note) and piece.severity == "warning")
    assert note.message.startswith("later pages have keys that the first had not, and they are left out: owner_")
    named = pieces(on_own.run(f"search task {query} --all --csv=id,owner_address_email"))
    assert not [piece for piece in named if isinstance(piece, Note) and piece.severity == "warning"]
    assert text(named).splitlines()[:3:2] == ["id,owner_address_email", f"2,{mail}"]


def queries(server: DemoServer, path: str = "search") -> list[str]:
    return [seen.query for seen in server.log.seen if path in seen.path]


# --- what is drawn ---


def test_all_is_one_reply_the_first_envelope_without_page_and_limit_and_the_count_at_its_end(engine: Engine) -> None:
    single = data(engine.run("search task limit=500"))
    whole = data(engine.run("search task --all limit=7"))
    assert list(whole) == [*(key for key in single if key not in ("count", "limit", "page")), "count"]
    assert whole["results"] == sorted(single["results"], key=lambda record: int(record["id"]))
    assert whole["count"] == whole["total"] == len(whole["results"]) == single["total"]


def test_it_looks_as_a_single_reply_does(engine: Engine) -> None:
    single = shown(engine.run("search worker id:3 limit=500 sort:id"))
    whole = shown(engine.run("search worker id:3 --all limit=7"))
    rest = [line for line in single.splitlines() if not line.startswith(('  "count', '  "limit', '  "page'))]
    assert [line.rstrip(",") for line in whole.splitlines() if '"count"' not in line] == [
        line.rstrip(",") for line in rest
    ]


def test_nothing_found_is_an_empty_list(engine: Engine) -> None:
    found = data(engine.run("search task title:nothingbearsthisname --all"))
    assert (found["results"], found["total"], found["count"]) == ([], 0, 0)


def test_max_keeps_the_order_of_cerb(engine: Engine) -> None:
    order = [record["id"] for record in data(engine.run("search task sort:-updated limit=500"))["results"]]
    found = data(engine.run("search task sort:-updated limit=3 --max 7"))
    assert [record["id"] for record in found["results"]] == order[:7]
    assert found["count"] == 7


def test_one_that_sorts_is_in_that_order_from_page_to_page(engine: Engine, shared_demo: DemoServer) -> None:
    shared_demo.log.clear()
    order = [record["id"] for record in data(engine.run("search task sort:-updated limit=500"))["results"]]
    found = data(engine.run("search task sort:-updated limit:9 --all"))
    assert [record["id"] for record in found["results"]] == order
    assert [query.rpartition("&")[2] for query in queries(shared_demo)[1:]] == [
        f"page={number}" for number in range(1, -(-len(order) // 9) + 1)
    ]


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_data_query_holds_its_records_by_id(engine: Engine, method: str) -> None:
    found = data(engine.run(f"{method} data/query type:worklist.records of:task query:(limit:7) --all"))
    assert list(found["data"]) == [str(record["id"]) for record in found["data"].values()]
    assert found["count"] == len(found["data"]) > 14
    assert found["_"] == {"type": "worklist.records", "format": "dictionaries"}


def test_a_data_query_without_records_is_walked_by_its_pages(engine: Engine) -> None:
    whole = data(engine.run("GET data/query type:record.types"))["data"]
    assert data(engine.run("GET data/query type:record.types limit:20 --all"))["data"] == whole


def test_an_older_search_and_a_list_are_walked_in_their_own_ways(engine: Engine, shared_demo: DemoServer) -> None:
    shared_demo.log.clear()
    whole = data(engine.run("POST orgs/search limit=5 sortBy=id --all"))
    assert len({record["id"] for record in whole["results"]}) == whole["count"] == int(whole["total"])
    assert shared_demo.log.count("POST", "orgs/search") == -(-whole["count"] // 5)
    assert data(engine.run("GET contexts/list --all"))["count"] == 69


def test_show_meta_and_subtotals_are_those_of_the_first_page(engine: Engine, shared_demo: DemoServer) -> None:
    shared_demo.log.clear()
    found = data(engine.run("search task show_meta=1 subtotals[]=status limit=9 --all"))
    assert found["_meta"]["labels"] and sum(one["hits"] for one in found["subtotals"]["status"]) == found["count"]
    assert ["show_meta" in query for query in queries(shared_demo)] == [True, *[False] * ((found["count"] - 1) // 9)]


@pytest.mark.parametrize("limit", [7, 500])
def test_forms_go_over_all_pages(engine: Engine, limit: int) -> None:
    ids = sorted(int(record["id"]) for record in data(engine.run("search task limit=500"))["results"])
    line = f"search task --all limit={limit}"
    rows = list(csv.DictReader(io.StringIO(shown(engine.run(f"{line} --csv")))))
    assert [int(row["id"]) for row in rows] == ids
    assert [json.loads(row)["id"] for row in shown(engine.run(f"{line} --ndjson")).splitlines()] == list(map(str, ids))
    table = shown(engine.run(f"{line} --table=id,title")).splitlines()
    assert [int(row.split()[0]) for row in table[2:]] == ids


def test_a_table_of_one_page_is_that_of_a_single_reply(engine: Engine) -> None:
    assert shown(engine.run("search task id:<9 --all --table")) == shown(
        engine.run("search task id:<9 sort:id --table")
    )


def test_a_selection_over_the_records_goes_from_page_to_page(engine: Engine) -> None:
    ids = [record["id"] for record in data(engine.run("search task --all"))["results"]]
    found = engine.run("search task --all limit=7 --select 'results[].id'")
    drawn = pieces(found)
    assert json.loads(text(drawn)) == ids
    assert not [piece for piece in drawn if isinstance(piece, Note) and piece.severity == "warning"]
    assert shown(engine.run("search task --all limit=7 --select 'results[].id' --raw")).split() == ids
    assert data(engine.run("GET data/query type:worklist.records of:task --all --select 'data.*.id'")) == ids


def test_another_selection_takes_all_records_at_once_and_says_so(engine: Engine) -> None:
    found = pieces(engine.run("search task --all limit=7 --select 'length(results)'"))
    assert json.loads(text(found)) == data(engine.run("search task limit=1"))["total"]
    (warning,) = (piece for piece in found if isinstance(piece, Note) and piece.severity == "warning")
    assert "all records at once" in warning.message and "results[]" in warning.hint


def test_how_far_it_is_and_what_it_came_to_is_told_beside_the_body(engine: Engine) -> None:
    found = pieces(engine.run("search task --all limit=7"))
    total = data(engine.run("search task limit=1"))["total"]
    progress = [(piece.done, piece.total) for piece in found if isinstance(piece, Progress)]
    assert progress and all(done <= total == of for done, of in progress)
    assert isinstance(found[-1], Note) and found[-1].message.startswith(f"{total} records · {-(-total // 7)} pages · ")


# --- one line, one entry ---


def test_the_history_keeps_the_line_once_with_its_first_page(engine: Engine) -> None:
    shown(engine.run("search task --all limit=7"))
    assert engine.notebook.history is not None
    (entry,) = engine.notebook.history.recent(10)
    assert entry.line == "search task --all limit=7"
    body = engine.notebook.body(entry.number)
    assert body is not None and json.loads(body)["count"] == 7
    assert data(engine.run("GET records/task/$_.results[0].id"))["id"] == json.loads(body)["results"][0]["id"]


def test_a_dry_run_shows_the_first_request(engine: Engine, shared_demo: DemoServer) -> None:
    shared_demo.log.clear()
    assert "id%3A%3E0%20sort%3Aid" in shown(engine.run("search task --all --dry-run"))
    assert shared_demo.log.count() == 0


# --- what is refused, and what goes wrong on the way ---


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("search ticket (status:o --all --force", "everything"),
        ("search ticket --max x", "--max takes a number"),
        ("search ticket --max 0", "--max takes a number"),
        ("GET workers/me --all", "has no pages"),
        ("search ticket --all --raw", "a single reply"),
        ("search ticket --all --chart", "a single reply"),
        ("search ticket --all --select 'results['", "not complete"),
        ("search ticket page=2 --all", "from the first on"),
    ],
)
def test_a_line_that_cannot_be_followed_is_refused_before_anything_is_sent(
    engine: Engine, shared_demo: DemoServer, line: str, words: str
) -> None:
    shared_demo.log.clear()
    result = engine.run(line)
    assert result.exit == Exit.USAGE
    assert words in told(result)
    assert shared_demo.log.count() == 0


def test_a_first_page_that_fails_is_an_error_as_ever(engine: Engine) -> None:
    result = engine.run("GET records/nope/search --all --force")
    assert result.exit == Exit.REPLY
    assert data(result)["__status"] == "error"


def test_a_first_page_that_holds_no_records_is_an_error(engine: Engine) -> None:
    result = engine.run("search task show_results=false --all")
    assert result.exit == Exit.REPLY
    assert "holds no records" in told(result)


def test_a_table_that_only_a_setting_wants_is_none_for_a_number(engine: Engine) -> None:
    engine.settings["output"] = "table"
    assert shown(engine.run("search task --max 5 --select 'length(results)'")) == "5\n"


@pytest.mark.parametrize(
    ("fault", "error"), [({"fault": "html"}, ReplyError), ({"fault": "lost-answer", "times": 9}, ConnectError)]
)
def test_a_later_page_that_fails_leaves_what_came_and_is_told_behind_it(
    on_own: Engine, demo: DemoServer, fault: dict[str, Any], error: type[CerbshError]
) -> None:
    demo.faults.add(path="task/search", after=2, **fault)
    found = pieces(on_own.run("search task --all limit=5"))
    whole = json.loads(text(found))
    assert whole["count"] == len(whole["results"]) == 10 < whole["total"]
    failed, note = (piece for piece in found if isinstance(piece, CerbshError | Note))
    assert isinstance(failed, error)
    assert isinstance(note, Note) and "there are 10 of" in note.message
    assert note.hint.startswith(f"id:>{whole['results'][-1]['id']} ")


def test_a_page_that_breaks_off_is_asked_for_again(on_own: Engine, demo: DemoServer, said: list[str]) -> None:
    demo.faults.add("cut", path="task/search", after=2)
    found = data(on_own.run("search task --all limit=5"))
    assert found["count"] == found["total"]
    assert len(said) == 1


def test_a_total_that_changed_between_pages_that_are_sorted_is_told(on_own: Engine, demo: DemoServer) -> None:
    result = on_own.run("search task sort:-created --all limit=20")
    on_own.signed_in.send(Request("DELETE", "records/task/3.json"))
    (warning,) = (p for p in pieces(result) if isinstance(p, Note) and p.severity == "warning")
    assert "the total went from 40 to 39" in warning.message


def test_a_body_that_is_left_early_gives_up_what_is_under_way(on_own: Engine, demo: DemoServer) -> None:
    result = on_own.run("search task --all limit=5 --ndjson")
    demo.faults.add("delay", path="task/search", seconds=600)
    assert result.body is not None
    drawn = result.body.pieces(Surface(PLAIN))
    next(drawn)
    drawn.close()  # type: ignore[attr-defined]
    assert data(on_own.run("GET workers/me"))["_type"] == "worker"


# --- Ctrl-C ---


def interrupted(engine: Engine, line: str, after: int) -> list[Piece]:
    """What is drawn of a line when Ctrl-C comes behind so many pieces."""
    result = engine.run(line)
    assert result.body is not None
    drawn: list[Piece] = []
    for piece in result.body.pieces(Surface(PLAIN)):
        drawn.append(piece)
        if len(drawn) == after:
            signal.raise_signal(signal.SIGINT)
    return drawn


def test_ctrl_c_keeps_what_came_and_says_where_it_stopped(engine: Engine) -> None:
    drawn = interrupted(engine, "search task --all limit=5", after=1)
    whole = json.loads(text(drawn))
    assert 0 < whole["count"] == len(whole["results"]) < whole["total"]
    stopped = drawn[-1]
    assert isinstance(stopped, StoppedError) and stopped.exit == Exit.INTERRUPTED
    assert f"{whole['count']} of {whole['total']} records" in stopped.message
    assert stopped.hint.startswith(f"id:>{whole['results'][-1]['id']} ")


def test_ctrl_c_in_the_last_page_is_heard(engine: Engine) -> None:
    drawn = interrupted(engine, "search task --max 5 --csv", after=2)
    assert isinstance(drawn[-1], StoppedError)
    assert "there are 5 of 5 records" in drawn[-1].message


def test_the_second_ctrl_c_ends_it_at_once(engine: Engine) -> None:
    result = engine.run("search task --all limit=5")
    assert result.body is not None
    drawn = result.body.pieces(Surface(PLAIN))
    next(drawn)
    signal.raise_signal(signal.SIGINT)
    with pytest.raises(KeyboardInterrupt):
        signal.raise_signal(signal.SIGINT)
    del drawn
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_ctrl_c_while_a_slow_page_is_waited_for_ends_a_process_at_once(home: Home) -> None:
    with slow_from(3) as (demo, reached):
        process = subprocess.Popen(
            [sys.executable, "-m", "cerbsh", "-c", "search task --all limit=5 > out.json"],
            env=sign_in(home, demo).environ(),
            cwd=home.path,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert reached.wait(30)
        process.send_signal(signal.SIGINT)
        _, words = process.communicate(timeout=30)
    assert process.returncode == Exit.INTERRUPTED
    whole = json.loads((home.path / "out.json").read_text())
    assert len(whole["results"]) == whole["count"] in (5, 10)  # the second page may be waiting to be written
    assert f"stopped by Ctrl-C: there are {whole['count']} of 40 records" in words


# --- many records ---


def churned(engine: Engine, result: Result) -> Iterator[Piece]:
    """The pieces of a body, records coming and going between its pages."""
    assert result.body is not None
    client, page = engine.signed_in, 0
    for piece in result.body.pieces(Surface(PLAIN)):
        yield piece
        if isinstance(piece, Progress):
            page += 1
            for step in range(3):
                client.send(Request("DELETE", f"records/ticket/{(page * 1009 + step * 7919) % MANY + 1}.json"))
                made = (
                    ("fields[subject]", "new"),
                    ("fields[group_id]", "1"),
                    ("fields[participants]", "a@example.org"),
                )
                client.send(Request("POST", "records/ticket/create.json", form=made))


def test_no_record_that_stood_all_the_while_is_missing_or_doubled(on_large: Engine) -> None:
    def ids() -> set[int]:
        found = shown(on_large.run("search ticket status:[o,w,c] --all --select 'results[].id' --raw"))
        return set(map(int, found.split()))

    before = ids()
    line = f"search ticket status:[o,w,c] limit={PAGE} --all --select 'results[].id' --raw"
    found = [int(word) for word in text(list(churned(on_large, on_large.run(line)))).split()]
    after = ids()
    assert len(before - after) > 10 and len(after - before) > 10
    assert before & after <= set(found)
    assert len(found) == len(set(found))


MEMORY = """
import re, sys
from pathlib import Path
from cerbsh.cli import main
status = main(["--no-history", "-c", sys.argv[1]])
peak = re.search(r"VmHWM:\\s*(\\d+) kB", Path("/proc/self/status").read_text())
print(status, peak[1], file=sys.stderr)
"""
"""Tells its status and its peak in kilobytes; that of ``getrusage`` begins with what the parent held."""


@pytest.mark.skipif(
    not Path("/proc/self/status").exists(), reason="the system does not tell a process's peak of memory"
)
@pytest.mark.parametrize("options", ["", "--csv", "sort:-updated --select 'results[].mask'"])
def test_memory_does_not_grow_with_the_count(large: DemoServer, home: Home, options: str) -> None:
    def peak(query: str) -> float:
        """Megabytes that a process of its own held at most."""
        line = f"search ticket {query} {options} limit={PAGE} --all"
        done = subprocess.run(
            [sys.executable, "-c", MEMORY, line],
            env=sign_in(home, large).environ(),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            check=True,
        )
        status, kilobytes = done.stderr.split()[-2:]
        assert status == "0", done.stderr
        return int(kilobytes) / 1024

    few, many = peak(f"id:<={2 * PAGE}"), peak("")
    assert few > 20
    assert many - few < (25 if LONG else 12)


def test_files_and_pipes_get_every_record(large: DemoServer, home: Home) -> None:
    line = f"search ticket --all limit={PAGE}"
    done = sign_in(home, large).cerbsh("-c", f"{line} --ndjson | wc -l", "-c", f"{line} > all.json")
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) == len(json.loads((home.path / "all.json").read_text())["results"]) >= MANY


def test_a_reader_that_leaves_early_is_no_error(large: DemoServer, home: Home) -> None:
    done = sign_in(home, large).cerbsh("-c", f"search ticket --all limit={PAGE} --ndjson | head -1")
    assert (done.returncode, len(done.stdout.splitlines()), done.stderr) == (0, 1, "")
