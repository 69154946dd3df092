"""A name for a file from what a server says of it: harmless in any folder, whatever the server says."""

from __future__ import annotations

import re
from typing import Final
from unicodedata import category

LONGEST: Final = 200
"""Bytes of a name in UTF-8; file systems take 255, and a number may be put behind it."""

_PARAMETER: Final = re.compile(
    r'(?:^|[;\s])filename=(?:"((?:[^"\\]|\\.)*)"|(.*?)(?:;\s*filename\*=.*)?$)', re.I | re.DOTALL
)
_EXTENDED: Final = re.compile(r"(?:^|[;\s])filename\*=utf-8'[^']*'([^;\s]*)", re.I)
_REFUSED: Final = re.compile(r'[<>:"|?*]')
"""Characters that Windows keeps for itself."""
_DEVICE: Final = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)", re.I)


def said(disposition: str) -> str:
    """The name in a Content-Disposition header, as it was sent; empty where there is none.

    Cerb writes ``attachment; filename=`` and the name in UTF-8 to the end, without quotes; RFC 6266 has quotes and
    ``filename*``, too. The header comes as Latin-1, as HTTP libraries read it.
    """
    if extended := _EXTENDED.search(disposition):
        from urllib.parse import unquote

        return unquote(extended[1])
    found = _PARAMETER.search(disposition)
    if not found:
        return ""
    name = re.sub(r"\\(.)", r"\1", found[1]) if found[1] is not None else found[2]
    return name.encode("latin-1", "replace").decode("utf-8", "replace")


def safe(name: str, default: str) -> str:
    """``name`` without folders, control characters, leading dots and dashes, and not too long; ``default`` for none."""
    base = re.split(r"[/\\]", name)[-1]
    kept = "".join(character for character in base if category(character) not in ("Cc", "Cf", "Cs", "Zl", "Zp"))
    kept = _short(_REFUSED.sub("_", kept).strip().lstrip(".-").rstrip(". "))
    return f"_{kept}" if _DEVICE.match(kept) else kept or default


def _short(name: str) -> str:
    """A name of at most ``LONGEST`` bytes, its end kept."""
    if len(name.encode()) <= LONGEST:
        return name
    stem, dot, end = name.rpartition(".")
    end = f"{dot}{end}" if stem and len(end.encode()) < 20 else ""
    return (stem or name).encode()[: LONGEST - len(end.encode())].decode("utf-8", "ignore") + end
