"""From text to words: quoting, escapes, brackets and references, in one place.

Words are split as a POSIX shell splits them (POSIX.1-2017, Shell Command Language, section 2.2), with two more ways to
read: in a Cerb query and in JSON double quotes stay, and a bracketed group is one word whatever white space it holds.
"""

from __future__ import annotations

import re
from enum import Enum, auto
from typing import Literal

from cerbsh.language.references import read_reference, read_reply
from cerbsh.language.tokens import Piece, Reference, Word

OpenMark = Literal["'", '"', "\\", "["]
"""What a text can leave open: a quote, a line (by a trailing backslash), a bracket."""


class Mode(Enum):
    """How a word is read."""

    PLAIN = auto()
    """As a POSIX shell does."""
    GROUP = auto()
    """The same, but a bracketed group is kept together: the value of ``q=``."""
    QUERY = auto()
    """A Cerb query: double quotes stay, a backslash is literal except before ``$ ' | >`` and white space."""
    JSON = auto()
    """A JSON value: double quotes stay, with JSON's own escapes between them."""


SPACES = " \t\r\n"
_CLOSES = {"(": ")", "[": "]", "{": "}"}
# Those that every line needs; the others are compiled, and kept by ``re``, when a line needs one.
_RUN = re.compile(r"[^ \t\r\n'\"\\$()\[\]{}]+")
_GAP = re.compile(r"(?:[ \t\r\n]|\\\r?\n)+")
_BLANK = r"[ \t\r\n]+"
_NEWLINE = r"\r?\n"
_MARKS = r"['\"\\()\[\]{}]"
_IN_DOUBLE = r'[^"\\$]+'
_PAST_DOUBLE = r'(?s)(?:[^"\\]++|\\.)*+"'
_POSIX = frozenset({Mode.PLAIN, Mode.GROUP})
_QUERY_ESCAPES = frozenset("$'|> \t")
_DOUBLE_ESCAPES = frozenset('$`"\\')


class Reader:
    """Reads words from ``text``, and remembers what the text leaves open.

    ``replies`` tells that ``$_`` and ``$12`` alone are references (in commands), ``parameters`` that ``$1`` is an
    argument (in a saved line). ``open`` lists what was left open, each mark with its place. ``protected`` is the end
    of the last bracketed group: before it ``|`` and ``>`` are text.
    """

    def __init__(self, text: str, *, parameters: bool = False) -> None:
        self.text = text
        self.replies = False
        self.parameters = parameters
        self.open: list[tuple[OpenMark, int]] = []
        self.protected = 0
        self._brackets = Brackets(text)

    def skip(self, at: int) -> int:
        """The place of the next character that is no white space."""
        found = _GAP.match(self.text, at)
        return found.end() if found else at

    def word(self, at: int, mode: Mode) -> Word:
        """The word that begins at ``at``; an empty one before white space and at the end."""
        builder = _Builder()
        start, text, group = at, self.text, 0
        while at < len(text):
            mark = text[at]
            if mark in SPACES:
                if at >= group:
                    break
                at = self._gap(at, builder)
            elif mark in _CLOSES:
                group = max(group, self._group(at, mode))
                at = builder.bare(at, at + 1, mark)
            else:
                at = self._piece(at, start, mode, builder)
        if text.find('\\"', start, at) >= 0:
            self._brackets.forget_others(mode)
        return Word(start, at, builder.pieces())

    def _piece(self, at: int, start: int, mode: Mode, builder: _Builder) -> int:
        mark = self.text[at]
        if mark == "'":
            return self._single(at, builder)
        if mark == '"':
            return self._double(at, mode, builder)
        if mark == "\\":
            taken, end = self._escape(at, mode)
            return builder.add(Piece(at, end, taken, "", taken == "\\" and end == at + 1))
        if mark == "$":
            reference = self._reference(at, at == start)
            if reference:
                return builder.add(Piece(at, reference.end, self.text[at : reference.end], "", True, reference))
        found = _RUN.match(self.text, at)
        end = found.end() if found else at + 1
        return builder.bare(at, end, self.text[at:end])

    def _gap(self, at: int, builder: _Builder) -> int:
        found = re.compile(_BLANK).match(self.text, at)
        assert found
        return builder.bare(at, found.end(), re.sub(_NEWLINE, " ", found[0]))

    def _group(self, at: int, mode: Mode) -> int:
        """Where the group that opens at ``at`` ends, 0 where it does not keep a word together."""
        close = self._brackets.close(at, mode)
        if close is not None:
            self.protected = max(self.protected, close)
        elif mode is not Mode.PLAIN:
            self.open.append(("[", at))
        return close + 1 if close is not None and mode is not Mode.PLAIN else 0

    def _reference(self, at: int, first: bool, quoted: bool = False) -> Reference | None:
        reply = read_reply(self.text, at) if self.replies and first and not quoted else None
        if reply and not (self.parameters and reply.name.isdigit()):
            return reply
        return read_reference(self.text, at, quoted=quoted, parameters=self.parameters)

    def _single(self, at: int, builder: _Builder) -> int:
        close = self.text.find("'", at + 1)
        if close < 0:
            self.open.append(("'", at))
        end = len(self.text) if close < 0 else close + 1
        return builder.add(Piece(at, end, self.text[at + 1 : close if close >= 0 else end], "'", False))

    def _double(self, at: int, mode: Mode, builder: _Builder) -> int:
        quote = "" if mode in _POSIX else '"'
        text, begin, place, taken = self.text, at, at + 1, [quote]
        while place < len(text) and text[place] != '"':
            if text[place] == "\\":
                escaped, place = self._escape_in_double(place, mode)
                taken.append(escaped)
            elif reference := self._reference(place, False, True) if text[place] == "$" else None:
                builder.add(Piece(begin, place, "".join(taken), '"', False))
                builder.add(Piece(place, reference.end, text[place : reference.end], '"', False, reference))
                begin = place = reference.end
                taken = []
            else:
                found = re.compile(_IN_DOUBLE).match(text, place)
                end = found.end() if found else place + 1
                taken.append(text[place:end])
                place = end
        if place >= len(text):
            self.open.append(('"', at))
            return builder.add(Piece(begin, len(text), "".join(taken), '"', False))
        return builder.add(Piece(begin, place + 1, "".join(taken) + quote, '"', False))

    def _escape(self, at: int, mode: Mode) -> tuple[str, int]:
        """What the backslash at ``at``, outside quotes, stands for, and where it ends."""
        if at + 1 == len(self.text):
            self.open.append(("\\", at))
            return "\\", at + 1
        if newline := re.compile(_NEWLINE).match(self.text, at + 1):
            return "", newline.end()
        following = self.text[at + 1]
        if mode in _POSIX or following in _QUERY_ESCAPES:
            return following, at + 2
        return "\\", at + 1

    def _escape_in_double(self, at: int, mode: Mode) -> tuple[str, int]:
        following = self.text[at + 1 : at + 2]
        if newline := re.compile(_NEWLINE).match(self.text, at + 1):
            return "", newline.end()
        if mode is Mode.JSON:
            return ("$" if following == "$" else "\\" + following), min(at + 2, len(self.text))
        if following and following in (_DOUBLE_ESCAPES if mode in _POSIX else _QUERY_ESCAPES):
            return following, at + 2
        return "\\", at + 1


