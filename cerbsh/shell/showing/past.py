"""A page past the last one: Cerb shows an earlier page in its place, and says nothing of it."""

from __future__ import annotations

import re
from math import ceil
from typing import TYPE_CHECKING

from cerbsh.api import exact
from cerbsh.shell.result import Note

if TYPE_CHECKING:
    from cerbsh.api.reply import Reply

_SEARCH = re.compile(r"records/[^/]+/search\.json", re.ASCII)
_MOST_IN_QUERY = 250


def past_the_end(reply: Reply) -> tuple[Note, ...]:
    """A word where a search asked for a page that there is not; the records shown are those of another one."""
    if not _SEARCH.fullmatch(reply.request.path) or reply.kind != "json" or len(reply.body) > exact.LARGE:
        return ()
    total, count = (reply.envelope.get(name) for name in ("total", "count"))
    page, size = _asked(reply)
    if not isinstance(total, int) or not count or page < 2 or (page - 1) * size < total:
        return ()
    message = f"page {page} is past the end: Cerb shows an earlier page in its place"
    last = ceil(total / size)
    return (Note("warning", message, f"the last page of {total} records is page {last}; --all fetches every page"),)


def _asked(reply: Reply) -> tuple[int, int]:
    """The page and its size, counted as Cerb counts them: what the query says wins, and is not told by the reply."""
    from cerbsh.language.query import lift

    page, size = (_number(reply.envelope.get(name)) for name in ("page", "limit"))
    query = " ".join(value for name, value in reply.request.query if name == "q")
    if "page:" in query or "limit:" in query:
        lifted = lift(query)
        page = _number(lifted.get("page")) or page
        size = min(_number(lifted.get("limit")), _MOST_IN_QUERY) or size
    return page, max(size, 1)


def _number(value: object) -> int:
    text = str(value)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
