"""Two JSON values compared key by key, two texts line by line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from cerbsh.view import safe
from cerbsh.view.json import dumps
from cerbsh.view.theme import PLAIN, Role, Theme

Kind = Literal["added", "removed", "changed"]

_MARKS: Final[Mapping[Kind, str]] = {"added": "+", "removed": "-", "changed": "~"}
_ROLES: Final[Mapping[str, Role]] = {"+": "added", "-": "removed", "@": "accent"}
_NAME: Final = re.compile(r"[A-Za-z_0-9]+", re.ASCII)


@dataclass(frozen=True)
class Change:
    """What differs at one place. ``path`` reads like one of a reference: ``a.b[0].c``; the whole value has none."""

    kind: Kind
    path: str
    old: object = None
    new: object = None


def changes(old: object, new: object) -> Iterator[Change]:
    """What differs between two JSON values, in the order of ``old``, then what is new.

    Records of a list that have an ``id`` are compared with the one of the same id, wherever it stands; other elements
    with the one at their place. A number that is written otherwise has changed.
    """
    pairs: list[tuple[str, object, object]] = [("", old, new)]
    while pairs:
        path, one, other = pairs.pop()
        if isinstance(one, dict) and isinstance(other, dict):
            matched = [(_below(path, key), one.get(key, _NONE), other.get(key, _NONE)) for key in one | other]
            pairs += reversed(matched)
        elif isinstance(one, list) and isinstance(other, list):
            pairs += reversed(list(_elements(path, one, other)))
        elif one is _NONE:
            yield Change("added", path, new=other)
        elif other is _NONE:
            yield Change("removed", path, old=one)
        elif type(one) is not type(other) or dumps(one) != dumps(other):
            yield Change("changed", path, one, other)


def render(found: Iterable[Change], theme: Theme = PLAIN, width: int | None = None) -> Iterator[str]:
    """One safe line for each change, cut to ``width`` cells where that is given."""
    for change in found:
        role: Role = change.kind
        lead = f"{_MARKS[change.kind]} {safe.line(change.path)}{': ' if change.path else ''}"
        line = lead + _values(change)
        if width is not None:
            line = safe.cut(line, width)
        yield theme.paint(role, line[: len(lead)]) + line[len(lead) :] + "\n"


def text(old: str, new: str, theme: Theme = PLAIN) -> Iterator[str]:
    """What differs between two texts, as lines of a unified diff, safe and coloured."""
    from difflib import unified_diff

    for number, line in enumerate(unified_diff(old.splitlines(), new.splitlines(), lineterm="")):
        if number > 1:
            role = _ROLES.get(line[:1])
            shown = safe.line(line)
            yield (theme.paint(role, shown) if role else shown) + "\n"


class _Missing:
    """Stands where one of the two has nothing."""


_NONE: Final = _Missing()


def _values(change: Change) -> str:
    if change.kind == "added":
        return dumps(change.new)
    if change.kind == "removed":
        return dumps(change.old)
    return f"{dumps(change.old)} → {dumps(change.new)}"


def _elements(path: str, old: Sequence[object], new: Sequence[object]) -> Iterator[tuple[str, object, object]]:
    """Which element is compared with which, each with its path."""
    former, latter = _by_id(old), _by_id(new)
    if former is not None and latter is not None:
        for key in former | latter:
            yield f"{path}[id={key}]", former.get(key, _NONE), latter.get(key, _NONE)
        return
    for at in range(max(len(old), len(new))):
        yield f"{path}[{at}]", old[at] if at < len(old) else _NONE, new[at] if at < len(new) else _NONE


def _by_id(records: Sequence[object]) -> dict[str, object] | None:
    """The records by their id; ``None`` where one has none, or two have the same."""
    found: dict[str, object] = {}
    for record in records:
        if not isinstance(record, dict) or not isinstance(record.get("id"), str | int):
            return None
        found[str(record["id"])] = record
    return found if len(found) == len(records) else None


def _below(path: str, key: str) -> str:
    if not _NAME.fullmatch(key):
        return f"{path}[{dumps(key)}]"
    return f"{path}.{key}" if path else key
