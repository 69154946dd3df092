"""A line with columns in it, and the request that a row makes of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from cerbsh.errors import CerbshError, LineError, LocalError, UsageError
from cerbsh.language import query
from cerbsh.language.compile import BODY, compile_request
from cerbsh.language.references import scalar_text
from cerbsh.shell.result import Note
from cerbsh.view import safe

if TYPE_CHECKING:
    from cerbsh.api.request import Request
    from cerbsh.language.line import RequestLine
    from cerbsh.language.tokens import Reference, Word
    from cerbsh.shell.batch.rows import Row
    from cerbsh.shell.engine import Engine

_BARE = "double quotes let it be one"
_TEMPLATES = ("{{", "{%", "{#")


class Recipe:
    """Makes the requests of a line for ``rows``: ``$title`` is the row's, or else a variable's."""

    def __init__(self, engine: Engine, line: RequestLine, rows: Sequence[Row]) -> None:
        self._engine = engine
        self._line = line
        self._rows = rows

    @cached_property
    def names(self) -> frozenset[str]:
        """The names that the line uses."""
        return frozenset(_names(self._words()))

    @cached_property
    def columns(self) -> Mapping[str, None]:
        """The names that the rows have, in their order."""
        return dict.fromkeys(name for row in self._rows for name in row.values)

    def check(self) -> None:
        """Raise a ``CerbshError`` at the first row that no request can be made of, with its place."""
        for row in self._rows:
            missing = sorted(self.names - row.values.keys() - self._engine.variables.keys())
            if missing:
                raise UsageError(f"{row.place}: there is no value for ${missing[0]}", _has(row.values))
            self.request(row)
        if not self.names & self.columns.keys():
            message = "the line uses no column of the rows: every request would be the same"
            raise UsageError(message, _has(self.columns))

    def doubtful(self) -> tuple[Note, ...]:
        """A warning for each name of a column that is text, since it stands in single quotes."""
        text = self._line.text
        return tuple(
            Note(
                "warning", f"${found[1]} is text in single quotes, and no column", _BARE, (text, piece.start, piece.end)
            )
            for word in self._words()
            for piece in word.pieces
            if piece.quote == "'"
            for found in re.finditer(r"\$\{?(\w+)", piece.text)
            if found[1] in self.columns
        )

    def request(self, row: Row) -> Request:
        """The request of a row. Raises a ``CerbshError`` with the row's place where its values make none."""

        def lookup(reference: Reference) -> object:
            if reference.kind == "variable" and reference.name in row.values:
                return row.values[reference.name]
            return self._engine.lookup(reference)

        try:
            request = self._engine.with_seconds(self._engine.compile(self._line, lookup), self._line)[0]
            self._check_query(row, request)
        except CerbshError as error:
            raise _in(row, error) from None
        return request

    def _words(self) -> Iterator[Word]:
        line = self._line
        yield line.path
        yield from (word for item in line.items for word in (item.key, item.value))
        yield from line.query
        yield from (use.value for use in line.options if use.name == "H" and use.value)

    @cached_property
    def _in_query(self) -> frozenset[str]:
        """The names that stand inside a Cerb query."""
        line = self._line
        items = (item.value for item in line.items if line.query_name and item.key.text in ("q", line.query_name))
        return frozenset(_names((*line.query, *items)))

    @cached_property
    def _shape(self) -> list[str]:
        """What the query is made of where each value is one word."""

        def lookup(reference: Reference) -> object:
            column = reference.kind == "variable" and reference.name in self.columns
            return "x" if column else self._engine.lookup(reference)

        return _shape(_query(compile_request(self._line, lookup), self._line.query_name))

    def _check_query(self, row: Row, request: Request) -> None:
        """Refuse a value that would be more than a value: Cerb takes any query, and a broken one matches anything."""
        for name in sorted(self._in_query & row.values.keys()):
            text = scalar_text(row.values[name]) or ""
            if not text.strip():
                raise UsageError(f"${name} is empty, and a query without a value matches anything")
            if any(mark in text for mark in _TEMPLATES):
                raise UsageError(f"${name} holds a template, which Cerb would run")
        if self._in_query and _shape(_query(request, self._line.query_name)) != self._shape:
            raise UsageError("a value would change the query", 'put double quotes around it in the query: name:"$name"')


def _names(words: Iterable[Word]) -> Iterator[str]:
    for word in words:
        yield from (reference.name for reference in word.references if reference.kind == "variable")


def _query(request: Request, name: str) -> str:
    if name == BODY:
        return request.body or ""
    return next((value for key, value in (*request.query, *request.form) if key == name), "")


def _shape(text: str) -> list[str]:
    return [token.kind for token in query.parse(text).tokens]


def _in(row: Row, error: CerbshError) -> CerbshError:
    message = f"{row.place}: {error.message}"
    if isinstance(error, LineError):
        return LineError(message, error.text, error.start, error.end, error.hint)
    return (UsageError if isinstance(error, UsageError) else LocalError)(message, error.hint)


def _has(columns: Iterable[str]) -> str:
    """The columns that there are, as far as they go on a line."""
    return safe.cut(f"there are: {', '.join(f'${safe.line(name)}' for name in columns)}", 200)
