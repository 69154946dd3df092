"""Learning of a server in the background: its types, fields and filters once, ids and labels when they are wanted.

Nobody ever waits for it. Whatever fails, a narrow scope or a server that is gone, leaves what is known in place.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from functools import partial
from queue import SimpleQueue
from threading import Thread
from typing import TYPE_CHECKING

from cerbsh.api.client import Client
from cerbsh.api.request import Request
from cerbsh.catalogue.learned import finished, recent_records, steps, type_steps
from cerbsh.errors import CerbshError
from cerbsh.files import quiet

if TYPE_CHECKING:
    from cerbsh.api.reply import Reply
    from cerbsh.catalogue.learned import Step
    from cerbsh.language.completion import Want
    from cerbsh.shell.knowing.knowledge import Knowledge

BACKLOG = 100
"""Jobs that may wait: lines may be run faster than anybody learns from their replies, and each reply is held."""
PATIENCE = 10.0
"""Seconds for each wait on the server."""
PAUSE = 0.05
"""Seconds in which a reply is drawn before it is learned from."""
LONGEST = 4 * 1024 * 1024
"""Bytes of a reply that is learned from: to read a longer one would hold up those who look at it."""
USUAL = ("ticket", "task", "org", "contact", "worker")
"""The types that get a closer look even before one is used."""


class Learner:
    """One thread that learns, one thing after another. ``news`` is called when more is known than before."""

    def __init__(self, client: Client, knowledge: Knowledge, news: Callable[[], None]) -> None:
        self._client = Client(client.profile, client.store, quiet)
        self._knowledge = knowledge
        self._news = news
        self._jobs: SimpleQueue[Callable[[], None] | None] = SimpleQueue()
        self._asked: set[tuple[str, str]] = set()
        self._awaited: set[tuple[str, str]] = set()
        self._known_types: set[str] = set()
        self._thread = Thread(target=self._work, name="cerbsh-learning", daemon=True)
        self._thread.start()

    def learn(self, *, anew: bool = False) -> None:
        """Learn of the server, where what is known of it is old, or ``anew`` in any case."""
        self._jobs.put(lambda: self._learn(anew=anew))

    def see(self, reply: Reply) -> None:
        """Take ids and labels out of a reply, when it is drawn, and look closer at its type; not while many wait."""
        if len(reply.body) <= LONGEST and self._jobs.qsize() < BACKLOG:
            self._jobs.put(lambda: self._see(reply))

    def want(self, wants: Iterable[Want]) -> bool:
        """Ask for records that completion could offer, each only once; whether any answer is still to come."""
        for want in wants:
            key = (want.kind, want.word.lower())
            if key not in self._asked:
                self._asked.add(key)
                self._awaited.add(key)
                self._jobs.put(partial(self._find, key))
        return any((want.kind, want.word.lower()) in self._awaited for want in wants)

    def introduce(self, told: Callable[[Reply], None]) -> None:
        """Ask who the worker is, and hand the answer on."""
        self._jobs.put(lambda: self._introduce(told))

    def stop(self) -> None:
        """End with the job under way."""
        self._jobs.put(None)

    def wait(self, seconds: float) -> bool:
        """Wait until everything asked for so far is done; whether it was in time."""
        from threading import Event

        done = Event()
        self._jobs.put(done.set)
        return done.wait(seconds)

    def _work(self) -> None:
        while (job := self._jobs.get()) is not None:
            job()
        self._client.close()

    def _learn(self, *, anew: bool) -> None:
        if not anew and not self._knowledge.is_old():
            return
        if self._take(steps(USUAL)):
            self._known_types.update(USUAL)
            self._keep()
            self._news()

    def _see(self, reply: Reply) -> None:
        time.sleep(PAUSE)
        self._knowledge.see(reply)
        head, _, _ = reply.request.path.removeprefix("records/").partition("/")
        kind = self._knowledge.catalogue.type(head)
        if kind and kind.uri not in self._known_types and self._knowledge.learned.types:
            self._known_types.add(kind.uri)
            if kind.uri not in self._knowledge.learned.fields and self._take(type_steps(kind.uri)):
                self._keep()
        self._news()

    def _find(self, key: tuple[str, str]) -> None:
        kind = self._knowledge.catalogue.type(key[0])
        reply = self._send(recent_records(kind, key[1])) if kind else None
        if reply:
            self._knowledge.see(reply)
        self._awaited.discard(key)
        self._news()

    def _introduce(self, told: Callable[[Reply], None]) -> None:
        reply = self._send(Request("GET", "workers/me.json"))
        if reply:
            told(reply)
            self._news()

    def _take(self, wanted: Iterable[Step]) -> bool:
        """Ask the steps one by one; whether any was answered."""
        learned, answered = self._knowledge.learned, False
        for step in wanted:
            reply = self._send(step.request)
            if reply:
                learned, answered = finished(step.fold(learned, reply), reply, time.time()), True
        if answered:
            self._knowledge.take(learned)
        return answered

    def _send(self, request: Request) -> Reply | None:
        try:
            reply = self._client.send(request, timeout=PATIENCE)
        except CerbshError:
            return None
        return reply if reply.ok else None

    def _keep(self) -> None:
        try:
            self._knowledge.keep()
        except CerbshError:
            return
