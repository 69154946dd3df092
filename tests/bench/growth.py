"""How each cost grows with its work: records, entries of the history, names that are known, bytes of a reply."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from tests.bench import drawing, pages
from tests.bench.histories import opened
from tests.bench.idle import BARE as BARE_WITH_SESSION
from tests.bench.idle import learn, watched
from tests.bench.place import Place, folders
from tests.bench.prompt import shown
from tests.bench.rounds import Task, medians, peak, process, timed
from tests.bench.search import SHOWN, each
from tests.bench.tables import Chart

RECORDS = (1_000, 3_000, 10_000, 30_000, 100_000)
ENTRIES = (1_000, 10_000, 100_000, 1_000_000)
NAMES = (500, 5_000, 50_000)
ROUNDS = 3
"""Of each amount: what is shown is how costs grow, not by how much they miss or meet a goal."""
BYTES = (10_000, 100_000, 1_000_000, 10_000_000)


def measured(place: Place) -> dict[str, Any]:
    """The charts, as JSON."""
    return {"rounds": ROUNDS, "charts": [chart._asdict() for chart in _charts(place)]}


def _charts(place: Place) -> Iterator[Chart]:
    for make in (_records, _history, _names, _bytes):
        place.say(f"growth: {make.__name__.strip('_')}")
        yield from make(place)


def _records(place: Place) -> Iterator[Chart]:
    """``--all``: the time beside that of a bare loop, and the memory."""
    argv: list[str | Path] = [place.cerbsh, "-c", "search ticket --all --ndjson"]
    script = place.script("loop.py", pages.SCRIPT)
    time_of: dict[str, Task] = {}
    memory_of: dict[str, Task] = {}
    for records in RECORDS:
        env, base_url = place.home(f"pages-{records}", place.stub_with(records)), place.stub_with(records)
        time_of |= {
            f"cerbsh {records}": process(argv, env),
            f"loop {records}": process([place.python, script, base_url], env),
        }
        memory_of[f"{records}"] = peak(argv, env)
    took, held = medians(time_of, ROUNDS), medians(memory_of, ROUNDS)
    lines = {
        "cerbsh --all": tuple(took[f"cerbsh {records}"] for records in RECORDS),
        "a bare loop": tuple(took[f"loop {records}"] for records in RECORDS),
    }
    yield Chart("records-time", "A walk over all records", "records", "ms", RECORDS, lines)
    memory = {"cerbsh --all": tuple(held[f"{records}"] for records in RECORDS)}
    yield Chart("records-memory", "Peak memory of a walk over all records", "records", "MB", RECORDS, memory)


def _history(place: Place) -> Iterator[Chart]:
    """The first prompt, and a search among all entries."""
    homes = {entries: place.history(entries) for entries in ENTRIES}
    took = medians({f"{entries}": shown([place.cerbsh], env) for entries, env in homes.items()}, ROUNDS)
    lines = {"first prompt": tuple(took[f"{entries}"] for entries in ENTRIES)}
    yield Chart("history-prompt", "Time to the first prompt", "entries in the history", "ms", ENTRIES, lines)
    files = [folders(env).history_file for env in homes.values()]
    lines = {"cerbsh": tuple(place.inside("growth", file, str(ROUNDS)) for file in files)}
    yield Chart("history-search", "Seven searches for a substring", "entries in the history", "ms", ENTRIES, lines)


def _names(place: Place) -> Iterator[Chart]:
    """A key press, and the memory of an idle prompt."""
    pressed = [place.inside("keys", str(ROUNDS), str(names), env=place.home("keys")) for names in NAMES]
    lines = {
        "cerbsh": tuple(each["ours"] for each in pressed),
        "no completer": tuple(each["bare"] for each in pressed),
    }
    yield Chart("names-keys", "A key press, 95th percentile", "names known", "ms", NAMES, lines)
    homes = {names: place.home(f"names-{names}") for names in NAMES}
    for names, env in homes.items():
        learn(folders(env).learned, names)
    tasks = {f"{names}": _memory([place.cerbsh], env) for names, env in homes.items()}
    tasks["bare"] = _memory([place.python, "-c", BARE_WITH_SESSION], homes[NAMES[0]])
    held = medians(tasks, ROUNDS)
    lines = {
        "cerbsh": tuple(held[f"{names}"] for names in NAMES),
        "a bare prompt and a session": (held["bare"],) * len(NAMES),
    }
    yield Chart("names-memory", "Memory of an idle prompt", "names known", "MB", NAMES, lines)


def _memory(argv: list[str | Path], env: dict[str, str]) -> Task:
    return lambda: watched(argv, env, [])


def _bytes(place: Place) -> Iterator[Chart]:
    """A reply in colour: all of it, its first screen, and what reading it takes by itself."""
    files = [place.script(f"reply-{size}.json", drawing.sample(size).decode()) for size in BYTES]
    took = [place.inside("drawing", file, str(ROUNDS)) for file in files]
    names = {"whole": "cerbsh, whole", "first": "cerbsh, first screen", "loads": "json.loads", "jq": "jq -C"}
    lines = {name: tuple(each[key] for each in took) for key, name in names.items() if key in took[0]}
    yield Chart("bytes-time", "A reply as coloured text", "bytes", "ms", BYTES, lines)


def main(file: Path, rounds: int) -> None:
    """Measure the searches in one history, and print the median."""
    with closing(opened(file)) as history:
        search = timed(each(lambda sought: history.search([sought], limit=SHOWN)))
        print(medians({"ours": search}, rounds)["ours"])


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
