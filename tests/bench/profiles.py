"""Where the time goes: what is imported on each way to start, and what runs while requests are sent and drawn."""

from __future__ import annotations

import cProfile
import json
import pstats
import re
import subprocess
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from statistics import median
from typing import Any

from tests.bench.place import ROOT, Place
from tests.bench.tables import Table
from tests.bench.terminal import Terminal

RECORDS, REQUESTS = 20_000, 500
SHOWN = 12
"""Rows of a table; the rest is summed up in the last one."""
_IMPORT = re.compile(rb"import time: +(\d+) \| +\d+ \| +([\w.]+)")

Times = dict[str, float]
"""What each package takes to import, in milliseconds."""


def measured(place: Place) -> dict[str, Any]:
    """The tables, as JSON."""
    return {"tables": [table._asdict() for table in _tables(place)]}


def _tables(place: Place) -> Iterator[Table]:
    env = place.home("profiles")
    told = {**env, "PYTHONPROFILEIMPORTTIME": "1"}
    line, first = "cerbsh -c 'GET workers/me'", "the first prompt"
    yield _imports(
        "imports-line", line, lambda: _of_process([place.cerbsh, "-c", "GET workers/me"], told), place.rounds
    )
    yield _imports("imports-prompt", first, lambda: _of_prompt([place.cerbsh], told), place.rounds)
    found = place.inside("profiles", env=place.home("profiles", place.stub_with(RECORDS)))
    title = f"A request at the prompt by functions (cProfile, {REQUESTS} requests)"
    yield Table("calls-request", title, ("function", "calls", "own ms", "share"), _rows(found["request"]))
    title = f"`--all --ndjson` over {RECORDS:,} records by functions (cProfile)"
    yield Table("calls-pages", title, ("function", "calls", "own ms", "share"), _rows(found["pages"]))


def _imports(name: str, what: str, run: Callable[[], Times], rounds: int) -> Table:
    """Medians of what packages take to import, the longest first."""
    run()
    taken = [run() for _ in range(rounds)]
    packages = {package: median(each.get(package, 0.0) for each in taken) for package in taken[0]}
    ordered = sorted(packages.items(), key=lambda item: -item[1])
    rows = [(package, f"{took:.1f}") for package, took in ordered[:SHOWN]]
    rest = ordered[SHOWN:]
    rows.append((f"{len(rest)} more", f"{sum(took for _, took in rest):.1f}"))
    return Table(name, f"Imports of {what} by packages (-X importtime)", ("package", "ms"), tuple(rows))


def _of_process(argv: Sequence[str | Path], env: Mapping[str, str]) -> Times:
    done = subprocess.run(list(map(str, argv)), env=dict(env), capture_output=True, check=True)
    return _times(done.stderr)


def _of_prompt(argv: Sequence[str | Path], env: Mapping[str, str]) -> Times:
    with Terminal(argv, env) as terminal:
        terminal.wait(b"cerb(")
        return _times(bytes(terminal.seen).partition(b"cerb(")[0])


def _times(told: bytes) -> Times:
    """What Python told of each import, summed up by packages."""
    times: Times = {}
    for took, module in _IMPORT.findall(told):
        package = module.decode().partition(".")[0]
        times[package] = times.get(package, 0.0) + int(took) / 1000
    return times


def _rows(found: list[list[Any]]) -> tuple[tuple[str, ...], ...]:
    """The functions with the most time of their own, and the rest."""
    whole = sum(took for _, _, took in found)
    shown = [(name, calls, took) for name, calls, took in found[:SHOWN]]
    rest = found[SHOWN:]
    shown.append((f"{len(rest)} more", sum(calls for _, calls, _ in rest), sum(took for _, _, took in rest)))
    return tuple((name, f"{calls:,}", f"{took:.0f}", f"{took / whole:.0%}") for name, calls, took in shown)


def main() -> None:
    """Profile requests and a walk in this process, and print the functions with their calls and own milliseconds."""
    from cerbsh.shell.knowing.assistant import Assistant
    from cerbsh.shell.opening.start import Options, Session
    from cerbsh.shell.result import Surface
    from cerbsh.view.theme import PLAIN

    session = Session(Options())
    session.settings["learn"] = "off"
    assistant = Assistant(session.engine)
    assistant.warm_up(lambda: None)

    def draw(line: str) -> None:
        result = assistant.run(line)
        assert result.body is not None
        deque(result.body.pieces(Surface(PLAIN)), maxlen=0)

    draw("GET workers/me")

    def request() -> None:
        for _ in range(REQUESTS):
            draw("GET workers/me")

    found = {"request": _profiled(request), "pages": _profiled(lambda: draw("search ticket --all --ndjson"))}
    print(json.dumps(found))
    session.close()


def _profiled(work: Callable[[], object]) -> list[tuple[str, int, float]]:
    profile = cProfile.Profile()
    profile.runcall(work)
    stats: dict[tuple[str, int, str], tuple[int, int, float, float, object]] = pstats.Stats(profile).stats  # type: ignore[attr-defined]
    found = [(_name(*place), calls, own * 1000) for place, (_, calls, own, _, _) in stats.items()]
    return sorted(found, key=lambda each: -each[2])


def _name(file: str, _: int, function: str) -> str:
    """A function as ``module.function``, without the place where it is installed."""
    if file == "~":
        return function.strip("<>").removeprefix("built-in method ").removeprefix("method ")
    path = Path(file)
    parts = path.parts
    root = max((index for index, part in enumerate(parts) if part in ("site-packages", "lib", "bench")), default=0)
    if path.is_relative_to(ROOT) and "site-packages" not in parts:
        parts, root = path.relative_to(ROOT).parts, -1
    inside = [part for part in parts[root + 1 :] if not re.fullmatch(r"python\d[\d.]*", part)]
    return ".".join([*inside[:-1], path.stem, function])


if __name__ == "__main__":
    main()
