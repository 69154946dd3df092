"""Every error that a user can meet, and the exit status that goes with it.

An error names what happened and, in its hint, what to do next. The engine turns it into a note on standard error;
nothing here is ever shown as a traceback.
"""

from __future__ import annotations

from enum import IntEnum
from typing import ClassVar


class Exit(IntEnum):
    """Exit status of the process, and of every line that is run."""

    OK = 0
    REPLY = 1
    """An answer that is no success: Cerb's error, HTML, a 5xx, ``total`` of -1."""
    USAGE = 2
    """The line, the options, a lint error, or a missing ``--yes``."""
    SIGN_IN = 3
    """Not signed in, or a refresh token that is spent."""
    CONNECTION = 4
    """DNS, TCP, TLS or a timeout."""
    LOCAL = 5
    """A file, the disk, the editor."""
    INTERRUPTED = 130


class CerbshError(Exception):
    """The base of what cerbsh raises on purpose.

    ``message`` says in one line what happened and where; ``hint`` (may be empty) says in one line what to do next.
    """

    exit: ClassVar[Exit] = Exit.LOCAL

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class UsageError(CerbshError):
    """Options or arguments that make no sense."""

    exit = Exit.USAGE


class LineError(UsageError):
    """A line of the prompt that cannot be understood.

    ``text[start:end]`` is the place that is meant; it is shown with a caret under it.
    """

    def __init__(self, message: str, text: str, start: int, end: int | None = None, hint: str = "") -> None:
        super().__init__(message, hint)
        self.text = text
        self.start = start
        self.end = start + 1 if end is None else end


class ReplyError(CerbshError):
    """A reply that is no success."""

    exit = Exit.REPLY


class SignInError(CerbshError):
    """Nobody is signed in, or the sign-in is spent or was refused."""

    exit = Exit.SIGN_IN


class ConnectError(CerbshError):
    """No connection, or one that broke: DNS, TCP, TLS, a timeout.

    ``sent`` tells that the request may have reached Cerb before the connection broke.
    """

    exit = Exit.CONNECTION

    def __init__(self, message: str, hint: str = "", *, sent: bool = False) -> None:
        super().__init__(message, hint)
        self.sent = sent


class LocalError(CerbshError):
    """A failure on this machine: a file, the disk, the editor, a lock."""

    exit = Exit.LOCAL


class StoppedError(CerbshError):
    """Ctrl-C ended work that had come some way; ``message`` says how far."""

    exit = Exit.INTERRUPTED
