"""The records that a record is linked with, each with its label."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

from cerbsh.api.request import Request
from cerbsh.history.record import items, text_of
from cerbsh.view import safe
from cerbsh.view.cells import label_key

if TYPE_CHECKING:
    from cerbsh.shell.engine import Engine
    from cerbsh.shell.result import Piece, Surface
    from cerbsh.shell.showing.display import Display

AT_ONCE: Final = 200
"""Ids in one search for labels."""


class Linked(NamedTuple):
    """Linked records: a line each, or what the line wants instead."""

    rows: Sequence[Mapping[str, object]]
    display: Display

    def pieces(self, surface: Surface) -> Iterator[Piece]:
        """The rows in the form that is wanted."""
        if self.display.selection or self.display.listing:
            yield from self.display.draw([self.display.selected(list(self.rows))], surface)
            return
        width = max((len(str(row["record"])) for row in self.rows), default=0)
        for row in self.rows:
            yield f"{row['record']!s:<{width}}  {safe.line(str(row['label']))}".rstrip() + "\n"


def linked(engine: Engine, record: Mapping[str, object]) -> list[Mapping[str, object]]:
    """``record``, ``type``, ``id`` and ``label`` of each linked record, in Cerb's order."""
    found: dict[str, list[str]] = {}
    for target in items(engine.catalogue, "links", record) or ():
        kind, _, number = target.rpartition(":")
        found.setdefault(kind, []).append(number)
    return [
        {"record": f"{kind}:{number}", "type": kind, "id": number, "label": label}
        for kind, numbers in found.items()
        for number, label in _labelled(engine, kind, numbers)
    ]


def _labelled(engine: Engine, kind: str, numbers: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Ids with labels; a label is empty where Cerb does not tell it."""
    for start in range(0, len(numbers), AT_ONCE):
        some = numbers[start : start + AT_ONCE]
        query = (("q", f"id:[{','.join(some)}]"), ("limit", str(AT_ONCE)))
        reply = engine.signed_in.send(Request("GET", f"records/{kind}/search.json", query))
        results = reply.envelope.get("results") if reply.ok else None
        rows = [row for row in results if isinstance(row, dict)] if isinstance(results, list) else []
        labels = {text_of(row.get("id")): str(row[key]) for row in rows if (key := label_key(row))}
        yield from ((number, labels.get(number, "")) for number in some)
