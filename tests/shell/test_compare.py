"""``diff``: two replies, key by key."""

from __future__ import annotations

from pathlib import Path

import pytest

from cerbsh.errors import Exit
from cerbsh.shell.engine import Engine
from cerbsh.shell.result import Note, Surface
from cerbsh.view.theme import PLAIN, load
from tests.shell.support import shown, told


@pytest.fixture
def asked(engine: Engine) -> Engine:
    """An engine that asked for two tickets."""
    engine.run("GET records/ticket/1")
    engine.run("GET records/ticket/2")
    return engine


def test_replies_of_the_history_are_compared_key_by_key(asked: Engine) -> None:
    result = asked.run("diff 1 2")
    assert result.exit == Exit.OK
    lines = shown(result).splitlines()
    assert "~ id: 1 → 2" in lines
    assert not any("__version" in line for line in lines)


@pytest.mark.parametrize("line", ["diff $1 $2", "diff 1 $_", "diff $1 $_"])
def test_a_reply_has_several_names(asked: Engine, line: str) -> None:
    assert shown(asked.run(line)) == shown(asked.run("diff 1 2"))


def test_parts_of_replies_and_variables_are_compared(asked: Engine) -> None:
    asked.run("let one = $1.id")
    assert shown(asked.run("diff $1.id $2.id")) == "~ 1 → 2\n"
    assert shown(asked.run("diff $one $2.id")) == "~ 1 → 2\n"


def test_files_are_compared_with_replies(asked: Engine, tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text('{"id": 2, "new": true}')
    text = shown(asked.run(f"diff {tmp_path}/a.json $_"))
    assert "- new: true" in text
    assert "~ id" not in text


def test_text_is_compared_line_by_line(asked: Engine, tmp_path: Path) -> None:
    (tmp_path / "a").write_text("one\ntwo\n")
    (tmp_path / "b").write_text("one\n2\n")
    assert shown(asked.run(f"diff {tmp_path}/a {tmp_path}/b")).splitlines()[-2:] == ["-two", "+2"]


def test_no_difference_is_told_beside_an_empty_body(asked: Engine) -> None:
    result = asked.run("diff 1 1")
    assert result.body
    assert list(result.body.pieces(Surface(PLAIN))) == [Note("note", "there is no difference")]


def test_a_terminal_gets_colours_and_lines_of_a_few_rows(asked: Engine) -> None:
    result = asked.run("diff 1 2")
    assert result.body
    theme = load()
    pieces = [str(piece) for piece in result.body.pieces(Surface(theme, 40, terminal=True))]
    assert any(piece.startswith(theme["changed"]) for piece in pieces)
    plain = [str(piece).rstrip("\n") for piece in result.body.pieces(Surface(PLAIN, 40, terminal=True))]
    assert max(map(len, plain)) <= 3 * 40


@pytest.mark.parametrize(
    ("line", "status", "words"),
    [
        ("diff 1", Exit.USAGE, "diff needs B"),
        ("diff 1 99", Exit.USAGE, "the history has no request 99"),
        ("diff 1 nope.json", Exit.LOCAL, "cannot read nope.json"),
        ("diff 1 $_.nope", Exit.USAGE, "there is no 'nope' here"),
    ],
)
def test_what_is_not_there_is_told(asked: Engine, line: str, status: Exit, words: str) -> None:
    result = asked.run(line)
    assert result.exit == status
    assert words in told(result)


def test_there_is_no_last_reply_before_the_first(engine: Engine) -> None:
    assert "there is no reply yet" in told(engine.run("diff $_ 1"))
