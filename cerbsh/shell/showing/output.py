"""The only writer: to the terminal, to a file, to a program; and the gate through which every line passes."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from typing import IO, TYPE_CHECKING, cast

from cerbsh import system
from cerbsh.errors import CerbshError, Exit, LocalError, StoppedError
from cerbsh.files import incoming, named
from cerbsh.shell.result import Body, File, Note, Pipe, Progress, Result, Surface
from cerbsh.shell.settings import DEFAULTS
from cerbsh.shell.showing.progress import ProgressLine
from cerbsh.shell.showing.told import lines_of
from cerbsh.shell.world import World
from cerbsh.view.theme import PLAIN, Theme, depth_of, load

if TYPE_CHECKING:
    from cerbsh.auth.ui import Ui


class Output:
    """Writes Results to the streams of a world.

    The body goes to standard output, or where the line sent it; errors and warnings go to standard error, the status
    line only where that is a terminal. ``settings`` is looked at anew for every line.
    """

    def __init__(self, world: World, settings: Mapping[str, str] = DEFAULTS) -> None:
        self.world = world
        self._settings = settings
        self._waiting: deque[Note] = deque()
        self._failed: CerbshError | None = None
        self._trailing: list[Note] = []
        self._live = False
        self._progress = ProgressLine(world.stderr)
        self._paging = False

    def write(self, result: Result) -> Exit | int:
        """Write ``result``, and give the exit status of its line: its own, or that of the program it was piped to."""
        status: int = result.exit
        self.catch_up()
        if result.clear:
            self._clear()
        for note in result.notes:
            if note.leads:
                self.note(note)
        self._failed, self._trailing, self._live = None, [], result.live
        try:
            status = self._body(result) or status
        except CerbshError as error:
            self._failed = error
        if self._failed:
            if isinstance(self._failed, StoppedError):
                self._progress.erase(echo=True)
            self.note(Note.of(self._failed))
            status = status or self._failed.exit
        for note in (*self._trailing, *(note for note in result.notes if not note.leads)):
            self.note(note)
        if result.status:
            self.note(Note("info", result.status))
        return status

    def note(self, note: Note) -> None:
        """Write one note to standard error.

        The terminal is the main thread's, which may be editing a line there: what another thread notes waits for it.
        What is noted while a pager has the terminal waits for its end.
        """
        if self._paging or threading.current_thread() is not threading.main_thread():
            self._waiting.append(note)
            return
        if note.severity in ("warning", "note") and self.world.quiet:
            return
        if note.severity == "info" and not self.world.stderr.isatty():
            return
        self._progress.erase()
        lines = lines_of(note, self._theme(self.world.stderr), self.world.size()[0])
        self.world.tell("\n".join(lines) + "\n")

    def catch_up(self) -> None:
        """Write the notes of other threads."""
        while self._waiting:
            self.note(self._waiting.popleft())

    def warn(self, message: str) -> None:
        """Write one warning."""
        self.note(Note("warning", message))

    def inform(self, message: str) -> None:
        """Write one line about what is going on."""
        self.note(Note("info", message))

    def interrupted(self) -> None:
        """Say on a line of its own that Ctrl-C ended a line."""
        self.world.tell("\n")
        self.note(Note("info", "interrupted"))

    @property
    def ui(self) -> Ui | None:
        """What speaks to the person at the terminal; ``None`` where nobody is there to answer."""
        if not self.world.can_ask:
            return None
        from cerbsh.auth.ui import TerminalUi

        return TerminalUi(self.world.stdin, self.world.stdout, self.world.stderr)

    def surface(self, stream: IO[str] | None) -> Surface:
        """What a body on ``stream`` is drawn on; ``None`` stands for a program or a file."""
        width, height = self.world.size()
        terminal = stream is not None and stream.isatty()
        return Surface(self._theme(stream), width, height, terminal, terminal and self._obeys, self.world.size)

    @property
    def _obeys(self) -> bool:
        """Whether the terminal knows more than letters: it moves its cursor, and erases."""
        return system.obeys(self.world.environ)

    def _theme(self, stream: IO[str] | None) -> Theme:
        wanted = self.world.color == "always" if stream is None else self.world.wants_color(stream)
        return load(self._setting("theme"), depth_of(self.world.environ)) if wanted else PLAIN

    def _setting(self, name: str) -> str:
        return self._settings.get(name, DEFAULTS[name])

    def _clear(self) -> None:
        """Clear the screen and put the cursor at its top (ECMA-48: CUP, ED)."""
        if self.world.stdout.isatty():
            self.world.stdout.write("\x1b[H\x1b[2J")
            self.world.stdout.flush()

    def _body(self, result: Result) -> int:
        target = result.target if result.exit == Exit.OK else None
        if isinstance(target, Pipe):
            return self._pipe(target, result.body)
        if result.body is None:
            return 0
        if isinstance(target, File):
            self._file(target, result.body)
            return 0
        self._show(result, result.body)
        return 0

    def _text(self, body: Body, surface: Surface) -> Iterator[str | bytes]:
        """The text of a body; what else it tells goes to standard error: its progress while no line is begun there,
        notes at once where they come before the text or among what is live, and behind it where they follow.
        """
        clear, begun = True, False
        try:
            for piece in body.pieces(surface):
                if isinstance(piece, str | bytes):
                    begun = True
                    if surface.terminal:
                        self._progress.erase()
                        clear = piece[-1:] in ("\n", b"\n")
                    yield piece
                elif isinstance(piece, Note) and begun and not self._live:
                    self._trailing.append(piece)
                elif isinstance(piece, Note):
                    self.note(piece)
                elif isinstance(piece, CerbshError):
                    self._failed = piece
                elif clear:
                    self._show_progress(piece)
        finally:
            self._progress.erase()

    def _show_progress(self, progress: Progress) -> None:
        if self._paging:
            return
        self.catch_up()
        if self.world.stderr.isatty() and self._obeys:
            self._progress.show(progress, self.world.size()[0], self._theme(self.world.stderr))

    def _show(self, result: Result, body: Body) -> None:
        surface = self.surface(self.world.stdout)
        pieces = self._text(body, surface)
        if surface.terminal and not result.live and (argv := self._pager()):
            self._page(argv, cast("Iterator[str]", pieces), surface)
        else:
            self._print(pieces, at_once=result.live)

    def _print(self, pieces: Iterable[str | bytes], *, at_once: bool = False) -> None:
        stream = self.world.stdout
        try:
            try:
                for piece in pieces:
                    _put(stream, piece)
                    if at_once:
                        stream.flush()
            finally:
                stream.flush()
        except BrokenPipeError:
            raise
        except OSError as error:
            raise LocalError(f"cannot write to standard output: {error.strerror}") from None

    def _pager(self) -> tuple[str, ...]:
        if self._setting("pager") == "off" or not self._obeys:
            return ()
        from cerbsh.shell.showing import pager

        try:
            return pager.chosen(self.world.environ)
        except LocalError as error:
            self.note(Note("warning", error.message, error.hint))
            return ()

    def _page(self, argv: tuple[str, ...], pieces: Iterator[str], surface: Surface) -> None:
        """Print what fits the screen; page what does not, and keep notes until the screen is ours again."""
        from cerbsh.shell.showing import pager

        held: list[str] = []
        taller = False
        try:
            taller = pager.fill(held, pieces, surface.width, surface.height)
        finally:
            if not taller:
                self._print(held)
        if taller:
            self._paging = True
            try:
                pager.page(argv, self.world.environ, self.world.stdout, chain(held, pieces))
            except pager.MissingError as error:
                self._print(chain(held, pieces))
                self._waiting.append(Note("warning", error.message, error.hint))
            finally:
                self._paging = False
                self.catch_up()

    def _pipe(self, pipe: Pipe, body: Body | None) -> int:
        """Run the program in the user's shell with the body on its standard input; give its exit status."""
        import subprocess

        from cerbsh.shell.showing import programs

        self.world.stdout.flush()
        for name in pipe.left_out:
            self.warn(f"${name} is nothing that the environment of a program can hold")
        shell = system.shell_of(self.world.environ)
        process = programs.start(
            pipe.command,
            {**self.world.environ, **dict(pipe.variables)},
            f"the shell {shell}" if shell else "the shell",
            "SHELL must name one, and a line may have some 100,000 letters",
            shell=True,  # the person's own words for their own shell; no value of a reply is ever spliced in
            executable=shell,
            stdin=None if body is None else subprocess.PIPE,
            stdout=_descriptor(self.world.stdout),
        )
        if body is None:
            return programs.wait(process)
        return programs.feed(process, map(_bytes, self._text(body, self.surface(None))))

    def _file(self, target: File, body: Body) -> None:
        """Write the body into a file: a new one in its place at once, or behind what is there."""
        path = named(target.path)
        pieces = (_bytes(piece) for piece in self._text(body, self.surface(None)))
        try:
            if target.append or (path.exists() and not path.is_file()):
                with path.open("ab" if target.append else "wb") as file:
                    file.writelines(pieces)
            else:
                with incoming(path) as file:
                    file.writelines(pieces)
        except OSError as error:
            raise LocalError(f"cannot write {target.path}: {error.strerror}") from None


def _put(stream: IO[str], piece: str | bytes) -> None:
    if isinstance(piece, str):
        stream.write(piece)
    else:
        stream.flush()
        stream.buffer.write(piece)  # type: ignore[attr-defined]


def _bytes(piece: str | bytes) -> bytes:
    return piece.encode("utf-8", "surrogatepass") if isinstance(piece, str) else piece


def _descriptor(stream: IO[str]) -> int | None:
    """The file descriptor of a stream, or ``None`` (the process's own) where it has none."""
    try:
        return stream.fileno()
    except (OSError, ValueError, AttributeError):
        return None
