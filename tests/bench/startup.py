"""How long ``cerbsh --version`` and ``cerbsh --help`` take, against Python itself."""

from __future__ import annotations

from collections.abc import Iterator

from tests.bench.place import Place
from tests.bench.rounds import medians, process
from tests.bench.rows import Goal, Line, Row


def rows(place: Place) -> Iterator[Line]:
    """Each against ``python -c pass``."""
    env = place.home("startup")
    tasks = {
        "pass": process([place.python, "-c", "pass"], env),
        "--version": process([place.cerbsh, "--version"], env),
        "--help": process([place.cerbsh, "--help"], env),
    }
    took = medians(tasks, place.rounds * 2)
    for option in ("--version", "--help"):
        yield Row(f"cerbsh {option}", took[option], took["pass"], "python -c pass", Goal(2.5))
