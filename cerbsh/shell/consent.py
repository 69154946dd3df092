"""A person's word before something that cannot be taken back: mail that goes out, records that many lines touch."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from cerbsh.errors import Exit, UsageError
from cerbsh.shell.result import Note, Result
from cerbsh.view import safe

if TYPE_CHECKING:
    from cerbsh.language.line import Asked
    from cerbsh.shell.engine import Engine

YES: Final = frozenset({"y", "yes"})
UNSENT: Final = Result(Exit.USAGE, notes=(Note("note", "nothing was sent"),))
"""The result of a line whose question was answered with no."""


def agreed(engine: Engine, asked: Asked, question: str, details: Sequence[str] = (), typed: str = "") -> bool:
    """Whether the person agrees; ``--yes`` does so beforehand. ``details``, a line each, are shown above the question.

    Anything but ``y`` or ``yes`` is a no, and so is the end of the input; where ``typed`` is given, that is to be typed
    as it stands. Raises ``UsageError`` where nobody is there
    to answer.
    """
    if asked.has("yes"):
        return True
    if engine.ui is None:
        raise UsageError(f"{question} Nobody is here to answer, and nothing was sent", "--yes answers beforehand")
    for line in details:
        engine.ui.say(safe.line(line))
    try:
        answer = engine.ui.ask(f"{safe.line(question)} [{f'type {safe.line(typed)}' if typed else 'y/N'}] ")
    except EOFError:
        engine.ui.say("")
        return False
    return answer.strip() == typed.strip() if typed else answer.strip().lower() in YES
