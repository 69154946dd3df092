"""How a line is walked page by page: from the request and its query to a plan of plain values.

A records search that does not sort is walked in windows, ``(QUERY) id:>LAST sort:id``: a record that stands all the
while is neither lost nor doubled, however many come and go between two pages. One that sorts, or that keeps Cerb's own
order for ``--max``, is walked by the numbers of pages; so is what has no ids to search by.
"""

from __future__ import annotations

from typing import Final, Literal

from cerbsh.api.paging import Slot, Walk
from cerbsh.api.request import Pairs, Request
from cerbsh.catalogue import Catalogue
from cerbsh.catalogue.dataquery import DATA_TYPES
from cerbsh.catalogue.model import RecordType
from cerbsh.errors import LineError
from cerbsh.language.line import RequestLine
from cerbsh.language.query import Group, Query, Term, parse
from cerbsh.language.windows import Searched, UnpageableError, count, refuse_open, take_apart, walked

ONCE: Final = frozenset({"show_meta", "subtotals[]"})
"""Parameters whose answer is large, and wanted once."""

RECORDS: Final = 500
"""The most records that a page of a search holds."""
DATA: Final = 250
"""The most records that a page of a data query holds."""
LISTS: Final = {"automations/logs/search": (0, 250), "workspaces/worklists/{id}": (1, 100)}
"""The number of the first page, and the most that a page holds."""
NOTIFICATIONS: Final = 10


def plan(line: RequestLine, request: Request, catalogue: Catalogue, most: int | None = None) -> Walk:
    """How ``request``, which ``line`` means, is walked to its end, or to ``most`` records in Cerb's order.

    Raises ``LineError`` for what has no pages, for a page or a limit that cannot be followed, and for a query whose
    brackets or quotes are open: Cerb would find everything.
    """
    try:
        return _Planner(line, request, catalogue, most).walk()
    except UnpageableError as error:
        start, end = _place(line, error)
        raise LineError(error.message, line.text, start, end, error.hint) from None


