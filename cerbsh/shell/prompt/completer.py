"""The completion menu over the language's candidates. Labels come from the server: they are shown as text, escaped."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import islice
from typing import TYPE_CHECKING

from prompt_toolkit.application import get_app
from prompt_toolkit.buffer import Buffer, CompletionState
from prompt_toolkit.completion import CompleteEvent, Completer, Completion
from prompt_toolkit.document import Document

from cerbsh.view import safe

if TYPE_CHECKING:
    from cerbsh.shell.prompt.engine import Candidate

MOST = 200
"""Candidates that a menu shows at the most."""
_EDGES = 5
"""Cells of a menu that hold no text: blanks around both columns, and the scroll bar."""


class MenuCompleter(Completer):
    """prompt_toolkit's completer over ``complete``, which gives what may stand at a place in a text."""

    def __init__(self, complete: Callable[[str, int], Iterable[Candidate]]) -> None:
        self._complete = complete
        self._unanswered: Document | None = None

    def get_completions(self, document: Document, complete_event: CompleteEvent) -> Iterable[Completion]:
        """The candidates at the cursor, at most ``MOST`` of them, in two columns that fit the window."""
        cursor, columns = document.cursor_position, get_app().output.get_size().columns
        candidates = list(islice(self._complete(document.text, cursor), MOST))
        offers = any(candidate.text != document.text[candidate.start : cursor] for candidate in candidates)
        self._unanswered = None if offers else document
        labels = [shown(candidate.label, columns // 2) for candidate in candidates]
        room = columns - max(map(safe.width, labels), default=0) - _EDGES
        for candidate, label in zip(candidates, labels, strict=True):
            meta = shown(candidate.meta, room)
            yield Completion(candidate.text, candidate.start - cursor, display=label, display_meta=meta)

    def renew(self, buffer: Buffer) -> None:
        """Look again for what may stand at the cursor: more is known than when the menu was opened, or stayed empty
        because nothing but a promise of more could be offered.

        Does nothing where a candidate is chosen already, or nothing was asked.
        """
        if chosen(buffer) or not (buffer.complete_state or buffer.document == self._unanswered):
            return
        found = list(self.get_completions(buffer.document, CompleteEvent(completion_requested=True)))
        buffer.complete_state = CompletionState(buffer.document, found) if found else None


def chosen(buffer: Buffer) -> bool:
    """Whether a candidate of the open menu is chosen."""
    return buffer.complete_state is not None and buffer.complete_state.current_completion is not None


def shown(text: str, width: int) -> str:
    """Foreign text as a menu may show it: on one line, escaped, in at most ``width`` cells."""
    return safe.cut(safe.line(text[: max(0, width) * 4 + 1]), width)
