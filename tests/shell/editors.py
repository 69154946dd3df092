"""Editors that do what a test wants with the file that they are given."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

Editor = Callable[[str], Path]

SCRIPT = """
import json, os, stat, sys
from pathlib import Path
path, seen = Path(sys.argv[-1]), Path(__file__).with_suffix(".seen")
text = path.read_text(encoding="utf-8")
modes = [stat.S_IMODE(each.stat().st_mode) for each in (path, path.parent)]
with seen.open("a") as file:
    file.write(json.dumps([text, str(path), modes, sys.argv[1:-1]]) + "\\n")
path.with_name(path.name + "~").write_text("a copy that an editor leaves")
turn = len(seen.read_text().splitlines()) - 1
{code}
path.write_text(text, encoding="utf-8")
"""


def editor(
    folder: Path, monkeypatch: pytest.MonkeyPatch, code: str, *arguments: str
) -> Callable[[], list[list[object]]]:
    """Make an editor the person's, which runs ``code`` on ``text``; gives what tells what it was called with.

    Each call is told by the text, the path of the file, the rights of file and folder, and the arguments in between.
    """
    script = folder / "editor.py"
    script.write_text(SCRIPT.format(code=code))
    words = (sys.executable, str(script), *arguments)
    monkeypatch.setenv("VISUAL", " ".join(f"'{word}'" for word in words))
    seen = script.with_suffix(".seen")
    return lambda: [json.loads(line) for line in seen.read_text().splitlines()] if seen.exists() else []
