"""A plan of faults: what the demo does wrong on purpose, to which requests, and how often."""

from __future__ import annotations

import gzip
import json
import os
import re
import socket
import struct
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from email.utils import formatdate
from typing import Any

from cerbsh.demo.http import HTML, Answer, Incoming, redirect
from cerbsh.demo.listener import Delivery, wire

_PAGE = b"<!doctype html><html><head><title>Cerb</title></head><body><h1>Something else</h1></body></html>\n"
_PAUSE = 0.05


@dataclass(frozen=True)
class Rule:
    """One fault and the requests that meet it.

    ``method`` (empty for any) and ``path`` (a pattern that is searched in the whole path) choose the requests. The
    first ``after`` of them are spared, the next ``times`` are hit, and those behind them are spared again.

    ``fault`` is one of these. Nothing is done to the records with the first group, all is done with the others.

    - ``lost-request`` closes the connection; ``status`` answers ``status`` with a page of HTML, and ``retry_after``
      seconds where they are set; ``html`` does so with 200; ``login`` redirects to the login.
    - ``lost-answer`` closes instead of answering; ``reset`` does so with a TCP reset; ``cut`` closes in the middle of
      the answer, ``closed`` right behind it although it promised to stay.
    - ``delay`` waits ``seconds`` before the answer, ``drip`` sends it a byte at a time with ``seconds`` between.
    - ``long`` states a length that is greater than the body, ``short`` one that is smaller; ``gzip`` ends a compressed
      body too early; ``date`` is off by ``hours``.
    """

    fault: str
    method: str = ""
    path: str = ""
    times: int = 1
    after: int = 0
    status: int = 502
    retry_after: int | None = None
    seconds: float = _PAUSE
    hours: float = 0.0

    def meets(self, incoming: Incoming) -> bool:
        """Whether the rule is about such a request."""
        return self.method in ("", incoming.method) and re.search(self.path, incoming.path) is not None


class Faults:
    """The rules of one server, with how often each was met. Safe to use from many threads."""

    def __init__(self) -> None:
        self._rules: list[Rule] = []
        self._met: Counter[int] = Counter()
        self._lock = threading.Lock()
        self._over = threading.Event()

    def add(self, fault: str, **settings: Any) -> None:
        """Add a rule; ``settings`` are the fields of ``Rule``. Raises ``ValueError`` for what is none of them."""
        if fault not in _FAULTS or not settings.keys() <= _SETTINGS:
            raise ValueError(f"there is no fault {fault!r} with {sorted(settings)}")
        try:
            re.compile(settings.get("path", ""))
        except re.error as error:
            raise ValueError(f"{settings['path']!r} is no pattern: {error}") from None
        with self._lock:
            self._rules.append(Rule(fault, **settings))

    @property
    def met(self) -> tuple[int, ...]:
        """How many requests each rule was about so far, the held up ones too."""
        with self._lock:
            return tuple(self._met[number] for number in range(len(self._rules)))

    def load(self, text: str) -> None:
        """Add the rules of a JSON list of objects. Raises ``ValueError`` where it is none."""
        rules = json.loads(text)
        if not isinstance(rules, list) or not all(isinstance(rule, dict) and "fault" in rule for rule in rules):
            raise ValueError("a plan of faults is a JSON list of objects, each with a fault")
        for rule in rules:
            self.add(**rule)

    def clear(self) -> None:
        """Do everything right from now on."""
        with self._lock:
            self._rules.clear()
            self._met.clear()

    def end(self) -> None:
        """Let go of every request that is held up now."""
        self._over.set()
        self._over = threading.Event()

    def deliver(self, incoming: Incoming, ask: Callable[[], Answer]) -> Delivery:
        """The answer that ``ask`` gives and how to send it, both spoiled where a rule says so."""
        rule = self._next(incoming)
        return _FAULTS[rule.fault](rule, ask, self._over.wait) if rule else (ask(), None)

    def _next(self, incoming: Incoming) -> Rule | None:
        """The first rule whose turn it is; each counts the requests that it is about."""
        due = []
        with self._lock:
            for number, rule in enumerate(self._rules):
                if rule.meets(incoming):
                    self._met[number] += 1
                    if rule.after < self._met[number] <= rule.after + rule.times:
                        due.append(rule)
        return due[0] if due else None


