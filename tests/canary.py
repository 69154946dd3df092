"""What must never be written or shown anywhere but in a token file: the secrets of the demo that the suite signs in to.

Every process that the suite runs and every file that it leaves in a home is searched for them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from cerbsh.demo.apps import demo_apps

_CLIENT_SECRETS = "|".join(app.client_secret for app in demo_apps(1))
SECRET = re.compile(
    rf"{_CLIENT_SECRETS}"
    r"|eyJ[A-Za-z0-9_-]{20,}\.eyJ[A-Za-z0-9_-]{20,}\.[A-Za-z0-9_-]{20,}"  # an access token, a JWT
    r"|def50[0-9a-f]{100,}".encode()  # a refresh token, or a code
)


def leaks(data: str | bytes) -> list[str]:
    """The secrets in some text, cut short: a failing test shows them to nobody."""
    found = SECRET.findall(data.encode("utf-8", "surrogateescape") if isinstance(data, str) else data)
    return [f"{secret[:12].decode()}… ({len(secret)} characters)" for secret in found]


def leaks_below(folder: Path) -> Iterator[str]:
    """Every leak in the files of the homes below ``folder``; token files alone may hold secrets."""
    for home in folder.rglob("home"):
        for path in home.rglob("*"):
            if path.is_file() and not path.is_symlink() and path.parent.name != "tokens":
                yield from (f"{path}: {leak}" for leak in leaks(path.read_bytes()))
