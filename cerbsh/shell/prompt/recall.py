"""Earlier lines at the prompt: Up and Ctrl-R walk through them, and the newest one that fits is suggested.

The history is read on one thread of its own, so that neither the first screen nor a key ever waits for a disk.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Iterable
from functools import cached_property
from typing import TYPE_CHECKING, ParamSpec, TypeVar

from prompt_toolkit.application import get_app
from prompt_toolkit.auto_suggest import AutoSuggest, Suggestion
from prompt_toolkit.buffer import Buffer
from prompt_toolkit.document import Document
from prompt_toolkit.history import History

if TYPE_CHECKING:
    import asyncio
    from concurrent.futures import ThreadPoolExecutor

    from cerbsh.shell.prompt.engine import Lines

P = ParamSpec("P")
T = TypeVar("T")

NEWEST = 1_000
"""Lines that are there for every prompt; loading them takes the same time however long the history is."""
OLDER = 5_000
"""Lines that Up at the oldest of those reaches back to."""
MATCHES = 100
"""Lines that one search finds among all that were ever kept, beside the newest."""


class Reader:
    """One thread that reads the history, one thing after another, made at its first use."""

    @cached_property
    def _pool(self) -> ThreadPoolExecutor:
        from concurrent.futures import ThreadPoolExecutor

        return ThreadPoolExecutor(1, "cerbsh-history")

    async def read(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """What ``function`` gives on that thread; the event loop goes on meanwhile."""
        import asyncio
        from functools import partial

        return await asyncio.get_running_loop().run_in_executor(self._pool, partial(function, *args, **kwargs))


class Recall(History):
    """prompt_toolkit's history over ours: the newest lines after ``begin``, older ones as they are wanted.

    All of it belongs to the prompt's event loop.
    """

    def __init__(self, lines: Lines, reader: Reader) -> None:
        super().__init__()
        self._lines = lines
        self._reader = reader
        self._sought = ""
        self._anew = False
        self._begun = False
        self._signals: tuple[asyncio.Event, asyncio.Event] | None = None

    async def load(self) -> AsyncGenerator[str, None]:
        """Lines, the newest first. Rests until it may begin, and then whenever no older ones are wanted."""
        import asyncio

        begin, wanted = self._signals = asyncio.Event(), asyncio.Event()
        if self._anew:
            self._anew = False
            wanted.set()
        entered = tuple(self._loaded_strings)
        for line in entered:
            yield line
        if not self._begun:
            await begin.wait()
        if not self._loaded:
            kept = await self._reader.read(self._lines.lines, NEWEST)
            self._loaded_strings += [line for line in kept if line not in entered]
            self._loaded = True
            for line in self._loaded_strings[len(entered) :]:
                yield line
        shown = set(self._loaded_strings)
        while await wanted.wait():
            wanted.clear()
            limit = NEWEST + MATCHES if self._sought else OLDER
            for line in await self._reader.read(self._lines.lines, limit, self._sought):
                if line not in shown:
                    shown.add(line)
                    yield line
            get_app().invalidate()

    def begin(self) -> None:
        """From now on the history may be read."""
        self._begun = True
        if self._signals:
            self._signals[0].set()

    def want(self, sought: str) -> None:
        """Let older lines be loaded, too: those that hold ``sought``, or the next older ones where that is empty."""
        self.begin()
        self._sought = sought
        if self._signals:
            self._signals[1].set()

    def turn(self, sought: str) -> bool:
        """Load the lines of this profile alone from now on, or those of all again, and with them what is sought.

        Whether there are any to load.
        """
        if self._lines.turn():
            self._loaded_strings, self._loaded = [], False
            self._sought, self._anew = sought, bool(sought)
            self.begin()
        return not self._loaded

    def load_history_strings(self) -> Iterable[str]:
        """The newest lines, read at once."""
        return self._lines.lines(NEWEST)

    def append_string(self, string: str) -> None:
        """Recall a line that was entered, from now on; not one that begins with a space, which asks to be forgotten."""
        self.begin()
        if not string.startswith(" "):
            super().append_string(string)

    def store_string(self, string: str) -> None:
        """Nothing: the loop keeps the line once the terminal is no longer the editor's."""


class Suggest(AutoSuggest):
    """Suggests the newest line that begins with what was typed."""

    def __init__(self, lines: Lines, reader: Reader) -> None:
        self._lines = lines
        self._reader = reader

    def get_suggestion(self, buffer: Buffer, document: Document) -> Suggestion | None:
        """What the newest line with this prefix has more."""
        prefix = document.text
        line = self._lines.newest_with_prefix(prefix) if prefix.strip() else None
        return Suggestion(line[len(prefix) :]) if line else None

    async def get_suggestion_async(self, buff: Buffer, document: Document) -> Suggestion | None:
        """The same from the history's own thread; the prompt goes on meanwhile."""
        return await self._reader.read(self.get_suggestion, buff, document)
