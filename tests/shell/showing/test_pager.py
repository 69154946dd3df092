"""Which pager is taken, and what goes through it."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from cerbsh.errors import Exit, LocalError, ReplyError
from cerbsh.shell.result import Note, Piece, Result, Surface
from cerbsh.shell.showing.output import Output
from cerbsh.shell.showing.pager import MissingError, chosen, fill, page
from cerbsh.shell.world import World
from tests.shell.test_asides import Screen


@pytest.mark.parametrize(
    ("wish", "argv"),
    [
        ("less", ("less", "-R")),
        ("/usr/bin/less -S", ("/usr/bin/less", "-R", "-S")),
        ("most -w 'a b'", ("most", "-w", "a b")),
        ("less; touch x", ("less;", "touch", "x")),
        ("cat", ()),
        ("", ()),
        ("  ", ()),
    ],
)
def test_the_pager_is_an_argument_list(wish: str, argv: tuple[str, ...]) -> None:
    assert chosen({"PAGER": wish}) == argv


def test_an_open_quote_in_the_wish_is_told() -> None:
    with pytest.raises(LocalError, match="PAGER cannot be read"):
        chosen({"PAGER": "less 'x"})


@pytest.mark.parametrize(
    ("pieces", "taller"),
    [
        (["a\n"] * 9, False),
        (["a\n"] * 10, True),
        (["a\nb\nc\nd\ne\n", "f\ng\nh\ni\nj\n"], True),
        (["x" * 20 * 10], True),
        (["x" * 20 * 9 + "\n"], False),
        (["\x1b[38;5;68m" + "x" * 20 + "\x1b[0m\n"] * 9, False),
        (["字" * 20 + "\n"] * 5, True),
    ],
)
def test_what_is_taller_than_the_screen_is_found_out_by_the_lines_it_fills(pieces: list[str], taller: bool) -> None:
    held: list[str] = []
    assert fill(held, iter(pieces), 20, 10) is taller


def test_no_more_is_taken_than_fills_the_screen() -> None:
    held: list[str] = []
    rest = iter([f"{number}\n" for number in range(100)])
    assert fill(held, rest, 80, 10)
    assert (len(held), next(rest)) == (10, "10\n")


def program(folder: Path, code: str) -> tuple[str, ...]:
    file = folder / "pager.py"
    file.write_text(f"import os, sys\n{code}\n")
    return sys.executable, str(file)


def test_the_pager_gets_the_pieces_and_its_usual_wishes(tmp_path: Path) -> None:
    out = tmp_path / "seen"
    code = f"open({str(out)!r}, 'w').write(os.environ['LESS'] + os.environ['LESSSECURE'] + sys.stdin.read())"
    page(program(tmp_path, code), {"LESS": "S"}, io.StringIO(), ["é\n", "b\n"])
    assert out.read_text() == "S1é\nb\n"


def test_a_pager_that_leaves_early_ends_the_pieces(tmp_path: Path) -> None:
    taken: list[int] = []

    def pieces() -> Iterator[str]:
        for number in range(10_000):
            taken.append(number)
            yield "x" * 1000

    page(program(tmp_path, "sys.stdin.read(10)"), {}, io.StringIO(), pieces())
    assert len(taken) < 10_000


def test_what_the_pieces_raise_comes_when_the_pager_has_ended(tmp_path: Path) -> None:
    out = tmp_path / "seen"

    def pieces() -> Iterator[str]:
        yield "first\n"
        raise ReplyError("it broke off")

    with pytest.raises(ReplyError):
        page(program(tmp_path, f"open({str(out)!r}, 'w').write(sys.stdin.read())"), {}, io.StringIO(), pieces())
    assert out.read_text() == "first\n"


def test_a_pager_that_is_not_there_is_told_before_anything_is_taken(tmp_path: Path) -> None:
    with pytest.raises(MissingError, match="the pager less; cannot be started"):
        page(chosen({"PAGER": f"less; touch {tmp_path}/x"}), {}, io.StringIO(), ["a"])
    assert not (tmp_path / "x").exists()


@dataclass(frozen=True)
class Tall:
    """A body of many lines with a note in the middle."""

    lines: int = 100

    def pieces(self, surface: Surface) -> Iterator[Piece]:
        for number in range(self.lines):
            if number == 50:
                yield Note("warning", "in the middle")
            yield f"{number}\n"


def written(pager: str, result: Result) -> tuple[str, str]:
    out, err = Screen(), io.StringIO()
    world = World(stdin=io.StringIO(), stdout=out, stderr=err, environ={"TERM": "xterm", "PAGER": pager})
    assert Output(world).write(result) == Exit.OK
    return out.getvalue(), err.getvalue()


def test_a_pager_that_is_not_there_leaves_the_body_and_a_warning() -> None:
    out, err = written("/nowhere/less -x", Result(body=Tall()))
    assert out.splitlines() == list(map(str, range(100)))
    assert "warning: the pager /nowhere/less cannot be started" in err


def test_what_fits_the_screen_needs_no_pager() -> None:
    assert written("/nowhere/less", Result(body=Tall(20))) == ("".join(f"{number}\n" for number in range(20)), "")


def test_a_live_body_is_not_paged() -> None:
    out, err = written("/nowhere/less", Result(body=Tall(), live=True))
    assert (len(out.splitlines()), err) == (100, "warning: in the middle\n")


def test_what_a_live_body_tells_is_told_where_it_stands() -> None:
    screen = Screen()
    world = World(stdin=io.StringIO(), stdout=screen, stderr=screen, environ={"TERM": "xterm", "NO_COLOR": "1"})
    Output(world).write(Result(body=Tall(), live=True))
    assert "\n49\nwarning: in the middle\n50\n" in screen.getvalue()


def test_a_note_waits_for_the_end_of_the_pager(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    argv = program(tmp_path, "print(sys.stdin.read().count('\\n'))")
    out, err = written(" ".join(argv), Result(body=Tall()))
    assert (out, err) == ("", "warning: in the middle\n")
    assert capfd.readouterr().out == "100\n"
