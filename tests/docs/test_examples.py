"""Every example of the documentation is run, against the embedded demo, in the order in which a reader meets it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.support import ROOT, Home

DOCUMENTS = sorted(path for path in (ROOT / "docs").glob("*.md") if "```cerbsh" in path.read_text(encoding="utf-8"))
_BLOCK = re.compile(r"^```cerbsh\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\[[^\]]*\]\(([^)#:]+)(?:#[^)]*)?\)|!\[[^\]]*\]\(([^)#:]+)\)")


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.stem)
def test_the_examples_of_a_document_run(document: Path, home: Home) -> None:
    lines = "".join(_BLOCK.findall(document.read_text(encoding="utf-8")))
    assert lines
    (home.path / "examples.cerb").write_text(lines, encoding="utf-8")
    done = home.cerbsh("--demo", "examples.cerb", env={"COLUMNS": "100"}, timeout=120)
    assert done.returncode == 0, done.stderr[-2000:]
    assert "Traceback" not in done.stderr and "error:" not in done.stderr


@pytest.mark.parametrize("document", [ROOT / "README.md", *(ROOT / "docs").glob("*.md")], ids=lambda path: path.stem)
def test_links_lead_to_files_that_are_there(document: Path) -> None:
    for match in _LINK.finditer(document.read_text(encoding="utf-8")):
        target = document.parent / (match[1] or match[2])
        assert target.exists(), f"{document.name} links to {target.name}"
