"""What differs between Linux, macOS and Windows. No other module of cerbsh asks which of them it runs on.

Locks (filelock) and folders (platformdirs) differ, too, and their libraries know how. Every function looks at
``WINDOWS`` when it is called, so that a test can stand on the other side.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TextIO

WINDOWS = os.name == "nt"


def folders() -> tuple[str, str]:
    """The folders for the configuration and for the data of cerbsh.

    Linux: ``~/.config/cerbsh`` and ``~/.local/share/cerbsh`` (XDG). macOS: ``~/Library/Application Support/cerbsh`` for
    both. Windows: ``%LOCALAPPDATA%\\cerbsh`` for both.
    """
    import platformdirs

    own = platformdirs.PlatformDirs("cerbsh", appauthor=False)
    return own.user_config_dir, own.user_data_dir


# Files


def open_unlinked(path: Path, flags: int, mode: int = 0o600) -> int:
    """``os.open`` for bytes, which follows no link and waits for nobody: ``OSError`` where ``path`` is a link.

    Windows lacks the flags for both, and turns ends of lines where it is not told otherwise.
    """
    if WINDOWS and path.is_symlink():
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), str(path))
    for name in ("O_NOFOLLOW", "O_NONBLOCK", "O_BINARY"):
        flags |= getattr(os, name, 0)
    return os.open(path, flags, mode)


def sync_folder(folder: Path) -> None:
    """Have the disk know which files are in ``folder``; Windows has no such call, and needs none."""
    if WINDOWS:
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def is_anothers(status: os.stat_result) -> bool:
    """Whether a file belongs to another user. Windows tells of no owner here: its folders of a person are private."""
    return not WINDOWS and status.st_uid != os.geteuid()


def rights_of_others(status: os.stat_result, mode: int) -> bool:
    """Whether a file may be read, written or run beyond ``mode``. Windows keeps such rights elsewhere."""
    return not WINDOWS and bool(stat.S_IMODE(status.st_mode) & ~mode)


def taking_over(path: Path, *, deep: bool = False) -> str:
    """The command that makes ``path`` one's own, for a hint; with all that is below it where it is ``deep``."""
    from shlex import quote

    return f"chown {'-R ' * deep}{os.geteuid()} {quote(str(path))}"


# Terminals


def obeys(environ: Mapping[str, str]) -> bool:
    """Whether the terminal knows more than letters: colours, a cursor that moves. A console of Windows is asked to."""
    return environ.get("TERM") != "dumb" and (not WINDOWS or _console_obeys())


def has_every_colour() -> bool:
    """Whether a terminal that says nothing of its colours has all of them, as the console of Windows does."""
    return WINDOWS


@cache
def _console_obeys() -> bool:
    """Switch on what the console of Windows makes of control sequences (since Windows 10); whether it could be."""
    import ctypes

    kernel = ctypes.windll.kernel32  # type: ignore[attr-defined]
    console, mode = kernel.GetStdHandle(-11), ctypes.c_uint32()
    return bool(
        kernel.GetConsoleMode(console, ctypes.byref(mode)) and kernel.SetConsoleMode(console, mode.value | 0x0004)
    )


@contextmanager
def terminal_kept(terminal: TextIO) -> Iterator[None]:
    """Leave the terminal as it was found, whatever becomes of a program that takes it over within the block.

    Consoles of Windows have no such state, nor has what is no terminal.
    """
    try:
        import termios
    except ImportError:
        yield
        return
    try:
        before = termios.tcgetattr(terminal.fileno())
    except (termios.error, OSError, ValueError):
        yield
        return
    try:
        yield
    finally:
        termios.tcsetattr(terminal.fileno(), termios.TCSADRAIN, before)


def selects_files() -> bool:
    """Whether ``select`` waits for standard input; on Windows it knows sockets alone."""
    return not WINDOWS


# Programs


def words_of(command: str) -> list[str]:
    """The words of ``PAGER`` and such; on Windows a backslash is a letter. Raises ``ValueError`` for an open quote."""
    import shlex

    words = shlex.split(command, posix=not WINDOWS)
    return [word.strip('"') for word in words] if WINDOWS else words


def usual_editors() -> tuple[str, ...]:
    """The editors to look for where none is named."""
    return ("notepad",) if WINDOWS else ("editor", "nano", "vim", "vi")


def usual_pagers() -> tuple[str, ...]:
    """The pagers to look for where none is named."""
    return ("less", "more")


def shell_of(environ: Mapping[str, str]) -> str | None:
    """The shell that runs what stands behind ``|`` and ``!``; ``None`` for the system's own, cmd.exe on Windows."""
    return None if WINDOWS else environ.get("SHELL") or None


def program_name(name: str, environ: Mapping[str, str], *, runs: bool) -> str | None:
    """What a file on PATH is started as; ``None`` where it is no program. ``runs`` says whether it may be executed."""
    if not WINDOWS:
        return name if runs else None
    stem, dot, end = name.rpartition(".")
    endings = environ.get("PATHEXT", ".COM;.EXE;.BAT;.CMD").lower().split(";")
    return stem if stem and f"{dot}{end}".lower() in endings else None


def reader_has_left(error: OSError) -> bool:
    """Whether a write failed since the program behind a pipe reads no more; Windows calls it an invalid argument."""
    return isinstance(error, BrokenPipeError) or (WINDOWS and error.errno == errno.EINVAL)


def ending_signals() -> list[int]:
    """The signals that ask a process to end and can be put off; Windows has no SIGHUP."""
    import signal

    return [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]


# The network


def may_share_addresses() -> bool:
    """Whether SO_REUSEADDR is harmless; on Windows it lets another program take the port over while it is in use."""
    return not WINDOWS
