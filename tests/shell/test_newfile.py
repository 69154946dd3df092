"""Files that are there whole or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from cerbsh.shell.newfile import beside


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_nothing_is_left_of_a_file_that_was_not_put_in_its_place(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt), beside(tmp_path / "a.txt") as new:
        new.file.write(b"half")
        raise KeyboardInterrupt
    assert names(tmp_path) == []


def test_it_replaces_a_file_with_the_rights_that_this_one_had(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("old")
    path.chmod(0o640)
    with beside(path) as new:
        new.file.write(b"new")
        new.replace()
    assert (path.read_text(), path.stat().st_mode & 0o777, names(tmp_path)) == ("new", 0o640, ["a.txt"])


def test_it_takes_another_name_where_one_is_taken(tmp_path: Path) -> None:
    made = []
    for text in (b"1", b"2", b"3"):
        with beside(tmp_path / "a.tar") as new:
            new.file.write(text)
            made.append(new.put())
    assert [path.name for path in made] == ["a.tar", "a (2).tar", "a (3).tar"]
    assert [path.read_bytes() for path in made] == [b"1", b"2", b"3"]
