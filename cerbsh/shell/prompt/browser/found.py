"""The words that were typed to find something, where they stand on the screen."""

from __future__ import annotations

import re
from collections.abc import Iterable

from prompt_toolkit.formatted_text import StyleAndTextTuples
from prompt_toolkit.formatted_text.utils import fragment_list_to_text

STYLE = " class:browser.found"


def pattern(words: Iterable[str]) -> re.Pattern[str] | None:
    """What fits any of the words in any case; ``None`` where there is no word."""
    known = sorted(words, key=len, reverse=True)
    return re.compile("|".join(map(re.escape, known)), re.IGNORECASE) if known else None


def shown(row: StyleAndTextTuples, sought: re.Pattern[str] | None) -> StyleAndTextTuples:
    """A row in which what is sought stands out."""
    places = [place.span() for place in sought.finditer(fragment_list_to_text(row))] if sought else []
    if not places:
        return row
    edges = sorted({edge for place in places for edge in place})
    made: StyleAndTextTuples = []
    at = 0
    for style, text, *_ in row:
        inner = [edge for edge in edges if at < edge < at + len(text)]
        for start, end in zip([at, *inner], [*inner, at + len(text)], strict=True):
            stands_out = any(first <= start and end <= last for first, last in places)
            made.append((style + STYLE if stands_out else style, text[start - at : end - at]))
        at += len(text)
    return made
