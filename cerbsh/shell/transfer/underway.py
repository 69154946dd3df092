"""A request with a large body, sent in a thread of its own so that its progress can be told meanwhile."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator
from concurrent.futures import ThreadPoolExecutor, wait
from threading import Event
from typing import TYPE_CHECKING, Final, TypeVar

from cerbsh.errors import StoppedError
from cerbsh.shell.result import Progress

if TYPE_CHECKING:
    from cerbsh.api.client import Sent

T = TypeVar("T")

PAUSE: Final = 0.1
"""Seconds between two looks at how far it is."""


def told(work: Callable[[Sent], T], length: int) -> Generator[Progress, None, T]:
    """Do ``work``, which is given what hears of its bytes; its progress meanwhile, and its result or error at the end.

    ``length`` is the bytes of what is sent, which a form makes longer.

    Where the generator is closed, and where Ctrl-C ends it, the body that is on its way is broken off.
    """
    started, stopped = time.monotonic(), Event()
    latest: list[Progress] = []

    def sent(done: int, whole: int) -> None:
        if stopped.is_set():
            raise StoppedError("stopped")
        latest[:] = [Progress(done * length // whole, length, time.monotonic() - started, "bytes")]

    pool = ThreadPoolExecutor(1, "cerbsh-sending")
    try:
        future = pool.submit(work, sent)
        while not future.done():
            wait([future], PAUSE)
            yield from latest
        return future.result()
    finally:
        stopped.set()
        pool.shutdown(wait=False)
