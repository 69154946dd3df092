"""Measure, and print the table: ``python -m tests.bench [NAME…] [--json FILE] [--rounds N] [--keep FOLDER]``."""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
import tempfile
import time
from contextlib import closing
from importlib import import_module
from pathlib import Path
from typing import Any

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
"""What has a goal: measured where nothing is named."""
BACKGROUND = ("growth", "profiles", "alternatives")
"""What explains the figures: how costs grow, where time goes, what else was tried."""


def main() -> int:
    """Measure what is named, by default all that has a goal; 1 where a goal is missed."""
    options = _options()
    lines: list[Line] = []
    document: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(options.keep or temporary).resolve()
        folder.mkdir(parents=True, exist_ok=True)
        with closing(Place(folder, options.rounds, _say)) as place:
            for name in options.names or SUBJECTS:
                started = time.monotonic()
                module = import_module(f"tests.bench.{name}")
                if name in SUBJECTS:
                    found = list(module.rows(place))
                    lines += found
                    document[name] = {"machine": _machine(), "rounds": options.rounds, "rows": as_json(found)}
                else:
                    document[name] = {"machine": _machine(), "rounds": options.rounds, **module.measured(place)}
                _say(f"{name}: {time.monotonic() - started:.0f} s")
    print(f"{_machine()}; {options.rounds} rounds; load {os.getloadavg()[0]:.1f} at the end\n")
    if lines:
        print("\n".join(table(lines)))
    if options.json:
        _keep(Path(options.json), document)
    return int(any(isinstance(line, Row) and not line.met for line in lines))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description="Measure cerbsh against its peers.")
    named = f"what to measure: {', '.join(SUBJECTS)}; or, for the background, {', '.join(BACKGROUND)}"
    parser.add_argument("names", metavar="NAME", nargs="*", help=named)
    parser.add_argument("--json", metavar="FILE", help="put what was measured into FILE, beside what else it holds")
    parser.add_argument("--rounds", metavar="N", type=int, default=11, help="rounds of each task (default: 11)")
    parser.add_argument("--keep", metavar="FOLDER", help="keep environments and histories there for the next time")
    options = parser.parse_args()
    if unknown := set(options.names) - {*SUBJECTS, *BACKGROUND}:
        parser.error(f"there is nothing called {', '.join(sorted(unknown))}")
    return options


def _keep(path: Path, document: dict[str, Any]) -> None:
    """Replace in the file what was measured anew."""
    before = json.loads(path.read_bytes()) if path.exists() else {}
    path.write_text(json.dumps(before | document, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def _machine() -> str:
    """What it was measured on."""
    cpu = next((line for line in _lines("/proc/cpuinfo") if line.startswith("model name")), "").partition(": ")[2]
    return (
        f"{cpu or platform.machine()}, {os.cpu_count()} cores, {platform.system()}, CPython {platform.python_version()}"
    )


def _lines(path: str) -> list[str]:
    try:
        return Path(path).read_text().splitlines()
    except OSError:
        return []


def _say(message: str) -> None:
    print(message, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
