"""The wheel and the source distribution: they build, hold what they should, and install into a clean environment."""

from __future__ import annotations

import subprocess
import sys
import tarfile
import venv
import zipfile
from pathlib import Path

import pytest

from cerbsh import __version__
from tests.support import ROOT


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with both distributions, built as an installer builds them."""
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "hatchling", "build", "-d", str(folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr
    return folder


def test_the_wheel_is_lean_and_holds_what_is_needed(built: Path) -> None:
    (wheel,) = built.glob("*.whl")
    names = zipfile.ZipFile(wheel).namelist()
    assert {"cerbsh/py.typed", "cerbsh/catalogue/endpoints.json", "cerbsh/catalogue/records.json"} <= set(names)
    assert any(name.endswith("share/man/man1/cerbsh.1") for name in names)
    assert not [name for name in names if name.startswith(("tests/", "docs/"))]
    assert wheel.stat().st_size < 700_000


def test_the_source_distribution_can_be_tested(built: Path) -> None:
    (source,) = built.glob("*.tar.gz")
    with tarfile.open(source) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert {"README.md", "LICENSE", "tests/test_packaging.py", "docs/tutorial.md"} <= names


def test_the_wheel_installs_into_a_clean_environment(built: Path, tmp_path: Path) -> None:
    venv.create(tmp_path / "clean", with_pip=True)
    python = tmp_path / "clean" / "bin" / "python"
    (wheel,) = built.glob("*.whl")
    install = [str(python), "-m", "pip", "install", "-q", "--no-deps", "--no-index", str(wheel)]
    assert subprocess.run(install, capture_output=True, check=False, timeout=120).returncode == 0
    script = [str(python.with_name("cerbsh")), "--version"]
    done = subprocess.run(script, capture_output=True, text=True, check=False, timeout=60, cwd=tmp_path, env={})
    assert (done.returncode, done.stdout) == (0, f"cerbsh {__version__}\n")
