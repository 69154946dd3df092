"""How long it takes until a prompt stands there and a key that is typed is on the screen, with any history."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from tests.bench.place import Place
from tests.bench.rounds import Task, medians
from tests.bench.rows import Goal, Line, Row
from tests.bench.terminal import Terminal

BARE = "from prompt_toolkit import prompt; prompt('cerb(work) > ')"
"""The peer: a prompt and nothing else."""
KEY = "~"
"""A key that stands in nothing else that is drawn."""
ENTRIES = (100_000, 1_000_000)


def rows(place: Place) -> Iterator[Line]:
    """Against a bare prompt, then with many entries in the history against one without any."""
    env = place.home("prompt")
    tasks = {"ours": shown([place.cerbsh], env), "bare": shown([place.python, "-c", BARE], env)}
    took = medians(tasks, place.rounds * 2)
    yield Row("first prompt, and a key on the screen", took["ours"], took["bare"], "a bare prompt()", Goal(1.1))
    for entries in ENTRIES:
        full = place.history(entries)
        took = medians({"full": shown([place.cerbsh], full), "empty": tasks["ours"]}, place.rounds * 2)
        what = f"the same with {entries:,} entries in the history"
        yield Row(what, took["full"], took["empty"], "an empty history", Goal(1.05))


def shown(argv: Sequence[str | Path], env: Mapping[str, str]) -> Task:
    """A task that takes the milliseconds from the start of a prompt until a key that is typed is echoed."""

    def task() -> float:
        with Terminal(argv, env) as terminal:
            terminal.wait(b"cerb(")
            drawn = len(terminal.seen)
            terminal.send(KEY)
            return (terminal.wait(KEY.encode(), drawn) - terminal.started) * 1000

    return task
