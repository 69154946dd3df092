"""JSON read without losing what was sent: numbers keep their text, duplicate keys are told of.

``parse`` reads a body whole. ``Document`` reads it from front to back, only as far as its values are walked, so that
the first screen of a large reply costs no more than a small one.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Iterator
from functools import cached_property, lru_cache
from json import JSONDecodeError, JSONDecoder
from typing import ClassVar, NamedTuple, TypeVar

T = TypeVar("T")

LARGE = 1 << 20
"""Bytes of a body from which on it is better read with ``Document`` or ``peek`` than parsed whole."""

_LAZY_DEPTH = 2
"""Containers down to this depth are read member by member; below it each value is read at once, at the speed of C."""

_SPACE = re.compile(r"[ \t\n\r]*")
_MINUS_ZERO = re.compile(r"-0(?=[\s,\]}]|\Z)")


class ExactFloat(float):
    """A number whose plain reading would show other text than was sent: ``1.10``, ``1e400``, ``-0``, 5,000 digits.

    ``met`` tells whether this process has met one: until then Python's own encoder writes all numbers right.
    """

    __slots__ = ("text",)
    text: str
    met: ClassVar = False

    def __new__(cls, text: str) -> ExactFloat:
        self = super().__new__(cls, text)
        self.text = text
        ExactFloat.met = True
        return self

    def __repr__(self) -> str:
        return self.text

    def __getnewargs__(self) -> tuple[str]:  # type: ignore[override]
        return (self.text,)


class Parsed(NamedTuple):
    """A JSON value with what its plain reading would have hidden: keys that stood twice in one object."""

    value: object
    duplicates: tuple[str, ...] = ()


class Members(NamedTuple):
    """An object of a ``Document``, to be walked once."""

    pairs: Iterator[tuple[str, object]]


class Elements(NamedTuple):
    """An array of a ``Document``, to be walked once."""

    values: Iterator[object]


def parse(body: bytes, *, duplicates: bool = True) -> Parsed:
    """Read a JSON body; of a duplicate key the last value counts. Not to look for ``duplicates`` saves a quarter.

    Raises ``ValueError`` (mostly its ``JSONDecodeError``) with one line where the body is no JSON: bad syntax, bytes
    that are no UTF-8, NaN or Infinity, or nesting deeper than Python's stack.
    """
    text, decoder = _text(body), _Decoder(duplicates=duplicates)
    value, end = decoder.read(text, _skip(text, 0))
    _check_end(text, end)
    return Parsed(value, tuple(decoder.duplicates))


def peek(body: bytes, key: str) -> object:
    """The scalar that ``key`` has in the root object, read no further than to there; ``None`` where there is none.

    Raises ``ValueError`` as ``parse`` does, but only for what stands before the key.
    """
    root = Document(body).read()
    if isinstance(root, Members):
        for name, value in root.pairs:
            if name == key:
                return None if isinstance(value, Members | Elements | dict | list) else value
    return None


class Document:
    """A JSON body that is read while it is walked; of what was passed, only the names of duplicate keys are kept."""

    def __init__(self, body: bytes) -> None:
        """Raises ``ValueError`` where ``body`` is no UTF-8."""
        self._text = _text(body)
        self._decoder = _Decoder()
        self._at = 0

    @property
    def duplicates(self) -> tuple[str, ...]:
        """The keys that stood twice in one object, among those read so far."""
        return tuple(self._decoder.duplicates)

    def read(self) -> object:
        """The root value; an object comes as ``Members``, an array as ``Elements``.

        Raises ``ValueError`` as ``parse`` does, here or while the members are walked.
        """
        value = self._value(0)
        if isinstance(value, Members):
            return Members(self._to_end(value.pairs))
        if isinstance(value, Elements):
            return Elements(self._to_end(value.values))
        _check_end(self._text, self._at)
        return value

    def _to_end(self, items: Iterator[T]) -> Iterator[T]:
        yield from items
        _check_end(self._text, self._at)

    def _value(self, depth: int) -> object:
        self._at = _skip(self._text, self._at)
        opening = self._text[self._at : self._at + 1]
        if depth < _LAZY_DEPTH and opening in ("{", "["):
            self._at += 1
            return Members(self._object(depth + 1)) if opening == "{" else Elements(self._array(depth + 1))
        value, self._at = self._decoder.read(self._text, self._at)
        return value

    def _object(self, depth: int) -> Iterator[tuple[str, object]]:
        seen: set[str] = set()
        more = not self._take("}")
        while more:
            key = self._key()
            if key in seen:
                self._decoder.duplicates[key] = None
            seen.add(key)
            value = self._value(depth)
            yield key, value
            more = self._goes_on(value, "}")

    def _array(self, depth: int) -> Iterator[object]:
        more = not self._take("]")
        while more:
            value = self._value(depth)
            yield value
            more = self._goes_on(value, "]")

    def _goes_on(self, value: object, closing: str) -> bool:
        """Walk what is left of ``value``, then tell whether a comma follows it or its container ends."""
        if isinstance(value, Members):
            deque(value.pairs, maxlen=0)
        elif isinstance(value, Elements):
            deque(value.values, maxlen=0)
        if self._take(closing):
            return False
        self._expect(",", f"Expecting ',' or '{closing}'")
        return True

    def _key(self) -> str:
        self._at = _skip(self._text, self._at)
        if not self._text.startswith('"', self._at):
            raise JSONDecodeError("Expecting a key in double quotes", self._text, self._at)
        key, self._at = self._decoder.read(self._text, self._at)
        self._expect(":", "Expecting ':'")
        return str(key)

    def _expect(self, character: str, message: str) -> None:
        if not self._take(character):
            raise JSONDecodeError(message, self._text, self._at)

    def _take(self, character: str) -> bool:
        self._at = _skip(self._text, self._at)
        if not self._text.startswith(character, self._at):
            return False
        self._at += 1
        return True


class _Decoder:
    """Reads one value out of a text, exactly, and collects duplicate keys in ``duplicates`` (a set in order)."""

    def __init__(self, *, duplicates: bool = True) -> None:
        self.duplicates: dict[str, None] = {}
        self._hook = self._object if duplicates else None
        self._quick = self._reading(None)

    def _reading(self, parse_int: Callable[[str], float] | None) -> JSONDecoder:
        return JSONDecoder(
            parse_float=_exact_float,
            parse_int=parse_int,
            parse_constant=_refuse_constant,
            object_pairs_hook=self._hook,
        )

    @cached_property
    def _careful(self) -> JSONDecoder:
        return self._reading(_exact_int)

    def read(self, text: str, start: int) -> tuple[object, int]:
        """The value at ``start`` and the index behind it; integers are read one by one only where that matters."""
        try:
            try:
                value, end = self._quick.raw_decode(text, start)
            except JSONDecodeError:
                raise
            except ValueError:  # an integer of more digits than Python converts
                return self._careful.raw_decode(text, start)
            return self._careful.raw_decode(text, start) if _MINUS_ZERO.search(text, start, end) else (value, end)
        except RecursionError:
            raise ValueError("the JSON is nested too deeply") from None

    def _object(self, pairs: list[tuple[str, object]]) -> dict[str, object]:
        value = dict(pairs)
        if len(value) != len(pairs):
            seen: set[str] = set()
            for key, _ in pairs:
                if key in seen:
                    self.duplicates[key] = None
                seen.add(key)
        return value


def _text(body: bytes) -> str:
    return body.decode("utf-8").removeprefix("\ufeff")


def _skip(text: str, index: int) -> int:
    found = _SPACE.match(text, index)
    return found.end() if found else index


def _check_end(text: str, index: int) -> None:
    index = _skip(text, index)
    if index != len(text):
        raise JSONDecodeError("Extra data", text, index)


@lru_cache(1024)  # scores and shares come again and again, and a hit costs a tenth
def _exact_float(text: str) -> float:
    value = float(text)
    return value if repr(value) == text else ExactFloat(text)


def _exact_int(text: str) -> float:
    if text == "-0":
        return ExactFloat(text)
    try:
        return int(text)
    except ValueError:
        return ExactFloat(text)


def _refuse_constant(name: str) -> object:
    raise ValueError(f"{name} is no JSON number")
