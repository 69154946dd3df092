"""The person's editor, and the file that it is given."""

from __future__ import annotations

from pathlib import Path

import pytest

from cerbsh.errors import LocalError
from cerbsh.shell.editing.editor import chosen, edited
from tests.shell.editors import editor


def test_a_text_comes_back_as_the_editor_left_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    editor(tmp_path, monkeypatch, "text = text.upper() + '€'")
    assert edited("größe\n", "a.txt") == "GRÖSSE\n€"


def test_the_file_is_private_named_as_wanted_and_gone_with_all_that_the_editor_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = editor(tmp_path, monkeypatch, "", "--flag; touch x", "two words")
    edited("text", "reply.txt")
    ((text, path, modes, arguments),) = calls()
    assert (text, modes, arguments) == ("text", [0o600, 0o700], ["--flag; touch x", "two words"])
    assert Path(str(path)).name == "reply.txt" and not Path(str(path)).parent.exists()


def test_visual_comes_before_editor_and_both_before_what_is_there() -> None:
    assert chosen({"VISUAL": "code --wait", "EDITOR": "nano"}) == ("code", "--wait")
    assert chosen({"VISUAL": " ", "EDITOR": "'/opt/my ed/it' -x"}) == ("/opt/my ed/it", "-x")


def test_without_a_wish_an_editor_that_is_there_is_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "vi").touch(mode=0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert chosen({}) == ("vi",)
    (tmp_path / "vi").unlink()
    with pytest.raises(LocalError, match="there is no editor"):
        chosen({})


@pytest.mark.parametrize(
    ("variable", "reason"),
    [
        ("/nowhere/editor", "cannot be started: No such file"),
        ("'open", "cannot be read: No closing quotation"),
        ("false", "ended with status 1"),
        ("sh -c 'kill -9 $$'", "ended with status 137"),
        (r"sh -c 'printf \\377 > $0'", "no UTF-8"),
        ("sh -c 'rm $0'", "is lost"),
    ],
)
def test_an_editor_that_fails_is_a_local_failure(monkeypatch: pytest.MonkeyPatch, variable: str, reason: str) -> None:
    monkeypatch.setenv("VISUAL", variable)
    with pytest.raises(LocalError, match=reason):
        edited("text", "a.txt")
