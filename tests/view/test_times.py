"""Unix seconds as moments."""

from __future__ import annotations

from datetime import UTC

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cerbsh.api.exact import ExactFloat
from cerbsh.catalogue import builtin
from cerbsh.errors import UsageError
from cerbsh.view import times


def test_a_moment_reads_in_its_zone() -> None:
    oslo = times.zone("Europe/Oslo")
    assert times.minute(1795485674, UTC) == "2026-11-24 02:01"
    assert times.exact(1795485674, UTC) == "2026-11-24 02:01:14 UTC"
    assert times.exact(1795485674, oslo) == "2026-11-24 03:01:14 CET"
    assert times.exact(1782000000, oslo) == "2026-06-21 02:00:00 CEST"


def test_no_name_is_the_zone_of_this_machine() -> None:
    assert times.zone("") is None
    assert times.minute(1795485674, None)[:8] == "2026-11-"


@pytest.mark.parametrize("name", ["Nope/Nope", "../etc/passwd", "\x00", "a" * 300])
def test_an_unknown_zone_is_a_usage_error(name: str) -> None:
    with pytest.raises(UsageError):
        times.zone(name)


@pytest.mark.parametrize(
    ("key", "value", "expected"),
    [
        ("updated", 1795485674, 1795485674), ("owner_updated_at", "1795485674", 1795485674),
        ("created", ExactFloat("1795485674.0"), 1795485674), ("closed", 0, None), ("closed", True, None),
        ("due", "tomorrow", None), ("created", None, None), ("id", 1795485674, None), ("updated", 10**15, None),
        ("updated", float("inf"), None), ("num_created_here", 1795485674, None),
    ],
)  # fmt: skip
def test_what_is_a_time_is_told_by_key_and_value(key: str, value: object, expected: float | None) -> None:
    assert times.seconds(key, value) == expected


@pytest.mark.parametrize("uri", list(builtin().types))
def test_the_keys_of_times_are_those_of_the_catalogue(uri: str) -> None:
    for key, kind in builtin().types[uri].key_types.items():
        assert times.is_time_key(key) == (kind == "timestamp"), key


@given(st.floats(min_value=100_000_000, max_value=32_503_680_000))
def test_every_time_has_a_text(moment: float) -> None:
    assert len(times.minute(moment, UTC)) == 16
    assert times.exact(moment, UTC).endswith(" UTC")


def test_the_exact_moment_stands_beside_a_number_that_is_one() -> None:
    beside = times.beside(UTC)
    assert beside("updated", 1795485674) == "2026-11-24 02:01:14 UTC"
    assert [beside("id", 1795485674), beside(None, 1795485674), beside("closed", 0)] == ["", "", ""]
