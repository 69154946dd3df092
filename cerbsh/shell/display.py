"""How a line wants its reply: what is selected of it, and the form in which that is shown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import tzinfo
from typing import TYPE_CHECKING

from cerbsh.errors import LineError
from cerbsh.language.references import text_of
from cerbsh.view.listing import Form, Listing

if TYPE_CHECKING:
    from cerbsh.language.line import CommandLine, OptionUse, RequestLine
    from cerbsh.language.references import Lookup
    from cerbsh.view.select import Selection

    Asked = RequestLine | CommandLine

FORMS: tuple[Form, ...] = ("table", "csv", "ndjson")


@dataclass(frozen=True)
class Display:
    """JSON where there is no ``listing``. ``zone`` is that of the times in a table."""

    selection: Selection | None = None
    listing: Listing | None = None
    headers: bool = False
    raw: bool = False
    zone: tzinfo | None = None


def display_of(asked: Asked, lookup: Lookup, zone: tzinfo | None = None) -> Display:
    """What the options of a line say. Raises ``LineError`` for an expression that cannot be understood, and for two
    forms at once.
    """
    return Display(
        selection=_selection(asked, lookup),
        listing=_listing(asked, lookup),
        headers=asked.has("headers"),
        raw=asked.has("raw"),
        zone=zone,
    )


def _selection(asked: Asked, lookup: Lookup) -> Selection | None:
    use = asked.option("select")
    if use is None or use.value is None:
        return None
    from cerbsh.view.select import compile_selection

    expression = text_of(use.value, asked.text, lookup)
    try:
        return compile_selection(expression)
    except LineError as error:
        start, end = _place(asked.text, use, expression, error)
        raise LineError(error.message, asked.text, start, end, error.hint) from None


def _place(text: str, use: OptionUse, expression: str, error: LineError) -> tuple[int, int]:
    """Where the fault of an expression stands in the line; the whole option where it is written another way there."""
    at = text.find(expression, use.start, use.end)
    return (at + error.start, at + error.end) if at >= 0 else (use.start, use.end)


def _listing(asked: Asked, lookup: Lookup) -> Listing | None:
    uses = [use for use in map(asked.option, FORMS) if use]
    if not uses:
        return None
    if len(uses) > 1:
        last = max(uses, key=lambda use: use.start)
        raise LineError("there is one form at a time", asked.text, last.start, last.end, "--table, --csv or --ndjson")
    use = uses[0]
    names = text_of(use.value, asked.text, lookup) if use.value else ""
    columns = tuple(filter(None, (name.strip() for name in names.split(","))))
    return Listing(next(form for form in FORMS if form == use.name), columns)
