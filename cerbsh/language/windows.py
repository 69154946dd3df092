"""A search query taken apart for paging: its own limit, whether it sorts, and the window put around it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from cerbsh.language.query import balanced, lift, parse


class UnpageableError(Exception):
    """Why there are no pages to walk. ``name`` is the parameter that is in the way, ``query[start:end]`` the place."""

    def __init__(
        self, message: str, hint: str = "", name: str = "", query: str = "", start: int = 0, end: int = 0
    ) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.name = name
        self.query = query
        self.start = start
        self.end = end


@dataclass(frozen=True)
class Searched:
    """A query without ``limit:``. ``rest`` lacks ``sort:`` and ``set.timezone:``, too; ``limit`` is what it said."""

    text: str
    rest: str
    zone: str
    sorts: bool
    limit: int | None

    @property
    def window(self) -> tuple[str, str]:
        """What stands before and behind the id of the last record, in the query for the records that follow it.

        The query goes into parentheses, since an OR in it would take the new condition in; what pages, sorts or sets
        the time zone stays outside, since Cerb finds nothing where it stands in a group.
        """
        zone = f"set.timezone:{self.zone} " if self.zone else ""
        return f"{zone}({self.rest}) id:>" if self.rest else f"{zone}id:>", " sort:id"


def take_apart(text: str, own: Collection[str] = ()) -> Searched:
    """Read a search query; ``own`` are the filters of its record type.

    Raises ``UnpageableError`` where a bracket or a quote is open, for ``page:``, and for a limit that is no number.
    """
    refuse_open(text)
    lifted = lift(text, own)
    if lifted.get("page") is not None:
        raise walked("page:")
    limit = lifted.get("limit")
    kept = [f"{name}:{value}" for name, value in lifted.paging if name.lstrip("_") != "limit"]
    return Searched(
        text=text if limit is None else " ".join(filter(None, (*kept, lifted.rest))),
        rest=lifted.rest if lifted.paging else text.strip(),
        zone=lifted.get("set.timezone") or "",
        sorts=lifted.get("sort") is not None,
        limit=None if limit is None else count(limit, "limit:"),
    )


def refuse_open(text: str) -> None:
    """Raise ``UnpageableError`` where a bracket or a quote of a query is open: Cerb would find everything."""
    if balanced(text):
        return
    token = parse(text).unclosed[0]
    what = "quote" if token.kind == "string" else "template" if token.kind == "template" else "bracket"
    raise UnpageableError(
        f"this {what} has no other half: Cerb would find everything", "close it", "q", text, token.start, token.end
    )


def walked(name: str) -> UnpageableError:
    """The error for a page number in a line that asks for all pages."""
    return UnpageableError("every page is fetched from the first on", f"leave out {name}", name)


def count(text: str, name: str) -> int:
    """A number of records. Raises ``UnpageableError`` where the text is no positive whole number."""
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
    if number < 1:
        raise UnpageableError(f"{name} takes a number of records", f"for example {name.rstrip(':=')}=100", name)
    return number
