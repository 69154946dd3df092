"""How long it takes from Ctrl-C until the prompt is back, whatever is under way."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

from tests.bench.place import Place
from tests.bench.rounds import Task, medians
from tests.bench.rows import Goal, Line, Row
from tests.bench.stub import Stub
from tests.bench.terminal import Terminal

RECORDS = 1_000_000
SETTLED, DRAWN = 0.7, 0.3
"""Seconds of silence in which all is loaded, and seconds in which the line that is typed is drawn."""
PROMPT, CTRL_C = b"cerb(", "\x03"

Begin = Callable[[Terminal], None]
"""Brings a prompt into a state that Ctrl-C is to end."""


def rows(place: Place) -> Iterator[Line]:
    """A line half typed, a request without an answer, the pages of a search, a download; none has a peer."""
    stub = Stub()
    stub.start()
    env = {**place.home("interrupt", stub.base_url(RECORDS)), "PAGER": "cat"}
    target = place.folder / "interrupted.bin"

    def waiting(terminal: Terminal) -> None:
        stub.silent.clear()
        stub.hung_up.clear()
        terminal.send("GET records/ticket/1\r")
        stub.silent.wait()

    states: dict[str, Begin] = {
        "a line half typed": lambda terminal: _say(terminal, "GET records/ticket/", b"ticket/"),
        "a request without an answer": waiting,
        "--all, while records are drawn": lambda terminal: _say(terminal, "search ticket --all --ndjson\r", b"_label"),
        "a download of 100 GB": lambda terminal: _say(terminal, f"download 100000 --output={target} --yes\r", b"MB"),
    }

    def back(begin: Begin) -> Task:
        def task() -> float:
            with Terminal([place.cerbsh], env) as terminal:
                terminal.wait(PROMPT)
                terminal.quiet(SETTLED)
                begin(terminal)
                terminal.watch(DRAWN)
                before, start = len(terminal.seen), time.perf_counter()
                terminal.send(CTRL_C)
                return (terminal.wait(PROMPT, before) - start) * 1000

        return task

    took = medians({state: back(begin) for state, begin in states.items()}, place.rounds)
    for state, milliseconds in took.items():
        yield Row(f"Ctrl-C: {state}", milliseconds, 0.0, "", Goal(0.0, 100.0))
    took = medians({"closed": _closed(back(waiting), stub)}, place.rounds)
    yield Row("Ctrl-C: the connection is closed", took["closed"], 0.0, "", Goal(0.0, 100.0))
    stub.server_close()
    target.unlink(missing_ok=True)


def _closed(back: Task, stub: Stub) -> Task:
    """A task that takes the milliseconds until the prompt is back and the server has seen its connection closed."""

    def task() -> float:
        milliseconds = back()
        start = time.perf_counter()
        assert stub.hung_up.wait(10)
        return milliseconds + (time.perf_counter() - start) * 1000

    return task


def _say(terminal: Terminal, keys: str, wanted: bytes) -> None:
    before = len(terminal.seen)
    terminal.send(keys)
    terminal.wait(wanted, before)
