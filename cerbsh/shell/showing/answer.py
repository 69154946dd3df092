"""From a Reply to what its reader asked for: the body as it is wanted, what is wrong with it, the status line."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from cerbsh.api import exact
from cerbsh.api.reply import Reply
from cerbsh.errors import Exit, LineError
from cerbsh.shell.result import Note, Piece, Result, Surface
from cerbsh.shell.showing.display import Display
from cerbsh.shell.showing.past import past_the_end
from cerbsh.view import reply as view

if TYPE_CHECKING:
    from cerbsh.catalogue import Catalogue
    from cerbsh.language.line import Asked


class ReplyBody(NamedTuple):
    """A reply on standard output."""

    reply: Reply
    display: Display

    def pieces(self, surface: Surface) -> Iterator[Piece]:
        """The headers where they are wanted, then the body as it is wanted."""
        yield from self.display.body(self.reply, surface)


def of(reply: Reply, display: Display, catalogue: Catalogue) -> Result:
    """The Result of a reply as it is wanted; ``catalogue`` knows the names that an error may mean."""
    body = ReplyBody(reply, display)
    status = view.status_line(reply)
    if reply.ok:
        return Result(body=body, status=status, notes=(*past_the_end(reply), *_duplicates(reply), *timing(reply)))
    from cerbsh.view.problem import problem

    message, hint = problem(reply, catalogue)
    exit_ = Exit.SIGN_IN if reply.status == 401 else Exit.REPLY
    return Result(exit=exit_, body=body, notes=(Note("error", message, hint), *timing(reply)), status=status)


def timing(reply: Reply) -> tuple[Note, ...]:
    """Where the time of a reply went, where that was measured."""
    return (Note("note", view.timing_line(reply)),) if reply.timing else ()


def seconds(asked: Asked, name: str) -> float | None:
    """The value of an option that takes seconds. Raises ``LineError`` where it is no positive number."""
    use = asked.option(name)
    if use is None or use.value is None:
        return None
    try:
        value = float(use.value.text)
    except ValueError:
        value = 0.0
    if not 0 < value < 1e6:
        raise LineError(
            f"--{name} takes seconds", asked.text, use.value.start, use.value.end, f"for example --{name}=60"
        )
    return value


def _duplicates(reply: Reply) -> tuple[Note, ...]:
    """A word where an object of the reply holds a key twice: a reader sees the last one alone.

    A large reply is not read whole for that before its first screen is drawn.
    """
    if reply.kind != "json" or reply.is_download or len(reply.body) > exact.LARGE:
        return ()
    keys = reply.parsed.duplicates
    return (Note("warning", f"the reply holds a key twice: {', '.join(keys[:5])}"),) if keys else ()
