"""Ctrl-C where work has come some way: the first asks it to stop at the next good place, the second ends it at once."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


class Halt:
    """Whether Ctrl-C was pressed in the block that it is entered for; in another than the main thread it never is.

    Inside ``waiting``, where the work has nothing in its hands, ``KeyboardInterrupt`` is raised as ever.
    """

    def __init__(self) -> None:
        self.asked = False
        self._waiting = False

    @contextmanager
    def heard(self) -> Iterator[None]:
        """Listen for Ctrl-C within the block, where this is the thread that hears it and it is not ignored."""
        former = signal.getsignal(signal.SIGINT)
        if threading.current_thread() is not threading.main_thread() or not callable(former):
            yield
            return
        signal.signal(signal.SIGINT, self._hear)
        try:
            yield
        finally:
            signal.signal(signal.SIGINT, former)

    @contextmanager
    def waiting(self) -> Iterator[None]:
        """Let Ctrl-C break what is waited for within the block."""
        self._waiting = True
        try:
            yield
        finally:
            self._waiting = False

    def _hear(self, number: int, frame: FrameType | None) -> None:
        if self.asked or self._waiting:
            raise KeyboardInterrupt
        self.asked = True
