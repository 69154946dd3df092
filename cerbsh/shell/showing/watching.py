"""A line run again and again: a frame each time, and in it what changed since the one before."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

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
_AROUND: Final = 3
"""Lines of the screen that are not the frame's: the heading, an empty line, the cursor's."""


Drawn = str | bytes | Note
"""What a frame is made of."""


@dataclass(frozen=True)
class Frames:
    """What ``run`` comes to, drawn anew every ``interval`` seconds until Ctrl-C.

    A terminal shows one frame at a time, with marks, and the last one stays when it is over. Anything else gets one
    after the other. ``run`` is told whether it is called for the first time.
    """

    run: Callable[[bool], Result]
    heading: str
    interval: float
    pause: Callable[[float], None] = time.sleep

    def pieces(self, surface: Surface) -> Iterator[Piece]:
        """The frames."""
        if surface.cursor:
            return self._screen(surface)
        return (piece for frame in self._frames(surface) for piece in frame)

    def _frames(self, surface: Surface) -> Iterator[list[Drawn]]:
        """The frames as they come; Ctrl-C ends them, wherever it comes in."""
        halt = Halt()
        first = True
        with halt.heard():
            while not halt.asked:
                try:
                    with halt.waiting():
                        frame = list(_drawn(self.run(first), surface))
                except KeyboardInterrupt:
                    return
                yield frame
                first = False
                try:
                    with halt.waiting():
                        self.pause(self.interval)
                except KeyboardInterrupt:
                    return

    def _screen(self, surface: Surface) -> Iterator[Piece]:
        lines: list[str] = []
        former: list[str] | None = None
        yield _BEGIN
        for frame in self._frames(surface):
            lines = _lines(frame, surface)
            shown = lines if former is None else list(marked(former, lines))
            former = [plain(line) for line in lines]
            yield self._frame(shown, surface)
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
