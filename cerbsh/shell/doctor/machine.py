"""This machine: folders, history, profile; and what is worth knowing of variables, terminal and libraries."""

from __future__ import annotations

import locale
import os
import platform
import ssl
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from shutil import get_terminal_size
from typing import TYPE_CHECKING, Final

from cerbsh import __version__, system
from cerbsh.auth.reach import proxy_of
from cerbsh.auth.transport import CA_VARIABLES
from cerbsh.config import check_transport
from cerbsh.errors import CerbshError, LocalError
from cerbsh.files import temporary_of, write_private
from cerbsh.history.health import health
from cerbsh.shell.doctor.case import Case
from cerbsh.shell.world import World
from cerbsh.view.theme import depth_of

if TYPE_CHECKING:
    from cerbsh.shell.doctor.checks import Said

LIBRARIES: Final = (
    "requests", "requests-oauthlib", "oauthlib", "urllib3", "certifi", "prompt-toolkit", "pygments", "rich", "jmespath",
    "filelock", "tomlkit", "platformdirs", "wcwidth", "keyring",
)  # fmt: skip
PROXY_VARIABLES: Final = ("HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY", "NO_PROXY")
NARROW = 40
"""Columns below which little can be read."""


def folders(case: Case) -> Said:
    """Whether the folders are there, or can be made, and can be written to."""
    places = (case.folders.config, case.folders.tokens, case.folders.data)
    for place in places:
        _try_folder(place)
    missing = [str(place) for place in places if not place.exists()]
    if missing:
        return "good", f"what is not there yet can be made: {', '.join(missing)}"
    return "good", f"{case.folders.config} and {case.folders.data} can be written to"


def history(case: Case) -> Said:
    """Whether the history can be read by this cerbsh; it is never in the way of a request."""
    problem, said = health(case.folders.history_file)
    return ("note", problem, said) if problem else ("good", said)


def profile(case: Case) -> Said:
    """Whether there is a profile that says enough to reach a Cerb, and whether its secrets lie in a private place."""
    used, _ = case.profile, case.secrets
    check_transport(used)
    said = f"{used.name}: {used.base_url}"
    if not used.verify:
        return "note", f"{said}; TLS certificates are not verified", "remove verify = false from the profile"
    if used.insecure_http:
        return "note", f"{said}; plain http is allowed: others can read the token on its way", "use https"
    return "good", said


def proxy(case: Case) -> Said:
    """Which proxy and CA variables are set, and whether they count for this Cerb. A password in one is not shown."""
    names = [name for name in (*PROXY_VARIABLES, *CA_VARIABLES) if case.environ.get(name) or _lower(case, name)]
    used = ""
    if "chosen" in vars(case):
        try:
            address = proxy_of(case.profile)
        except CerbshError as error:
            return "note", error.message, error.hint
        used = f"; requests go through {address[0]}" if address else "; requests go through no proxy"
    authority = case.environ.get(next((name for name in CA_VARIABLES if case.environ.get(name)), ""), "")
    if authority and not Path(authority).expanduser().exists():
        return "note", f"{authority} is not there", f"name a file of CA certificates in {' or '.join(CA_VARIABLES)}"
    return "good", f"{', '.join(names) or 'no such variable'} set{used}"


def terminal(case: Case) -> Said:
    """Colours, encoding and size of what cerbsh writes to."""
    world = World(environ=case.environ)
    encoding = (world.stdout.encoding or locale.getpreferredencoding(False)).lower()
    if encoding.replace("-", "") != "utf8":
        return (
            "note",
            f"text is written as {encoding}, which cannot show every letter",
            "set LANG to a locale with UTF-8, for example C.UTF-8",
        )
    if not world.stdout.isatty():
        return "good", f"standard output is no terminal; {encoding}"
    colours = depth_of(case.environ) if world.wants_color(world.stdout) else "no"
    columns, lines = get_terminal_size()
    said = f"{case.environ.get('TERM') or 'TERM is not set'}, {colours} colours, {encoding}, {columns} × {lines}"
    if columns < NARROW:
        return "note", said, f"make the window {NARROW} columns wide or more"
    return "good", said


def versions(case: Case) -> Said:
    """cerbsh, Python, the system and the libraries."""
    import sqlite3

    libraries = ", ".join(f"{name} {_version(name)}" for name in LIBRARIES)
    return (
        "good",
        f"cerbsh {__version__}; Python {platform.python_version()} on {platform.system()} {platform.machine()}; "
        f"{ssl.OPENSSL_VERSION}; SQLite {sqlite3.sqlite_version}; {libraries}",
    )


def _try_folder(folder: Path) -> None:
    """Write and remove a file in ``folder``; where it is not there yet, see whether it could be made."""
    if folder.is_dir():
        trial = folder / ".doctor"
        try:
            write_private(trial, b"A trial of whether this folder can be written to.\n")
        except LocalError as error:
            raise LocalError(error.message, _mend(folder)) from None
        finally:
            for left in (trial, temporary_of(trial)):
                left.unlink(missing_ok=True)
        return
    above = next((part for part in (folder, *folder.parents) if part.exists() or part.is_symlink()), folder)
    if not above.is_dir():
        raise LocalError(f"{above} stands where a folder is wanted", f"move it away: mv {above} {above}.old")
    if not os.access(above, os.W_OK | os.X_OK):
        raise LocalError(f"{folder} cannot be made: {above} may not be written to", _mend(above))


def _mend(folder: Path) -> str:
    if system.is_anothers(folder.stat()):
        return f"it belongs to another user; take it over: {system.taking_over(folder, deep=True)}"
    return "make room on the disk, or the folder writable; CERBSH_CONFIG_DIR and CERBSH_DATA_DIR name others"


def _lower(case: Case, name: str) -> str:
    return case.environ.get(name.lower(), "") if name in PROXY_VARIABLES else ""


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "is not there"
