"""Work for one row after another, several at once, with what comes of it in the order of the rows."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from typing import Generic, TypeVar

from cerbsh.shell.batch.rows import Row

T = TypeVar("T")


class Lanes(Generic[T]):
    """Does ``work`` for each of ``rows`` in ``jobs`` threads; to be walked once, and closed in any case."""

    def __init__(self, rows: Sequence[Row], work: Callable[[Row], T], jobs: int) -> None:
        self._rows = iter(rows)
        self._work = work
        self._room = 2 * jobs - 1
        self._pool = ThreadPoolExecutor(jobs, "cerbsh-lane")
        self._waiting: deque[tuple[Row, Future[T]]] = deque()
        self._unsent: list[Row] = []
        self._stopped = False

    def __iter__(self) -> Iterator[tuple[Row, Future[T]]]:
        """Each row with its work, which is done."""
        while self._fill():
            row, future = self._waiting[0]
            wait([future])  # Ctrl-C leaves the row among those that wait
            self._waiting.popleft()
            yield row, future

    def stop(self) -> None:
        """Begin no more; what is under way comes to its end."""
        self._stopped = True
        cancelled = [row for row, future in self._waiting if future.cancel()]
        self._waiting = deque((row, future) for row, future in self._waiting if not future.cancelled())
        self._unsent += cancelled

    def close(self) -> tuple[list[Row], list[Row]]:
        """The rows that are still under way, and those that were not begun; nobody waits for either any more."""
        self.stop()
        self._pool.shutdown(wait=False)
        return [row for row, _ in self._waiting], [*self._unsent, *self._rows]

    def _fill(self) -> bool:
        """Begin as much as there is room for; whether anything is under way."""
        while not self._stopped and len(self._waiting) < self._room and (row := next(self._rows, None)):
            self._waiting.append((row, self._pool.submit(self._work, row)))
        return bool(self._waiting)
