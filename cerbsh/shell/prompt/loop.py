"""The prompt's loop: reads an entry, has it run and written, and begins anew, whatever happened."""

from __future__ import annotations

import gc
import sys
import threading
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from cerbsh.errors import CerbshError, Exit
from cerbsh.shell.prompt.session import LineSession

if TYPE_CHECKING:
    from cerbsh.shell.prompt.engine import Engine, Output
    from cerbsh.view.theme import Depth

SOON = 0.1
"""Seconds after the first prompt in which a key that is typed has the processor for itself."""


class Loop:
    """Ties a session that reads lines to an engine that runs them and to the one writer."""

    def __init__(self, engine: Engine, writer: Callable[[], Output], *, colors: Depth) -> None:
        self._engine = engine
        self._writer = writer
        self._edit = ""
        self._session = LineSession(engine, colors, self._drawn, lambda result: writer().write(result))

    def run(self) -> Exit:
        """Read and run lines until Ctrl-D or a line that leaves.

        Raises the ``CerbshError`` of an engine that cannot be opened.
        """
        threading.excepthook = report_quietly
        while True:
            try:
                if self._turn():
                    return Exit.OK
            except KeyboardInterrupt:
                continue
            except CerbshError:
                raise
            except Exception as error:  # noqa: BLE001 - the outermost loop: a fault of our own is told, the prompt goes on
                from cerbsh.shell.fault import report

                sys.stderr.write(report(error))

    def _turn(self) -> bool:
        """One entry: usually one line, several where they were pasted. Whether to leave."""
        try:
            default, self._edit = self._edit, ""
            text = self._session.read(default)
        except EOFError:
            return True
        self._engine.history.add_line(text)
        return any(self._run(line) for line in lines_of(text, self._engine.is_open))

    def _run(self, line: str) -> bool:
        try:
            result = self._engine.run(line)
            status = self._writer().write(result)
        except KeyboardInterrupt:
            self._writer().interrupted()
            raise
        if status == Exit.INTERRUPTED:
            raise KeyboardInterrupt
        self._edit = self._session.browse(result.browse) if result.browse else result.edit
        return result.leave

    def _drawn(self) -> None:
        """Behind the first prompt: the collector works again, and soon what the first request needs is loaded."""
        gc.freeze()
        gc.enable()
        timer = threading.Timer(SOON, self._warm_up)
        timer.daemon = True
        timer.start()

    def _warm_up(self) -> None:
        try:
            self._engine.warm_up(self._session.renew)
        except CerbshError as error:
            self._session.end(error)


def lines_of(text: str, is_open: Callable[[str], bool]) -> Iterator[str]:
    """The lines in ``text``: a newline ends one unless it stands open there. Blank ones are left out."""
    held = ""
    for row in text.split("\n"):
        held = f"{held}\n{row}" if held.strip() else row
        if held.strip() and not is_open(held):
            yield held
            held = ""
    if held.strip():
        yield held


def report_quietly(fault: threading.ExceptHookArgs) -> None:
    """A fault on a thread behind the prompt goes into its report; the screen is left alone."""
    from cerbsh.shell.fault import report

    if fault.exc_value is not None:
        report(fault.exc_value)
