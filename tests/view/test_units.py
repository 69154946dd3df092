"""Bytes and seconds as people read them."""

from __future__ import annotations

import pytest

from cerbsh.view.units import duration, size


@pytest.mark.parametrize(
    ("count", "text"),
    [
        (0, "0 B"), (999, "999 B"), (1000, "1.0 kB"), (1234, "1.2 kB"), (9949, "9.9 kB"), (9950, "10 kB"),
        (999_499, "999 kB"), (999_500, "1.0 MB"), (20_000_000, "20 MB"), (5 * 10**9, "5.0 GB"), (10**15, "1000 TB"),
    ],
)  # fmt: skip
def test_sizes_have_two_or_three_figures(count: int, text: str) -> None:
    assert size(count) == text


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0.0, "0 ms"), (0.0121, "12 ms"), (0.9994, "999 ms"), (0.9996, "1.00 s"), (1.236, "1.24 s"),
        (59.99, "59.99 s"), (59.999, "1 min 0 s"), (125, "2 min 5 s"), (3599.9, "1 h 0 min"), (12_000, "3 h 20 min"),
    ],
)  # fmt: skip
def test_spans_of_time_grow_their_units(seconds: float, text: str) -> None:
    assert duration(seconds) == text
