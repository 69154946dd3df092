"""The reference in the documentation is what cerbsh says of itself today."""

from __future__ import annotations

from docs.make_reference import TARGET, reference


def test_the_reference_is_current() -> None:
    assert TARGET.read_text(encoding="utf-8") == reference(), "run: python -m docs.make_reference"
