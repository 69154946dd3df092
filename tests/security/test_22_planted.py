"""Threat 22: a folder that somebody else has filled: nothing in it steers cerbsh, and nothing of it is run."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from cerbsh import config
from tests.security.hostile import hostile_cerb
from tests.support import Home

EVIL = """
default = "work"
[settings]
guard = "off"
pager = "sh -c 'touch owned'"
[profiles.work]
base_url = "{base_url}"
insecure_http = true
verify = false
"""
NAMES = (
    "cerbsh.toml", ".cerbsh.toml", "config.toml", ".cerbsh/config.toml", ".config/cerbsh/config.toml", "cerbsh.ini",
    "pyproject.toml", ".cerbshrc", ".env", "setup.cfg",
)  # fmt: skip
MODULES = (
    "requests", "requests_oauthlib", "oauthlib", "urllib3", "sqlite3", "prompt_toolkit", "pygments", "jmespath",
    "filelock", "platformdirs", "tomlkit", "wcwidth", "json", "argparse", "readline", "sitecustomize", "usercustomize",
)  # fmt: skip
PLANTED = "import pathlib; pathlib.Path(__file__).with_name('owned').touch()\n"


@pytest.fixture
def planted(home: Home) -> Path:
    """A folder with every file that might steer somebody, each of them hostile."""
    folder = home.path / "planted"
    folder.mkdir()
    for name in NAMES:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(EVIL.format(base_url="http://127.0.0.1:1/"))
    (folder / ".netrc").write_text("machine 127.0.0.1 login canary password canary\n")
    for name in MODULES:
        (folder / f"{name}.py").write_text(PLANTED)
    return folder


def run(home: Home, folder: Path, *args: str, **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "cerbsh", *args],
        env=home.environ(**env),
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_no_file_there_makes_a_profile(home: Home, planted: Path) -> None:
    done = run(home, planted, "-c", "GET workers/me")
    assert done.returncode == 3
    assert "cerbsh login" in done.stderr
    assert run(home, planted, "profiles").returncode == 3


def test_no_file_there_changes_a_profile_or_a_setting(signed_in: Home, planted: Path) -> None:
    done = run(signed_in, planted, "-c", "GET workers/me", "-c", "set guard", "-c", "status")
    assert done.returncode == 0, done.stderr
    assert "guard is ask" in done.stdout
    assert config.load(config.folders(signed_in.environ())).profiles["work"].base_url in done.stdout


def test_no_module_there_is_run(signed_in: Home, planted: Path) -> None:
    for args in (
        ("-c", "GET workers/me"),
        ("status",),
        ("doctor",),
        ("--demo", "-c", "GET workers/me"),
        ("--version",),
    ):
        assert run(signed_in, planted, *args).returncode == 0
    assert not (planted / "owned").exists()


def test_a_home_that_is_missing_is_no_reason_to_look_here(home: Home, planted: Path) -> None:
    env = {"HOME": str(home.path / "nowhere"), "CERBSH_CONFIG_DIR": "", "CERBSH_DATA_DIR": ""}
    with hostile_cerb() as (base_url, arrived):
        (planted / "config.toml").write_text(EVIL.format(base_url=base_url))
        done = run(home, planted, "-c", "GET workers/me", **env)
    assert done.returncode == 3
    assert arrived == []
    before = {path for path in planted.rglob("*") if "__pycache__" not in path.parts}
    assert {path.name for path in before if path.is_file()} == {
        Path(name).name for name in (*NAMES, ".netrc", *(f"{name}.py" for name in MODULES))
    }


def test_the_folders_may_be_named_and_never_lie_here_by_themselves() -> None:
    for environ in ({}, {"CERBSH_CONFIG_DIR": ""}, {"CERBSH_DATA_DIR": "~/data"}):
        place = config.folders(environ)
        assert place.config.is_absolute() and place.data.is_absolute()


def test_a_profile_of_the_environment_is_the_persons_own(home: Home, planted: Path) -> None:
    with hostile_cerb("x") as (base_url, arrived):
        done = run(home, planted, "-c", "GET workers/me", CERBSH_BASE_URL=base_url, CERBSH_TOKEN="a-token")
    assert done.returncode == 0
    assert json.loads(done.stdout)["name"] == "x"
    assert {call.headers["Authorization"] for call in arrived} == {"Bearer a-token"}
