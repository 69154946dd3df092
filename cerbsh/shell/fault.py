"""A fault of cerbsh itself: the person sees one line, and the traceback goes into a file that only they can read."""

from __future__ import annotations

import os
import tempfile
import traceback
from pathlib import Path

from cerbsh import config
from cerbsh.errors import LocalError
from cerbsh.files import private_folder


def report(error: BaseException) -> str:
    """Write the traceback of ``error`` to a file (0600) in the data folder, and give the line that says so.

    Frames are written without the values of their variables, which could be secrets; what looks like one in the message
    of an error is taken out.
    """
    text = "".join(traceback.format_exception(error))
    head = f"cerbsh: this is a fault of cerbsh itself ({type(error).__name__})\n"
    try:
        return f"{head}  the details are in {_write(text)}; please report it\n"
    except (OSError, LocalError):
        return f"{head}  and its details could not be written\n"


def _write(text: str) -> Path:
    from cerbsh.history.redact import Redactor

    folder = config.folders(os.environ).data
    private_folder(folder)
    handle, name = tempfile.mkstemp(prefix="fault-", suffix=".txt", dir=folder)
    with os.fdopen(handle, "w", encoding="utf-8", errors="replace") as file:
        file.write(Redactor().text(text))
    return Path(name)
