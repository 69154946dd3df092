"""``watch``: a line again and again."""

from __future__ import annotations

import signal
import subprocess
import sys
from itertools import islice
from typing import Any

import pytest

from cerbsh.demo.server import DemoServer
from cerbsh.errors import Exit
from cerbsh.shell.engine import Engine
from cerbsh.shell.result import Note, Piece, Result, Surface
from cerbsh.shell.showing.watching import Frames
from cerbsh.view.theme import PLAIN
from tests.shell.support import told
from tests.support import Home
from tests.view.screen import shown as screen_of


def frames(result: Result, count: int, *, cursor: bool = False) -> list[Piece]:
    """The first pieces of a watched line."""
    assert result.live
    assert isinstance(result.body, Frames), told(result)
    pieces = result.body.pieces(Surface(PLAIN, 60, 12, cursor, cursor))
    return list(islice(pieces, count))


def test_a_program_gets_one_body_after_the_other(engine: Engine) -> None:
    assert frames(engine.run("watch 200ms GET workers/me --select id"), 4) == ["1", "\n", "1", "\n"]
    assert frames(engine.run("watch 0.2s count worker"), 2)[0] == frames(engine.run("watch 0.2s count worker"), 1)[0]


def test_the_history_keeps_the_first_request_alone(engine: Engine) -> None:
    frames(engine.run("watch 200ms GET workers/me --select id"), 6)
    assert engine.notebook.history
    assert len(engine.notebook.history.recent(10)) == 1


def test_an_error_is_told_and_it_goes_on(engine: Engine) -> None:
    found = frames(engine.run("watch 200ms GET records/task/999999"), 6)
    assert [piece.severity for piece in found if isinstance(piece, Note)] == ["error", "error"]


def test_a_line_that_means_nothing_is_refused_before_the_first_frame(engine: Engine) -> None:
    assert "there is no reply yet" in told(engine.run("watch 1s GET records/task/$_.id"))


class Turns:
    """Runs a line that comes to something else each time."""

    def __init__(self, *bodies: str) -> None:
        self._bodies = iter(bodies)

    def __call__(self, first: bool) -> Result:
        from cerbsh.shell.result import Words

        try:
            return Result(body=Words(next(self._bodies)))
        except StopIteration:
            raise KeyboardInterrupt from None


def test_a_screen_marks_what_changed_and_keeps_the_last_frame() -> None:
    watched = Frames(Turns("id  status\n1   open", "id  status\n1   closed"), "every 1s: GET x", 1, lambda _: None)
    begin, first, second, end, *rest = map(str, watched.pieces(Surface(PLAIN, 60, 12, True, True)))
    assert "\x1b[7m" not in first
    assert "1   \x1b[7mclosed\x1b[0m" in second
    assert rest == ["id  status\n", "1   closed\n"]
    assert (begin, end) == ("\x1b[?1049h\x1b[?7l", "\x1b[?7h\x1b[?1049l")
    lines = screen_of(first + second, 60, 12)
    assert lines[0].startswith("every 1s: GET x")
    assert lines[2:] == ["id  status", "1   closed"]


def test_what_the_screen_has_no_room_for_is_counted() -> None:
    watched = Frames(Turns("\n".join(map(str, range(50)))), "every 1s: x", 1, lambda _: None)
    lines = screen_of(str(list(watched.pieces(Surface(PLAIN, 60, 12, True, True)))[1]), 60, 12)
    assert lines[-2:] == ["7", "… 42 more lines"]


def test_a_window_of_another_size_gets_the_frame_again_without_another_request() -> None:
    sizes = iter([(60, 12), (60, 12), (20, 6), *[(20, 6)] * 9])
    surface = Surface(PLAIN, 60, 12, True, True, lambda: next(sizes))
    watched = Frames(Turns("\n".join(map(str, range(50)))), "every 1s: GET something long", 1, lambda _: None)
    begin, first, again, end, *_ = map(str, watched.pieces(surface))
    assert "42 more lines" in first
    lines = screen_of(again, 20, 6)
    assert (len(lines[0]), lines[2:]) == (20, ["0", "1", "… 48 more lines"])
    assert (begin, end) == ("\x1b[?1049h\x1b[?7l", "\x1b[?7h\x1b[?1049l")


def test_errors_stand_in_the_frame(engine: Engine) -> None:
    _, frame = frames(engine.run("watch 1s GET records/task/999999 --select id"), 2, cursor=True)
    assert "error: ERROR_NOT_FOUND" in str(frame)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("watch 100ms GET workers/me", "100ms is no interval"),
        ("watch 25h GET workers/me", "25h is no interval"),
        ("watch soon GET workers/me", "soon is no interval"),
        ("watch 5 GET workers/me", "5 is no interval"),
        ("watch 5s", "watch needs LINE"),
        ("watch 5s nope", "watch repeats what reads"),
        ("watch 5s DELETE records/task/1", "watch repeats what reads"),
        ("watch 5s POST records/task/create title=x", "watch repeats what reads"),
        ("watch 5s watch 5s GET workers/me", "watch repeats what reads"),
        ("watch 5s !date", "watch repeats what reads"),
        ("watch 5s set dates on", "watch repeats what reads"),
    ],
)
def test_what_cannot_be_repeated_is_refused(engine: Engine, line: str, words: str) -> None:
    result = engine.run(line)
    assert (result.exit, engine.last) == (Exit.USAGE, None)
    assert words in told(result)


def test_a_data_query_in_a_body_only_reads(engine: Engine) -> None:
    line = "watch 1s POST data/query type:worklist.subtotals of:tickets by:status format:table"
    assert frames(engine.run(line), 1)


def test_ctrl_c_is_its_end_and_no_failure(signed_in: Home, shared_demo: DemoServer) -> None:
    argv = [sys.executable, "-m", "cerbsh", "-c", "watch 200ms GET workers/me --select id"]
    with subprocess.Popen(
        argv, env=signed_in.environ(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout and process.stderr
        assert [process.stdout.readline() for _ in range(3)] == ["1\n"] * 3
        process.send_signal(signal.SIGINT)
        rest: tuple[Any, Any] = process.communicate(timeout=60)
    assert (process.returncode, rest[1]) == (0, "")
