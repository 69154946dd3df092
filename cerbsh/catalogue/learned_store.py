"""What was learned of a server, kept in a file a profile: used at once at the next start.

The file is read and written whole. One that is missing, damaged or of another format counts as nothing learned, since
the server tells it all again.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from cerbsh.catalogue.custom import CustomField
from cerbsh.catalogue.labels import Labels
from cerbsh.catalogue.learned import Learned, LearnedType
from cerbsh.catalogue.model import Field
from cerbsh.catalogue.names import Names
from cerbsh.errors import LocalError
from cerbsh.files import locked, write_private

FORMAT = 2
LABELS_KEPT = 2_000
"""How many ids with labels of each type are kept on disk, the newest."""
_NEWLINE = "\n"


def read(path: Path) -> tuple[Learned, Labels]:
    """What the file holds; nothing learned where it cannot be read or understood."""
    try:
        return from_json(json.loads(path.read_bytes()))
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return Learned(), Labels()


def write(path: Path, learned: Learned, labels: Labels) -> None:
    """Replace the file, readable by its owner alone; nobody ever sees half of one. Raises ``LocalError``."""
    text = json.dumps(to_json(learned, labels), ensure_ascii=True, separators=(",", ":"))
    with locked(path):
        write_private(path, text.encode("ascii"))


def forget(path: Path) -> None:
    """Remove the file, if there is one. Raises ``LocalError``."""
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise LocalError(f"cannot remove {path}: {error.strerror}") from None


def to_json(learned: Learned, labels: Labels) -> dict[str, Any]:
    """The value as JSON: everything by its name, the labels of each type as one text of lines ``id label``.

    Tens of thousands of small values would leave the memory of the prompt full of holes when they are read.
    """
    kept: dict[str, list[str]] = {}
    for record in labels.newest(LABELS_KEPT):
        kept.setdefault(record.kind, []).append(f"{record.id} {record.label.replace(_NEWLINE, ' ')}")
    fields = {uri: [item._asdict() for item in items] for uri, items in learned.fields.items()}
    return {
        "format": FORMAT,
        "learned": asdict(learned) | {"fields": fields},
        "labels": {kind: _NEWLINE.join(lines) for kind, lines in kept.items()},
    }


def from_json(document: Mapping[str, Any]) -> tuple[Learned, Labels]:
    """The value that ``to_json`` made. Raises ``ValueError``, ``KeyError`` or ``TypeError`` for any other document."""
    if document["format"] != FORMAT:
        raise ValueError(f"format {document['format']} is not {FORMAT}")
    told = document["learned"]
    learned = Learned(
        str(told["version"]),
        float(told["learned_at"]),
        {uri: LearnedType(**_tuples(item)) for uri, item in told["types"].items()},
        {int(number): CustomField(**_tuples(item)) for number, item in told["custom"].items()},
        {uri: tuple(Field(**_tuples(item)) for item in items) for uri, items in told["fields"].items()},
        {uri: {str(key): str(label) for key, label in keys.items()} for uri, keys in told["keys"].items()},
        {str(name): str(summary) for name, summary in told["data_types"].items()},
        tuple(map(str, told["controllers"])),
    )
    return learned, Labels({str(kind): Names(_named(text)) for kind, text in document["labels"].items()})


def _named(text: str) -> Iterable[tuple[str, str]]:
    for line in text.split(_NEWLINE):
        number, _, label = line.partition(" ")
        if number:
            yield number, label


def _tuples(item: Mapping[str, Any]) -> dict[str, Any]:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in item.items()}
