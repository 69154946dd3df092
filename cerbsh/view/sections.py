"""Tables of words, as help and ``describe`` give them: a title, and columns that line up, fitted to the window."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from cerbsh.catalogue.describe import Section
from cerbsh.view import safe
from cerbsh.view.theme import PLAIN, Role, Theme

GAP = 2
LEAST = 24
"""Cells that the last column needs beside the others; where fewer are left it goes below them."""
BELOW = 4
"""Cells that what goes below is indented by."""
ROLES: tuple[Role, ...] = ("key", "filter", "dim")


def render(sections: Iterable[Section], theme: Theme = PLAIN, width: int = 80) -> Iterator[str]:
    """The sections in lines of at most ``width`` cells, an empty line between two of them; names may be longer."""
    for number, section in enumerate(sections):
        if number:
            yield "\n"
        yield from _section(section, theme, width)


def _section(section: Section, theme: Theme, width: int) -> Iterator[str]:
    if section.title:
        yield theme.paint("heading", safe.line(section.title)) + "\n"
    rows = [tuple(safe.line(cell) for cell in row) for row in section.rows]
    widths = _widths([*rows, section.columns] if section.columns else rows)
    if section.columns:
        yield from _row(section.columns, widths, width, lambda column, text: theme.paint("dim", text))
    for row in rows:
        if len(row) == 1:
            yield from _prose(row[0], theme, width)
        else:
            yield from _row(row, widths, width, lambda column, text: theme.paint(ROLES[min(column, 2)], text))


def _prose(text: str, theme: Theme, room: int) -> Iterator[str]:
    """A row that is one text goes on below itself."""
    for line in _wrapped(text, room - 2):
        yield f"  {theme.paint(ROLES[0], line)}".rstrip() + "\n"


def _wrapped(text: str, room: int) -> list[str]:
    from textwrap import wrap

    return wrap(text, max(room, 20)) or [""]


def _widths(rows: Sequence[Sequence[str]]) -> list[int]:
    """How wide each column but the last of its row is."""
    columns = max((len(row) for row in rows), default=0)
    return [max((safe.width(row[at]) for row in rows if len(row) > at + 1), default=0) for at in range(columns)]


def _row(cells: Sequence[str], widths: Sequence[int], room: int, paint: Callable[[int, str], str]) -> Iterator[str]:
    """The columns side by side. What a name means goes on below itself; the last of more columns is cut."""
    *names, words = cells
    used = 2 + sum(widths[at] + GAP for at in range(len(names)))
    lead = "  " + "".join(
        paint(at, name) + " " * (widths[at] - safe.width(name) + GAP) for at, name in enumerate(names)
    )
    if room - used < LEAST:
        yield lead.rstrip() + "\n"
        lead, used = " " * BELOW, BELOW
    lines = _wrapped(words, room - used) if len(names) == 1 else [safe.cut(words, max(room - used, 20))]
    for line in lines:
        yield (lead + paint(len(names), line)).rstrip() + "\n"
        lead = " " * used
