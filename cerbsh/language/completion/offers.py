"""Where candidates come from: a few that are written down, keys through links, records by the ten thousand."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from cerbsh.catalogue.keyindex import KeyIndex
from cerbsh.catalogue.lookups import ReadKey
from cerbsh.catalogue.names import Names
from cerbsh.catalogue.vocabulary import Word
from cerbsh.language.completion.ranking import INSIDE, rank

MOST = 200
"""How many offers of one source are looked at, of those sources that hold thousands."""


@dataclass(frozen=True, slots=True)
class Offer:
    """Something that may stand at the cursor, as it reads, and its meaning.

    ``kind`` says what it is. ``label`` is shown where it says more than ``text``; ``also`` are other words that find
    it. A lower ``weight`` stands higher among equals; ``final`` tells that the value is complete, so that quotes are
    closed; ``raw`` that it is put in as it is, without quotes of its own.
    """

    text: str
    meta: str = ""
    kind: str = "value"
    label: str = ""
    also: tuple[str, ...] = ()
    weight: int = 1
    final: bool = True
    raw: bool = False


Ranked = tuple[int, Offer]


class Source(Protocol):
    """A collection of offers that can be searched by what was typed, in lower case."""

    def find(self, typed: str) -> Iterable[Ranked]:
        """The offers that fit, each with its rank."""
        ...


@dataclass(frozen=True)
class Few:
    """Offers that are all looked at."""

    offers: Sequence[Offer]

    def find(self, typed: str) -> Iterator[Ranked]:
        """Compare each, and its other names; quotes around a value do not count."""
        typed = typed.strip('"')
        for offer in self.offers:
            found = rank(typed, offer.text.strip('"'))
            for name in offer.also if found != 0 else ():
                other = rank(typed, name)
                if other is not None and other < INSIDE and (found is None or other < found):
                    found = other
            if found is not None:
                yield found, offer


@dataclass(frozen=True)
class Keys:
    """Thousands of readable keys, the nearest first; offers are made for those that fit alone."""

    index: KeyIndex
    keys: Mapping[str, ReadKey]

    def find(self, typed: str) -> Iterator[Ranked]:
        """The nearest that fit."""
        for found, name in self.index.find(typed, MOST):
            yield found, key_offer(self.keys[name])


@dataclass(frozen=True)
class Records:
    """Ids of one type with their labels, found by id or by any word of the label."""

    names: Names
    kind: str
    make: Callable[[str, str], Offer] = lambda number, label: Offer(number, label, "record")

    def find(self, typed: str) -> Iterator[Ranked]:
        """The newest, or those that fit."""
        for hit in self.names.find(typed, MOST):
            yield hit.rank, self.make(hit.name, hit.label)


def key_offer(key: ReadKey) -> Offer:
    """A key with its type, and what it opens."""
    opened = f"the whole {key.record}" if key.opens and key.record else ""
    meta = ", ".join(filter(None, (opened or key.type, key.note)))
    weight = 0 if key.opens else 2 if "__" in key.name or key.name.startswith("_") else 1
    return Offer(key.name, meta, "key", weight=weight, final=False)


def of_words(words: Iterable[Word], kind: str = "value") -> Few:
    """Values of a vocabulary."""
    return Few([Offer(word.text, word.meaning, kind) for word in words if word.text])


def of_texts(texts: Iterable[str], kind: str = "value", meta: str = "", weight: int = 1) -> Few:
    """Names without a meaning of their own."""
    return Few([Offer(text, meta, kind, weight=weight) for text in texts])


def of_pairs(pairs: Iterable[tuple[str, str]], kind: str) -> Few:
    """Names with their meanings."""
    return Few([Offer(name, meaning, kind) for name, meaning in pairs])
