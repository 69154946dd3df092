"""Every target with its inputs, and with the cases that were found before. A short run; the long ones have a clock."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import pytest
from hypothesis import given

from tests.fuzz.targets import TARGETS, Target
from tests.support import ROOT


@pytest.mark.parametrize("target", TARGETS.values(), ids=TARGETS.keys())
def test_no_input_ends_in_anything_but_an_answer(target: Target) -> None:
    for case in target.found:
        target.check(case)

    @given(target.inputs)
    def check(case: Any) -> None:
        target.check(case)

    check()


def test_a_run_with_a_clock_tells_what_it_tried() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.fuzz", "0.2", "headers"],
        cwd=ROOT, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "headers" in done.stdout and done.stdout.strip().endswith("0 found")
