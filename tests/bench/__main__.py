"""Measure, and print the table: ``python -m tests.bench [NAME…] [--json FILE] [--rounds N] [--keep FOLDER]``."""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from importlib import import_module
from pathlib import Path
from typing import cast

from tests.bench.place import Place
from tests.bench.rows import Line, Row, as_json, table

SUBJECTS = (
    "startup",
    "prompt",
    "command",
    "request",
    "drawing",
    "keys",
    "search",
    "pages",
    "download",
    "interrupt",
    "idle",
)


def main() -> int:
    """Measure what is named, by default everything; 1 where a goal is missed."""
    options = _options()
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(options.keep or temporary).resolve()
        folder.mkdir(parents=True, exist_ok=True)
        with closing(Place(folder, options.rounds, _say)) as place:
            if options.plots:
                import_module("tests.bench.plots").draw(place, Path(options.plots))
                return 0
            lines = list(_measured(place, options.names or list(SUBJECTS)))
    print("\n".join([_machine(options.rounds), "", *table(lines)]))
    if options.json:
        document = {"machine": _machine(options.rounds), "rows": as_json(lines)}
        Path(options.json).write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")
    return int(any(isinstance(line, Row) and not line.met for line in lines))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description="Measure cerbsh against its peers.")
    parser.add_argument("names", metavar="NAME", nargs="*", help=f"what to measure: {', '.join(SUBJECTS)}")
    parser.add_argument("--json", metavar="FILE", help="write the rows as JSON, too")
    parser.add_argument("--rounds", metavar="N", type=int, default=11, help="rounds of each task (default: 11)")
    parser.add_argument("--keep", metavar="FOLDER", help="keep the virtual environments there for the next time")
    parser.add_argument("--plots", metavar="FOLDER", help="draw how costs grow with their work, and nothing else")
    parser.add_argument("--cpu", action="store_true", help="processor time of processes: for a machine in use")
    options = parser.parse_args()
    if unknown := set(options.names) - set(SUBJECTS):
        parser.error(f"there is nothing called {', '.join(sorted(unknown))}")
    if options.cpu:
        os.environ["CERBSH_BENCH_CPU"] = "1"
    return options


def _measured(place: Place, names: list[str]) -> Iterator[Line]:
    for name in names:
        _say(name)
        yield from cast("Iterator[Line]", import_module(f"tests.bench.{name}").rows(place))


def _machine(rounds: int) -> str:
    """What it was measured on."""
    cpu = next((line for line in _lines("/proc/cpuinfo") if line.startswith("model name")), "").partition(": ")[2]
    load = os.getloadavg()[0]
    python = f"CPython {platform.python_version()}"
    return f"{cpu or platform.machine()}, {os.cpu_count()} cores, {python}; {rounds} rounds; load {load:.1f} at the end"


def _lines(path: str) -> list[str]:
    try:
        return Path(path).read_text().splitlines()
    except OSError:
        return []


def _say(message: str) -> None:
    print(message, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
