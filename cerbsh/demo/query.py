"""Cerb's query language, read: text to tokens to a tree of groups and terms. Nothing is ever an error here."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import Enum
from typing import Literal


class Token(Enum):
    """What the language is made of."""

    FIELD = r"[A-Za-z0-9_.]+:"
    OPEN = r"\("
    CLOSE = r"\)"
    LIST = r"\[[^\]]*\]?"
    QUOTED = r'"[^"]*"?'
    NOT = r"!(?:\s*!)*"
    OPERATOR = r"(?:AND|OR)(?![^\s()\[\]\"])"
    TEXT = r"[^\s()\[\]\"]+"
    STRAY = r"\S"


_LEXER = re.compile(r"\s*(?:" + "|".join(f"(?P<{token.name}>{token.value})" for token in Token) + ")")
_VALUE = re.compile(Token.TEXT.value)
_ITEM = re.compile(r'\s*(?:"([^"]*)"?|([^,]+))\s*(?:,|$)|\s*,')

MAX_DEPTH = 100
"""Groups deeper than this are left unread, so that no text exhausts the stack."""


@dataclass(frozen=True)
class Value:
    """What stands behind a field. ``kind`` is ``none`` for a field without a value.

    ``text`` is the value without quotes; a list has ``items`` and its text is them with commas between; a group has
    ``group`` and its text is the query inside.
    """

    kind: Literal["none", "text", "quoted", "list", "group"] = "none"
    text: str = ""
    negated: bool = False
    items: tuple[str, ...] = ()
    group: Group | None = None

    @property
    def terms(self) -> tuple[str, ...]:
        """The value as a list; a single text is a list of one."""
        return self.items if self.kind == "list" else (self.text,) if self.kind in ("text", "quoted") else ()


@dataclass(frozen=True)
class Term:
    """``field:value``. Words without a field have the field ``text``; what is not understood has none at all."""

    field: str
    value: Value = Value()


@dataclass(frozen=True)
class Group:
    """Terms and groups under one operator: the first one that stands in the group holds for all of it."""

    items: tuple[Term | Group, ...] = ()
    any: bool = False
    negated: bool = False

    def terms(self, *fields: str) -> Iterator[Term]:
        """The terms of this level that have one of these fields."""
        return (item for item in self.items if isinstance(item, Term) and item.field in fields)

    def without(self, *fields: str) -> Group:
        """The same group, short of the terms of this level that have one of these fields."""
        kept = tuple(item for item in self.items if isinstance(item, Group) or item.field not in fields)
        return replace(self, items=kept)


def parse(text: str) -> Group:
    """The tree of a query. Brackets that do not close are closed at the end, stray ones are skipped."""
    return _Reader(text).group(0)


class _Reader:
    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0

    def group(self, depth: int) -> Group:
        """Everything up to the closing bracket of this group."""
        items: list[Term | Group] = []
        operator = ""
        for token, text in self._tokens():
            if token is Token.CLOSE and depth:
                break
            if token is Token.OPERATOR:
                operator = operator or text
            elif (item := self._item(token, text, depth)) is not None:
                items.append(item)
        return Group(tuple(items), operator == "OR")

    def _tokens(self) -> Iterator[tuple[Token, str]]:
        while (token := self._next()) is not None:
            yield token

    def _next(self) -> tuple[Token, str] | None:
        found = _LEXER.match(self._text, self._at)
        if found is None or found.lastgroup is None:
            return None
        self._at = found.end()
        return Token[found.lastgroup], found[found.lastgroup]

    def _item(self, token: Token, text: str, depth: int) -> Term | Group | None:
        if token is Token.FIELD:
            return Term(text[:-1], self._value(depth))
        if token is Token.OPEN:
            return self._nested(depth)
        if token is Token.NOT:
            return self._negation(depth, text.count("!") % 2 == 1)
        if token in (Token.TEXT, Token.QUOTED, Token.LIST):
            return Term("text", _plain(token, text))
        return None

    def _nested(self, depth: int) -> Group:
        if depth >= MAX_DEPTH:
            self._at = len(self._text)
            return Group()
        return self.group(depth + 1)

    def _negation(self, depth: int, negated: bool) -> Term | Group | None:
        following = self._next()
        if following is None:
            return None
        token, text = following
        if token is Token.FIELD:
            self._value(depth)
            return Term("")
        item = self._item(token, text, depth)
        if isinstance(item, Group):
            return replace(item, negated=negated)
        return replace(item, value=replace(item.value, negated=negated)) if item else None

    def _value(self, depth: int) -> Value:
        """The value behind a field: a group, a list, a quoted text, or everything up to the next space or bracket."""
        self._skip_space()
        negated = self._text.startswith("!", self._at) and not self._text.startswith("!=", self._at)
        if negated:
            self._at += 1
            self._skip_space()
        start = self._at
        if self._text.startswith("(", self._at):
            self._at += 1
            group = self._nested(depth)
            return Value("group", self._text[start : self._at], negated, group=group)
        if self._text.startswith(("[", '"'), self._at):
            following = self._next()
            return replace(_plain(*following), negated=negated) if following else Value()
        found = _VALUE.match(self._text, self._at)
        if found is None:
            return Value(negated=negated)
        self._at = found.end()
        return Value("text", found[0], negated)

    def _skip_space(self) -> None:
        while self._at < len(self._text) and self._text[self._at].isspace():
            self._at += 1


def _plain(token: Token, text: str) -> Value:
    if token is Token.LIST:
        items = tuple(_items(text[1:].removesuffix("]")))
        return Value("list", ",".join(items), items=items)
    if token is Token.QUOTED:
        return Value("quoted", text[1:].removesuffix('"'))
    return Value("text", text)


def _items(text: str) -> Iterator[str]:
    for found in _ITEM.finditer(text):
        item = found[1] if found[1] is not None else (found[2] or "").strip()
        if item or found[1] is not None:
            yield item
