"""One analysis of a line, which completion, highlighting and lint all read.

It knows what the text says (tokens, line, problems), what the line is about (endpoint, record type), and what each
name in its Cerb queries means. It is a pure function of the text, the grammar and the catalogue, and never raises.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from cerbsh.catalogue import Endpoint, Match, RecordType
from cerbsh.catalogue.lookups import Lookups, path_type
from cerbsh.language.grammar import Grammar
from cerbsh.language.line import CommandLine, Item, Line, RequestLine, Scan, request_of
from cerbsh.language.parser import scan

if TYPE_CHECKING:
    from cerbsh.language.querytext import QueryText
    from cerbsh.language.scopes import Scope, Understood

BODY = "(body)"


class MeantQuery(NamedTuple):
    """A Cerb query in the line: its text with places, and what it means."""

    text: QueryText
    means: Understood


class Analysis:
    """What a text says, as far as it says anything; each part is worked out when it is first asked for.

    ``line`` is its meaning where somebody has read it already.
    """

    def __init__(self, text: str, grammar: Grammar, lookups: Lookups, line: Line | None = None) -> None:
        self.text = text
        self.grammar = grammar
        self.lookups = lookups
        self._line = line

    @cached_property
    def scan(self) -> Scan:
        """The tokens, the line and the problems."""
        return scan(self.text, self.grammar)

    @property
    def line(self) -> Line | None:
        """The meaning of the line, as far as there is one."""
        return self._line or self.scan.line

    @cached_property
    def command(self) -> CommandLine | None:
        """The innermost command of the line, which a line behind ``watch 5s`` has of its own."""
        line = self.line
        while isinstance(line, CommandLine) and line.line is not None:
            if not isinstance(line.line, CommandLine):
                return line
            line = line.line
        return line if isinstance(line, CommandLine) else None

    @cached_property
    def request(self) -> RequestLine | None:
        """The request in the line: typed as one, or what a command stands for."""
        return request_of(self.line)

    @cached_property
    def match(self) -> Match | None:
        """Where the request goes, or what a command such as ``compose`` stands for; none where nobody knows."""
        if self.request:
            return self.request.match
        method, _, path = self.command.spec.request.partition(" ") if self.command else ("", "", "")
        return self.lookups.catalogue.match(method, path.strip("/").split("/")) if path else None

    @property
    def endpoint(self) -> Endpoint | None:
        """The endpoint that the request goes to, where the catalogue has one."""
        return self.match.endpoint if self.match else None

    @cached_property
    def kind(self) -> RecordType | None:
        """The record type that the request is about."""
        return path_type(self.lookups.catalogue, self.match)

    @property
    def items(self) -> tuple[Item, ...]:
        """The ``key=value`` words of the request, or of such a command."""
        if self.request:
            return self.request.items
        return self.command.items if self.command else ()

    @cached_property
    def queries(self) -> tuple[MeantQuery, ...]:
        """The Cerb queries of the request: its query words, and each ``q=`` by itself."""
        request = self.request
        if request is None or not request.query_name:
            return ()
        from cerbsh.language.querytext import query_text
        from cerbsh.language.scopes import Understood

        texts = [query_text([item.value], item.value.end) for item in self.query_items()]
        if request.query:
            texts.insert(0, query_text(request.query, request.query[-1].end))
        return tuple(MeantQuery(text, Understood(text.query, self.root, self.lookups)) for text in texts)

    @cached_property
    def root(self) -> Scope:
        """What a query of this request is about."""
        from cerbsh.language.scopes import AUTOMATION_LOG, Scope

        endpoint = self.endpoint
        if endpoint and endpoint.path == "data/query":
            return Scope("data", top=True)
        if endpoint and endpoint.path == "automations/logs/search":
            return Scope("search", AUTOMATION_LOG, top=True)
        return Scope("search", self.kind, top=True) if self.kind else Scope("unknown")

    def query_items(self) -> Iterator[Item]:
        """The items whose value is a Cerb query: ``q=`` and, in an upsert, ``query=``."""
        request = self.request
        if request and request.query_name:
            names = {"q", request.query_name}
            yield from (item for item in request.items if item.key.text in names and item.operator in ("=", "=="))
