"""What completion may offer of this machine: files, programs, time zones. Nothing here raises."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from functools import cache

from cerbsh.errors import LocalError
from cerbsh.files import named
from cerbsh.system import program_name

MOST = 500
"""Entries of one folder that are looked at."""


def files(prefix: str) -> Iterator[tuple[str, str]]:
    """The paths that begin with ``prefix``, folders with a slash at their end; hidden ones only when asked for."""
    folder, _, start = prefix.rpartition("/")
    shown = f"{folder}/" if "/" in prefix else ""
    try:
        with os.scandir(named(shown or ".")) as entries:
            found = sorted((entry.name, entry.is_dir()) for entry, _ in zip(entries, range(MOST), strict=False))
    except (OSError, LocalError):
        return
    for name, is_folder in found:
        if name.startswith(start) and (start.startswith(".") or not name.startswith(".")):
            yield f"{shown}{name}{'/' if is_folder else ''}", "folder" if is_folder else "file"


@cache
def programs() -> Sequence[str]:
    """The names of the programs on PATH, sorted."""
    found: set[str] = set()
    for folder in os.environ.get("PATH", "").split(os.pathsep):
        try:
            with os.scandir(folder) as entries:
                names = (program_name(each.name, os.environ, runs=os.access(each.path, os.X_OK)) for each in entries)
                found.update(filter(None, names))
        except OSError:
            continue
    return sorted(found)


@cache
def timezones() -> Sequence[str]:
    """The names of the time zones that this machine knows, sorted."""
    from zoneinfo import available_timezones

    return sorted(available_timezones())
