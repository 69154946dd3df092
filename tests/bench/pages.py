"""How long ``--all`` takes over many records and what memory it needs, against a bare loop over the same pages."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

from tests.bench.place import Place
from tests.bench.rounds import Task, medians, peak, process
from tests.bench.rows import Goal, Line, Row

RECORDS, FEW = 100_000, 1_000
SCRIPT = """\
import json
import os
import sys
from requests_oauthlib import OAuth2Session

os.environ["OAUTHLIB_INSECURE_TRANSPORT"] = "1"
session = OAuth2Session("client", token={"access_token": "a" * 600, "token_type": "Bearer"})
last = 0
while True:
    query = {"q": f"id:>{last} sort:id", "limit": 500}
    page = session.get(sys.argv[1] + "rest/records/ticket/search.json", params=query).json()
    for record in page["results"]:
        print(json.dumps(record, ensure_ascii=False))
    if not page["results"] or page["total"] <= len(page["results"]):
        break
    last = page["results"][-1]["id"]
"""


def rows(place: Place) -> Iterator[Line]:
    """Time, the time until the first record, and memory against a walk over few records."""
    env, few = (place.home(f"pages-{records}", place.stub_with(records)) for records in (RECORDS, FEW))
    argv: list[str | Path] = [place.cerbsh, "-c", "search ticket --all --ndjson"]
    script: list[str | Path] = [place.python, place.script("loop.py", SCRIPT), place.stub_with(RECORDS)]
    tasks = {"ours": process(argv, env), "loop": process(script, env), "first": first_line(argv, env)}
    took = medians(tasks, place.rounds)
    what = f"--all over {RECORDS:,} records"
    yield Row(what, took["ours"], took["loop"], "a bare loop over the pages", Goal(1.1))
    yield Row(f"{what}: the first record", took["first"], took["ours"], "the whole of it", Goal(0.2))
    took = medians({"ours": peak(argv, env), "few": peak(argv, few)}, place.rounds)
    yield Row(f"{what}: peak memory", took["ours"], took["few"], f"the same over {FEW:,}", Goal(1.0, 25), "MB")


def first_line(argv: list[str | Path], env: Mapping[str, str]) -> Task:
    """A task that takes the milliseconds until the first line is written."""

    def task() -> float:
        start = time.perf_counter()
        with subprocess.Popen(list(map(str, argv)), env=dict(env), stdout=subprocess.PIPE) as child:
            assert child.stdout
            os.read(child.stdout.fileno(), 1)
            taken = (time.perf_counter() - start) * 1000
            child.kill()
        return taken

    return task
