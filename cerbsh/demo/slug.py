"""Names as Cerb writes them in addresses and filters."""

from __future__ import annotations

import re
import unicodedata

_LETTERS = str.maketrans({"ß": "ss", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "æ": "ae", "Æ": "AE", "đ": "d", "Đ": "D"})


def permalink(name: str) -> str:
    """The readable tail of a record's web page: ``Félix Levy`` is ``Felix-Levy``, ``Acme Inc.`` is ``Acme-Inc.``."""
    return re.sub(r"[^A-Za-z0-9_.]+", "-", _plain(name)).strip("-")


def camel_case(label: str) -> str:
    """The search filter of a custom field: ``SLA tier 2`` is ``slaTier2``."""
    parts = re.sub(r"[^A-Za-z0-9 ]+", "", _plain(label)).lower().split()
    return "".join([*parts[:1], *(part.capitalize() for part in parts[1:])])


def letters(name: str) -> str:
    """A name without anything but ASCII letters and digits, as in ``@mentions`` and host names."""
    return re.sub(r"[^A-Za-z0-9]+", "", _plain(name))


def _plain(name: str) -> str:
    decomposed = unicodedata.normalize("NFKD", name.translate(_LETTERS))
    return "".join(character for character in decomposed if not unicodedata.combining(character))
