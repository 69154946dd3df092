"""The thread that does what must not hold up the prompt."""

from __future__ import annotations

import os
import queue
import threading
from collections.abc import Callable
from time import monotonic

Job = Callable[[], None]

QUIET = 0.5
"""Seconds without a job after which idle work begins."""
ROOM = 100
"""Jobs that may wait, as they do while another program holds the file; whoever brings another waits for the thread."""


class Writer:
    """Runs jobs one after the other in a thread of its own, which starts with the first.

    Without a job for a while it calls ``idle``, again and again as long as that returns that more is left to do.
    ``finish`` is called once in the thread, when it is closed and every job is done.
    """

    def __init__(self, idle: Callable[[], bool], finish: Job) -> None:
        self._idle = idle
        self._finish = finish
        self._forget()

    def _forget(self) -> None:
        self._pid = os.getpid()
        self._jobs: queue.Queue[Job | None] = queue.Queue(ROOM)
        self._nudged = 0.0
        self._asleep = False
        self._thread: threading.Thread | None = None

    def put(self, job: Job | None, *, wait: float) -> bool:
        """Hand over a job (``None`` ends the thread); waits ``wait`` seconds for room and returns whether there was."""
        self._start()
        try:
            self._jobs.put(job, timeout=wait)
        except queue.Full:
            return False
        return True

    def nudge(self) -> None:
        """Say that there will be idle work. The thread is woken only where it would sleep on: that costs the caller."""
        self._start()
        self._nudged = monotonic()
        if self._asleep:
            self.put(_nothing, wait=0)

    def flush(self, timeout: float) -> bool:
        """Wait until every job handed over so far is done; returns whether they are."""
        jobs = self._jobs
        if not jobs.unfinished_tasks or self._pid != os.getpid():
            return True
        with jobs.all_tasks_done:
            return jobs.all_tasks_done.wait_for(lambda: not jobs.unfinished_tasks, timeout)

    def close(self, timeout: float) -> bool:
        """Do every job that waits, then end the thread; a later job starts another. Whether all was done in time."""
        if self._pid != os.getpid() or self._thread is None:
            return True
        thread = self._thread
        if self.put(None, wait=timeout):
            thread.join(timeout)
        self._forget()
        return not thread.is_alive()

    def _start(self) -> None:
        if self._pid != os.getpid():
            self._forget()
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, args=(self._jobs,), name="history", daemon=True)
            self._thread.start()

    def _run(self, jobs: queue.Queue[Job | None]) -> None:
        patience: float | None = QUIET
        while True:
            try:
                job = jobs.get(timeout=patience)
            except queue.Empty:
                patience = self._nudged + QUIET - monotonic()
                if patience <= 0:
                    patience = self._work_idly()
                continue
            if job is None:
                break
            self._asleep = False
            job()
            jobs.task_done()
            patience = QUIET
        self._finish()

    def _work_idly(self) -> float | None:
        """Do some idle work; returns how long to wait for a job before the next, ``None`` where nothing is left."""
        began = monotonic()
        if self._idle():
            return 0.0
        self._asleep = True
        return QUIET if self._nudged > began else None


def _nothing() -> None:
    pass
