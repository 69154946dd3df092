"""What the prompt asks of an engine. It is all that ties the two together, so each can be tried without the other."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Protocol

from cerbsh.shell.prompt.lexer import Span
from cerbsh.shell.result import Result
from cerbsh.shell.state import PromptState

if TYPE_CHECKING:
    from cerbsh.shell.again.browsing import Browsing


class Candidate(Protocol):
    """What may stand in the line: ``text`` in place of everything from ``start`` to the cursor."""

    @property
    def start(self) -> int: ...
    @property
    def text(self) -> str: ...
    @property
    def label(self) -> str: ...
    @property
    def meta(self) -> str: ...


class Lines(Protocol):
    """What recall needs of the history."""

    def lines(self, limit: int, containing: str = "") -> Sequence[str]:
        """At most ``limit`` lines that hold ``containing``, the newest first."""
        ...

    def newest_with_prefix(self, prefix: str) -> str | None:
        """The newest line that begins with ``prefix`` and is longer."""
        ...

    def turn(self) -> bool:
        """From now on give the lines of the profile in use alone, or again those of all; whether there are any kept."""
        ...

    def add_line(self, line: str) -> None:
        """Keep a line that was entered."""
        ...


class Engine(Protocol):
    """Runs lines, and says of a line that is being typed what the prompt shows of it.

    All but ``run``, ``browsing`` and ``warm_up`` are called on every key: they neither wait nor raise.
    """

    @property
    def history(self) -> Lines:
        """The lines entered before."""
        ...

    def run(self, text: str) -> Result:
        """Run one line. Raises nothing but ``KeyboardInterrupt``."""
        ...

    def line_begun(self) -> None:
        """Somebody has begun to type a line; told once a line."""
        ...

    def is_open(self, text: str) -> bool:
        """Whether ``text`` goes on below: an open quote or bracket, a backslash at its end."""
        ...

    def complete(self, text: str, cursor: int) -> Iterable[Candidate]:
        """What may stand at ``cursor``, the best first."""
        ...

    def highlight(self, text: str) -> Iterable[Span]:
        """The roles of the parts of ``text``, in order, without overlap."""
        ...

    def reason(self, text: str) -> str:
        """What is wrong with ``text`` in one line; empty when nothing is."""
        ...

    def help_at(self, text: str, cursor: int) -> Result:
        """Help on the word at ``cursor``."""
        ...

    def browsing(self) -> Browsing:
        """The history to look through. Raises ``UsageError`` where none is kept."""
        ...

    def prompt_state(self) -> PromptState:
        """Who, where and how things stand."""
        ...

    def setting(self, name: str) -> str:
        """A setting, its default where it is not set.

        ``editing`` is ``emacs`` or ``vi``, ``complete`` is ``typing`` or ``tab``, ``theme`` the name of a theme.
        """
        ...

    def warm_up(self, news: Callable[[], None]) -> None:
        """Load the network stack, open the connection, learn; runs on a thread of its own.

        ``news`` is to be called, from any thread, when more is known than before; for the first time when the history
        may be read.
        """
        ...


class Output(Protocol):
    """The only writer to the terminal."""

    def write(self, result: Result) -> object:
        """Write what a line came to."""
        ...

    def interrupted(self) -> None:
        """Say on a row of its own that Ctrl-C ended a line."""
        ...
