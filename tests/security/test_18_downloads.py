"""Threat 18: a file that a server names itself: where it goes, what it replaces, what is left of half of one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest

from cerbsh.api.client import Client
from cerbsh.auth.store import MemoryVault
from cerbsh.auth.token import Token
from cerbsh.auth.vault import Secrets
from cerbsh.config import Profile
from cerbsh.errors import CerbshError, Exit
from cerbsh.shell.engine import Engine
from cerbsh.shell.result import Result
from tests.auth.support import Arrived, serving
from tests.shell.people import Person
from tests.shell.support import shown
from tests.view.screen import is_hidden

BODY = b"#!/bin/sh\necho owned\n"
NAMES = [
    'filename="../../.bashrc"',
    "filename=../../.bashrc",
    "filename=/etc/cron.d/owned",
    "filename=..\\..\\owned.exe",
    "filename=C:\\Windows\\owned.exe",
    "filename=.ssh",
    "filename=.",
    "filename=..",
    "filename=-rf",
    "filename=--checkpoint-action=exec=sh",
    "filename=",
    'filename=""',
    "filename*=utf-8''..%2f..%2f.bashrc",
    "filename*=UTF-8''%00owned",
    "filename=a\x00b.txt",
    "filename=con.txt",
    "filename=~/.bashrc",
    "filename=$(touch owned)",
    "filename=\xe2\x80\xaegnp.exe",
    "filename=\xc2\x9b31mred",
    f"filename={'x' * 5000}.txt",
    f"filename={'../' * 1000}x",
    'filename="a"; filename="../b"',
    "filename=note.txt/../../x",
    "filename=*.txt",
    "filename=a\tb\x1b[31m.txt",
]


@contextmanager
def serving_files(headers: Mapping[str, str], body: bytes = BODY) -> Iterator[str]:
    def answer(call: Arrived) -> tuple[int, Mapping[str, str], bytes]:
        return 200, {"Content-Type": "application/octet-stream", **headers}, body

    with serving(answer) as (base_url, _):
        yield base_url


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to stand in, with files around it that must stay as they are."""
    folder = tmp_path / "above" / "here"
    folder.mkdir(parents=True)
    for path in (tmp_path / ".bashrc", folder.parent / ".bashrc", folder.parent / "x", folder.parent / "b"):
        path.write_text("mine")
    monkeypatch.chdir(folder)
    monkeypatch.setenv("HOME", str(tmp_path))
    return folder


def outside(here: Path) -> dict[Path, str]:
    """Every file of the surroundings, but those of the history and of ``here`` itself."""
    root = here.parent.parent
    return {
        path: path.read_text()
        for path in root.rglob("*")
        if path.is_file() and here not in path.parents and "data" not in path.parts
    }


def download(engine: Engine, base_url: str, line: str = "download 1") -> Result:
    engine.attach(Client(Profile("work", base_url), MemoryVault(Secrets("", Token("a-token"))), print))
    return engine.run(line)


@pytest.mark.parametrize("name", NAMES)
def test_a_name_leads_nowhere_else_and_says_nothing_to_a_program(name: str, engine: Engine, here: Path) -> None:
    before = outside(here)
    with serving_files({"Content-Disposition": f"attachment; {name}"}) as base_url:
        shown(download(engine, base_url))
    assert outside(here) == before
    (saved,) = here.iterdir()
    assert saved.read_bytes() == BODY
    assert not saved.name.startswith((".", "-")) and saved.name.strip() == saved.name
    assert len(saved.name.encode()) <= 255
    assert not any(map(is_hidden, saved.name)) and not set(saved.name) & set('/\\<>:"|?*\x00')
    assert saved.stat().st_mode & 0o111 == 0, "no file from a server is a program"


def test_what_is_there_already_is_not_overwritten(engine: Engine, here: Path) -> None:
    (here / "report.txt").write_text("mine")
    (here / "report (2).txt").symlink_to(here.parent / "x")
    with serving_files({"Content-Disposition": "attachment; filename=report.txt"}) as base_url:
        assert shown(download(engine, base_url)) == "report (3).txt\n"
    assert (here / "report.txt").read_text() == (here.parent / "x").read_text() == "mine"


def test_a_link_that_leads_nowhere_yet_is_not_followed(engine: Engine, here: Path) -> None:
    (here / "report.txt").symlink_to(here.parent / "not-there-yet")
    with serving_files({"Content-Disposition": "attachment; filename=report.txt"}) as base_url:
        shown(download(engine, base_url))
    assert not (here.parent / "not-there-yet").exists()
    assert (here / "report (2).txt").read_bytes() == BODY


@pytest.mark.parametrize("answer", ["n", ""])
def test_a_file_that_is_named_is_replaced_only_with_consent(answer: str, engine: Engine, here: Path) -> None:
    (here / "mine.txt").write_text("mine")
    engine.ui = Person([answer])
    with serving_files({"Content-Disposition": "attachment; filename=x"}) as base_url:
        assert download(engine, base_url, "download 1 --output mine.txt").exit == Exit.USAGE
    assert (here / "mine.txt").read_text() == "mine"
    assert list(here.iterdir()) == [here / "mine.txt"]


@pytest.mark.parametrize("headers", [{"Content-Length": "500"}, {"Content-Encoding": "gzip"}])
def test_half_a_file_is_none(headers: Mapping[str, str], engine: Engine, here: Path) -> None:
    with serving_files({"Content-Disposition": "attachment; filename=x", **headers}) as base_url:
        result = download(engine, base_url)
        with pytest.raises(CerbshError, match="broke"):
            shown(result)
    assert list(here.iterdir()) == []


def test_the_reply_of_a_line_goes_where_the_line_says_and_nowhere_else(engine: Engine, here: Path) -> None:
    (here / "link").symlink_to(here.parent / "b")
    with serving_files({"Content-Disposition": "attachment; filename=x"}) as base_url:
        assert download(engine, base_url, "download 1 --output nowhere/at/all").exit == Exit.LOCAL
        assert download(engine, base_url, "download ../1").exit == Exit.USAGE
    assert (here.parent / "b").read_text() == "mine"
