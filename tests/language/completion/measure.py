"""How long a key press takes the language: ``python -m tests.language.completion.measure``.

Types lines letter by letter with 50,000 records known, and prints the median, the 95th percentile and the worst time,
in milliseconds, of completing, of highlighting, and of the reason for the status bar.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Callable
from dataclasses import replace
from time import perf_counter

from cerbsh.catalogue.labels import Labels, Seen
from cerbsh.language.completion import complete
from cerbsh.language.highlight import highlight, reason
from tests.language.world import GRAMMAR, KNOWN, analysis

LINES = (
    'GET records/ticket/search status:[o,w] owner:(firstName:"Kina" group:(name:Sup)) sort:-updated limit=5',
    "GET records/ticket/refund",
    "search ticket owner.id:ki importance:>=80 created:last --table=id,mask",
    "GET records/ticket/12345 expand=owner_,latest_message_sender_org_na,lmc,mess",
    "POST records/task/create title=Call owner_id=ki links[]=org:ac due=tom",
    "GET data/query type:worklist.subtotals of:ticket by:[created@month,group] query:(status:o)",
)
WORDS = ("refund", "invoice", "password", "order", "Acme", "delivery", "question", "login", "Kina", "support")


def many(count: int) -> Labels:
    """That many tickets, workers and organisations with labels."""
    rng = random.Random(7)
    kinds = ("ticket", "ticket", "ticket", "worker", "org")
    return Labels().with_seen(
        Seen(kinds[number % 5], str(number), f"[#MSK-{number:05}] {' '.join(rng.choices(WORDS, k=5))} {number}")
        for number in range(count)
    )


def pressed(work: Callable[[str], object]) -> list[float]:
    """The time of each key press over all lines, in milliseconds."""
    times = []
    for line in LINES:
        for length in range(len(line) + 1):
            begun = perf_counter()
            work(line[:length])
            times.append((perf_counter() - begun) * 1_000)
    return sorted(times)


def main() -> None:
    """Print the table."""
    known = replace(KNOWN, labels=many(50_000))
    works: dict[str, Callable[[str], object]] = {
        "complete": lambda text: complete(text, len(text), GRAMMAR, known),
        "highlight": lambda text: highlight(analysis(text)),
        "reason": lambda text: reason(analysis(text)),
    }
    sys.stdout.write(f"{'':12}{'median':>9}{'95 %':>9}{'worst':>9}\n")
    for name, work in works.items():
        pressed(work)
        times = pressed(work)
        values = (times[len(times) // 2], times[int(len(times) * 0.95)], times[-1])
        sys.stdout.write(f"{name:12}" + "".join(f"{value:9.2f}" for value in values) + "\n")


if __name__ == "__main__":
    main()
