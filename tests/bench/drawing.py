"""How long a reply takes to become coloured, safe, exact text, and what memory that needs."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import deque
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from shutil import which

from tests.bench.place import Place
from tests.bench.rounds import medians, peak, timed
from tests.bench.rows import Goal, Line, Row, Skipped

SMALL, LARGE = 1_000_000, 20_000_000
_LOAD = "import json, sys; json.loads(open(sys.argv[1], 'rb').read())"
_DRAW = "import sys; from tests.bench.drawing import pipe; pipe(sys.argv[1])"


def rows(place: Place) -> Iterator[Line]:
    """Against ``json.loads`` of the same bytes, and against ``jq -C`` as a process."""
    files = {size: place.folder / f"reply-{size}.json" for size in (SMALL, LARGE)}
    small, large = (place.inside("drawing", files[size], str(size), str(place.rounds)) for size in (SMALL, LARGE))
    yield Row("1 MB reply, whole, in colour", small["whole"], small["loads"], "json.loads", Goal(4.5))
    yield _against_jq("the same", small, 0.5)
    yield Row("20 MB reply, its first screen", large["first"], large["loads"], "json.loads of it all", Goal(0.2))
    yield _against_jq("20 MB reply, whole, in colour, to a pipe", large, 0.8)
    env = {**place.home("drawing"), "PYTHONPATH": str(Path(__file__).parent.parent.parent)}
    tasks = {
        "ours": peak([place.python, "-c", _DRAW, files[LARGE]], env),
        "loads": peak([place.python, "-c", _LOAD, files[LARGE]], env),
    }
    took = medians(tasks, place.rounds)
    yield Row("peak memory of it", took["ours"], took["loads"], "json.loads", Goal(2.2), "MB")


def _against_jq(what: str, took: dict[str, float], ratio: float) -> Line:
    return (
        Row(what, took["whole"], took["jq"], "jq -C", Goal(ratio)) if "jq" in took else Skipped(what, "jq is missing")
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
    from cerbsh.api.reply import Reply
    from cerbsh.api.request import Request
    from cerbsh.view import theme
    from cerbsh.view.reply import body

    reply = Reply(Request("GET", "a.json"), 200, content, (("Content-Type", "application/json"),))
    return body(reply, theme.load(), terminal=True)


def whole(content: bytes) -> None:
    """All pieces of a coloured reply, none kept."""
    deque(drawn(content), maxlen=0)


def pipe(path: str) -> None:
    """Write the pieces of the reply in a file to nowhere, as to a pipe."""
    with Path("/dev/null").open("w") as out:
        out.writelines(map(str, drawn(Path(path).read_bytes())))


def main(path: str, size: int, rounds: int) -> None:
    """Write a reply of that size into a file, measure it in this process, and print the medians.

    The process that runs the benchmarks holds none of it: on Linux the peak memory of a child begins with that of its
    parent.
    """
    content = sample(size)
    Path(path).write_bytes(content)
    tasks: dict[str, Callable[[], object]] = {
        "loads": partial(json.loads, content),
        "first": lambda: next(drawn(content)),
        "whole": partial(whole, content),
    }
    if which("jq"):
        tasks["jq"] = partial(subprocess.run, ["jq", "-C", ".", path], check=True, stdout=subprocess.DEVNULL)
    print(json.dumps(medians({name: timed(task) for name, task in tasks.items()}, rounds)))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