class _Builder:
    """Collects the pieces of a word; bare runs that touch become one."""

    def __init__(self) -> None:
        self._pieces: list[Piece] = []

    def add(self, piece: Piece) -> int:
        self._pieces.append(piece)
        return piece.end

    def bare(self, start: int, end: int, text: str) -> int:
        last = self._pieces[-1] if self._pieces else None
        if last and last.bare and not last.reference:
            self._pieces[-1] = Piece(last.start, end, last.text + text)
        else:
            self._pieces.append(Piece(start, end, text))
        return end

    def pieces(self) -> tuple[Piece, ...]:
        return tuple(self._pieces)


class Brackets:
    """Which brackets of a text are balanced; it is gone over once a mode, from the first bracket that is asked for."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._known: dict[Mode, tuple[int, dict[int, int]]] = {}

    def close(self, at: int, mode: Mode) -> int | None:
        """The place that closes the bracket at ``at``, or ``None`` where nothing does."""
        first, pairs = self._known.get(mode, (len(self._text), {}))
        if at < first:
            pairs = find_pairs(self._text, at, mode)
            self._known[mode] = (at, pairs)
        return pairs.get(at)

    def forget_others(self, mode: Mode) -> None:
        """Go over the text again in the other modes: they would be inside a quote where ``mode`` is outside, behind a
        word with ``\\"``."""
        self._known = {known: pairs for known, pairs in self._known.items() if known is mode}


def find_pairs(text: str, start: int, mode: Mode) -> dict[int, int]:
    """The places of the balanced brackets from ``start`` on, opening to closing; a bracket in quotes is none.

    A bracket that is never closed, or closed by one of another kind only, is left out.
    """
    pairs: dict[int, int] = {}
    opened: dict[str, list[int]] = {closing: [] for closing in _CLOSES.values()}
    at = start
    next_mark = re.compile(_MARKS).search
    while found := next_mark(text, at):
        mark, at = found[0], found.end()
        if mark == "\\":
            at += mode in _POSIX or text.startswith("'", at)
        elif mark in "'\"":
            at = _past_quote(text, at, mark, mode)
        elif mark in _CLOSES:
            opened[_CLOSES[mark]].append(found.start())
        elif opened[mark]:
            place = opened[mark].pop()
            pairs[place] = found.start()
            _drop_inside(opened, place)
    return pairs


def _drop_inside(opened: dict[str, list[int]], place: int) -> None:
    for places in opened.values():
        while places and places[-1] > place:
            places.pop()


def _past_quote(text: str, at: int, mark: str, mode: Mode) -> int:
    if mark == '"' and mode is not Mode.QUERY:
        found = re.compile(_PAST_DOUBLE).match(text, at)
        return found.end() if found else len(text)
    return text.find(mark, at) + 1 or len(text)
