"""Whoever inherits the house can add to it as its description says: each step is gone in a copy of the tree."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from tests.support import ROOT

TEXT = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
_STEP = re.compile(r"`((?:cerbsh|tests)/[^`]+\.\w+)`:|^```(python|diff)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def changed(text: str, diff: str) -> str:
    """``text`` after a change whose lines stand in it once."""
    lines = diff.splitlines(keepends=True)
    old = "".join(line[1:] for line in lines if line[0] in " -").rstrip("\n")
    new = "".join(line[1:] for line in lines if line[0] in " +").rstrip("\n")
    assert text.count(old) == 1, old
    return text.replace(old, new)


def go(tree: Path) -> list[str]:
    """Make every step in ``tree``; the tests that were written or changed."""
    place, tests = tree, []
    for step in _STEP.finditer(TEXT, TEXT.index("## Adding to it")):
        if step[1]:
            place = tree / step[1]
            if step[1].startswith("tests/"):
                tests.append(step[1])
        elif step[2] == "diff":
            place.write_text(changed(place.read_text(encoding="utf-8"), step[3]), encoding="utf-8")
        else:
            before = place.read_text(encoding="utf-8") + "\n\n" if place.exists() else ""
            place.write_text(before + step[3], encoding="utf-8")
    return tests


def test_a_command_an_endpoint_and_a_view_are_added_as_it_is_written(tmp_path: Path) -> None:
    left_out = shutil.ignore_patterns("__pycache__", ".*")
    for name in ("cerbsh", "tests", "docs"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=left_out)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    tests = go(tmp_path)
    assert len(tests) == 5

    def run(*args: str) -> None:
        env = {**os.environ, "PYTHONPATH": str(tmp_path)}
        command = [sys.executable, "-m", *args]
        done = subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, text=True, timeout=300, check=False)
        assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-1000:]

    run("docs.make_reference")
    run("pytest", "-p", "no:cacheprovider", "-n", "0", "tests/docs/test_reference.py", "tests/test_walls.py", *tests)
    run("ruff", "check", "--no-cache", "cerbsh", "tests")
