"""The notebook of the documentation is run, and its pages are looked at in a browser."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import nbformat
import pytest
from nbclient import NotebookClient

from tests.support import ROOT, Home

if TYPE_CHECKING:
    from playwright.sync_api import Browser

NOTEBOOK = ROOT / "docs" / "notebook.ipynb"


def read() -> Any:
    """The notebook as it is kept."""
    return nbformat.read(NOTEBOOK, as_version=4)  # type: ignore[no-untyped-call]


@pytest.fixture
def run(home: Home, demo_environ: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> Any:
    """The notebook after it was run against the demo."""
    for name, value in home.environ(**demo_environ).items():
        monkeypatch.setenv(name, value)
    notebook = read()
    NotebookClient(notebook, timeout=120, kernel_name="python3").execute(cwd=str(home.path))
    return notebook


def test_it_is_kept_without_outputs() -> None:
    notebook = read()
    assert all(not cell.get("outputs") for cell in notebook.cells)


@pytest.mark.browser
def test_every_cell_runs_and_an_answer_shows_as_a_table(run: Any, chromium: Browser, tmp_path: Path) -> None:
    pages = [
        output["data"]["text/html"]
        for cell in run.cells
        for output in cell.get("outputs", ())
        if "text/html" in output.get("data", {})
    ]
    assert len(pages) == 2
    page = chromium.new_page()
    page.set_content(pages[0])
    assert page.locator("table tbody tr").count() == 5
    assert not page.locator("details").first.get_attribute("open")
    page.locator("summary").first.click()
    assert page.get_by_text("__status").is_visible()
    page.close()
    printed = [output["text"] for cell in run.cells for output in cell.get("outputs", ()) if "text" in output]
    assert any("'nope' is not an editable field." in text for text in printed)
    assert any(text.startswith("mask") for text in printed)
