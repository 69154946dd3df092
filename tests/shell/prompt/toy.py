"""An engine without a Cerb, and keys from a pipe: what the loop and the session do, without a terminal."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from prompt_toolkit.application import create_app_session
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput

from cerbsh.errors import Exit, UsageError
from cerbsh.shell.again.browsing import Browsing
from cerbsh.shell.prompt.engine import Candidate
from cerbsh.shell.prompt.engine import Engine as EngineLike
from cerbsh.shell.prompt.lexer import Span
from cerbsh.shell.prompt.loop import Loop
from cerbsh.shell.result import Result, Words
from cerbsh.shell.state import PromptState

CTRL_C, CTRL_D, CTRL_U, F1, F2 = "\x03", "\x04", "\x15", "\x1bOP", "\x1bOQ"


@dataclass
class Lines:
    """A history in memory."""

    kept: list[str] = field(default_factory=list)

    def lines(self, limit: int, containing: str = "") -> Sequence[str]:
        return [line for line in reversed(self.kept) if containing in line][:limit]

    def newest_with_prefix(self, prefix: str) -> str | None:
        return next((line for line in reversed(self.kept) if line.startswith(prefix) and line != prefix), None)

    def turn(self) -> bool:
        return False

    def add_line(self, line: str) -> None:
        self.kept.append(line)


@dataclass
class Engine:
    """Runs nothing and remembers what it was asked to run; ``exit`` leaves, ``edit WORDS`` puts the words back."""

    history: Lines = field(default_factory=Lines)
    ran: list[str] = field(default_factory=list)
    feed: Callable[[str], None] = lambda keys: None
    begun: int = 0

    def run(self, text: str) -> Result:
        self.ran.append(text)
        return Result(leave=text == "exit", edit=text.removeprefix("edit ") if text.startswith("edit ") else "")

    def is_open(self, text: str) -> bool:
        return text.count('"') % 2 == 1

    def complete(self, text: str, cursor: int) -> Iterable[Candidate]:
        return ()

    def line_begun(self) -> None:
        self.begun += 1

    def highlight(self, text: str) -> Iterable[Span]:
        return ()

    def reason(self, text: str) -> str:
        return ""

    def help_at(self, text: str, cursor: int) -> Result:
        return Result(body=Words(f"help on {text!r} at {cursor}"))

    def browsing(self) -> Browsing:
        raise UsageError("this shell keeps no history")

    def prompt_state(self) -> PromptState:
        return PromptState("toy")

    def setting(self, name: str) -> str:
        return {"editing": "emacs", "complete": "tab", "theme": "cerbsh"}[name]

    def warm_up(self, news: Callable[[], None]) -> None:
        news()


@dataclass
class Output:
    """Keeps what it was given to write."""

    written: list[Result] = field(default_factory=list)
    interruptions: int = 0

    def write(self, result: Result) -> None:
        self.written.append(result)

    def interrupted(self) -> None:
        self.interruptions += 1

    @property
    def words(self) -> list[str]:
        return [result.body.text for result in self.written if isinstance(result.body, Words)]


def drive(engine: EngineLike, keys: str) -> Output:
    """Run a prompt over ``engine`` that is typed ``keys`` and what its ``feed`` is given; they must lead out of it."""
    output = Output()
    with create_pipe_input() as pipe, create_app_session(input=pipe, output=DummyOutput()):
        if isinstance(engine, Engine):
            engine.feed = pipe.send_text
        pipe.send_text(keys)
        assert Loop(engine, lambda: output, colors="none").run() == Exit.OK
    return output
