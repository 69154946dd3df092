"""Reading what a Result would put on the screen."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from cerbsh.demo.log import Seen
from cerbsh.demo.server import DemoServer, Options
from cerbsh.shell.result import Result, Surface
from cerbsh.view.theme import PLAIN


def shown(result: Result, width: int = 80) -> str:
    """The body of a Result as a file would get it."""
    if result.body is None:
        return ""
    pieces = result.body.pieces(Surface(PLAIN, width))
    texts = (piece for piece in pieces if isinstance(piece, str | bytes))
    return "".join(text if isinstance(text, str) else text.decode() for text in texts)


def data(result: Result) -> Any:
    """The JSON that a Result shows."""
    return json.loads(shown(result))


def told(result: Result) -> str:
    """The notes of a Result, a line each, hints behind them."""
    return "\n".join(f"{note.severity}: {note.message}\n{note.hint}".strip() for note in result.notes)


@contextmanager
def slow_from(number: int) -> Iterator[tuple[DemoServer, threading.Event]]:
    """A demo Cerb whose windows of a walk get no answer from that one on, and what tells that one was reached."""
    reached, over, searches = threading.Event(), threading.Event(), 0

    def hold(seen: Seen) -> None:
        nonlocal searches
        walks = "sort%3Aid" in seen.query
        searches += walks
        if walks and searches >= number:
            reached.set()
            over.wait(60)

    with DemoServer(Options(on_request=hold)) as server:
        yield server, reached
        over.set()
