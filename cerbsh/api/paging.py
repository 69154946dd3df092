"""Walking a search or a list to its end, page after page; the next page is fetched while the last one is used.

Cerb has no cursor, and past the last page it repeats an earlier one. So a walk ends by the total that each page tells,
and a record that comes a second time is dropped by its id.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, NamedTuple

from cerbsh.api import exact
from cerbsh.api.reply import Reply
from cerbsh.api.request import Request
from cerbsh.errors import CerbshError, ReplyError

_WHOLE = re.compile(r"-?[0-9]{1,18}", re.ASCII)

HEAD_START = 0.002
"""Seconds in which a request leaves, and in which a server close by has answered it."""

Send = Callable[[Request], Reply]
"""Sends a request and gives its reply, or raises a ``CerbshError``."""
Check = Callable[[Reply], object]
"""Raises a ``CerbshError`` for a reply that is no success."""


@dataclass(frozen=True)
class Slot:
    """Where the number that leads to a page stands in a request: in a query parameter or a form field of that name, or
    in the raw body, between ``before`` and ``after``.
    """

    place: Literal["query", "form", "body"]
    name: str = ""
    before: str = ""
    after: str = ""

    def fill(self, request: Request, number: int) -> Request:
        """The request with ``number`` in it."""
        text = f"{self.before}{number}{self.after}"
        if self.place == "query":
            return request._replace(query=(*request.query, (self.name, text)))
        if self.place == "form":
            return request._replace(form=(*request.form, (self.name, text)))
        return request._replace(body=text)


@dataclass(frozen=True)
class Walk:
    """How the records of a search or a list are fetched, all of them or the first ``most``.

    ``request`` lacks what ``slot`` puts into it: the number of a page, counted from ``first``, or, ``by`` id, the id
    behind which a page begins. Without a slot everything comes at once. ``size`` is the number of records that a page
    is asked to hold; what the reply says counts more. ``once`` names the query parameters of the first request alone.
    """

    request: Request
    slot: Slot | None = None
    by: Literal["id", "page"] = "page"
    first: int = 1
    size: int = 0
    most: int | None = None
    once: frozenset[str] = frozenset()

    @property
    def start(self) -> Request:
        """The request for the first page."""
        return self.slot.fill(self.request, self.first) if self.slot else self.request

    def at(self, number: int) -> Request:
        """The request for a later page."""
        later = tuple(pair for pair in self.request.query if pair[0] not in self.once)
        request = self.request._replace(query=later)
        return self.slot.fill(request, number) if self.slot else request


class Entry(NamedTuple):
    """A record; ``key`` is its key where Cerb sends an object of records, and empty in a list."""

    key: str
    record: object


@dataclass(frozen=True)
class Page:
    """The records of a page that did not come before, and how many there are in all by what Cerb says now."""

    entries: Sequence[Entry]
    total: int


class PageReply(Reply):
    """A reply of which nobody will ask what keys stand twice in it."""

    @cached_property
    def parsed(self) -> exact.Parsed:
        """The body read as JSON, numbers kept as sent. Raises ``ValueError`` where it is no JSON."""
        return exact.parse(self.body, duplicates=False)


class Contents(NamedTuple):
    """What a reply holds: records, how many there are for its query, how many a page may hold (0 where unsaid)."""

    entries: Sequence[Entry]
    total: int
    size: int


def pages(
    walk: Walk, reply: Reply, send: Send, abandon: Callable[[], None], check: Check = bool
) -> Generator[Page, None, None]:
    """The pages of a walk, from ``reply`` on, which answers ``walk.start``; each when the one before it is done with.

    ``send`` is called on another thread, one request at a time; ``abandon`` when the pages are closed while it is under
    way; ``check`` with each reply when its page is asked for. Raises what ``send`` and ``check`` raise, and
    ``ReplyError`` for a reply that is no page.
    """
    steps = _Steps(walk)
    page = steps.take(reply)
    while steps.following:
        ahead = _Ahead(steps.following, send)
        try:
            yield page
            following = ahead.reply()
        finally:
            if not ahead.done:
                abandon()
        check(following)
        page = steps.take(following)
    yield page


def holder(envelope: Mapping[str, object]) -> str:
    """The key under which a reply holds its records: ``results``, or ``data`` in a data query."""
    return "data" if "data" in envelope and isinstance(envelope.get("_"), dict) else "results"


def contents(reply: Reply) -> Contents:
    """The records of a search, of a list or of a data query. Raises ``ReplyError`` where there are none to be had."""
    envelope = reply.envelope
    key = holder(envelope)
    rows = _rows(envelope["_"]) if key == "data" else envelope
    total, size = rows.get("of" if key == "data" else "total"), rows.get("limit")
    entries = _entries(envelope.get(key))
    count = len(entries) if total is None else _integer(total)
    if count is None or count < 0:
        raise ReplyError(f"Cerb does not say how many records there are (total is {total!r})", "try again later")
    return Contents(entries, count, _integer(size) or 0)


class Seen:
    """Ids that were met: whole numbers in a bit each, so that a hundred thousand take little room."""

    def __init__(self) -> None:
        self._bits: dict[int, int] = {}
        self._names: set[str] = set()

    def add(self, identity: int | str | None) -> bool:
        """Whether it was not met before; what has no identity never was."""
        if identity is None:
            return True
        if isinstance(identity, str):
            new = identity not in self._names
            self._names.add(identity)
            return new
        block, bit = identity >> 10, 1 << (identity & 1023)
        bits = self._bits.get(block, 0)
        self._bits[block] = bits | bit
        return not bits & bit


class _Steps:
    """What is known of a walk between two pages; ``following`` is the request for the next one, if there is one."""

    def __init__(self, walk: Walk) -> None:
        self.walk = walk
        self.following: Request | None = None
        self._seen = Seen()
        self._count = 0
        self._fetched = 0
        self._size = walk.size
        self._last = walk.first if walk.by == "id" else 0

    def take(self, reply: Reply) -> Page:
        """The page in a reply."""
        found = contents(reply)
        self._fetched += 1
        self._size = found.size or self._size or len(found.entries)
        if self.walk.by == "id":
            entries, total, more = self._behind(found)
        else:
            entries = [entry for entry in found.entries if self._seen.add(identity(entry))]
            total, more = found.total, self._fetched * self._size < found.total
        if self.walk.most is not None:
            entries = entries[: self.walk.most - self._count]
            more = more and self._count + len(entries) < self.walk.most
        self._count += len(entries)
        number = self._last if self.walk.by == "id" else self.walk.first + self._fetched
        self.following = self.walk.at(number) if more and self.walk.slot and self._size else None
        return Page(entries, total)

    def _behind(self, found: Contents) -> tuple[list[Entry], int, bool]:
        """The records behind the last id, how many there are in all, and whether more follow.

        Raises ``ReplyError`` where more are said to follow and none comes: the next page would be this one again.
        """
        ids = [_number(entry) for entry in found.entries]
        entries = [entry for entry, number in zip(found.entries, ids, strict=True) if number > self._last]
        more = found.total > max(self._size, 1)
        if more and not entries:
            raise ReplyError(
                f"Cerb tells of {found.total:,} more records behind id {self._last}, and sends none", "try again later"
            )
        self._last = max(ids, default=self._last)
        return entries, self._count + found.total, more


def identity(entry: Entry) -> int | str | None:
    """What makes a record the same one on another page: its id, as a number where it is one, else its key."""
    found = entry.record.get("id") if isinstance(entry.record, dict) else None
    if type(found) is int:
        return found
    number = _integer(found)
    if number is not None:
        return number
    return found if isinstance(found, str) and found else entry.key or None


class _Ahead:
    """The next reply, fetched on a thread of its own, for which no end of the process waits.

    Python runs one thread at a time, and one that draws lets go every 5 ms only: the request would leave when all is
    drawn. So the thread has a start; and the reply is read by whoever uses it.
    """

    def __init__(self, request: Request, send: Send) -> None:
        self._request = request
        self._send = send
        self._got: Reply | CerbshError | None = None
        self._thread = threading.Thread(target=self._fetch, name="pages", daemon=True)
        self._thread.start()
        self._thread.join(HEAD_START)

    @property
    def done(self) -> bool:
        """Whether nothing is under way any more."""
        return not self._thread.is_alive()

    def reply(self) -> Reply:
        """The reply, as soon as it is there. Raises the ``CerbshError`` that came in its place."""
        self._thread.join()
        if isinstance(self._got, Reply):
            return self._got
        raise self._got or ReplyError("the next page could not be fetched")

    def _fetch(self) -> None:
        try:
            self._got = self._send(self._request)
        except CerbshError as error:
            self._got = error


def _entries(held: object) -> list[Entry]:
    if isinstance(held, list):
        return [Entry("", record) for record in held]
    if isinstance(held, dict):
        return [Entry(key, record) for key, record in held.items()]
    raise ReplyError("the reply holds no records", "leave out --all and --max to see it")


def _rows(found: object) -> Mapping[str, object]:
    """Where a page of a data query stands, counted in rows; empty where it has no pages."""
    for key in ("paging", "page", "rows"):
        found = found.get(key) if isinstance(found, dict) else None
    return found if isinstance(found, dict) else {}


def _number(entry: Entry) -> int:
    found = identity(entry)
    return found if isinstance(found, int) else 0


def _integer(value: object) -> int | None:
    """A whole number, which Cerb sends as text for some types."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    return int(value) if isinstance(value, str) and _WHOLE.fullmatch(value) else None
