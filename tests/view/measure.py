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
from functools import partial
from pathlib import Path

from cerbsh.api.reply import Reply
from cerbsh.api.request import Request
from cerbsh.view import theme
from cerbsh.view.reply import body

ROUNDS = 11
_PEAK = "print(next(line for line in open('/proc/self/status') if line.startswith('VmHWM')).split()[1])"
_LOAD = "import json, sys; value = json.loads(open(sys.argv[1], 'rb').read()); "
_DRAW = (
    "import sys; from collections import deque; from cerbsh.api.reply import Reply; "
    "from cerbsh.api.request import Request; from cerbsh.view import theme; from cerbsh.view.reply import body; "
    "made = Reply(Request('GET', 'a'), 200, open(sys.argv[1], 'rb').read(), (('Content-Type', 'application/json'),)); "
    "out = open('/dev/null', 'w'); out.writelines(body(made, theme.load(), terminal=False)); "
)


def sample(size: int) -> bytes:
    """A search for tickets of about ``size`` bytes as PHP writes it: escaped slashes, other scripts as ``\\u``."""
    subjects = ("Crème brûlée order", 'Refund for the "small" box', "日本語の件名", "Invoice 4711, second reminder")
    linked = ("group", "bucket", "initial_message", "initial_response_message", "latest_message", "owner", "org")
    results: list[dict[str, object]] = []
    written = 0
    while written < size:
        number = len(results)
        mask, subject = f"ABC-{number:05}-123", f"{subjects[number % 4]} {number}"
        page = f"https://cerb.example/profiles/ticket/{mask}"
        record: dict[str, object] = {
            "_context": "cerberusweb.contexts.ticket", "_type": "ticket", "_label": f"[#{mask}] {subject}",
            "closed_at": 0, "closed": 0, "created": 1_700_000_000 + number, "elapsed_response_first": str(number),
            "elapsed_resolution_first": "0", "elapsed_status_open": "0", "id": number, "importance": number % 100,
            "last_opened_at": 0, "mask": mask, "num_messages": number % 7, "num_messages_in": 0, "num_messages_out": 1,
            "reopen_date": 0, "spam_score": (0.5, 0.0001, 0)[number % 3], "spam_training": "", "status_id": 0,
            "subject": subject, "updated": 1_700_000_000 + 2 * number, "status": "open", "url": page,
            "record_url": page, "is_deleted": False, "participants": None,
        }  # fmt: skip
        for offset, name in enumerate(linked):
            record |= {f"{name}_id": number % (offset + 2), f"{name}__context": f"cerberusweb.contexts.{name}"}
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


def report(title: str, took: dict[str, float], name: str, peer: str, goal: float) -> None:
    """One line of the table, with a mark where the goal is missed."""
    ratio = took[name] / took[peer]
    numbers = f"{took[name]:10.4f} {took[peer]:10.4f} {ratio:6.2f}x   at most {goal:.1f}x"
    sys.stdout.write(f"{title:46} {numbers}{'' if ratio <= goal else '   MISSED'}\n")


def first(content: bytes) -> object:
    """The first piece of a coloured reply."""
    return next(drawn(content))


def whole(content: bytes) -> None:
    """All pieces of a coloured reply, none kept."""
    deque(drawn(content), maxlen=0)


def jq(path: str) -> None:
    """The same by another program."""
    subprocess.run(["jq", "-C", ".", path], check=True, stdout=subprocess.DEVNULL)


def main() -> None:
    """Measure and print the table."""
    with tempfile.TemporaryDirectory() as folder:
        for size, against_jq in ((1, 0.5), (20, 0.8)):
            content, path = sample(size * 1_000_000), str(Path(folder) / "sample.json")
            Path(path).write_bytes(content)
            tasks: dict[str, Callable[[], object]] = {
                "loads": partial(json.loads, content),
                "first": partial(first, content),
                "whole": partial(whole, content),
            }
            if shutil.which("jq"):
                tasks["jq"] = partial(jq, path)
            took = medians(tasks)
            report(f"{size} MB in colour, against json.loads", took, "whole", "loads", 4.5)
            report(f"{size} MB, first piece, against json.loads", took, "first", "loads", 1.7)
            if "jq" in took:
                report(f"{size} MB in colour, against jq -C", took, "whole", "jq", against_jq)
        peaks = {"draw": peak(_DRAW, path) / 1000, "load": peak(_LOAD, path) / 1000}
        report("20 MB, peak memory (MB), against json.loads", peaks, "draw", "load", 2.2)


if __name__ == "__main__":
    main()
