"""``%cerb`` in IPython and Jupyter: a line of the prompt, run here; its reply is the value of the cell.

%load_ext cerbsh
%cerb GET workers/me
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from cerbsh.connection import Answer
from cerbsh.errors import Exit
from cerbsh.shell.opening.start import Options, Session
from cerbsh.shell.result import Result
from cerbsh.shell.showing.answer import ReplyBody
from cerbsh.shell.showing.display import Display
from cerbsh.shell.world import World

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell


class CerbMagic:
    """Runs lines on one engine, so that ``$_``, ``let`` and ``cd`` work from cell to cell."""

    def __init__(self) -> None:
        self._session = Session(Options(), World(environ=dict(os.environ)))

    def __call__(self, line: str, cell: str | None = None) -> Answer | None:
        """Run ``line``, or each line of ``cell``; the answer of the last one, where it is a reply as it came."""
        answer = None
        for text in [line] if cell is None else cell.splitlines():
            answer = self._run(text)
        return answer

    def _run(self, line: str) -> Answer | None:
        result = self._session.engine.run(line)
        for note in result.notes:
            self._session.output.note(note)
        reply = _plain_reply(result)
        if reply is None:
            self._session.output.write(Result(result.exit, result.body, target=result.target))
        elif result.exit == Exit.OK:
            return reply
        return None


def _plain_reply(result: Result) -> Answer | None:
    """The reply of a line that asks for it as it is: to no file or program, in no other shape."""
    body = result.body
    if result.target is not None or not isinstance(body, ReplyBody):
        return None
    as_it_is = body.display._replace(zone=None, dates=False) == Display()
    return Answer(body.reply) if as_it_is else None


def load_ipython_extension(shell: InteractiveShell) -> None:
    """What ``%load_ext cerbsh`` calls."""
    magic: Any = CerbMagic()
    shell.register_magic_function(magic, "line_cell", "cerb")
