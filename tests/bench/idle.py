"""What a prompt costs while nobody types, with many names known, against a bare prompt plus an OAuth2Session."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from statistics import median

from cerbsh.catalogue import builtin
from cerbsh.catalogue.labels import Labels, Seen
from cerbsh.catalogue.learned import Learned, LearnedType
from cerbsh.catalogue.learned_store import LABELS_KEPT, write
from tests.bench.place import PROFILE, Place, folders
from tests.bench.rounds import medians
from tests.bench.rows import Goal, Line, Row
from tests.bench.terminal import Terminal

NAMES = 50_000
SETTLED, WATCHED = 2.0, 2.0
"""Seconds until everything behind the prompt is done, and seconds that are watched then."""
BARE = """\
from prompt_toolkit import prompt
from requests_oauthlib import OAuth2Session
session = OAuth2Session("client", token={"access_token": "a" * 600})
prompt("cerb(work) > ")
"""


def rows(place: Place) -> Iterator[Line]:
    """Processor time in per cent of one core, and resident memory."""
    env = place.home("idle")
    learn(folders(env).learned, NAMES)
    busy: list[float] = []
    ours = lambda: watched([place.cerbsh], env, busy)  # noqa: E731
    bare = lambda: watched([place.python, "-c", BARE], env, [])  # noqa: E731
    took = medians({"ours": ours, "bare": bare}, place.rounds)
    yield Row("idle at the prompt: processor time", median(busy), 0.0, "", Goal(0.0, 0.0), "%")
    peer = "a bare prompt and an OAuth2Session"
    yield Row("idle at the prompt: memory", took["ours"], took["bare"], peer, Goal(1.3), "MB")


def learn(folder: Path, names: int) -> None:
    """Let cerbsh know so many records, as if it had seen them on the server."""
    each = min(names, LABELS_KEPT)
    types = list(builtin().types.values())[: -(-names // LABELS_KEPT)]
    seen = (Seen(kind.uri, str(number), f"{kind.name} {number}") for kind in types for number in range(1, 1 + each))
    known = {kind.uri: LearnedType(kind.uri, kind.context, kind.name) for kind in types}
    write(folder / f"{PROFILE}.json", Learned(learned_at=time.time(), types=known), Labels().with_seen(seen))


def watched(argv: Sequence[str | Path], env: Mapping[str, str], busy: list[float]) -> float:
    """The resident memory (MB) of an idle prompt; its processor time is put behind ``busy``, in per cent."""
    with Terminal(argv, env) as terminal:
        terminal.wait(b"cerb(")
        terminal.quiet(SETTLED)
        before = _ticks(terminal.pid)
        terminal.quiet(WATCHED)
        busy.append((_ticks(terminal.pid) - before) / os.sysconf("SC_CLK_TCK") / WATCHED * 100)
        status = Path(f"/proc/{terminal.pid}/status").read_text().splitlines()
        return int(next(line for line in status if line.startswith("VmRSS")).split()[1]) / 1000


def _ticks(pid: int) -> int:
    """User and system time of a process (proc(5), fields 14 and 15 of stat)."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])
