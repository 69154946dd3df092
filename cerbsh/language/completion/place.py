"""What may stand at the cursor: where it would begin, what is typed of it, and where candidates come from."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from cerbsh.language.completion.offers import Records, Source
from cerbsh.language.tokens import Word

_SAFE = re.compile(r"[A-Za-z0-9_.,:;=+@%/~^\[\]-]+")
_IN_DOUBLE = re.compile(r'(["\\$`])')


@dataclass(frozen=True, slots=True)
class Spelling:
    """How a text is written at a place of the line. ``quote`` is the quote that is open there, if any.

    ``query`` places keep double quotes, which are Cerb's; everywhere else text with white space is put in quotes.
    """

    query: bool = False
    quote: str = ""

    def write(self, text: str, *, close: bool) -> str:
        """``text`` as it is typed there; with ``close`` an open quote is closed behind it."""
        if self.quote == "'":
            return text.replace("'", "'\\''") + ("'" if close else "")
        if self.quote == '"':
            return _escaped(text) + ('"' if close else "")
        if self.query:
            return text.replace("'", "\\'").replace("$", "\\$")
        return text if _SAFE.fullmatch(text) else f'"{_escaped(text)}"'


@dataclass(frozen=True, slots=True)
class Want:
    """Records of a type that are worth asking the server for: the newest, or those with ``word`` in their label."""

    kind: str
    word: str


@dataclass(frozen=True)
class Place:
    """The cursor stands where ``what`` may stand. ``start`` is where it begins, ``typed`` what is there already."""

    what: str
    start: int
    typed: str
    sources: tuple[Source, ...] = ()
    spelling: Spelling = Spelling()

    @property
    def wants(self) -> tuple[Want, ...]:
        """The records that could be learned for this place."""
        return tuple(Want(source.kind, self.typed) for source in self.sources if isinstance(source, Records))

    def after(self, separators: str) -> Place:
        """The same place for a list: what stands behind the last separator is what is being typed."""
        cut = max(self.typed.rfind(separator) for separator in separators) + 1
        return replace(self, start=self.start + cut, typed=self.typed[cut:]) if cut else self


def _escaped(text: str) -> str:
    return _IN_DOUBLE.sub(r"\\\1", text)


def nothing(cursor: int) -> Place:
    """A place where nothing is offered."""
    return Place("nothing", cursor, "")


def in_word(what: str, word: Word | None, cursor: int, sources: Sequence[Source], *, query: bool = False) -> Place:
    """The place of a whole word that is being typed (``None``: one that begins at the cursor)."""
    if word is None or not word.pieces:
        return Place(what, cursor, "", tuple(sources), Spelling(query))
    first = word.pieces[0]
    quote = first.quote if first.quote and word.pieces[-1].quote == first.quote else ""
    return Place(what, word.start + len(quote), word.text, tuple(sources), Spelling(query, quote))
