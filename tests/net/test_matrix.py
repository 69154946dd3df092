"""Each fault × each kind of request × prompt and script: it is told, nothing is done twice, and the shell goes on."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from cerbsh.demo.server import DemoServer, Options
from cerbsh.errors import Exit
from tests.net.faults import FAULTS, Fault
from tests.net.rig import MODES, Rig
from tests.shell.support import data
from tests.support import LONG
from tests.view.screen import shown

ALWAYS = 1000


@dataclass(frozen=True)
class Kind:
    """A kind of request: the line, and how it shows in the server's log.

    ``again`` tells that it is tried again where a reply was lost; ``write`` that it may have changed something then;
    ``walks`` that more requests of its kind follow the first that is answered.
    """

    line: str
    method: str
    path: str
    again: bool = False
    write: bool = False
    walks: bool = False

    def asked(self, times: int, met: int, *, answered: bool) -> bool:
        """Whether ``met`` requests are what a line comes to whose first one is asked ``times`` times."""
        return met > times if self.walks and answered else met == times


KINDS: Mapping[str, Kind] = {
    "GET": Kind("GET workers/me", "GET", "workers/me", again=True),
    "search": Kind("search org limit=2", "GET", "records/org/search", again=True),
    "count": Kind("count org", "GET", "records/org/search", again=True),
    "data query": Kind("GET data/query type:worklist.records of:org query:(limit:2)", "GET", "data/query", again=True),
    "posted data query": Kind("POST data/query type:worklist.records of:org query:(limit:2)", "POST", "data/query"),
    "create": Kind("POST records/task/create title=x", "POST", "task/create", write=True),
    "update": Kind("PUT records/task/{task} importance=5", "PUT", "records/task/", write=True),
    "delete": Kind("DELETE records/task/{task} --yes", "DELETE", "records/task/", write=True),
    "comment": Kind("comment task:{task} words", "POST", "comment/create", write=True),
    "all pages": Kind(
        "GET records/org/search limit=2 --all --ndjson", "GET", "records/org/search", again=True, walks=True
    ),
    "upsert": Kind("PATCH records/org/upsert query=='name:\"none such\"' name=x", "PATCH", "org/upsert", write=True),
    "download": Kind("download {file} --output {folder}/saved", "GET", "attachments/"),
    "upload": Kind("upload {folder}/note.txt", "POST", "attachments/upload", write=True),
}


@pytest.fixture(scope="module")
def server() -> Iterator[DemoServer]:
    with DemoServer(Options(records=20)) as server:
        yield server


@pytest.fixture(params=MODES)
def rig(request: pytest.FixtureRequest, server: DemoServer, tmp_path: Path) -> Iterator[Rig]:
    made = Rig(server, tmp_path, request.param)
    yield made
    server.faults.clear()
    server.faults.end()
    made.close()


def line_of(kind: Kind, fault: Fault, rig: Rig, folder: Path) -> str:
    """The line, quick to lose patience with a server that is slow on purpose."""
    (folder / "note.txt").write_text("a note")
    file = task = ""
    if "{file}" in kind.line:
        found = data(rig.engine.run("search attachment 'name:\"Prüfbericht – März.txt\"' limit=1"))
        file = found["results"][0]["id"]
    if "{task}" in kind.line:
        task = data(rig.engine.run("POST records/task/create title=x"))["id"]
    return f"{kind.line.format(file=file, task=task, folder=folder)} --timeout={0.2 if fault.is_slow else 20}"


def spoil(server: DemoServer, fault: Fault, kind: Kind, times: int) -> None:
    server.faults.add(fault.name, method=kind.method, path=kind.path, times=times, **fault.settings)


def expected(fault: Fault, kind: Kind) -> set[int]:
    """The exit statuses that say what happened. A file whose length is wrong looks like a shorter file."""
    if fault.kind == "broken":
        return {Exit.CONNECTION}
    if fault.kind == "refused" and not (kind.line.startswith("download") and fault.name == "short"):
        return {Exit.REPLY}
    return {Exit.OK}


def assert_told(told: str) -> None:
    """On the screen stands an error in one line, and in another what to do about it."""
    lines = shown(told, columns=400)
    at = max(number for number, line in enumerate(lines) if line.startswith("error: "))
    assert len(lines[at]) > len("error: ")
    assert lines[at + 1].startswith("  ") and lines[at + 1].strip()


def product(faults: Mapping[str, Fault], kinds: Mapping[str, Kind]) -> Iterator[object]:
    """Each fault with each kind in both modes; in a short run in one of them, so that each pair comes once."""
    pairs = itertools.product(faults.items(), kinds.items())
    for number, ((fault_name, fault), (kind_name, kind)) in enumerate(pairs):
        for at, mode in enumerate(MODES):
            if LONG or number % 2 == at:
                yield pytest.param(fault, kind, mode, id=f"{fault_name}-{kind_name}-{mode}")


@pytest.mark.parametrize(("fault", "kind", "rig"), list(product(FAULTS, KINDS)), indirect=["rig"])
def test_a_fault_that_stays_is_told_and_nothing_is_done_twice(
    fault: Fault, kind: Kind, rig: Rig, server: DemoServer, tmp_path: Path
) -> None:
    line = line_of(kind, fault, rig, tmp_path)
    spoil(server, fault, kind, ALWAYS)
    status, told = rig.run(line)
    assert status in expected(fault, kind), told
    if status != Exit.OK:
        assert_told(told)
        assert not (tmp_path / "saved").exists()
    in_doubt = fault.kind == "broken" or fault.settings.get("status", 0) >= 500 or fault.name in ("html", "short")
    if kind.write and status != Exit.OK:
        assert ("may have been done" in told) == in_doubt
    times = 3 if kind.again and fault.passing else 1
    assert kind.asked(times, *server.faults.met, answered=status == Exit.OK)
    assert rig.token_is_good
    server.faults.clear()
    assert rig.run("GET records/org/search limit=1")[0] == Exit.OK


PASSING = {name: fault for name, fault in FAULTS.items() if fault.passing}
READING = {name: kind for name, kind in KINDS.items() if kind.again}


@pytest.mark.parametrize(("fault", "kind", "rig"), list(product(PASSING, READING)), indirect=["rig"])
def test_a_fault_that_passes_is_got_over_by_what_only_reads(
    fault: Fault, kind: Kind, rig: Rig, server: DemoServer, tmp_path: Path
) -> None:
    spoil(server, fault, kind, 2)
    status, told = rig.run(line_of(kind, fault, rig, tmp_path))
    assert status == Exit.OK, told
    assert kind.asked(3, *server.faults.met, answered=True)
    assert len(rig.pauses) == 2 and rig.pauses == sorted(rig.pauses)
    assert ("trying again" in told) == (rig.mode == "prompt")
