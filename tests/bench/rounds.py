"""Measuring several tasks fairly: in turn, round after round, after one round to warm up."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from statistics import median

Task = Callable[[], float]
"""Does its work and gives what it measured."""


def medians(tasks: Mapping[str, Task], rounds: int) -> dict[str, float]:
    """The median of each task over ``rounds`` rounds, the tasks in turn, after one round that does not count."""
    taken: dict[str, list[float]] = {name: [] for name in tasks}
    for turn in range(rounds + 1):
        for name, task in tasks.items():
            value = task()
            if turn:
                taken[name].append(value)
    return {name: median(values) for name, values in taken.items()}


def timed(work: Callable[[], object]) -> Task:
    """A task that takes the milliseconds of ``work``."""

    def task() -> float:
        start = time.perf_counter()
        work()
        return (time.perf_counter() - start) * 1000

    return task


def process(argv: Sequence[str | Path], env: Mapping[str, str], *, stdout: Path | None = None) -> Task:
    """A task that takes the milliseconds of a whole process, whose output goes to a file or nowhere."""

    def task() -> float:
        with Path(stdout or os.devnull).open("wb") as out:
            start = time.perf_counter()
            subprocess.run(list(map(str, argv)), env=dict(env), stdout=out, stderr=subprocess.DEVNULL, check=True)
            return (time.perf_counter() - start) * 1000

    return task


def peak(argv: Sequence[str | Path], env: Mapping[str, str]) -> Task:
    """A task that takes the greatest memory (MB) that a process held."""

    def task() -> float:
        with Path(os.devnull).open("wb") as out:
            child = subprocess.Popen(list(map(str, argv)), env=dict(env), stdout=out, stderr=subprocess.DEVNULL)
            _, status, usage = os.wait4(child.pid, 0)
            child.returncode = os.waitstatus_to_exitcode(status)
            assert child.returncode == 0, argv
            return usage.ru_maxrss / 1000

    return task
