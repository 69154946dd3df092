"""The fields of a write as the editor shows them: those of the record type or the endpoint, required ones first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import tzinfo
from typing import TYPE_CHECKING, Final

from cerbsh.catalogue.lookups import writable
from cerbsh.catalogue.vocabulary import field_words
from cerbsh.history.record import LISTS, VOLATILE, Record, held, is_custom, items
from cerbsh.shell.editing.layout import Slot
from cerbsh.view import times

if TYPE_CHECKING:
    from cerbsh.catalogue import Catalogue, Endpoint, Field, RecordType

_BLANKS: Final[Mapping[str, object]] = {
    "links": [], "fieldsets": [], "ids": [], "list": [], "object": {}, "bit": 0, "number": 0, "integer": 0, "id": 0,
    "timestamp": 0, "float": 0,
}  # fmt: skip
_MANY_WORDS: Final = 12


def of_type(kind: RecordType, catalogue: Catalogue, record: Record | None, zone: tzinfo) -> Iterator[Slot]:
    """The fields of a record type; with the values that ``record`` has, or, of a new one, blanks where one is required.

    Pictures are left out, and a number where a word says the same.
    """
    for field in writable(kind):
        if field.type == "image" or (field.name == "status_id" and "status" in kind.fields):
            continue
        value = _present(kind, catalogue, field, record) if record is not None else None
        if record is None and field.required:
            value = _blank(field)
        yield Slot(field.name, _about(kind, field, value, zone), value, _blank(field))
    if record is not None and not any(is_custom(key.name) for key in kind.expand_keys):
        yield from (Slot(name, "a custom field", value) for name, value in record.items() if is_custom(name))


def of_endpoint(endpoint: Endpoint) -> Iterator[Slot]:
    """The form fields of an endpoint that writes no record of a known type."""
    params = [param for param in endpoint.params if param.location == "form" and "{" not in param.name]
    for param in sorted(params, key=lambda param: not param.required):
        blank = [] if param.name.endswith("[]") else _BLANKS.get(param.type, "")
        about = ". ".join(filter(None, ("required" if param.required else "", param.note or param.type)))
        yield Slot(param.name.removesuffix("[]"), about, blank if param.required else None, blank)


def _present(kind: RecordType, catalogue: Catalogue, field: Field, record: Record) -> object:
    """What a record has in a field; ``None`` where it does not show it, and for what changes with every write."""
    if field.name in LISTS:
        return items(catalogue, field.name, record)
    found = held(kind, field.name, record)
    return found[1] if found and found[0] == field.name and field.name not in VOLATILE else None


def _blank(field: Field) -> object:
    return [] if field.name in LISTS else _BLANKS.get(field.type, "")


def _about(kind: RecordType, field: Field, value: object, zone: tzinfo) -> str:
    """``required. worker ID; 0 unassigned``: what is known of a field, and of a number the moment that it is."""
    words = [word.text for word in field_words(kind.uri, field) if word.text]
    shown = f"one of {', '.join(words)}" if field.values and len(words) <= _MANY_WORDS else ""
    moment = times.seconds("created", value) if field.type == "timestamp" and value else None
    parts = (
        "required" if field.required else "",
        field.note or (f"id of {field.record}" if field.record else field.type),
        shown,
        f"now {times.minute(moment, zone)}" if moment else "",
    )
    return ". ".join(filter(None, parts))
