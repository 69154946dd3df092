"""The list of commands that help, completion, the parser and the reference read."""

from __future__ import annotations

import subprocess
import sys

from cerbsh.shell.registry import FAMILIES, commands
from tests.support import ROOT

LAST_FIRST = f"""
import importlib
importlib.import_module("cerbsh.shell.commands.{FAMILIES[-1]}")
from cerbsh.shell.registry import commands
print(*commands())
"""


def test_families_stand_in_their_order_whichever_was_loaded_first() -> None:
    done = subprocess.run(
        [sys.executable, "-c", LAST_FIRST],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        stdin=subprocess.DEVNULL,
    )
    assert done.stdout.split() == list(commands())
    order = [FAMILIES.index(each.family) for each in commands().values()]
    assert order == sorted(order)


def test_every_command_has_a_summary_and_an_explanation() -> None:
    assert all(each.spec.summary and each.explanation for each in commands().values())
