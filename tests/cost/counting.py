"""Counts what Python does to the system: files opened and looked at, connections made, databases opened."""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

_WATCHED = frozenset({"open", "os.listdir", "os.scandir", "socket.connect", "sqlite3.connect", "subprocess.Popen"})
"""Audit events of CPython that stand for work of the system (PEP 578)."""

_counters: list[Counter[str]] = []


@contextmanager
def counted() -> Iterator[Counter[str]]:
    """What happens inside the ``with`` block, in all threads of this process, by the names of the events.

    A look at a file has no event, and is counted by standing in for ``os.stat``, which pathlib calls, too: as ``stat``
    and the name of the file.
    """
    counter: Counter[str] = Counter()
    original = os.stat

    def stat(path: Any, **options: Any) -> os.stat_result:
        counter[f"stat {Path(str(path)).name}"] += 1
        return original(path, **options)

    _counters.append(counter)
    os.stat = stat
    try:
        yield counter
    finally:
        os.stat = original
        _counters.remove(counter)


def _heard(event: str, _: object) -> None:
    if _counters and event in _WATCHED:
        for counter in _counters:
            counter[event] += 1


sys.addaudithook(_heard)
