"""A note as lines of text: what it says, the place that is meant, the hint."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from cerbsh.shell.result import Note, Severity
from cerbsh.view import safe
from cerbsh.view.theme import Role, Theme

ROLES: Final[Mapping[Severity, Role]] = {"error": "error", "warning": "warning", "note": "dim", "info": "dim"}


def lines_of(note: Note, theme: Theme, width: int) -> list[str]:
    """The safe lines of a note; the line with the caret is cut to ``width`` cells."""
    if note.parts:
        lines = ["".join(theme.paint(role, safe.line(text)) for role, text in note.parts)]
    else:
        label = f"{note.severity}: " if note.severity in ("error", "warning") else ""
        lines = [theme.paint(ROLES[note.severity], f"{label}{safe.line(note.message)}")]
    if note.caret:
        lines += _caret(*note.caret, width=width)
    if note.hint:
        lines.append("  " + theme.paint("hint", safe.line(note.hint)))
    return lines


def _caret(text: str, start: int, end: int, width: int) -> list[str]:
    """The line that is meant with carets below the place, cut so that the place is seen."""
    line = text.replace("\n", " ").replace("\t", " ")
    room = max(20, width - 4)
    first = max(0, min(start - room // 2, len(line) - room))
    shown, marked = line[first : first + room], line[first:start]
    carets = "^" * max(1, min(end, first + room) - start)
    return [f"  {safe.line(shown)}", "  " + " " * safe.width(safe.line(marked)) + carets]
