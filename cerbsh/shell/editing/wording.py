"""The text of a comment or a mail: from the line, from standard input, or from the editor."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cerbsh.errors import LineError, LocalError, UsageError
from cerbsh.language.references import text_of
from cerbsh.shell.editing.draft import Draft
from cerbsh.view import safe

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from cerbsh.language.line import CommandLine
    from cerbsh.language.tokens import Word
    from cerbsh.shell.engine import Engine
    from cerbsh.shell.result import Result

LINE: Final = "------ >8 ------ what stands below this line is not sent ------"


class Wording:
    """A text on its way; one from the editor is kept in a file where it cannot be sent."""

    def __init__(self, text: str, draft: Draft | None = None) -> None:
        self.text = text
        self._draft = draft

    def sent(self, engine: Engine, send: Callable[[], Result]) -> Result:
        """What ``send`` gives, the text safe whatever that is. Raises what it raises."""
        return self._draft.sent(engine, send) if self._draft else send()


def wording(
    engine: Engine, call: CommandLine, words: Sequence[Word], given: str | None, below: Callable[[], str]
) -> Wording | None:
    """The text of ``words``, or the one ``given`` by name; of standard input for ``-``; of the editor where there are
    none, with what ``below`` gives under a line for reference. ``None`` where the person leaves no text.

    Raises ``UsageError`` where there are two texts, or none and nobody to write one; ``LocalError`` as
    ``editor.edited``.
    """
    if given is not None and words:
        raise LineError("there are two texts", call.text, words[0].start, words[-1].end, "leave one of them out")
    if given is not None:
        return Wording(given)
    text = " ".join(text_of(word, call.text, engine.lookup) for word in words)
    if text == "-":
        return Wording(_piped(engine))
    if text.strip():
        return Wording(text)
    if engine.ui is None:
        raise UsageError("there is no text", "write it behind, or - for standard input")
    shown = "\n".join(safe.block(below()).splitlines())
    draft = Draft(f"\n{LINE}\n{shown}\n", f"{call.spec.name}.txt")
    done = draft.write(engine, above)
    return Wording(done[1], done[0]) if done and done[1] else None


def above(text: str) -> str:
    """What stands above the line, without blank lines around it."""
    return text.partition(LINE)[0].strip("\r\n").rstrip()


def _piped(engine: Engine) -> str:
    """The text that is piped in. Raises ``UsageError`` where nothing is, ``LocalError`` where it is no text."""
    if engine.piped is None:
        raise UsageError("- reads what is piped into cerbsh -c, and nothing is", "write the text behind")
    try:
        text = engine.piped.read()
    except UnicodeDecodeError:
        raise LocalError("what is piped in is no UTF-8 text") from None
    if not text.strip():
        raise UsageError("what is piped in is empty: nothing was sent")
    return text
