"""What a body tells while it is drawn: notes, how far it has come, and an error that leaves what came as it is."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from cerbsh.errors import Exit, ReplyError
from cerbsh.shell.result import File, Note, Piece, Progress, Result, Surface
from cerbsh.shell.showing.output import Output
from cerbsh.shell.world import World


class Screen(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


@dataclass(frozen=True)
class Told:
    """A body of these pieces."""

    given: tuple[Piece, ...]

    def pieces(self, surface: Surface) -> Iterator[Piece]:
        yield from self.given


def written(*pieces: Piece, stdout: io.StringIO, stderr: io.StringIO, target: File | None = None) -> Exit | int:
    world = World(
        stdin=io.StringIO(), stdout=stdout, stderr=stderr, environ={"TERM": "xterm", "NO_COLOR": "1", "PAGER": "cat"}
    )
    return Output(world).write(Result(body=Told(pieces), target=target))


def test_progress_is_shown_on_a_terminal_and_leaves_no_trace() -> None:
    out, err = io.StringIO(), Screen()
    written("a", Progress(5, 10, 1.0), "b", stdout=out, stderr=err)
    assert out.getvalue() == "ab"
    shown = err.getvalue()
    assert "5 of 10 records" in shown and shown.endswith("\r\x1b[K")


def test_progress_is_not_shown_elsewhere() -> None:
    err = io.StringIO()
    written(Progress(5, 10, 1.0), "b", stdout=Screen(), stderr=err)
    assert err.getvalue() == ""


def test_progress_waits_for_the_beginning_of_a_line_where_the_body_is_on_the_same_screen() -> None:
    screen = Screen()
    written("half", Progress(5, 10, 1.0), " line\n", Progress(6, 10, 1.0), "more\n", stdout=screen, stderr=screen)
    shown = screen.getvalue()
    assert shown.startswith("half line\n\r\x1b[K6 of 10 records") and shown.endswith("\r\x1b[Kmore\n")


def test_a_note_behind_the_text_is_told_behind_it() -> None:
    screen = Screen()
    written("text\n", Note("warning", "look"), stdout=screen, stderr=screen)
    assert screen.getvalue() == "text\nwarning: look\n"


def test_a_note_is_told_at_once_and_takes_the_progress_away() -> None:
    screen = Screen()
    written(Progress(5, 10, 1.0), Note("warning", "look"), "text\n", stdout=screen, stderr=screen)
    assert screen.getvalue().endswith("\r\x1b[Kwarning: look\ntext\n")


def test_a_note_may_have_colours_of_its_own_and_a_late_warning_stands_behind_the_body() -> None:
    out = Screen()
    world = World(stdin=io.StringIO(), stdout=out, stderr=out, environ={"TERM": "xterm-256color"})
    changed = Note("note", "a → b", parts=(("removed", "a\x1b"), ("dim", " → "), ("added", "b")))
    notes = (changed, Note("warning", "late", late=True), Note("warning", "first"))
    Output(world).write(Result(body=Told(("body\n",)), notes=notes))
    plain = re.sub(r"\x1b\[[0-9;]*m", "", out.getvalue())
    assert plain.splitlines() == ["warning: first", "body", r"a\u001b → b", "warning: late"]
    assert out.getvalue().count("\x1b[38;5;") >= 4


def test_an_error_on_the_way_is_told_behind_the_body_and_is_the_status(tmp_path: Path) -> None:
    err, file = io.StringIO(), tmp_path / "out.json"
    pieces = ("[1", ReplyError("page 2 failed", "try again"), "]\n")
    status = written(*pieces, stdout=io.StringIO(), stderr=err, target=File(str(file)))
    assert status == Exit.REPLY
    assert file.read_text() == "[1]\n"
    assert err.getvalue() == "error: page 2 failed\n  try again\n"
