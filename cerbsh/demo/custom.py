"""Custom fields: their three names, and their values in dictionaries."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cerbsh.demo.slug import camel_case
from cerbsh.demo.store import Database

MULTIPLE = frozenset("XMI")
"""The types that hold several values."""


@dataclass(frozen=True)
class CustomField:
    """One custom field. It is written as ``uri`` or ``custom_ID``, read as ``custom_ID``, searched as ``filter``."""

    id: int
    name: str
    type: str
    uri: str
    filter: str
    options: tuple[str, ...]
    link: str
    updated_at: int


def fields_of(database: Database, context: str) -> list[CustomField]:
    """The custom fields of a record type. A second field of the same label gets its id behind its filter."""
    found: list[CustomField] = []
    for row in database.rows("SELECT * FROM custom_field WHERE context = ? ORDER BY pos, id", (context,)):
        name = camel_case(row["name"])
        taken = any(name == field.filter for field in found)
        params: dict[str, Any] = json.loads(row["params"] or "{}")
        found.append(
            CustomField(
                *(row["id"], row["name"], row["type"], row["uri"], f"{name}{row['id']}" if taken else name),
                *(tuple(params.get("options", ())), str(params.get("context", "")), row["updated_at"]),
            )
        )
    return sorted(found, key=lambda field: field.id)


def values_of(database: Database, fields: list[CustomField], record_id: int) -> Mapping[int, str | list[str] | None]:
    """The values of one record by the field's id: text, a list for a field of several values, ``None`` for none."""
    stored: dict[int, list[str]] = {}
    for row in database.rows("SELECT field_id, value FROM custom_value WHERE context_id = ?", (record_id,)):
        stored.setdefault(row["field_id"], []).append(row["value"])
    return {field.id: _value(field, stored.get(field.id, [])) for field in fields}


def _value(field: CustomField, values: list[str]) -> str | list[str] | None:
    if field.type in MULTIPLE:
        return values
    return values[0] if values else None
