"""Words and tokens: the pieces that parser, lint, highlighting and completion all look at.

A ``Word`` is made of pieces, each with its place in the text, so that what a word means and where it stands never part.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Literal, NamedTuple

from cerbsh.language.select import Step

ReferenceKind = Literal["variable", "reply", "parameter"]


class Reference(NamedTuple):
    """``$name``, ``${name}``, ``$_.path``, ``$12.path``, or ``$1`` in a saved line; ``text[start:end]`` is how it is
    written.

    ``name`` is the variable's name, ``_`` for the last reply, or digits. ``path`` leads into the value. ``default`` is
    what a parameter of a saved line has without an argument (``${1:-open}``).
    """

    kind: ReferenceKind
    name: str
    start: int
    end: int
    path: tuple[Step, ...] = ()
    default: str | None = None


class Piece(NamedTuple):
    """A run of a word: ``text`` is what it stands for, a ``Reference`` what is put in its place when the line runs.

    ``quote`` is ``'`` or ``"`` for what stands inside such quotes, the quotes included, else empty; ``bare`` tells
    that it is neither quoted nor escaped. For a reference ``text`` is how it is written.
    """

    start: int
    end: int
    text: str
    quote: str = ""
    bare: bool = True
    reference: Reference | None = None


class Word(NamedTuple):
    """A word of the line at ``text[start:end]``; an empty one (``start == end``) stands for an empty value."""

    start: int
    end: int
    pieces: tuple[Piece, ...] = ()

    @property
    def text(self) -> str:
        """What it stands for, references as they are written."""
        return "".join(piece.text for piece in self.pieces)

    @property
    def references(self) -> tuple[Reference, ...]:
        """The references in it, in order."""
        return tuple(piece.reference for piece in self.pieces if piece.reference)

    @property
    def reply(self) -> Reference | None:
        """The whole reply that the word names: ``$_`` or ``$12`` as an argument of a command."""
        if len(self.pieces) != 1:
            return None
        reference = self.pieces[0].reference
        return reference if reference and reference.kind == "reply" and not reference.path else None


class Kind(StrEnum):
    """What a token is."""

    SPACE = "space"
    COMMENT = "comment"
    METHOD = "method"
    COMMAND = "command"
    PATH = "path"
    ARGUMENT = "argument"
    KEY = "key"
    OPERATOR = "operator"
    """``=``, ``==``, ``:=``, ``=@`` of an item; the ``=`` of an option."""
    VALUE = "value"
    JSON = "json"
    FILE = "file"
    QUERY = "query"
    OPTION = "option"
    OPTION_VALUE = "option-value"
    STRING = "string"
    """A quoted run inside a value, with its quotes; not in queries, where double quotes are Cerb's."""
    REFERENCE = "reference"
    PIPE = "pipe"
    """``|``, or the ``!`` of a system command."""
    REDIRECT = "redirect"
    SYSTEM = "system"
    RAW = "raw"
    """The rest of a line that is kept as it stands (``save``)."""
    UNKNOWN = "unknown"
    """A word that has no place here."""


class Token(NamedTuple):
    """``text[start:end]`` is of this kind; the tokens of a text tile it without gap or overlap."""

    kind: Kind
    start: int
    end: int


class Part(NamedTuple):
    """A word of the line with its role; the parts of a text are in order and never overlap.

    A part is finer than a word where the word has an inner border: an item is ``KEY``, ``OPERATOR`` and ``VALUE``.
    """

    kind: Kind
    word: Word

    @property
    def start(self) -> int:
        """Where it begins in the text."""
        return self.word.start

    @property
    def end(self) -> int:
        """Where it ends in the text."""
        return self.word.end


def tile(parts: tuple[Part, ...], length: int) -> tuple[Token, ...]:
    """The tokens of a text of ``length`` characters: its parts cut at quotes and references, with the space between."""
    tokens: list[Token] = []
    at = 0
    for part in parts:
        _add(tokens, Kind.SPACE, at, part.start)
        at = part.start
        for piece in part.word.pieces:
            _add(tokens, part.kind, at, piece.start)
            _add(tokens, _kind_of(part.kind, piece), piece.start, piece.end)
            at = piece.end
        _add(tokens, part.kind, at, part.end)
        at = part.end
    _add(tokens, Kind.SPACE, at, length)
    return tuple(tokens)


_WITH_STRINGS = frozenset({Kind.PATH, Kind.ARGUMENT, Kind.VALUE, Kind.JSON, Kind.FILE, Kind.OPTION_VALUE})


def _kind_of(kind: Kind, piece: Piece) -> Kind:
    if piece.reference:
        return Kind.REFERENCE
    return Kind.STRING if piece.quote and kind in _WITH_STRINGS else kind


def _add(tokens: list[Token], kind: Kind, start: int, end: int) -> None:
    if start == end:
        return
    if tokens and tokens[-1].kind == kind:
        start = tokens.pop().start
    tokens.append(Token(kind, start, end))
