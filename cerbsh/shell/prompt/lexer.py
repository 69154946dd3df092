"""The input line in colours, from the language's highlighting."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable

from prompt_toolkit.document import Document
from prompt_toolkit.formatted_text import StyleAndTextTuples
from prompt_toolkit.lexers import Lexer

Span = tuple[int, int, str]
"""Start and end in the text, and the name of a role."""
Highlight = Callable[[str], Iterable[Span]]


class RoleLexer(Lexer):
    """prompt_toolkit's lexer over ``highlight``; each role becomes the style class of its name."""

    def __init__(self, highlight: Highlight) -> None:
        self._highlight = highlight
        self._epoch = 0

    def forget(self) -> None:
        """Look anew at the line as it stands: more is known than when it was coloured."""
        self._epoch += 1

    def invalidation_hash(self) -> Hashable:
        """What prompt_toolkit keeps coloured rows under, beside their text."""
        return self._epoch

    def lex_document(self, document: Document) -> Callable[[int], StyleAndTextTuples]:
        """A function from a row's number to its styled text."""
        rows = styled_rows(document.text, self._highlight(document.text))
        return lambda number: rows[number] if number < len(rows) else []


def styled_rows(text: str, spans: Iterable[Span]) -> list[StyleAndTextTuples]:
    """The rows of ``text``, each in styled pieces. Spans are in order, without overlap; between them text is plain."""
    rows: list[StyleAndTextTuples] = [[]]

    def add(piece: str, style: str) -> None:
        for number, part in enumerate(piece.split("\n")):
            if number:
                rows.append([])
            if part:
                rows[-1].append((style, part))

    at = 0
    for start, end, role in spans:
        add(text[at:start], "")
        add(text[start:end], f"class:line.{role}")
        at = end
    add(text[at:], "")
    return rows
