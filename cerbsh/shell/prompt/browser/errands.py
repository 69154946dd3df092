"""Work for a thread while the screen goes on; of what waits, only the latest is done."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any, TypeVar

from prompt_toolkit.application import Application

if TYPE_CHECKING:
    from cerbsh.shell.prompt.recall import Reader

T = TypeVar("T")
Stop = Callable[[], bool]


class Errands:
    """Errands of one kind for the running application: each is overtaken by the next one."""

    def __init__(self, app: Callable[[], Application[Any]], reader: Reader) -> None:
        self._app = app
        self._reader = reader
        self._next: Callable[[], Awaitable[None]] | None = None
        self._at_work = False
        self._going = False

    @property
    def busy(self) -> bool:
        """Whether one is under way or waits."""
        return self._at_work or self._next is not None

    def want(self, work: Callable[[Stop], T], use: Callable[[T], None]) -> None:
        """Have ``work`` done on the reader's thread, and its result used here unless it was overtaken meanwhile.

        ``work`` is told by what it is given whether anybody still waits for it.
        """

        async def run() -> None:
            self._at_work = True
            try:
                found = await self._reader.read(work, self._is_overtaken)
            finally:
                self._at_work = False
            if not self._is_overtaken():
                use(found)

        self._next = run
        if not self._going:
            self._going = True
            self._app().create_background_task(self._go())

    async def _go(self) -> None:
        try:
            while self._next:
                run, self._next = self._next, None
                await run()
                self._app().invalidate()
        finally:
            self._going = False

    def _is_overtaken(self) -> bool:
        return self._next is not None or bool(self._app().is_done)
