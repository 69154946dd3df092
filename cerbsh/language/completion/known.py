"""What is known when a line is completed: a plain value that the shell fills, and replaces when it learns more."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from cerbsh.catalogue.labels import Labels
from cerbsh.catalogue.lookups import Lookups

Described = tuple[str, str]
"""A name and its meaning in a few words."""

_USED = re.compile(r"[A-Za-z_][\w.-]*")


def _nothing(_: str) -> Sequence[Described]:
    return ()


def _no_reply(_: str) -> object:
    return None


def _none() -> Sequence[str]:
    return ()


def _no_lines() -> Sequence[tuple[int, str]]:
    return ()


def _no_names() -> Mapping[str, str]:
    return {}


@dataclass(frozen=True)
class Known:
    """Everything that completion may offer, besides what the grammar holds.

    ``labels`` are ids of records; ``variables`` names with their values as text; ``settings`` names with their values.
    ``history`` gives numbers with their lines, the newest first; ``saved`` names with their lines; ``profiles`` names
    with their base URLs. ``reply`` gives the JSON value of ``_`` (the last reply) or of a number of the history,
    ``None`` where there is none. ``files`` gives the paths that begin with a text, ``programs`` the programs on PATH,
    ``timezones`` the names of time zones. ``uses`` counts how often a word stands in the history. The callables
    neither wait nor raise.
    """

    lookups: Lookups
    labels: Labels = field(default_factory=Labels)
    variables: Mapping[str, str] = field(default_factory=dict)
    settings: Mapping[str, Sequence[str]] = field(default_factory=dict)
    history: Callable[[], Sequence[tuple[int, str]]] = _no_lines
    saved: Callable[[], Mapping[str, str]] = _no_names
    profiles: Callable[[], Mapping[str, str]] = _no_names
    reply: Callable[[str], object] = _no_reply
    files: Callable[[str], Iterable[Described]] = _nothing
    programs: Callable[[], Sequence[str]] = _none
    timezones: Callable[[], Sequence[str]] = _none
    uses: Mapping[str, int] = field(default_factory=dict)


def count_uses(lines: Iterable[str]) -> Mapping[str, int]:
    """How often each word stands in the lines of a history."""
    return Counter(word for line in lines for word in _USED.findall(line))
