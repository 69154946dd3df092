"""Earlier lines at the prompt: Up and Ctrl-R walk through them, and the newest one that fits is suggested.

The history is read on one thread of its own, so that neither the first screen nor a key ever waits for a disk.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Iterable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, ParamSpec, Protocol, TypeVar

from prompt_toolkit.auto_suggest import AutoSuggest, Suggestion
from prompt_toolkit.buffer import Buffer
from prompt_toolkit.document import Document
from prompt_toolkit.history import History

if TYPE_CHECKING:
    import asyncio
    from concurrent.futures import ThreadPoolExecutor

P = ParamSpec("P")
T = TypeVar("T")

NEWEST = 1_000
"""Lines that are there for every prompt; loading them takes the same time however long the history is."""
OLDER = 20_000
"""Lines that a search, or Up at the oldest line, reaches back to."""


class Lines(Protocol):
    """What recall needs of the history."""

    def lines(self, limit: int) -> Sequence[str]:
        """At most ``limit`` lines, the newest first."""
        ...

    def newest_with_prefix(self, prefix: str) -> str | None:
        """The newest line that begins with ``prefix`` and is longer."""
        ...

    def add_line(self, line: str) -> None:
        """Keep a line that was entered."""
        ...


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
    """prompt_toolkit's history over ours: the newest lines at once, older ones when ``want_older`` was called."""

    def __init__(self, lines: Lines, reader: Reader) -> None:
        super().__init__()
        self._lines = lines
        self._reader = reader
        self._older: list[str] = []
        self._wanted: asyncio.Event | None = None

    async def load(self) -> AsyncGenerator[str, None]:
        """Lines, the newest first. Rests between the newest and the older ones until those are wanted."""
        import asyncio

        self._wanted = asyncio.Event()
        if not self._loaded:
            self._loaded_strings = list(await self._reader.read(self._lines.lines, NEWEST))
            self._loaded = True
        for line in tuple(self._loaded_strings):
            yield line
        await self._wanted.wait()
        if not self._older:
            self._older = list(await self._reader.read(self._lines.lines, OLDER))[NEWEST:]
        for line in self._older:
            yield line

    def want_older(self) -> None:
        """Let the lines before the newest ones be loaded, too; belongs to the prompt's event loop."""
        if self._wanted is not None:
            self._wanted.set()

    def load_history_strings(self) -> Iterable[str]:
        """The newest lines, read at once."""
        return self._lines.lines(NEWEST)

    def store_string(self, string: str) -> None:
        """Keep a line that was entered."""
        self._lines.add_line(string)


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
