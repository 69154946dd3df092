"""Cerb's query language, read with spans: fields, operators, groups, lists, quotes, templates.

Cerb takes nearly any text for a query and finds something or nothing, so reading never fails either: what is left open
ends with the text. The result is flat (conditions and groups that point upwards by index), which keeps a text of ten
thousand brackets as harmless as a short one.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, NamedTuple

TokenKind = Literal["field", "not", "operator", "word", "string", "template", "(", ")", "[", "]", "comma", "and", "or"]

PAGING = frozenset({"limit", "page", "sort", "subtotal", "set.timezone", "_limit", "_page", "_sort"})
"""Fields of a query that say how to page and sort; Cerb heeds them at the top level alone."""


class Token(NamedTuple):
    """A piece of a query; ``text`` is ``query[start:end]``. A field keeps its colon, a string its quotes."""

    kind: TokenKind
    text: str
    start: int
    end: int

    @property
    def name(self) -> str:
        """The name of a field, without its colon."""
        return self.text[:-1]

    @property
    def closed(self) -> bool:
        """Whether a string or a template has its end."""
        if self.kind == "string":
            return len(self.text) > 1 and self.text.endswith('"')
        return self.kind != "template" or (len(self.text) > 3 and self.text.endswith(("}}", "%}", "#}")))

    @property
    def plain(self) -> str:
        """The text without quotes."""
        return self.text.strip('"') if self.kind == "string" else self.text


class Group(NamedTuple):
    """``( … )`` or ``[ … ]``; the first of a query is the query itself and has no brackets.

    ``parent`` and ``term`` are the indexes of the group around it and of the condition whose value it is; -1 for none.
    ``joins`` are the words AND and OR between its conditions.
    """

    parent: int
    term: int
    open: Token | None
    close: Token | None
    joins: tuple[Token, ...]

    @property
    def is_list(self) -> bool:
        """Whether it stands in square brackets."""
        return self.open is not None and self.open.kind == "["


class Term(NamedTuple):
    """One condition, or one entry of a list: a field, a ``!``, an operator, a value; each may be missing.

    ``group`` is the index of the group it stands in, ``opens`` of the group that is its value (-1 for none). ``value``
    holds the words of a value that is no group; ``end`` is behind the last character, closing bracket included.
    """

    group: int
    field: Token | None
    negation: Token | None
    operator: Token | None
    value: tuple[Token, ...]
    opens: int
    start: int
    end: int

    @property
    def text(self) -> str:
        """The words of the value as they were written, without the brackets' content."""
        return "".join(token.text for token in self.value)


@dataclass(frozen=True)
class Query:
    """A query that was read. Conditions and groups stand in the order in which they begin."""

    text: str
    tokens: tuple[Token, ...]
    groups: tuple[Group, ...]
    terms: tuple[Term, ...]

    def inside(self, group: int) -> Iterator[Term]:
        """The conditions that stand directly in the group of that index."""
        return (term for term in self.terms if term.group == group)

    @cached_property
    def unclosed(self) -> tuple[Token, ...]:
        """Brackets, quotes and templates without an end, and closing brackets without a beginning."""
        paired = {token.start for group in self.groups if group.close for token in (group.open, group.close) if token}
        return tuple(
            token
            for token in self.tokens
            if not token.closed or (token.kind in ("(", ")", "[", "]") and token.start not in paired)
        )


class Lifted(NamedTuple):
    """A query without its paging, and what was taken out: names with their values as written."""

    rest: str
    paging: tuple[tuple[str, str], ...]

    def get(self, name: str) -> str | None:
        """The value of a paging field, or of its form with an underscore."""
        return next((value for field, value in self.paging if field.lstrip("_") == name), None)


def parse(text: str) -> Query:
    """Read a query. Never raises, whatever the text."""
    return _Reader(text).read()


def balanced(text: str) -> bool:
    """Whether every bracket and every quote has its end: only then may a condition be put around or beside the text."""
    return not parse(text).unclosed


def lift(text: str, own: Collection[str] = ()) -> Lifted:
    """Take ``limit: page: sort: set.timezone:`` from the top level, so that the rest can be put in parentheses.

    ``own`` are the filters of the record type, since ``page:`` of a workspace tab is a filter and no page number. An
    AND or OR that stood beside what is taken goes with it.
    """
    query = parse(text)
    paging = [(term, term.field) for term in query.inside(0) if term.field and term.field.name in PAGING]
    taken = [(term, field) for term, field in paging if field.name not in own]
    rest = text
    for start, end in reversed([_with_join(query, term) for term, _ in taken]):
        rest = f"{rest[:start].rstrip()} {rest[end:].lstrip()}"
    values = tuple((field.name, text[field.end : term.end]) for term, field in taken)
    return Lifted(rest.strip() if taken else text, values)


def _with_join(query: Query, term: Term) -> tuple[int, int]:
    """The span of a condition with the AND or OR that would be left dangling without it."""
    at = next(index for index, token in enumerate(query.tokens) if token.start == term.start)
    if at and query.tokens[at - 1].kind in ("and", "or"):
        return query.tokens[at - 1].start, term.end
    after = next((token for token in query.tokens if token.start >= term.end), None)
    return term.start, after.end if after and after.kind in ("and", "or") else term.end


