"""A line run again and again: a frame each time, and in it what changed since the one before."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Final, NamedTuple

from cerbsh.errors import CerbshError, StoppedError
from cerbsh.shell.halt import Halt
from cerbsh.shell.result import Note, Piece, Result, Surface
from cerbsh.shell.showing.told import lines_of
from cerbsh.view import safe
from cerbsh.view.marks import marked, plain

_BEGIN: Final = "\x1b[?1049h\x1b[?7l"
"""xterm's other screen, and lines that are cut at the edge instead of folded (DECAWM)."""
_END: Final = "\x1b[?7h\x1b[?1049l"
_TOP: Final = "\x1b[H"
_LINE, _REST_OF_SCREEN = "\x1b[K", "\x1b[J"
"""What erases a line from the cursor on, before it is written: behind a line as wide as the screen it would erase the
last cell."""
_LOOK: Final = 0.2
"""Seconds after which the size of the window is looked at again."""
_AROUND: Final = 3
"""Lines of the screen that are not the frame's: the heading, an empty line, the cursor's."""


Drawn = str | bytes | Note
"""What a frame is made of."""


class Frame(NamedTuple):
    """One frame, and what it is drawn on; ``again`` tells that only the window is another."""

    drawn: list[Drawn]
    surface: Surface
    again: bool = False


@dataclass(frozen=True)
class Frames:
    """What ``run`` comes to, drawn anew every ``interval`` seconds until Ctrl-C.

    A terminal shows one frame at a time, with marks, and the last one stays when it is over; it is drawn again as soon
    as the window has another size. Anything else gets one after the other. ``run`` is told whether it is called for the
    first time.
    """

    run: Callable[[bool], Result]
    heading: str
    interval: float
    pause: Callable[[float], None] = time.sleep

    def pieces(self, surface: Surface) -> Iterator[Piece]:
        """The frames."""
        if surface.cursor:
            return self._screen(surface)
        return (piece for frame in self._frames(surface) for piece in frame.drawn)

    def _frames(self, surface: Surface) -> Iterator[Frame]:
        """The frames as they come; Ctrl-C ends them, wherever it comes in."""
        halt = Halt()
        first = True
        with halt.heard(), suppress(KeyboardInterrupt):
            while not halt.asked:
                with halt.waiting():
                    result = self.run(first)
                    frame = Frame(list(_drawn(result, surface)), surface)
                yield frame
                first = False
                for resized in self._sizes(halt, surface):
                    surface = resized
                    with halt.waiting():
                        frame = Frame(list(_drawn(result, surface)), surface, again=True)
                    yield frame

    def _sizes(self, halt: Halt, surface: Surface) -> Iterator[Surface]:
        """What to draw on whenever the window got another size, until it is time for the next frame."""
        left = self.interval
        while left > 0 and not halt.asked:
            step = min(left, _LOOK) if surface.cursor else left
            with halt.waiting():
                self.pause(step)
            left -= step
            if (now := surface.resized()) != surface:
                surface = now
                yield surface

    def _screen(self, surface: Surface) -> Iterator[Piece]:
        lines: list[str] = []
        former: list[str] | None = None
        yield _BEGIN
        for frame in self._frames(surface):
            lines = _lines(frame.drawn, frame.surface)
            shown = lines if former is None or frame.again else list(marked(former, lines))
            former = [plain(line) for line in lines]
            yield self._frame(shown, frame.surface)
        yield _END
        yield from (f"{line}\n" for line in lines)

    def _frame(self, lines: list[str], surface: Surface) -> str:
        """One screen: the heading with the time, and as much of the frame as there is room for."""
        room = max(surface.height - _AROUND, 1)
        if len(lines) > room:
            more = surface.theme.paint("dim", f"{safe.ELLIPSIS} {len(lines) - room + 1} more lines")
            lines = [*lines[: room - 1], more]
        clock = time.strftime("%H:%M:%S")
        heading = safe.fill(self.heading, max(surface.width - len(clock) - 2, 0))
        rows = [surface.theme.paint("dim", f"{heading}  {clock}"), "", *lines]
        return _TOP + "".join(f"{_LINE}{row}\n" for row in rows) + _REST_OF_SCREEN


def _drawn(result: Result, surface: Surface) -> Iterator[Drawn]:
    """A result as text and notes. What goes wrong is a note, since the next frame may be without; only a body that
    Ctrl-C stopped raises ``KeyboardInterrupt``."""
    yield from (note for note in result.notes if note.severity == "warning")
    try:
        for piece in result.body.pieces(surface) if result.body else ():
            if isinstance(piece, StoppedError):
                raise KeyboardInterrupt
            if isinstance(piece, CerbshError):
                yield Note.of(piece)
            elif isinstance(piece, str | bytes | Note):
                yield piece
    except CerbshError as error:
        yield Note.of(error)
    yield from (note for note in result.notes if note.severity in ("error", "note"))


def _lines(frame: list[Drawn], surface: Surface) -> list[str]:
    """The lines of a frame, notes among them where they were told."""
    lines, text = [], ""
    for piece in frame:
        if isinstance(piece, Note):
            lines += [*_split(text), *lines_of(piece, surface.theme, surface.width)]
            text = ""
        else:
            text += piece if isinstance(piece, str) else ""
    return [*lines, *_split(text)]


def _split(text: str) -> list[str]:
    return text.removesuffix("\n").split("\n") if text else []
