"""How long a key press takes until the last redraw, with many names and ids known and the menu open while one types."""

from __future__ import annotations

import json
import random
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from tests.bench.place import Place
from tests.bench.rows import Goal, Line, Row

if TYPE_CHECKING:
    from prompt_toolkit import PromptSession

    from cerbsh.catalogue.labels import Labels

NAMES = 50_000
QUIET = 0.02
"""Seconds without a redraw after which the one before was the last."""
LINES = (
    'GET records/ticket/search status:[o,w] owner:(firstName:"Kina" group:(name:Sup)) sort:-updated',
    "search ticket refund 12345 owner.id:ki importance:>=80 --table=id,mask",
    "GET records/ticket/12345 expand=owner_,latest_message_sender_org_na,lmc",
)
WORDS = ("refund", "invoice", "password", "order", "Acme", "delivery", "question", "login", "Kina", "support")
CTRL_C, CTRL_D = "\x03", "\x04"


def rows(place: Place) -> Iterator[Line]:
    """The 95th percentile against a prompt that completes, colours and suggests nothing."""
    took = place.inside("keys", str(place.rounds), str(NAMES), env=place.home("keys"))
    yield Row("a key press, 95th percentile, 50,000 names known", took["ours"], took["bare"], "no completer", Goal(4.0))


def many(count: int) -> Labels:
    """That many tickets, workers and organisations with labels."""
    from cerbsh.catalogue.labels import Labels, Seen

    dice = random.Random(7)
    kinds = ("ticket", "ticket", "ticket", "worker", "org")
    return Labels().with_seen(
        Seen(kinds[number % 5], str(number), f"[#MSK-{number:05}] {' '.join(dice.choices(WORDS, k=5))} {number}")
        for number in range(count)
    )


class Typist:
    """Types lines into a session, key by key, each when the one before it is drawn."""

    def __init__(self, session: PromptSession[str], press: Callable[[str], None]) -> None:
        self._press = press
        self._redrawn = 0.0
        self.taken: list[float] = []
        session.app.after_render += lambda _: self._note()

    def type(self) -> None:
        """Type every line, take it back, and leave in the end."""
        self._settle()
        for line in LINES:
            for key in line:
                begun = self._redrawn = time.perf_counter()
                self._press(key)
                self._settle()
                self.taken.append((self._redrawn - begun) * 1000)
            self._press(CTRL_C)
            self._settle()
        self._press(CTRL_D)

    def _note(self) -> None:
        self._redrawn = time.perf_counter()

    def _settle(self) -> None:
        time.sleep(QUIET)
        while time.perf_counter() - self._redrawn < QUIET:
            time.sleep(QUIET / 10)


def pressed(make: Callable[[], tuple[PromptSession[str], Callable[[], object]]]) -> float:
    """The 95th percentile of the milliseconds of key presses in a session that ``make`` gives, with its reader."""
    from prompt_toolkit.application import create_app_session
    from prompt_toolkit.data_structures import Size
    from prompt_toolkit.input import create_pipe_input
    from prompt_toolkit.output.vt100 import Vt100_Output

    with Path("/dev/null").open("w") as screen, create_pipe_input() as keys:
        output = Vt100_Output(screen, lambda: Size(40, 120), term="xterm-256color")
        with create_app_session(keys, output):
            session, read = make()
            typist = Typist(session, keys.send_text)
            thread = threading.Thread(target=typist.type)
            thread.start()
            while thread.is_alive():
                try:
                    read()
                except KeyboardInterrupt:
                    continue
                except EOFError:
                    break
            thread.join()
    return sorted(typist.taken)[len(typist.taken) * 95 // 100]


def main(rounds: int, names: int) -> None:
    """Measure in this process, and print the medians of the percentiles."""
    from prompt_toolkit import PromptSession

    from cerbsh.shell.knowing.assistant import Assistant
    from cerbsh.shell.opening.start import Options, Session
    from cerbsh.shell.prompt.session import LineSession

    session = Session(Options())
    session.settings.update(learn="off", complete="typing")
    assistant = Assistant(session.engine)
    assistant.warm_up(lambda: None)
    session.engine.knowledge.labels = many(names)
    assistant._refresh()

    def ours() -> tuple[PromptSession[str], Callable[[], object]]:
        made = LineSession(assistant, "256", lambda: None, lambda result: None)
        return made._session, made.read

    def bare() -> tuple[PromptSession[str], Callable[[], object]]:
        made: PromptSession[str] = PromptSession(multiline=True)
        return made, lambda: made.prompt("cerb(work) > ")

    taken: dict[str, list[float]] = {"ours": [], "bare": []}
    for turn in range(rounds + 1):
        for name, make in (("ours", ours), ("bare", bare)):
            value = pressed(make)
            if turn:
                taken[name].append(value)
    print(json.dumps({name: median(values) for name, values in taken.items()}))
    session.close()


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
