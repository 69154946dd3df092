"""Every example of the documentation is run, against the embedded demo, in the order in which a reader meets it."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support import ROOT, Home

DOCUMENTS = sorted(path for path in (ROOT / "docs").glob("*.md") if "```cerbsh" in path.read_text(encoding="utf-8"))
README = (ROOT / "README.md").read_text(encoding="utf-8")
_BLOCK = re.compile(r"^```cerbsh\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"!?\[[^\]]*\]\(([^)#:]*)(?:#([^):]*))?\)")
_HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.stem)
def test_the_examples_of_a_document_run(document: Path, home: Home) -> None:
    lines = "".join(_BLOCK.findall(document.read_text(encoding="utf-8")))
    assert lines
    (home.path / "examples.cerb").write_text(lines, encoding="utf-8")
    done = home.cerbsh("--demo", "examples.cerb", env={"COLUMNS": "100"}, timeout=120)
    assert done.returncode == 0, done.stderr[-2000:]
    assert "Traceback" not in done.stderr and "error:" not in done.stderr


def test_the_first_command_of_the_first_page_asks_the_demo(home: Home) -> None:
    (line,) = re.findall(r"\.venv/bin/cerbsh (--demo .+)$", README, re.MULTILINE)
    done = home.cerbsh(*shlex.split(line))
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["_type"] == "worker"


def test_the_python_of_the_first_page_runs(home: Home, demo_environ: dict[str, str]) -> None:
    (script,) = re.findall(r"^```python\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)
    done = subprocess.run(
        [sys.executable, "-c", script],
        env=home.environ(**demo_environ),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    name, first, *_ = done.stdout.splitlines()
    assert name == "Mira Castellan" and re.match(r"[A-Z]{3}-\d{5}-\d{3} ", first)


def anchors(document: Path) -> set[str]:
    """What a link into a document may name: its headings, written as GitHub writes them."""
    headings = _HEADING.findall(document.read_text(encoding="utf-8"))
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("document", [ROOT / "README.md", *(ROOT / "docs").glob("*.md")], ids=lambda path: path.stem)
def test_links_lead_to_files_and_headings_that_are_there(document: Path) -> None:
    for match in _LINK.finditer(document.read_text(encoding="utf-8")):
        target = document.parent / match[1] if match[1] else document
        assert target.exists(), f"{document.name} links to {match[1]}"
        assert not match[2] or match[2] in anchors(target), f"{document.name} links to {match[0]}"


def test_every_page_is_reached_from_the_first_one() -> None:
    reached = {match[1] for match in _LINK.finditer(README)}
    pages = {f"docs/{path.name}" for path in (ROOT / "docs").iterdir() if path.suffix in {".md", ".ipynb"}}
    assert pages <= reached
