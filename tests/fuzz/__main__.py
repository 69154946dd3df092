"""Fuzz every target, or those that are named, for some seconds each: ``python -m tests.fuzz 60 replies lines``.

What is found is shown small, as code to be kept in ``tests/fuzz/targets.py``.
"""

from __future__ import annotations

import sys
import time
from typing import Any

from hypothesis import HealthCheck, given, settings

from tests.fuzz.targets import TARGETS, Target

BATCH = 500
"""Inputs between two looks at the clock."""


def main(seconds: float, names: list[str]) -> int:
    """Run the targets, tell how many inputs each had, and give 1 where one was found that fails."""
    found = 0
    for name in names or TARGETS:
        tried, failure = run(TARGETS[name], seconds)
        print(f"{name:<24}{tried:>9,} inputs")
        if failure:
            found += 1
            print(f"{failure}\n{''.join(getattr(failure, '__notes__', []))}", file=sys.stderr)
    print(f"{found} found")
    return min(found, 1)


def run(target: Target, seconds: float) -> tuple[int, Exception | None]:
    """How many inputs were tried until the clock ran out, and the failure that ended it sooner."""
    tried, until = 0, time.monotonic() + seconds

    @settings(max_examples=BATCH, database=None, deadline=None, suppress_health_check=list(HealthCheck))
    @given(target.inputs)
    def check(case: Any) -> None:
        nonlocal tried
        tried += 1
        target.check(case)

    while time.monotonic() < until:
        try:
            check()
        except Exception as failure:  # noqa: BLE001 - whatever ends a target is what was looked for
            return tried, failure
    return tried, None


if __name__ == "__main__":
    sys.exit(main(float(sys.argv[1]), sys.argv[2:]))