class _Planner:
    def __init__(self, line: RequestLine, request: Request, catalogue: Catalogue, most: int | None) -> None:
        self.endpoint = line.match.endpoint if line.match else None
        self.values = line.match.values if line.match else {}
        self.request = request
        self.catalogue = catalogue
        self.most = most

    def walk(self) -> Walk:
        path = self.endpoint.path if self.endpoint else ""
        if self.request.path.endswith(".xml"):
            raise UnpageableError("pages are joined in JSON alone", "leave out .xml")
        if path == "data/query":
            return self._data_query()
        if any(name == "page" for name, _ in (*self.request.query, *self.request.form)):
            raise walked("page")
        if path == "records/{uri}/search":
            return self._records()
        if path.endswith("/search") and self.request.method == "POST":
            return self._by_number("form", take_apart(_value(self.request.form, "q")), 1, 0)
        if path in LISTS:
            return self._by_number("query", take_apart(_value(self.request.query, "q")), *LISTS[path])
        if path == "notifications/list":
            return Walk(self.request, Slot("query", "page"), size=NOTIFICATIONS, most=self.most)
        if path.endswith("/list"):
            return Walk(self.request, most=self.most)
        raise UnpageableError("this has no pages", "--all and --max go with searches, lists and data queries")

    def _records(self) -> Walk:
        query = self.request.query
        if ("show_results", "0") in query:
            raise UnpageableError("without results there are no pages", "leave it out", "show_results")
        kind = self.catalogue.type(self.values["uri"])
        searched = take_apart(_value(query, "q"), kind.filters if kind else ())
        if not self._in_windows(searched, kind):
            return self._by_number("query", searched, 1, RECORDS)
        size = self._size(RECORDS, _limit(query, searched))
        rest = _without(query, "q", "limit")
        request = self.request._replace(query=(*rest, ("limit", str(size))))
        return Walk(request, Slot("query", "q", *searched.window), "id", 0, size, once=ONCE)

    def _in_windows(self, searched: Searched, kind: RecordType | None) -> bool:
        return self.most is None and not searched.sorts and kind is not None and "id" in kind.filters

    def _by_number(self, place: Literal["query", "form"], searched: Searched, first: int, cap: int) -> Walk:
        """Pages by a parameter; what the query says of its limit becomes one, too, and may be greater there."""
        pairs = self.request.form if place == "form" else self.request.query
        size = self._size(cap, _limit(pairs, searched))
        query = (("q", searched.text),) if searched.text else ()
        changed = (*_without(pairs, "q", "limit"), *query, ("limit", str(size)))
        request = self.request._replace(form=changed) if place == "form" else self.request._replace(query=changed)
        return Walk(request, Slot(place, "page"), first=first, size=size, most=self.most, once=ONCE)

    def _size(self, cap: int, wanted: int | None) -> int:
        """Records a page: as many as are wanted, by default as many as Cerb gives or ``most`` needs."""
        size = min(RECORDS, self.most or RECORDS) if wanted is None else wanted
        return min(size, cap) if cap else size

    def _data_query(self) -> Walk:
        text = self.request.body if self.request.body is not None else _value(self.request.query, "q")
        refuse_open(text)
        query = parse(text)
        terms = {term.field.name: term for term in query.inside(0) if term.field}
        name = _plain(terms.get("type"))
        kind = DATA_TYPES.get(name)
        if kind is None or kind.key("page") is None:
            raise UnpageableError(f"the data query type {name} has no pages: it answers at once", "", "q")
        if "page" in terms:
            raise walked("page:")
        if name == "worklist.records":
            return self._worklist_records(query, terms)
        if "limit" not in terms:
            return Walk(self.request, most=self.most)
        return self._in_text("page", f"{text} page:", "", count(_plain(terms["limit"]), "limit:"))

    def _worklist_records(self, query: Query, terms: dict[str, Term]) -> Walk:
        """The search in the brackets of ``query:`` is taken apart as that of a records search is."""
        head, inner, tail = _around(query, terms.get("query"))
        kind = self.catalogue.type(_plain(terms.get("of")))
        searched = take_apart(inner, kind.filters if kind else ())
        size = self._size(DATA, searched.limit)
        if self._in_windows(searched, kind):
            before, after = searched.window
            return self._in_text("id", f"{head}{before}", f"{after} limit:{size}{tail}", size)
        words = f"{searched.text} limit:{size}".lstrip()
        return self._in_text("page", f"{head}{words}{tail} page:", "", size)

    def _in_text(self, by: Literal["id", "page"], before: str, after: str, size: int) -> Walk:
        """A walk whose numbers, from 0 on, stand in the text of a data query."""
        if self.request.body is not None:
            return Walk(self.request, Slot("body", "", before, after), by, 0, size, self.most)
        request = self.request._replace(query=_without(self.request.query, "q"))
        return Walk(request, Slot("query", "q", before, after), by, 0, size, self.most)


def _around(query: Query, term: Term | None) -> tuple[str, str, str]:
    """A data query up to the bracket behind ``query:``, what is in the brackets, and what follows."""
    if term is None:
        return f"{query.text} query:(", "", ")"
    group: Group | None = query.groups[term.opens] if term.opens >= 0 else None
    if group is None or group.open is None or group.close is None or group.is_list or term.negation:
        raise UnpageableError("this query stands in no parentheses", "write query:(status:o)", "query:")
    start, end = group.open.end, group.close.start
    return query.text[:start], query.text[start:end], query.text[end:]


def _plain(term: Term | None) -> str:
    return term.text.strip('"') if term else ""


def _value(pairs: Pairs, name: str) -> str:
    """The last value of that name, which is the one that PHP reads."""
    return next((value for key, value in reversed(pairs) if key == name), "")


def _without(pairs: Pairs, *names: str) -> Pairs:
    return tuple(pair for pair in pairs if pair[0] not in names)


def _limit(pairs: Pairs, searched: Searched) -> int | None:
    """The records a page that are asked for; what stands in the query wins, as it does in Cerb."""
    if searched.limit is not None:
        return searched.limit
    return count(_value(pairs, "limit"), "limit") if any(name == "limit" for name, _ in pairs) else None


def _place(line: RequestLine, error: UnpageableError) -> tuple[int, int]:
    """The part of the line that an error is about: an item, a place in the query, the query, or the path."""
    at = line.text.find(error.query) if error.query else -1
    if at >= 0:
        return at + error.start, at + error.end
    item = next((item for item in line.items if item.key.text == error.name), None)
    if item:
        return item.start, item.end
    named = next((word for word in line.query if error.name.endswith(":") and error.name in word.text), None)
    words = (named,) if named else line.query if error.name else ()
    return (words[0].start, words[-1].end) if words else (line.path.start, line.path.end)
