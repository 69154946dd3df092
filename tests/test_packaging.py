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


def build(source: Path, folder: Path, *options: str) -> None:
    """Build the distributions of ``source`` as an installer does."""
    command = [sys.executable, "-m", "hatchling", "build", "-d", str(folder), *options]
    done = subprocess.run(command, cwd=source, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with both distributions."""
    folder = tmp_path_factory.mktemp("dist")
    build(ROOT, folder)
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


def test_the_same_wheel_is_built_from_the_source_distribution(built: Path, tmp_path: Path) -> None:
    (wheel,), (source,) = built.glob("*.whl"), built.glob("*.tar.gz")
    with tarfile.open(source) as archive:
        archive.extractall(tmp_path, filter="data")
    build(tmp_path / source.name.removesuffix(".tar.gz"), tmp_path, "-t", "wheel")
    contents = [
        {each.filename: each.CRC for each in zipfile.ZipFile(path).infolist()}
        for path in (wheel, tmp_path / wheel.name)
    ]
    assert contents[0] == contents[1]


def test_the_version_stands_in_one_place_and_the_changes_begin_with_it() -> None:
    holders = [path.name for path in (ROOT / "cerbsh").rglob("*.py") if f'"{__version__}"' in path.read_text("utf-8")]
    assert holders == ["__init__.py"]
    assert f'"{__version__}"' not in (ROOT / "pyproject.toml").read_text("utf-8")
    changes = (ROOT / "docs" / "changelog.md").read_text("utf-8")
    assert changes.split("## ")[1].splitlines()[0] == __version__


def test_the_wheel_installs_into_a_clean_environment(built: Path, tmp_path: Path) -> None:
    venv.create(tmp_path / "clean", with_pip=True)
    python = tmp_path / "clean" / "bin" / "python"
    (wheel,) = built.glob("*.whl")
    install = [str(python), "-m", "pip", "install", "-q", "--no-deps", "--no-index", str(wheel)]
    assert subprocess.run(install, capture_output=True, check=False, timeout=120).returncode == 0
    script = [str(python.with_name("cerbsh")), "--version"]
    done = subprocess.run(script, capture_output=True, text=True, check=False, timeout=60, cwd=tmp_path, env={})
    assert (done.returncode, done.stdout) == (0, f"cerbsh {__version__}\n")
