"""Text that a person wrote in the editor: tried until it can be read, and never lost."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final, NamedTuple, TypeVar

from cerbsh.errors import CerbshError, Exit, LocalError, UsageError
from cerbsh.files import beside, private_folder
from cerbsh.shell.editing import editor
from cerbsh.shell.result import Note, Result
from cerbsh.view import safe

if TYPE_CHECKING:
    from cerbsh.shell.engine import Engine

T = TypeVar("T")

UNCHANGED: Final = Result(Exit.USAGE, notes=(Note("note", "nothing was changed, and nothing was sent"),))
"""The result of a line whose text was left as it was."""


class Draft(NamedTuple):
    """A text, and the name of its file in the editor, whose end tells what it is."""

    text: str
    name: str

    def write(self, engine: Engine, read: Callable[[str], T]) -> tuple[Draft, T] | None:
        """The text as the person leaves it, with what ``read`` makes of it; ``None`` where it is left as it was.

        Where ``read`` raises ``ValueError`` the person is asked to edit again. Raises ``UsageError`` where nobody is
        there to edit or where it is given up, which says where the text is; ``LocalError`` as ``editor.edited``.
        """
        if engine.ui is None:
            raise UsageError("the editor needs a person at a terminal", "give the values on the line, or from files")
        draft = self
        while True:
            text = editor.edited(draft.text, self.name)
            if text == self.text:
                return None
            draft = self._replace(text=text)
            try:
                return draft, read(text)
            except ValueError as error:
                if not _again(engine, str(error)):
                    message = f"{safe.line(str(error))}: nothing was sent"
                    raise UsageError(message, f"the text is in {draft.keep(engine)}") from None

    def sent(self, engine: Engine, send: Callable[[], Result]) -> Result:
        """What ``send`` gives; where that is no success, or raises a ``CerbshError``, the text is kept in a file."""
        try:
            result = send()
        except CerbshError as error:
            error.hint = "; ".join(filter(None, (error.hint, f"the text is in {self.keep(engine)}")))
            raise
        except KeyboardInterrupt:
            if engine.ui:
                engine.ui.say(f"\nthe text is in {self.keep(engine)}")
            raise
        if result.exit == Exit.OK:
            return result
        return result._replace(notes=(*result.notes, Note("note", f"the text is in {self.keep(engine)}")))

    def keep(self, engine: Engine) -> str:
        """Write the text to a file for the person alone, beside the history; gives its name. Raises ``LocalError``."""
        folder = engine.folders.data
        private_folder(folder)
        try:
            with beside(folder / f"unsent-{self.name}") as new:
                new.file.write(self.text.encode("utf-8", "replace"))
                return str(new.put(private=True))
        except OSError as error:
            raise LocalError(f"cannot write the text to {folder}: {error.strerror}") from None


def _again(engine: Engine, reason: str) -> bool:
    """Whether the person edits again, which all but ``n`` and the end of the input mean."""
    if engine.ui is None:
        return False
    engine.ui.say(safe.line(reason))
    try:
        return not engine.ui.ask("Edit again? [Y/n] ").strip().lower().startswith("n")
    except EOFError:
        return False
