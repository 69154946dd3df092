"""How long the download of a large file takes, against curl, and what memory it needs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from shutil import which

from tests.bench.place import Place
from tests.bench.rounds import medians, peak, process
from tests.bench.rows import Goal, Line, Row, Skipped

MEGABYTES, FEW = 500, 5


def rows(place: Place) -> Iterator[Line]:
    """Time against ``curl -o``; memory against a small download."""
    env, target = place.home("download", place.stub), place.folder / "big.bin"
    argv, small = (_download(place, size, target) for size in (MEGABYTES, FEW))
    what = f"download of {MEGABYTES} MB"
    tasks = {"ours": process(argv, env)}
    if curl := which("curl"):
        address = f"{place.stub}rest/attachments/{MEGABYTES}/download.json"
        tasks["curl"] = process([curl, "--silent", "--output", target, address], env)
        took = medians(tasks, place.rounds)
        yield Row(what, took["ours"], took["curl"], "curl -o", Goal(1.5))
    else:
        yield Skipped(what, "curl is not installed")
    took = medians({"ours": peak(argv, env), "few": peak(small, env)}, place.rounds)
    yield Row(f"{what}: peak memory", took["ours"], took["few"], f"the same of {FEW} MB", Goal(1.0, 2), "MB")
    target.unlink(missing_ok=True)


def _download(place: Place, megabytes: int, target: Path) -> list[str | Path]:
    return [place.cerbsh, "-c", f"download {megabytes} --output={target} --yes"]
