"""The man page says what the parsers say."""

from __future__ import annotations

import shutil
import subprocess

import pytest

from docs.make_manpage import TARGET, manpage


def test_the_man_page_is_current() -> None:
    assert TARGET.read_text(encoding="utf-8") == manpage(), "run: python -m docs.make_manpage"


@pytest.mark.skipif(shutil.which("groff") is None, reason="there is no groff here")
def test_the_man_page_is_well_formed() -> None:
    command = ["groff", "-man", "-Tascii", "-P-cbou", "-ww", str(TARGET)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert (done.returncode, done.stderr) == (0, "")
    assert "EXIT STATUS" in done.stdout
