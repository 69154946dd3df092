"""Tables of words, as help and ``describe`` give them: a title, and columns that line up, cut to the window."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from cerbsh.catalogue.describe import Section
from cerbsh.view import safe
from cerbsh.view.theme import PLAIN, Role, Theme

GAP = 2
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
        yield _row(section.columns, widths, width, lambda column, text: theme.paint("dim", text))
    for row in rows:
        if len(row) == 1:
            yield from _prose(row[0], theme, width)
        else:
            yield _row(row, widths, width, lambda column, text: theme.paint(ROLES[min(column, 2)], text))


def _prose(text: str, theme: Theme, room: int) -> Iterator[str]:
    """A row that is one text goes on below itself."""
    from textwrap import wrap

    for line in wrap(text, max(room - 2, 20)) or [""]:
        yield f"  {theme.paint(ROLES[0], line)}".rstrip() + "\n"


def _widths(rows: Sequence[Sequence[str]]) -> list[int]:
    """How wide each column but the last of its row is."""
    columns = max((len(row) for row in rows), default=0)
    return [max((safe.width(row[at]) for row in rows if len(row) > at + 1), default=0) for at in range(columns)]


def _row(cells: Sequence[str], widths: Sequence[int], room: int, paint: Callable[[int, str], str]) -> str:
    line, used = "  ", 2
    for at, cell in enumerate(cells):
        last = at == len(cells) - 1
        text = safe.cut(cell, max(room - used, 20)) if last else cell
        line += paint(at, text)
        if not last:
            gap = widths[at] - safe.width(cell) + GAP
            line += " " * gap
            used += widths[at] + GAP
    return line.rstrip() + "\n"
