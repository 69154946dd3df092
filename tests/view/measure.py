"""How fast replies are drawn, against ``json.loads`` and ``jq -C`` in the same run.

python -m tests.view.measure
"""

from __future__ import annotations

import json
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections import deque
from collections.abc import Callable, Iterator
from pathlib import Path

from cerbsh.api.reply import Reply
from cerbsh.api.request import Request
from cerbsh.view import theme
from cerbsh.view.reply import body

ROUNDS = 11
_PEAK = "import resource, sys; print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)"
_LOAD = "import json, sys; value = json.loads(open(sys.argv[1], 'rb').read()); "
_DRAW = (
    "import sys; from collections import deque; from cerbsh.api.reply import Reply; "
    "from cerbsh.api.request import Request; from cerbsh.view import theme; from cerbsh.view.reply import body; "
    "made = Reply(Request('GET', 'a'), 200, open(sys.argv[1], 'rb').read(), (('Content-Type', 'application/json'),)); "
    "out = open('/dev/null', 'w'); out.writelines(body(made, theme.load(), terminal=False)); "
)


def sample(size: int) -> bytes:
    """A search reply of about ``size`` bytes as PHP writes one: escaped slashes, other scripts as ``\\u``."""
    subjects = ("Crème brûlée order", 'Refund for the "small" box', "日本語の件名", "Invoice 4711, second reminder")
    results: list[dict[str, object]] = []
    written = 0
    while written < size:
        number = len(results)
        record: dict[str, object] = {
            "_context": "cerberusweb.contexts.ticket", "_type": "ticket", "_label": f"[#ABC-{number:05}-123] {number}",
            "closed": 0, "created": 1_700_000_000 + number, "id": number, "importance": number % 100, "links": [],
            "mask": f"ABC-{number:05}-123", "spam_score": (0.5, 0.0001, 1)[number % 3], "status": "open",
            "subject": f"{subjects[number % 4]} {number}", "updated": 1_700_000_000 + 2 * number,
            "url": f"https://cerb.example/profiles/ticket/ABC-{number:05}-123",
            "owner__context": "cerberusweb.contexts.worker", "owner_id": number % 9,
            "elapsed_response_first": str(number), "is_deleted": False, "spam_training": None,
        }  # fmt: skip
        results.append(record)
        written += len(json.dumps(record, separators=(",", ":")))
    envelope = {"__build": 1, "__status": "success", "__version": "10.4.10", "results": results, "total": len(results)}
    return json.dumps(envelope, separators=(",", ":")).replace("/", "\\/").encode()


def drawn(content: bytes) -> Iterator[str | bytes]:
    """The pieces of a coloured reply."""
    made = Reply(Request("GET", "a.json"), 200, content, (("Content-Type", "application/json"),))
    return body(made, theme.load(), terminal=True)


def medians(tasks: dict[str, Callable[[], object]]) -> dict[str, float]:
    """The median seconds of each task, interleaved, after one round to warm up."""
    taken: dict[str, list[float]] = {name: [] for name in tasks}
    for turn in range(ROUNDS + 1):
        for name, task in tasks.items():
            start = time.perf_counter()
            task()
            if turn:
                taken[name].append(time.perf_counter() - start)
    return {name: statistics.median(times) for name, times in taken.items()}


def peak(code: str, path: str) -> int:
    """Peak memory in kB of a Python process that runs ``code`` with ``path`` as its argument."""
    return int(subprocess.run([sys.executable, "-c", code + _PEAK, path], capture_output=True, check=True).stdout)


def report(name: str, ratio: float, goal: float, measured: str) -> None:
    """One line of the table, with a mark where the goal is missed."""
    sys.stdout.write(f"{name:52} {measured:>16} {ratio:6.2f}x  goal {goal:.1f}x {'' if ratio <= goal else ' MISSED'}\n")


def main() -> None:
    """Measure and print the table."""
    with tempfile.TemporaryDirectory() as folder:
        for megabytes in (1, 20):
            content = sample(megabytes * 1_000_000)
            path = str(Path(folder) / f"{megabytes}.json")
            Path(path).write_bytes(content)
            tasks: dict[str, Callable[[], object]] = {
                "loads": lambda content=content: json.loads(content),
                "first": lambda content=content: next(drawn(content)),
                "whole": lambda content=content: deque(drawn(content), maxlen=0),
            }
            if shutil.which("jq"):
                tasks["jq"] = lambda path=path: subprocess.run(
                    ["jq", "-C", ".", path], check=True, stdout=subprocess.DEVNULL
                )
            took = medians(tasks)
            loads, whole = took["loads"], took["whole"]
            size = f"{megabytes} MB"
            report(f"{size} in colour, against json.loads", whole / loads, 4.5, f"{whole * 1e3:.1f} ms")
            report(
                f"{size}, first piece, against json.loads", took["first"] / loads, 1.7, f"{took['first'] * 1e3:.2f} ms"
            )
            if "jq" in took:
                goal = 0.5 if megabytes == 1 else 0.8
                report(
                    f"{size} in colour, against jq -C", whole / took["jq"], goal, f"{took['jq'] * 1e3:.0f} ms for jq"
                )
                report(
                    f"{size}, whole process, against jq -C",
                    took["process"] / took["jq"],
                    99,
                    f"{took['process'] * 1e3:.0f} ms",
                )
        load, draw = peak(_LOAD, path), peak(_DRAW, path)
        report(f"{size}, peak memory, against json.loads", draw / load, 2.2, f"{draw // 1000} MB")


if __name__ == "__main__":
    main()
