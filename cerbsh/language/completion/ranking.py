"""How well a name fits what was typed: its beginning, a part of it, its initials."""

from __future__ import annotations

import re

from cerbsh.catalogue.names import initials, parts

BEGINNING, PART, INITIALS, INSIDE = range(4)
_SHORTEST_INSIDE = 3
_SEPARATORS = re.compile(r"[_.\-/ ]+")


def rank(typed: str, name: str) -> int | None:
    """How ``name`` fits ``typed`` (which is in lower case): 0 is best, ``None`` where it does not fit at all.

    ``mess`` and ``lmc`` and ``lat_con`` all fit ``latest_message_content``. Case is ignored.
    """
    if not typed:
        return BEGINNING
    lower = name.lower()
    at = lower.find(typed)
    if at == 0:
        return BEGINNING
    if at > 0:
        inside = INSIDE if len(typed) >= _SHORTEST_INSIDE else None
        return PART if _begins_a_part(typed, name, lower, at) else inside
    return INITIALS if _fits_initials(typed, name) else None


def _begins_a_part(typed: str, name: str, lower: str, at: int) -> bool:
    while at > 0:
        before, here = name[at - 1], name[at]
        if not before.isalnum() or (here.isupper() and not before.isupper()) or here.isdigit() != before.isdigit():
            return True
        at = lower.find(typed, at + 1)
    return False


def _fits_initials(typed: str, name: str) -> bool:
    if typed.isalpha():
        return len(typed) > 1 and typed[0] == name[0].lower() and initials(name).startswith(typed)
    wanted = [piece for piece in _SEPARATORS.split(typed) if piece]
    if len(wanted) < 2:
        return False
    words = iter(part.lower() for part in parts(name))
    return all(any(word.startswith(piece) for word in words) for piece in wanted)
