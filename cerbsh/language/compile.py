"""From a request as it was typed to the request that is sent: references replaced, fields wrapped, JSON spelled out."""

from __future__ import annotations

import re
from collections.abc import Callable

from cerbsh.api.request import Pairs, Request
from cerbsh.errors import LineError
from cerbsh.language import forms, paths
from cerbsh.language.line import Item, RequestLine
from cerbsh.language.references import Lookup, json_text_of, reference_text, text_of
from cerbsh.language.tokens import Piece, Reference, Word

ReadFile = Callable[[str, str], str]
"""Gives the text of a file for ``key=@file``, asked with the file's name and the item's key; raises ``LocalError``
itself.
"""

FORBIDDEN_HEADERS = frozenset(
    {"authorization", "proxy-authorization", "host", "cookie", "content-length", "transfer-encoding", "connection"}
)
BODY = "(body)"

_UNWRAPPED = frozenset({"expand", "show_meta"})
_HEADER = r"(?s)([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*(.*?)[ \t]*"
_HEADER_VALUE = r"[\t\x20-\x7e\xa0-\xff]*"
_SURROGATE = "[\ud800-\udfff]"


def no_lookup(reference: Reference) -> object:
    """A ``Lookup`` that knows nothing."""
    raise LookupError


def no_files(name: str, key: str) -> str:
    """A ``ReadFile`` that opens nothing: it leaves ``@name`` in place of the text."""
    return f"@{name}"


def compile_request(line: RequestLine, lookup: Lookup = no_lookup, read_file: ReadFile = no_files) -> Request:
    """The request that a line means.

    Raises ``LineError`` under a reference that is unknown or no text, JSON that is damaged or that no form can spell,
    a path that a value would break, and a header that is refused; whatever ``lookup`` and ``read_file`` raise on their
    own.
    """
    return _Compiler(line, lookup, read_file).request()


def wrap_field(name: str) -> str:
    """A form field's name inside ``fields[…]``: ``links[]`` becomes ``fields[links][]``; what stands there already
    stays.
    """
    if name.startswith("fields[") or name in _UNWRAPPED:
        return name
    head, bracket, rest = name.partition("[")
    return f"fields[{head}]{bracket}{rest}"


class _Compiler:
    def __init__(self, line: RequestLine, lookup: Lookup, read_file: ReadFile) -> None:
        self.line = line
        self.lookup = lookup
        self.read_file = read_file
        self.query: list[tuple[str, str]] = []
        self.form: list[tuple[str, str]] = []
        self.words: list[str] = []
        self.query_name = line.query_name
        self.words_go = self._place(self.query_name, "=")

    def request(self) -> Request:
        line, target = self.line, self._target()
        for name, value in target.query:
            self._send(self.query, self._sound(name, line.path), self._sound(value, line.path))
        parts: list[Item | Word] = [*line.items, *line.query]
        for part in sorted(parts, key=lambda part: part.start):
            if isinstance(part, Word):
                self._add_words(self._text(part))
            else:
                self._item(part)
        body = self._join_words()
        return Request(line.method, target.path, tuple(self.query), tuple(self.form), body, self._headers())

    def _target(self) -> paths.Target:
        path = self.line.path
        values = tuple(reference_text(reference, self.line.text, self.lookup) for reference in path.references)
        try:
            return paths.fill(self.line.target, values)
        except paths.PathError as error:
            place = path.references[0] if len(path.references) == 1 else path
            raise self._error(error.message, place.start, place.end, error.hint) from None

    def _place(self, name: str, operator: str) -> list[tuple[str, str]]:
        """Where an item goes: the query string of GET and DELETE and of ``==``, else the form."""
        return self.query if operator == "==" or self.line.method in ("GET", "DELETE") else self.form

    def _send(self, place: list[tuple[str, str]], name: str, value: str) -> None:
        if place is self.words_go and name == (self.query_name if self.query_name != BODY else "q"):
            self._add_words(value)
        else:
            place.append((name, value))

    def _add_words(self, text: str) -> None:
        """Note text of the Cerb query; the joined query stands where its first part stood."""
        if not self.words and self.query_name != BODY:
            self.words_go.append((self.query_name, ""))
        self.words.append(text)

    def _join_words(self) -> str | None:
        joined = " ".join(filter(None, self.words))
        if self.query_name == BODY:
            return joined if self.words else None
        if self.words:
            place = next(index for index, (name, _) in enumerate(self.words_go) if name == self.query_name)
            self.words_go[place] = (self.query_name, joined)
        return None

    def _item(self, item: Item) -> None:
        place = self._place(item.key.text, item.operator)
        wraps = place is self.form and self.line.match is not None and self.line.match.endpoint.wraps_fields
        for name, value in self._pairs(item):
            keeps = not wraps or (name == self.query_name)
            self._send(place, name if keeps else wrap_field(name), value)
        if self.query_name == BODY and self.form:
            raise self._error(
                "the query is the body here, there is no form",
                item.start,
                item.end,
                "key==value goes into the query string",
            )

    def _pairs(self, item: Item) -> Pairs:
        key = self._key(item.key)
        if item.operator == ":=":
            return self._spelled(key, item.value)
        if item.operator == "=@":
            return ((key, self._sound(self.read_file(self._text(item.value), key), item.value)),)
        return ((key, self._text(item.value)),)

    def _key(self, key: Word) -> str:
        for reference in key.references:
            if re.search(r"[\[\]]", reference_text(reference, self.line.text, self.lookup)):
                raise self._error("a value with a bracket cannot stand in a key", reference.start, reference.end)
        return self._text(key)

    def _spelled(self, key: str, value: Word) -> Pairs:
        written, offsets = json_text_of(value, self.line.text, self.lookup)
        try:
            pairs = forms.spell(key, forms.read_json(written))
        except forms.FormError as error:
            start = value.start if error.place is None else _source(offsets, error.place, value.end)
            end = value.end if error.place is None else start + 1
            raise self._error(error.message, start, end, error.hint) from None
        return tuple((self._sound(name, value), self._sound(text, value)) for name, text in pairs)

    def _headers(self) -> Pairs:
        return tuple(self._header(use.value) for use in self.line.options if use.name == "H" and use.value)

    def _header(self, value: Word) -> tuple[str, str]:
        found = re.fullmatch(_HEADER, text_of(value, self.line.text, self.lookup))
        if not found:
            raise self._error("this is no header", value.start, value.end, "write -H 'Name: value'")
        if found[1].lower() in FORBIDDEN_HEADERS:
            raise self._error(f"the header {found[1]} is cerbsh's own", value.start, value.end)
        if not re.fullmatch(_HEADER_VALUE, found[2]):
            raise self._error("a header holds no control character, and Latin-1 alone", value.start, value.end)
        return found[1], found[2]

    def _text(self, word: Word) -> str:
        return self._sound(text_of(word, self.line.text, self.lookup), word)

    def _sound(self, text: str, word: Word) -> str:
        if not text.isprintable() and re.search(_SURROGATE, text):
            raise self._error("this holds half a character, which has no UTF-8", word.start, word.end)
        return text

    def _error(self, message: str, start: int, end: int, hint: str = "") -> LineError:
        return LineError(message, self.line.text, start, max(end, start + 1), hint)


def _source(offsets: list[tuple[int, Piece]], place: int, end: int) -> int:
    """The place in the line that an offset in the written JSON comes from."""
    start = end
    for offset, piece in offsets:
        if offset <= place < offset + max(len(piece.text), 1):
            exact = piece.reference is None and len(piece.text) == piece.end - piece.start
            start = piece.start + (place - offset if exact else 0)
    return start
