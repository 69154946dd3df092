"""A program in a pseudo-terminal, watched byte by byte: no screen is drawn, so that nothing but the program is slow."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import signal
import struct
import termios
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

PATIENCE = 60.0
"""Seconds after which a program that says nothing has failed."""
_WHERE, _HERE = b"\x1b[6n", b"\x1b[1;1R"
"""The question where the cursor is (ECMA-48: DSR, CPR), and an answer."""


class Terminal:
    """``argv`` in a terminal of 120 × 40; leave the ``with`` block to end it. ``seen`` is all that it wrote."""

    def __init__(self, argv: Sequence[str | Path], env: Mapping[str, str]) -> None:
        words = list(map(str, argv))
        self.started = time.perf_counter()
        self.pid, self._descriptor = pty.fork()
        if self.pid == 0:
            signal.signal(signal.SIGINT, signal.SIG_DFL)  # a shell lets what runs behind it ignore Ctrl-C
            os.execve(words[0], words, dict(env))
        fcntl.ioctl(self._descriptor, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 120, 0, 0))
        self.seen = bytearray()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: object, trace: TracebackType | None) -> None:
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        os.close(self._descriptor)

    def send(self, keys: str) -> None:
        """Press keys."""
        os.write(self._descriptor, keys.encode())

    def wait(self, wanted: bytes, after: int = 0) -> float:
        """Read until ``wanted`` was written behind the first ``after`` bytes; the clock's time then, in seconds."""
        deadline = time.perf_counter() + PATIENCE
        while self.seen.find(wanted, after) < 0:
            after = max(after, len(self.seen) - len(wanted))
            self._read(deadline)
        return time.perf_counter()

    def quiet(self, seconds: float) -> None:
        """Read until nothing was written for so long."""
        while select.select([self._descriptor], [], [], seconds)[0]:
            self._read(time.perf_counter() + PATIENCE)

    def watch(self, seconds: float) -> None:
        """Read for so long what is written."""
        deadline = time.perf_counter() + seconds
        while (left := deadline - time.perf_counter()) > 0 and select.select([self._descriptor], [], [], left)[0]:
            self._read(deadline)

    def _read(self, deadline: float) -> None:
        if not select.select([self._descriptor], [], [], max(0.0, deadline - time.perf_counter()))[0]:
            raise TimeoutError(f"this was all: {bytes(self.seen[-2000:])!r}")
        data = os.read(self._descriptor, 65536)
        self.seen += data
        for _ in range(data.count(_WHERE)):
            os.write(self._descriptor, _HERE)
