"""The command line: from argv to the prompt, to lines, to a script, or to a command of its own.

Each branch is imported only when it is taken, so that ``cerbsh --version`` costs little more than Python itself.
"""

from __future__ import annotations

import atexit
import gc
import os
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from io import TextIOWrapper

from cerbsh import __version__

TYPE_CHECKING = False  # the module typing takes as long to load as all the rest that --version needs
if TYPE_CHECKING:
    import argparse
    from contextlib import ExitStack
    from typing import NoReturn

    from cerbsh.errors import CerbshError
    from cerbsh.shell.opening.choice import Demo

OBJECTS = 50_000
"""New objects after which the garbage collector looks for cycles; Python's own 700 have it look a hundred times while
modules are loaded, whose objects all stay: a tenth of the time that one request takes."""

INTERRUPTED = 130
"""``Exit.INTERRUPTED``, known before anything is loaded."""


def program() -> NoReturn:
    """The console script: ``main``, and out.

    The interpreter would take every loaded module apart on its way, which lasts longer than sending a request and
    drawing its reply. What is to be written has been by then; what waits for the end of the process is called.
    Ctrl-C ends it without a word whenever it comes, also before and after ``main`` heeds it.
    """
    try:
        _open_what_is_closed()
        status = main()
        atexit._run_exitfuncs()
        _flush()
    except KeyboardInterrupt:
        status = INTERRUPTED
    os._exit(status)


def _open_what_is_closed() -> None:
    """Put ``/dev/null`` in the place of standard streams that a caller has closed.

    Else the next file that is opened, such as that of the token, would take the place of one, and be written to.
    """
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:  # the lowest free descriptor is the one that is missing
            stream = open(os.devnull, mode, encoding="utf-8")  # noqa: SIM115, PTH123 - open for as long as the process
            os.set_inheritable(stream.fileno(), True)
            setattr(sys, name, stream)


def _flush() -> None:
    """Write what the streams still hold. Where nobody takes it, that is told already or cannot be told."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except OSError:
            continue


def main(argv: Sequence[str] | None = None) -> int:
    """Run cerbsh with ``argv`` (without the program's name) and give its exit status."""
    args = list(sys.argv[1:] if argv is None else argv)
    if args in (["--version"], ["-V"]):
        return _version()
    gc.set_threshold(OBJECTS)
    if "_ARGCOMPLETE" in os.environ:
        import_module("cerbsh.completion").answer()
    _take_every_letter()
    return _guarded(lambda: _dispatch(args))


def _version() -> int:
    try:
        print(f"cerbsh {__version__}", flush=True)
    except OSError:
        return _guarded(_version_told)
    return 0


def _version_told() -> int:
    """Once more, by what says why it cannot be written."""
    from cerbsh.shell.world import World

    World().show(f"cerbsh {__version__}")
    return 0


def _take_every_letter() -> None:
    """Let the standard streams fail for no text: what goes to a file or a program, or comes from one, is UTF-8 in every
    locale, as JSON is (RFC 8259, section 8.1); a terminal that lacks a letter shows its number."""
    if isinstance(sys.stdin, TextIOWrapper) and not sys.stdin.isatty():
        sys.stdin.reconfigure(encoding="utf-8", errors="surrogateescape")
    if isinstance(sys.stdout, TextIOWrapper):
        if sys.stdout.isatty():
            sys.stdout.reconfigure(errors="backslashreplace")
        else:
            sys.stdout.reconfigure(encoding="utf-8", errors="surrogatepass")


def _dispatch(args: list[str]) -> int:
    if not args or (args[0] == "-c" and len(args) == 2 and not args[1].startswith("-")):
        from cerbsh.shell.opening import start  # what is called most goes without argparse

        return start.run(start.Options(lines=tuple(args[1:])))
    from cerbsh.arguments import SUBCOMMANDS, first_word, parser

    place = first_word(args)
    if place is None or args[place] not in SUBCOMMANDS:
        return _shell(parser().parse_args(args))
    module, _, function = SUBCOMMANDS[args[place]].place.partition(":")
    run: Callable[[list[str]], int] = getattr(import_module(module), function)
    return run(args[:place] + args[place + 1 :])


def _shell(options: argparse.Namespace) -> int:
    from contextlib import ExitStack
    from functools import partial

    from cerbsh.shell.opening.start import Options, run

    with ExitStack() as opened:
        return run(
            Options(
                lines=tuple(options.lines or ()),
                script=options.script or "",
                profile=options.profile,
                keep_going=options.keep_going,
                no_history=options.no_history,
                quiet=options.quiet,
                color=options.color,
                demo=partial(_start_demo, opened) if options.demo else None,
            )
        )


def _start_demo(opened: ExitStack) -> Demo:
    """Start the embedded demo Cerb, which ends with ``opened``, and sign in to it."""
    from cerbsh.demo.server import DemoServer
    from cerbsh.demo.sign_in import sign_in
    from cerbsh.shell.opening.choice import Demo

    server = opened.enter_context(DemoServer())
    app = server.apps[0]
    return Demo(server.base_url, app.client_id, app.client_secret, sign_in(server))


def _guarded(run: Callable[[], int]) -> int:
    """Run, and turn what comes out of it into an exit status; the outermost loop of a call."""
    from cerbsh.errors import CerbshError, Exit

    try:
        return _flushed(_status(run))
    except CerbshError as error:
        _tell(error)
        return error.exit
    except KeyboardInterrupt:
        return Exit.INTERRUPTED
    except BrokenPipeError:
        _let_go_of_stdout()
        return Exit.OK
    except Exception as error:  # noqa: BLE001 - the outermost loop: a fault of our own is told in one line
        from cerbsh.shell.fault import report
        from cerbsh.shell.world import World

        World().tell(report(error))
        return Exit.LOCAL


def _status(run: Callable[[], int]) -> int:
    try:
        return run()
    except SystemExit as leaving:  # argparse, when it has printed its help or what is wrong
        return int(leaving.code or 0)


def _flushed(status: int) -> int:
    """``status``, when all that was written is where it should be.

    Raises ``LocalError`` where it cannot be, as on a full disk, and nothing has failed before.
    """
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        from cerbsh.errors import LocalError

        _let_go_of_stdout()
        if not status:
            raise LocalError(f"cannot write to standard output: {error.strerror}") from None
    return status


def _tell(error: CerbshError) -> None:
    """Say what happened as the prompt says it: through the one writer, and so through the gate for foreign text."""
    from cerbsh.shell.result import Note
    from cerbsh.shell.showing.output import Output
    from cerbsh.shell.world import World

    Output(World()).note(Note.of(error))


def _let_go_of_stdout() -> None:
    """Keep the interpreter from flushing into a pipe whose reader has left, or onto a full disk."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
