"""What a line came to: plain values that the output module writes. Nothing here knows a terminal."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Literal, NamedTuple, Protocol

from cerbsh.errors import CerbshError, Exit, LineError
from cerbsh.view import safe
from cerbsh.view.theme import Role, Theme

if TYPE_CHECKING:
    from cerbsh.shell.again.browsing import Browsing

Severity = Literal["error", "warning", "note", "info"]


class Surface(NamedTuple):
    """What a body is drawn on: its colours, its width in cells, its height in lines, whether it is a terminal, and
    whether that has a cursor which can be moved. ``measure`` tells the width and the height of now."""

    theme: Theme
    width: int = 80
    height: int = 24
    terminal: bool = False
    cursor: bool = False
    measure: Callable[[], tuple[int, int]] | None = None

    def resized(self) -> Surface:
        """The same in the size that it has by now."""
        if self.measure is None:
            return self
        width, height = self.measure()
        return self._replace(width=width, height=height)


class Body(Protocol):
    """Something for standard output, drawn in pieces; text, or bytes where it is passed on as it came."""

    def pieces(self, surface: Surface) -> Iterator[Piece]:
        """The pieces in order. May raise a ``CerbshError``: what was drawn stays, the error is told behind it.

        What is not for standard output is told beside it: a ``Progress`` at once, a ``Note`` at once where no text came
        yet, else behind the body, and so is a ``CerbshError``. The body counts as whole: a file of it is kept.
        """
        ...


class Words(NamedTuple):
    """A command's own words."""

    text: str

    def pieces(self, surface: Surface) -> Iterator[str]:
        """The text with one newline at its end; words of a server may be among it."""
        if self.text:
            yield safe.block(self.text).rstrip("\n") + "\n"


class Note(NamedTuple):
    """A line for standard error, with its hint; ``caret`` is a text and the place in it that is meant.

    An ``error`` is always told, a ``warning`` and a ``note`` unless cerbsh is to be quiet, and what is only ``info``
    where standard error is a terminal. ``parts`` is the message in its colours, where it has some of its own. A warning
    stands in front of the body, unless it is ``late``.
    """

    severity: Severity
    message: str
    hint: str = ""
    caret: tuple[str, int, int] | None = None
    parts: tuple[tuple[Role, str], ...] = ()
    late: bool = False

    @property
    def leads(self) -> bool:
        """Whether it stands in front of the body."""
        return self.severity == "warning" and not self.late

    @classmethod
    def of(cls, error: CerbshError) -> Note:
        """The note that tells of an error."""
        caret = (error.text, error.start, error.end) if isinstance(error, LineError) else None
        return cls("error", error.message, error.hint, caret)


class Progress(NamedTuple):
    """How far a body has come, ``seconds`` after its beginning; shown while it is drawn, and gone with its end.

    ``unit`` is what is counted: ``records``, or ``bytes``. ``total`` is ``None`` where nobody knows it.
    """

    done: int
    total: int | None
    seconds: float
    unit: str = "records"


Piece = str | bytes | Note | Progress | CerbshError
"""What a body gives while it is drawn."""


class Pipe(NamedTuple):
    """The reply goes to the user's shell, which runs ``command``, with ``variables`` in its environment.

    ``left_out`` are variables that the command names, and that no environment can hold.
    """

    command: str
    variables: tuple[tuple[str, str], ...] = ()
    left_out: tuple[str, ...] = ()


class File(NamedTuple):
    """The reply goes into a file; it is replaced whole, or appended to."""

    path: str
    append: bool = False


class Result(NamedTuple):
    """What one line came to. ``target`` is where the body goes when it was a success: standard output by default.

    A ``live`` body is shown as it comes, piece by piece; it is never paged. ``edit`` is a line that the prompt puts
    back, to be edited; ``browse`` a history that it opens its browser on.
    """

    exit: Exit = Exit.OK
    body: Body | None = None
    notes: tuple[Note, ...] = ()
    status: str = ""
    target: Pipe | File | None = None
    live: bool = False
    leave: bool = False
    clear: bool = False
    edit: str = ""
    browse: Browsing | None = None

    @classmethod
    def failed(cls, error: CerbshError) -> Result:
        """The result of a line that ended in an error."""
        return cls(exit=error.exit, notes=(Note.of(error),))
