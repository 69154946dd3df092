"""An engine that is opened behind the first prompt, so that nobody waits for what the first prompt does not show."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from cerbsh.errors import CerbshError

if TYPE_CHECKING:
    from cerbsh.shell.again.browsing import Browsing
    from cerbsh.shell.prompt.engine import Candidate, Engine
    from cerbsh.shell.prompt.lexer import Span
    from cerbsh.shell.result import Result
    from cerbsh.shell.state import PromptState


class LateEngine:
    """An engine that ``opening`` makes when it is first needed or by ``warm_up``, whichever comes first.

    Until then the prompt shows ``state`` and heeds ``settings``, and a line that is typed is plain text. What hinders
    the opening, a ``CerbshError``, is raised by whatever needs the engine.
    """

    def __init__(self, state: PromptState, settings: Mapping[str, str], opening: Callable[[], Engine]) -> None:
        self._state = state
        self._settings = settings
        self._opening = opening
        self._lock = threading.Lock()
        self._engine: Engine | None = None
        self.history = LateLines(self)

    def open(self) -> Engine:
        """The engine, opened now where it is not yet."""
        with self._lock:
            if self._engine is None:
                self._engine = self._opening()
            return self._engine

    @property
    def opened(self) -> Engine | None:
        """The engine, once it is open."""
        return self._engine

    def warm_up(self, news: Callable[[], None]) -> None:
        """Open the engine and let it warm up."""
        engine = self.open()
        news()
        engine.warm_up(news)

    def run(self, text: str) -> Result:
        """Run one line."""
        return self.open().run(text)

    def line_begun(self) -> None:
        """Somebody types; nothing to be told while the engine opens."""
        if self._engine:
            self._engine.line_begun()

    def is_open(self, text: str) -> bool:
        """Whether ``text`` goes on below."""
        return self.open().is_open(text)

    def help_at(self, text: str, cursor: int) -> Result:
        """Help on the word at ``cursor``."""
        return self.open().help_at(text, cursor)

    def browsing(self) -> Browsing:
        """The history to look through."""
        return self.open().browsing()

    def complete(self, text: str, cursor: int) -> Iterable[Candidate]:
        """What may stand at ``cursor``."""
        return self._engine.complete(text, cursor) if self._engine else ()

    def highlight(self, text: str) -> Iterable[Span]:
        """The roles of the parts of ``text``."""
        return self._engine.highlight(text) if self._engine else ()

    def reason(self, text: str) -> str:
        """What is wrong with ``text``."""
        return self._engine.reason(text) if self._engine else ""

    def prompt_state(self) -> PromptState:
        """Who, where and how things stand."""
        return self._engine.prompt_state() if self._engine else self._state

    def setting(self, name: str) -> str:
        """A setting."""
        return self._engine.setting(name) if self._engine else self._settings[name]


class LateLines:
    """The history of an engine that is opened late."""

    def __init__(self, late: LateEngine) -> None:
        self._late = late

    def lines(self, limit: int, containing: str = "") -> Sequence[str]:
        """At most ``limit`` lines that hold ``containing``, the newest first.

        Waits for the opening, and gives none where that fails.
        """
        try:
            return self._late.open().history.lines(limit, containing)
        except CerbshError:
            return ()

    def newest_with_prefix(self, prefix: str) -> str | None:
        """The newest line that begins with ``prefix`` and is longer; none until the engine is open."""
        return self._late.opened.history.newest_with_prefix(prefix) if self._late.opened else None

    def turn(self) -> bool:
        """Give the lines of the profile in use alone, or again those of all; whether there are any kept."""
        return self._late.open().history.turn()

    def add_line(self, line: str) -> None:
        """Keep a line that was entered."""
        self._late.open().history.add_line(line)
