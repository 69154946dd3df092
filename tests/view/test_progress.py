"""The line that says how far something has come."""

from __future__ import annotations

import pytest

from cerbsh.view.progress import line


@pytest.mark.parametrize(
    ("done", "total", "seconds", "unit", "width", "shown"),
    [
        (1500, 6000, 3, "records", 80, "1,500 of 6,000 records ━━━━━─────────────── 500/s · 9 s left"),
        (6000, 6000, 3, "records", 80, "6,000 of 6,000 records ━━━━━━━━━━━━━━━━━━━━ 2,000/s"),
        (1500, 6000, 3, "records", 40, "1,500 of 6,000 records 500/s · 9 s left"),
        (1500, 6000, 3, "records", 30, "1,500 of 6,000 records 500/s …"),
        (1500, None, 3, "records", 80, "1,500 records 500/s"),
        (0, 6000, 0, "records", 80, "0 of 6,000 records ────────────────────"),
        (7000, 6000, 1, "records", 80, "7,000 of 6,000 records ━━━━━━━━━━━━━━━━━━━━ 7,000/s"),
        (1_000_000, 500_000_000, 2, "bytes", 80, "1.0 MB of 500 MB ──────────────────── 500 kB/s · 16 min 38 s left"),
    ],
)
def test_count_bar_rate_and_the_time_that_is_left(
    done: int, total: int | None, seconds: float, unit: str, width: int, shown: str
) -> None:
    assert line(done, total, seconds, unit, width) == shown
