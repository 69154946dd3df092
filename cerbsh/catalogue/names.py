"""Many names with their labels, found by the beginning of any of their words: ids of records, keys, commands.

Fifty thousand ids with labels are found in a fraction of a millisecond and held in a few megabytes: what is searched
is one text, and what is sorted are places in it.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

_MARKS = re.compile(r"^\W+")
_WORD = re.compile(r"[^\W_]+")
_PARTS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|[0-9]+|[^\W_a-zA-Z0-9]+")
_SORTED_BY = 32
"""Bytes of a word that places are sorted by; what is typed beyond them is compared afterwards."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A name that was found. ``rank``: 0 for its beginning, 1 for a part of it or of its label, 2 for its initials."""

    name: str
    label: str = ""
    rank: int = 0


def parts(name: str) -> list[str]:
    """The words inside a name: ``latest_message``, ``firstName`` and ``owner.id`` have two each."""
    return _PARTS.findall(name)


def initials(name: str) -> str:
    """The first letters of the words inside a name, in lower case; empty where there is one word."""
    words = parts(name)
    return "".join(word[0] for word in words).lower() if len(words) > 1 else ""


class Names:
    """Names with labels, never changed: ``with_more`` gives a new value that shares what was sorted.

    A name that comes again takes its newest label (and may be found by a former one as well). Newest first where
    nothing was typed.
    """

    def __init__(self, entries: Iterable[tuple[str, str]] = (), _runs: tuple[_Run, ...] | None = None) -> None:
        self._runs = _runs if _runs is not None else ((run,) if (run := _Run.of(dict(entries))) else ())

    def __bool__(self) -> bool:
        return bool(self._runs)

    def with_more(self, entries: Iterable[tuple[str, str]]) -> Names:
        """These names and those; cheap, since only what is about as small is sorted anew."""
        run = _Run.of(dict(entries))
        if run is None:
            return self
        runs = list(self._runs)
        while runs and len(runs[-1]) <= 2 * len(run):
            run = runs.pop().followed_by(run)
        return Names(_runs=(*runs, run))

    def newest(self, limit: int) -> list[Hit]:
        """The names that came last."""
        return _first(self._backwards(), limit)

    def find(self, typed: str, limit: int) -> list[Hit]:
        """At most ``limit`` names that were meant by ``typed``: by their beginning, then by their parts.

        Case is ignored, and so are marks in front of a word (``[#DEMO``).
        """
        if not typed:
            return self.newest(limit)
        wanted = _MARKS.sub("", typed.lower()).encode("utf-8", "surrogatepass")
        hits = _first((hit for run in self._newest_first for hit in run.find(run.heads, wanted)), limit)
        if len(hits) < limit:
            more = (hit for run in self._newest_first for hit in run.find(run.words, wanted))
            hits = _first((hit for found in (hits, more) for hit in found), limit)
        return hits

    def label(self, name: str) -> str | None:
        """The label of exactly that name, or ``None``."""
        wanted = name.lower().encode("utf-8", "surrogatepass")
        for run in self._newest_first:
            for hit in run.find(run.heads, wanted):
                if hit.name == name:
                    return hit.label
        return None

    @property
    def _newest_first(self) -> Iterable[_Run]:
        return reversed(self._runs)

    def _backwards(self) -> Iterator[Hit]:
        return (Hit(name, label) for run in self._newest_first for name, label in run.backwards())


def _first(hits: Iterable[Hit], limit: int) -> list[Hit]:
    """The first ``limit`` hits with names of their own."""
    found: dict[str, Hit] = {}
    for hit in hits:
        if len(found) >= limit:
            break
        found.setdefault(hit.name, hit)
    return list(found.values())


@dataclass(frozen=True, slots=True, eq=False)
class _Run:
    """Names that were sorted together, in a handful of objects however many they are.

    ``kept`` holds name and label of each as they are, one behind the other, and ``ends`` where each ends. ``folded``
    holds a line for each: name, initials and label in lower case. ``lines`` are the places where they begin, ``heads``
    the same places sorted by what stands there, ``words`` those of all words inside the lines.
    """

    kept: bytes
    ends: array[int]
    folded: bytes
    lines: array[int]
    heads: array[int]
    words: array[int]

    @classmethod
    def of(cls, entries: dict[str, str]) -> _Run | None:
        """The names sorted; ``None`` where there are none."""
        if not entries:
            return None
        ends, lines, words = array("I"), array("I"), array("I")
        kept, folded = bytearray(), bytearray()
        for name, label in entries.items():
            lines.append(len(folded))
            line, starts = _line(name, label)
            words.extend(len(folded) + start for start in starts)
            folded += line
            kept += f"{name}\0{label}".encode("utf-8", "surrogatepass")
            ends.append(len(kept))
        text = bytes(folded)
        return cls(bytes(kept), ends, text, lines, _sorted(lines, text), _sorted(words, text))

    def __len__(self) -> int:
        return len(self.ends)

    def __iter__(self) -> Iterator[tuple[str, str]]:
        return map(self._entry, range(len(self)))

    def followed_by(self, newer: _Run) -> _Run:
        """Both, sorted together; the newer label of a name counts."""
        names = dict(newer)
        return _Run.of({name: label for name, label in self if name not in names} | names) or newer

    def backwards(self) -> Iterator[tuple[str, str]]:
        """The entries, the last one first."""
        return map(self._entry, reversed(range(len(self))))

    def find(self, places: array[int], typed: bytes) -> Iterator[Hit]:
        """The names that have those bytes at one of the sorted ``places``."""
        head = typed[:_SORTED_BY]
        at = bisect_left(places, head, key=lambda place: self.folded[place : place + len(head)])
        for number in range(at, len(places)):
            place = places[number]
            if not self.folded.startswith(head, place):
                return
            if self.folded.startswith(typed, place):
                yield self._hit(place)

    def _hit(self, place: int) -> Hit:
        index = bisect_right(self.lines, place) - 1
        name, label = self._entry(index)
        before = self.folded.count(b"\0", self.lines[index], place)
        return Hit(name, label, 0 if place == self.lines[index] else 2 if before == 1 else 1)

    def _entry(self, index: int) -> tuple[str, str]:
        entry = self.kept[self.ends[index - 1] if index else 0 : self.ends[index]]
        name, _, label = entry.decode("utf-8", "surrogatepass").partition("\0")
        return name, label


def _sorted(places: array[int], text: bytes) -> array[int]:
    return array("I", sorted(places, key=lambda place: text[place : place + _SORTED_BY]))


def _line(name: str, label: str) -> tuple[bytes, list[int]]:
    """The searched line of an entry, and where its words begin, the first one left out."""
    short = initials(name)
    first, second = len(name) + 1, len(name) + len(short) + 2
    starts = [match.start() for match in _PARTS.finditer(name) if match.start()]
    starts += [first] * bool(short) + [second + match.start() for match in _WORD.finditer(label)]
    text = f"{_lower(name)}\0{short}\0{_lower(label)}\0\n"
    line = text.encode("utf-8", "surrogatepass")
    if len(line) != len(text):
        starts = [len(text[:start].encode("utf-8", "surrogatepass")) for start in starts]
    return line, starts


def _lower(text: str) -> str:
    """In lower case, with every character in its place (a few letters have a longer lower case, and stay)."""
    lower = text.lower()
    return lower if len(lower) == len(text) else text
