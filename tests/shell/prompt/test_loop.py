"""What the loop makes of an entry, and that it goes on whatever happens."""

from __future__ import annotations

import stat
import threading
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest

from cerbsh.errors import SignInError
from cerbsh.shell.prompt.engine import Candidate
from cerbsh.shell.prompt.late import LateEngine
from cerbsh.shell.prompt.lexer import Span
from cerbsh.shell.prompt.loop import lines_of
from cerbsh.shell.result import Result
from cerbsh.shell.state import PromptState
from tests.shell.prompt.toy import CTRL_C, CTRL_D, CTRL_U, F1, F2, Engine, drive

SETTINGS = {"editing": "emacs", "complete": "tab", "theme": "cerbsh"}


@pytest.fixture(autouse=True)
def own_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Reports go below ``tmp_path``; the hook for faults of threads is put back afterwards."""
    monkeypatch.setenv("CERBSH_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("CERBSH_CONFIG_DIR", str(tmp_path))
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    yield tmp_path


@pytest.mark.parametrize(
    ("entry", "lines"),
    [
        ("GET a", ["GET a"]),
        ("", []),
        ("  \n\n", []),
        (" GET a", [" GET a"]),
        ('x "a\nb"', ['x "a\nb"']),
        ("GET a\nGET b\n\nGET c\n", ["GET a", "GET b", "GET c"]),
        ('GET a\nx "b\nc"\nGET d', ["GET a", 'x "b\nc"', "GET d"]),
        ('x "open', ['x "open']),
    ],
)
def test_a_newline_ends_a_line_unless_it_stands_open(entry: str, lines: list[str]) -> None:
    assert list(lines_of(entry, Engine().is_open)) == lines


def test_lines_are_run_until_one_leaves() -> None:
    engine = Engine()
    drive(engine, "one\rtwo\rexit\rthree\r")
    assert engine.ran == ["one", "two", "exit"]


def test_a_line_that_is_put_back_can_be_edited_once() -> None:
    engine = Engine()
    drive(engine, f"edit GET a\rbc\redit GET z\r{CTRL_C}{CTRL_D}")
    assert engine.ran == ["edit GET a", "GET abc", "edit GET z"]


def test_ctrl_d_leaves_and_ctrl_c_clears_the_line() -> None:
    engine = Engine()
    drive(engine, f"DELETE everything{CTRL_C}{CTRL_D}")
    assert engine.ran == []


def test_an_open_line_goes_on_below_and_is_kept_whole() -> None:
    engine = Engine()
    drive(engine, f'say "a\rb"\r{CTRL_D}')
    assert engine.ran == engine.history.kept == ['say "a\nb"']


def test_f1_asks_for_help_on_the_word_at_the_cursor() -> None:
    assert drive(Engine(), f"GET records{F1}{CTRL_U}{CTRL_D}").words == ["help on 'GET records' at 11"]


def test_f2_says_where_there_is_no_history_and_the_line_stays() -> None:
    engine = Engine()
    written = drive(engine, f"GET records{F2}\r{CTRL_D}").written
    assert [note.message for result in written for note in result.notes] == ["this shell keeps no history"]
    assert engine.ran == ["GET records"]


def test_a_fault_is_one_line_on_the_screen_and_a_private_file(
    own_place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    class Faulty(Engine):
        def run(self, text: str) -> Result:
            result = super().run(text)
            if text == "boom":
                raise RuntimeError("out of luck")
            return result

    engine = Faulty()
    drive(engine, f"boom\rnext\r{CTRL_D}")
    assert engine.ran == ["boom", "next"]
    told = capsys.readouterr().err
    assert "fault of cerbsh itself (RuntimeError)" in told
    assert "Traceback" not in told
    (report,) = own_place.glob("fault-*.txt")
    assert "Traceback" in report.read_text(encoding="utf-8")
    assert stat.S_IMODE(report.stat().st_mode) == 0o600


def test_a_fault_in_the_colours_does_not_end_the_line(capsys: pytest.CaptureFixture[str]) -> None:
    class Faulty(Engine):
        def highlight(self, text: str) -> Iterable[Span]:
            if text == "bad":
                self.feed(f"{CTRL_U}good\r{CTRL_D}")
                raise RuntimeError("no colours")
            return ()

    engine = Faulty()
    drive(engine, "bad")
    assert engine.ran == ["good"]
    assert "fault of cerbsh itself (RuntimeError)" in capsys.readouterr().err


def test_an_interrupt_ends_all_lines_of_an_entry_and_the_prompt_goes_on() -> None:
    class Interrupted(Engine):
        def run(self, text: str) -> Result:
            result = super().run(text)
            if text == "slow":
                raise KeyboardInterrupt
            return result

    engine = Interrupted()
    output = drive(engine, f"\x1b[200~slow\nskipped\x1b[201~\rnext\r{CTRL_D}")
    assert engine.ran == ["slow", "next"]
    assert output.interruptions == 1


def test_what_is_learned_meanwhile_joins_the_menu() -> None:
    asked: list[str] = []
    first = threading.Event()

    class Learning(Engine):
        def complete(self, text: str, cursor: int) -> Iterable[Candidate]:
            asked.append(text)
            first.set()
            if len(asked) == 2:
                self.feed(CTRL_C + CTRL_D)
            return ()

        def warm_up(self, news: Callable[[], None]) -> None:
            assert first.wait(20)
            news()

    drive(Learning(), "GE\t")
    assert asked == ["GE", "GE"]


def test_the_engine_is_told_once_a_line_that_somebody_types() -> None:
    engine = Engine()
    drive(engine, f"one\r\rtwo words\r{CTRL_D}")
    assert engine.begun == 2


def test_an_engine_opens_when_a_line_needs_it() -> None:
    engine, opened = Engine(), []

    def opening() -> Engine:
        opened.append(1)
        return engine

    drive(LateEngine(PromptState("toy"), SETTINGS, opening), f"one\rtwo\r{CTRL_D}")
    assert engine.ran == engine.history.kept == ["one", "two"]
    assert len(opened) == 1


@pytest.mark.parametrize("keys", ["", "pwd\r"])
def test_an_engine_that_cannot_open_ends_the_prompt(keys: str) -> None:
    def opening() -> Engine:
        raise SignInError("the token file is damaged")

    with pytest.raises(SignInError, match="damaged"):
        drive(LateEngine(PromptState("toy"), SETTINGS, opening), keys)