_SETTINGS = {field.name for field in fields(Rule)} - {"fault"}
_Ask = Callable[[], Answer]
_Wait = Callable[[float], object]


def _lost_request(rule: Rule, ask: _Ask, wait: _Wait) -> Delivery:
    return Answer(0, ""), _hang_up


def _status(rule: Rule, ask: _Ask, wait: _Wait) -> Delivery:
    headers = () if rule.retry_after is None else (("Retry-After", str(rule.retry_after)),)
    return Answer(rule.status, HTML, _PAGE, headers), None


def _html(rule: Rule, ask: _Ask, wait: _Wait) -> Delivery:
    return Answer(200, HTML, _PAGE), None


def _login(rule: Rule, ask: _Ask, wait: _Wait) -> Delivery:
    return redirect("/login"), None


def _lost_answer(rule: Rule, ask: _Ask, wait: _Wait) -> Delivery:
    return ask(), _hang_up


def _reset(rule: Rule, ask: _Ask, wait: _Wait) -> Delivery:
    return ask(), _hang_up_hard


def _cut(rule: Rule, ask: _Ask, wait: _Wait) -> Delivery:
    return ask(), _send_half


def _closed(rule: Rule, ask: _Ask, wait: _Wait) -> Delivery:
    return ask(), _send


def _delay(rule: Rule, ask: _Ask, wait: _Wait) -> Delivery:
    answer = ask()
    wait(rule.seconds)
    return answer, None


def _drip(rule: Rule, ask: _Ask, wait: _Wait) -> Delivery:
    def send_slowly(connection: socket.socket, answer: Answer) -> None:
        for byte in wire(answer, close=False):
            connection.sendall(bytes([byte]))
            wait(rule.seconds)

    return ask(), send_slowly


def _long(rule: Rule, ask: _Ask, wait: _Wait) -> Delivery:
    answer = ask()
    return answer.with_header("Content-Length", str(len(answer.body) + 100)), _send


def _short(rule: Rule, ask: _Ask, wait: _Wait) -> Delivery:
    answer = ask()
    return answer.with_header("Content-Length", str(len(answer.body) // 2)), _send


def _gzip(rule: Rule, ask: _Ask, wait: _Wait) -> Delivery:
    answer = ask()
    packed = gzip.compress(answer.body)
    return replace(answer, body=packed[: len(packed) // 2]).with_header("Content-Encoding", "gzip"), None


def _date(rule: Rule, ask: _Ask, wait: _Wait) -> Delivery:
    return ask().with_header("Date", formatdate(time.time() + rule.hours * 3600, usegmt=True)), None


_FAULTS: dict[str, Callable[[Rule, _Ask, _Wait], Delivery]] = {
    "lost-request": _lost_request,
    "status": _status,
    "html": _html,
    "login": _login,
    "lost-answer": _lost_answer,
    "reset": _reset,
    "cut": _cut,
    "closed": _closed,
    "delay": _delay,
    "drip": _drip,
    "long": _long,
    "short": _short,
    "gzip": _gzip,
    "date": _date,
}


def _send(connection: socket.socket, answer: Answer) -> None:
    connection.sendall(wire(answer, close=False))


def _send_half(connection: socket.socket, answer: Answer) -> None:
    whole = wire(answer, close=False)
    connection.sendall(whole[: len(whole) - max(1, len(answer.body) // 2)])


def _hang_up(connection: socket.socket, answer: Answer) -> None:
    """Send nothing; the connection is closed behind it."""


def _hang_up_hard(connection: socket.socket, answer: Answer) -> None:
    """Close at once and without lingering, which TCP does by a reset."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    os.close(connection.detach())
