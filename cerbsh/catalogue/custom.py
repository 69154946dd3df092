"""Custom fields of a server: one thing with three names, to write, to read and to search."""

from __future__ import annotations

import re
from dataclasses import dataclass

from cerbsh.catalogue.model import ExpandKey, Field, Filter
from cerbsh.catalogue.vocabulary import CUSTOM_FIELD_TYPES

_FIELD_TYPES = {
    "C": "bit", "D": "text", "E": "timestamp", "F": "id", "I": "ids", "L": "id", "M": "list", "N": "number",
    "O": "float", "S": "text", "T": "text", "U": "url", "W": "id", "X": "list", "Y": "float",
    "cerb.custom_field.record.links": "links",
}  # fmt: skip
_FILTER_TYPES = {
    "C": "bool",
    "E": "date",
    "N": "number",
    "O": "decimal",
    "Y": "decimal",
    "cerb.custom_field.slider": "number",
}
_RECORDS = {"W": "worker", "F": "attachment", "I": "attachment"}


@dataclass(frozen=True, slots=True)
class CustomField:
    """A custom field of the type ``kind``. ``type`` is Cerb's letter (or extension), ``record`` the type it links to.

    It is written as ``fields[URI]`` or ``fields[custom_ID]``, read with ``expand=custom_ID`` or its uri, and searched
    by ``filter``, a camelCase name that Cerb makes from its label.
    """

    id: int
    kind: str
    name: str
    type: str
    uri: str = ""
    options: tuple[str, ...] = ()
    record: str = ""
    filter: str = ""

    @property
    def note(self) -> str:
        """Its label and what it is."""
        return f"{self.name} ({CUSTOM_FIELD_TYPES.get(self.type, self.type)})"

    @property
    def links_to(self) -> str:
        """The record type whose ids it holds, or an empty string."""
        return _RECORDS.get(self.type, self.record if self.type == "L" else "")

    @property
    def written_as(self) -> str:
        """The name to write it by."""
        return self.uri or f"custom_{self.id}"

    def field(self) -> Field:
        """The field that it is when written."""
        kind = _FIELD_TYPES.get(self.type, "text")
        return Field(self.written_as, kind, False, False, self.note, self.links_to, self.options, self.name)

    def read_keys(self) -> tuple[ExpandKey, ...]:
        """The keys that it is when read."""
        names = dict.fromkeys((f"custom_{self.id}", self.written_as))
        return tuple(ExpandKey(name, _FIELD_TYPES.get(self.type, "text"), "", self.note) for name in names)

    def filters(self) -> tuple[Filter, ...]:
        """The filters that it is in a query: a link has two, a query of the linked type and its ids."""
        name = self.filter or camel_case(self.name)
        if not name:
            return ()
        if self.links_to:
            deep = Filter(name, "record", self.links_to, True, note=self.note)
            return deep, Filter(f"{name}.id", "chooser", self.links_to, sortable=True, note=self.note)
        kind = _FILTER_TYPES.get(self.type, "text")
        return (Filter(name, kind, sortable=True, subtotal=kind != "date", values=self.options, note=self.note),)


def camel_case(label: str) -> str:
    """The filter name that Cerb makes of a label: ``SLA tier 2`` becomes ``slaTier2``."""
    words = re.findall(r"[A-Za-z0-9]+", label)
    return "".join([words[0].lower(), *(word[:1].upper() + word[1:].lower() for word in words[1:])]) if words else ""
