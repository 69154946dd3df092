"""From a text and a cursor to candidates: at most 200, the best first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from cerbsh.language.analysis import Analysis
from cerbsh.language.completion.in_items import bare_key
from cerbsh.language.completion.known import Known
from cerbsh.language.completion.locate import locate
from cerbsh.language.completion.offers import Offer
from cerbsh.language.completion.place import Place
from cerbsh.language.grammar import Grammar

MOST = 200


@dataclass(frozen=True, slots=True)
class Candidate:
    """What may be put in place of everything from ``start`` to the cursor.

    ``label`` is what the menu shows, ``meta`` its meaning in a few words, ``kind`` what it is. Both come from the
    server in part: who shows them makes them safe.
    """

    text: str
    start: int
    label: str
    meta: str
    kind: str


def complete(text: str, cursor: int, grammar: Grammar, known: Known) -> list[Candidate]:
    """What may stand at ``cursor``, the best first. Never raises, and never waits."""
    place = place_at(text, cursor, grammar, known)
    close = text[cursor : cursor + 1] != place.spelling.quote
    taken = _keys_behind(text, cursor, grammar, known)
    return [_candidate(place, offer, close=close) for offer in _best(place, known, taken)]


def place_at(text: str, cursor: int, grammar: Grammar, known: Known) -> Place:
    """What may stand at ``cursor``: where it begins, what is typed of it, which records could be asked for."""
    return locate(text[:cursor], grammar, known)


def _keys_behind(text: str, cursor: int, grammar: Grammar, known: Known) -> frozenset[str]:
    """The keys that stand behind the cursor already: each of them is given once."""
    if "=" not in text[cursor:]:
        return frozenset()
    items = Analysis(text, grammar, known.lookups).items
    return frozenset(bare_key(item.key.text) for item in items if item.start >= cursor)


def _is_taken(offer: Offer, taken: frozenset[str]) -> bool:
    name = offer.text.removesuffix("=")
    return offer.kind in ("field", "parameter") and not name.endswith("[]") and bare_key(name) in taken


def _best(place: Place, known: Known, taken: frozenset[str]) -> list[Offer]:
    typed = place.typed.lower()
    seen: dict[str, tuple[tuple[int, int, int, int], Offer]] = {}
    for order, (rank, offer) in enumerate(_found(place, typed)):
        if taken and _is_taken(offer, taken):
            continue
        used = known.uses.get(offer.text.rstrip(":=([/"), 0) if known.uses else 0
        key = (rank, offer.weight, -used, order)
        if offer.text not in seen or key < seen[offer.text][0]:
            seen[offer.text] = (key, offer)
    return [offer for _, offer in sorted(seen.values(), key=lambda pair: pair[0])[:MOST]]


def _found(place: Place, typed: str) -> Iterator[tuple[int, Offer]]:
    """What fits, but for text that no line should hold: control characters and the like, from a server or a file."""
    for source in place.sources:
        yield from (found for found in source.find(typed) if found[1].text.isprintable())


def _candidate(place: Place, offer: Offer, *, close: bool) -> Candidate:
    text = offer.text if offer.raw else place.spelling.write(offer.text, close=close and offer.final)
    return Candidate(text, place.start, offer.label or offer.text, offer.meta, offer.kind)
