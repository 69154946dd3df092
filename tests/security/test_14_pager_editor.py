"""Threat 14: a pager or an editor that is more than one, and what they leave behind."""

from __future__ import annotations

import os
import stat
import sys
from pathlib import Path

import pytest

from cerbsh.errors import LocalError
from cerbsh.shell.editing import editor
from cerbsh.shell.showing import pager
from tests.support import Home
from tests.tty.shell import Shell

TRICKS = [
    "{true}; touch {mark}",
    "{true} && touch {mark}",
    "{true} | tee {mark}",
    "{true} > {mark}",
    "$(touch {mark})",
    "`touch {mark}`",
]


@pytest.fixture
def mark(tmp_path: Path) -> Path:
    """A file that appears where a trick works."""
    return tmp_path / "mark"


def trick(text: str, mark: Path) -> str:
    return text.format(true="cat", mark=mark)


@pytest.mark.parametrize("text", TRICKS)
def test_a_pager_is_never_read_by_a_shell(text: str, mark: Path, signed_in: Home) -> None:
    env = signed_in.environ(PAGER=trick(text, mark))
    with Shell("-c", "GET records/ticket/search limit=20", env=env, rows=10) as shell:
        shell.wait_exit()
    assert not mark.exists()


@pytest.mark.parametrize("text", TRICKS)
@pytest.mark.parametrize("variable", editor.VARIABLES)
def test_an_editor_is_never_read_by_a_shell(variable: str, text: str, mark: Path) -> None:
    environ = {**os.environ, **dict.fromkeys(editor.VARIABLES, ""), variable: trick(text, mark)}
    with pytest.raises(LocalError):
        editor.edited("text", "draft.txt", environ)
    assert not mark.exists()


def test_nor_is_what_is_edited(mark: Path) -> None:
    copy = f'{sys.executable} -c \'import sys; open(sys.argv[1], "a").write("!")\''
    text = f"$(touch {mark}); `touch {mark}`\n"
    assert editor.edited(text, "draft;touch mark.txt", {"EDITOR": copy}) == text + "!"
    assert not mark.exists()


def test_less_starts_no_other_program_unless_the_person_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = tmp_path / "seen"
    less = tmp_path / "less"
    less.write_text(f"#!/bin/sh\nenv > {seen}\ncat > /dev/null\n")
    less.chmod(0o755)
    for own, secure in (({}, "1"), ({"LESSSECURE": "0"}, "0")):
        with (tmp_path / "terminal").open("w") as terminal:
            pager.page((str(less),), {**os.environ, **own}, terminal, ["text\n"])
        assert f"LESSSECURE={secure}\n" in seen.read_text()


def test_what_is_edited_is_for_its_owner_alone_and_gone_afterwards(tmp_path: Path) -> None:
    script = tmp_path / "look.py"
    script.write_text(
        "import os, sys\npath = sys.argv[1]\n"
        f"open({str(tmp_path / 'seen')!r}, 'w').write(f'{{path}} {{os.stat(path).st_mode}} "
        "{os.stat(os.path.dirname(path)).st_mode}')\n"
        "open(path + '.swp', 'w').write('a copy')\n"
    )
    former = os.umask(0)
    try:
        editor.edited("private", "draft.txt", {"EDITOR": f"{sys.executable} {script}"})
    finally:
        os.umask(former)
    path, mode, folder_mode = (tmp_path / "seen").read_text().split()
    assert [stat.S_IMODE(int(mode)), stat.S_IMODE(int(folder_mode))] == [0o600, 0o700]
    assert not Path(path).parent.exists()