_TEMPLATE = r"\{\{.*?(?:\}\}|\Z)|\{%.*?(?:%\}|\Z)|\{\#.*?(?:\#\}|\Z)"
_PIECE = re.compile(
    rf"(?P<space>\s+)|(?P<template>{_TEMPLATE})|(?P<string>\"[^\"]*(?:\"|\Z))|(?P<bracket>[()\[\]])", re.DOTALL
)
_FIELD = re.compile(r"[A-Za-z0-9_.]+:")
_OPERATOR = re.compile(r"[<>]=?")
_WORD = re.compile(r"(?:[^\s()\[\]\"{]|\{(?![{%#]))+")
_LIST_WORD = re.compile(r"(?:[^\s()\[\]\",{]|\{(?![{%#]))+")


class _Open:
    """A group that is being read."""

    def __init__(self, parent: int, term: int, token: Token | None) -> None:
        self.parent, self.term, self.token = parent, term, token
        self.close: Token | None = None
        self.joins: list[Token] = []


class _Condition:
    """A condition that is being read."""

    def __init__(self, group: int, start: int) -> None:
        self.group, self.start, self.end = group, start, start
        self.field: Token | None = None
        self.negation: Token | None = None
        self.operator: Token | None = None
        self.value: list[Token] = []
        self.opens = -1

    def term(self) -> Term:
        return Term(
            self.group, self.field, self.negation, self.operator, tuple(self.value), self.opens, self.start, self.end
        )


class _Reader:
    """Reads from left to right. ``condition`` is the one under way, none between two."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.position = 0
        self.tokens: list[Token] = []
        self.groups = [_Open(-1, -1, None)]
        self.terms: list[_Condition] = []
        self.group = 0
        self.condition: _Condition | None = None

    def read(self) -> Query:
        while self.position < len(self.text):
            self._next()
        while self.group > 0:
            self._end_open_group()
        groups = (Group(g.parent, g.term, g.token, g.close, tuple(g.joins)) for g in self.groups)
        return Query(self.text, tuple(self.tokens), tuple(groups), tuple(term.term() for term in self.terms))

    def _next(self) -> None:
        piece = _PIECE.match(self.text, self.position)
        if piece is None:
            self._bare()
        elif piece.lastgroup == "space":
            self.position = piece.end()
            self.condition = None
        elif piece[0] in ("(", "["):
            self._open("(" if piece[0] == "(" else "[")
        elif piece[0] in (")", "]"):
            self._close(self._take(")" if piece[0] == ")" else "]", piece[0]))
        else:
            self._add("string" if piece.lastgroup == "string" else "template", piece[0])

    def _end_open_group(self) -> None:
        group = self.groups[self.group]
        self.terms[group.term].end = len(self.text)
        self.group = group.parent

    def _take(self, kind: TokenKind, text: str) -> Token:
        token = Token(kind, text, self.position, self.position + len(text))
        self.tokens.append(token)
        self.position = token.end
        return token

    def _current(self) -> _Condition:
        """The condition under way, or a new one that begins here."""
        if self.condition is None:
            self.condition = _Condition(self.group, self.position)
            self.terms.append(self.condition)
        return self.condition

    def _add(self, kind: TokenKind, text: str) -> None:
        condition = self._current()
        condition.value.append(self._take(kind, text))
        condition.end = self.position

    @property
    def _in_list(self) -> bool:
        opener = self.groups[self.group].token
        return opener is not None and opener.kind == "["

    def _bare(self) -> None:
        """A comma of a list, a ``!``, a field, an operator, a join or a word."""
        condition, character = self.condition, self.text[self.position]
        if self._in_list and character == ",":
            self._take("comma", ",")
            self.condition = None
        elif character == "!" and not (condition and (condition.value or condition.negation or condition.operator)):
            condition = self._current()
            condition.negation = self._take("not", "!")
            condition.end = self.position
        elif not self._field() and not self._operator():
            self._word()

    def _field(self) -> bool:
        condition = self.condition
        fresh = condition is None or not (condition.field or condition.value or condition.operator)
        found = _FIELD.match(self.text, self.position) if fresh and not self._in_list else None
        if found is None:
            return False
        condition = self._current()
        condition.field = self._take("field", found[0])
        condition.end = self.position
        return True

    def _operator(self) -> bool:
        condition = self.condition
        found = _OPERATOR.match(self.text, self.position)
        if not found or condition is None or condition.field is None or condition.value or condition.operator:
            return False
        condition.operator = self._take("operator", found[0])
        condition.end = self.position
        return True

    def _word(self) -> None:
        found = (_LIST_WORD if self._in_list else _WORD).match(self.text, self.position)
        text = found[0] if found else self.text[self.position]
        if text in ("AND", "OR") and self.condition is None and not self._in_list:
            self.groups[self.group].joins.append(self._take("and" if text == "AND" else "or", text))
        else:
            self._add("word", text)

    def _open(self, kind: Literal["(", "["]) -> None:
        if self.condition and (self.condition.value or self.condition.opens >= 0):
            self.condition = None
        condition = self._current()
        condition.opens = len(self.groups)
        token = self._take(kind, kind)
        condition.end = self.position
        self.groups.append(_Open(self.group, len(self.terms) - 1, token))
        self.group = condition.opens
        self.condition = None

    def _close(self, token: Token) -> None:
        group = self.groups[self.group]
        self.condition = None
        if group.token and (group.token.kind == "(") == (token.kind == ")"):
            group.close = token
            self.terms[group.term].end = token.end
            self.group = group.parent
