"""Children of this process that are killed, run out of disk, or may not write: what they leave is looked at here."""

from __future__ import annotations

import itertools
import os
import resource
import signal
import sqlite3
import sys
import traceback
from collections.abc import Callable
from typing import Any

import filelock  # noqa: F401 - loaded before the child gives up the rights to read them
import tomlkit  # noqa: F401

from cerbsh.errors import CerbshError

Work = Callable[[], object]

TOUCHES = ("open", "os.", "fcntl.", "shutil.", "sqlite3.connect")
"""The beginnings of audit events that have to do with files."""
REFUSED, FAULTY = 7, 8
"""Exit statuses of a child whose work ended in a ``CerbshError``, and in any other."""


def killed_at(step: int, work: Work) -> bool:
    """Whether a child that does ``work`` was killed at its ``step``-th step; false where it was done before.

    A step is whatever touches a file: an open, a rename, an fsync, a statement of SQLite.
    """
    return _child(lambda: _count_down(step), work) == -signal.SIGKILL


def every_step(work: Work, check: Callable[[], object]) -> int:
    """Kill ``work`` at each of its steps in turn, and ``check`` what is left each time; how many steps there are."""
    for step in itertools.count():
        killed = killed_at(step, work)
        check()
        if not killed:
            return step
    raise AssertionError


def with_room_for(size: int, work: Work) -> int:
    """The exit status of a child whose files cannot grow beyond ``size`` bytes: 0 done, ``REFUSED`` with a word."""

    def fill() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

    return _child(fill, work)


def as_nobody(work: Work) -> int:
    """The exit status of a child without the rights of root."""

    def drop() -> None:
        if os.geteuid() == 0:
            os.setgid(65534)
            os.setuid(65534)

    return _child(drop, work)


def _child(prepare: Work, work: Work) -> int:
    sys.stdout.flush()
    if (child := os.fork()) == 0:
        status = FAULTY
        try:
            prepare()
            work()
            status = 0
        except CerbshError:
            status = REFUSED
        except BaseException:  # noqa: BLE001 - the child ends here, and its parent fails
            traceback.print_exc()
        finally:
            os._exit(status)
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    assert status != FAULTY, "the work ended in a fault of cerbsh itself"
    return status


def _count_down(step: int) -> None:
    steps = itertools.count()

    def touch(*details: object) -> None:
        if next(steps) >= step:
            os.kill(os.getpid(), signal.SIGKILL)

    def hear(event: str, details: object) -> None:
        if event.startswith(TOUCHES) and event != "os.kill":
            touch()

    def fsync(descriptor: Any, sync: Callable[[Any], None] = os.fsync) -> None:
        touch()
        sync(descriptor)

    def connect(*where: Any, make: Callable[..., sqlite3.Connection] = sqlite3.connect, **how: Any) -> Any:
        made = make(*where, **how)
        made.set_trace_callback(touch)
        return made

    os.fsync = fsync  # type: ignore[assignment]
    sqlite3.connect = connect
    sys.addaudithook(hear)
