"""Records in the form that is asked for, from one reply or from page after page of a long list."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator
from dataclasses import dataclass
from datetime import tzinfo
from itertools import chain, islice
from typing import Final, Literal

from cerbsh.view import csv, table
from cerbsh.view.cells import check_keys
from cerbsh.view.rows import Rows, rows_of
from cerbsh.view.theme import PLAIN, Theme

Form = Literal["table", "csv", "ndjson"]

_LINES: Final = 100
"""How many lines make a piece."""


@dataclass(frozen=True)
class Listing:
    """A form, and the columns that are wanted; where none are, they are chosen by the first page.

    With ``growing`` more pages follow that one: a table leaves room for their ids, and a column of CSV may come later.
    """

    form: Form
    columns: tuple[str, ...] = ()
    growing: bool = False

    def draw(
        self,
        pages: Iterable[object],
        *,
        width: int = 80,
        theme: Theme = PLAIN,
        zone: tzinfo | None = None,
        terminal: bool = False,
    ) -> Generator[str, None, tuple[str, ...]]:
        """The text of ``pages``, each the JSON value of a reply or what was selected from it, taken as it is drawn.

        ``zone`` is that of the times in a table; ``terminal`` tells that CSV must be safe. Gives the keys that CSV had
        to leave out, since they came after its head was written. Raises ``UsageError`` for a wanted column that no
        record of the first page has; of CSV that grows, at the end for one that no record had.
        """
        if self.form == "csv":
            return (yield from _csv(map(rows_of, pages), self, terminal))
        if self.form == "table":
            yield from _table(map(rows_of, pages), self, width, theme, zone)
        else:
            yield from (piece for page in pages for piece in _pieces(csv.ndjson(items_of(page))))
        return ()


def items_of(value: object) -> Iterable[object]:
    """What JSON lines are made of: the entries of a list, the records of a search or of a data query, or the value."""
    if isinstance(value, dict):
        inner = value.get("data") if isinstance(value.get("_"), dict) else value.get("results")
        if isinstance(inner, dict):
            return inner.values()
        return inner if isinstance(inner, list) else [value]
    return value if isinstance(value, list) else [value]


def _csv(pages: Iterator[Rows], listing: Listing, terminal: bool) -> Generator[str, None, tuple[str, ...]]:
    """Gives the keys without a column. A wanted one that only a later page has is looked for to the end."""
    first = next(pages, Rows([]))
    if not listing.growing:
        check_keys(first.rows, listing.columns)
    columns = csv.columns_of(first, listing.columns)
    known: dict[str, None] = {}
    if columns:
        yield csv.head(columns, terminal=terminal)
    for page in chain([first], pages):
        yield from _pieces(csv.lines(page.rows, columns, terminal=terminal))
        known |= dict.fromkeys(key for row in page.rows for key in row)
    check_keys([known] if known else (), listing.columns)
    return () if listing.columns or first.columns else tuple(key for key in known if key not in columns)


def _table(pages: Iterator[Rows], listing: Listing, width: int, theme: Theme, zone: tzinfo | None) -> Iterator[str]:
    wanted = listing.columns
    first = next(pages, Rows([]))
    second = next(pages, None) if len(first.rows) == 1 else None
    if len(first.rows) == 1 and second is None:
        yield from table.record(first.rows[0], width, theme, wanted=wanted, zone=zone)
        return
    fitted = table.layout(first, width, theme, wanted=wanted, zone=zone, growing=listing.growing)
    yield fitted.head()
    for page in chain([first], [second] if second else [], pages):
        yield from _pieces(fitted.lines(page.rows))


def _pieces(lines: Iterator[str]) -> Iterator[str]:
    """The lines of a page, some at a time: each piece costs its reader more than a line does."""
    while piece := "".join(islice(lines, _LINES)):
        yield piece
