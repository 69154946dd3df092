"""What changed between two drawings of the same thing: marked line by line, and within a line cell by cell."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

_SGR: Final = r"\x1b\[[0-9;]*m"
_BORDER: Final = r"(\s{2,}|: )"
"""What parts the columns of a table, and a key of JSON from its value."""
_REVERSE, _RESET = "\x1b[7m", "\x1b[0m"


def plain(line: str) -> str:
    """A drawn line without its colours."""
    return re.sub(_SGR, "", line)


def marked(old: Sequence[str], new: Sequence[str]) -> Iterator[str]:
    """The lines of ``new``, with what differs from ``old`` shown in reverse; marked lines lose their colours.

    ``old`` is plain. A line in the place of another is marked where its cells differ, one that is wholly new is marked
    whole; lines that moved count as new.
    """
    from difflib import SequenceMatcher

    found = [plain(line) for line in new]
    for kind, start, end, first, last in SequenceMatcher(None, old, found, autojunk=False).get_opcodes():
        if kind == "equal":
            yield from new[first:last]
        elif kind in ("replace", "insert"):
            former = [*old[start:end], *[""] * (last - first)]
            yield from map(_marked, former, found[first:last])


def _marked(old: str, new: str) -> str:
    """A line with the cells that differ in reverse; all of it where the two have not the same number of cells."""
    before, after = re.split(_BORDER, old), re.split(_BORDER, new)
    if len(before) != len(after):
        return _reversed(new)
    cells = zip(before, after, strict=True)
    return "".join(cell if at % 2 or cell == former else _reversed(cell) for at, (former, cell) in enumerate(cells))


def _reversed(text: str) -> str:
    """The text in reverse video (ECMA-48: SGR 7), but for the space around it."""
    inner = text.strip()
    return text.replace(inner, f"{_REVERSE}{inner}{_RESET}", 1) if inner else text
