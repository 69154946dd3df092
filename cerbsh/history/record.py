"""A record as Cerb gives it, seen from the fields that write it.

A field and the key that shows its value may differ: some keys come only when they are expanded, some fields name by
text what the record holds by id, and lists are written as what to add and, behind a ``-``, what to take away.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import TypeAlias

from cerbsh.api.request import Pairs
from cerbsh.catalogue import Catalogue, RecordType

Record: TypeAlias = Mapping[str, object]
"""The top-level object of a reply for one record, without the envelope."""
Value: TypeAlias = "str | list[Value] | dict[str, Value]"
"""What a form holds under one name."""

ENVELOPE = frozenset({"__build", "__status", "__version", "_meta"})
VOLATILE = frozenset({"updated", "updated_at"})
"""Fields that change with every write."""
LISTS = {
    "links": "links",
    "participants": "participants",
    "participant_ids": "participants",
    "members": "members",
    "attach": "on",
}
"""Fields that hold lists, and the key that shows them when it is expanded."""
_HELD_AS = {
    "worker.email_id": "address_id",
    "group.reply_address_id": "replyto_id",
    "bucket.reply_address_id": "replyto_id",
}
_CUSTOM = re.compile(r"custom_\d+")


def record_of(envelope: Mapping[str, object]) -> Record:
    """The record in the top-level object of a reply."""
    return {name: value for name, value in envelope.items() if name not in ENVELOPE}


def fields_of(form: Pairs, *, wrapped: bool) -> dict[str, Value]:
    """The fields that a form writes, by name; ``wrapped`` ones stand inside ``fields[…]``, others bare."""
    found: dict[str, Value] = {}
    for name, value in form:
        head, *rest = re.findall(r"[^\[\]]+|(?<=\[)(?=\])", name)
        if wrapped and head == "fields" and rest:
            _put(found, rest, value)
        elif not wrapped and head not in ("expand", "show_meta"):
            _put(found, [head, *rest], value)
    return found


def _put(node: dict[str, Value], keys: list[str], value: str) -> None:
    key, *rest = keys
    if not rest:
        node[key] = value
    elif rest == [""]:
        items = node.setdefault(key, [])
        if isinstance(items, list):
            items.append(value)
    else:
        inner = node.setdefault(key, {})
        if isinstance(inner, dict):
            _put(inner, rest, value)


def spell(name: str, value: object) -> Iterator[tuple[str, str]]:
    """A value as form fields, nested the way PHP reads them."""
    if isinstance(value, Mapping):
        for key, item in value.items():
            yield from spell(f"{name}[{key}]", item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from spell(f"{name}[]", item)
    else:
        yield name, text_of(value)


def text_of(value: object) -> str:
    """A scalar as a form sends it: nothing for null, ``1`` and ``0`` for booleans."""
    if value is None:
        return ""
    return str(int(value)) if isinstance(value, bool) else str(value)


def expand_for(kind: RecordType, names: Iterable[str] | None) -> str:
    """The ``expand`` with which a record has to be read for the former values of ``names``, or of every field."""
    expandable = {key.name for key in kind.expand_keys}
    wanted = {_expanded(kind, name, expandable) for name in (kind.fields if names is None else names)}
    if names is None:
        wanted.add("custom_")
    return ",".join(sorted(wanted - {""}))


def is_custom(name: str) -> bool:
    """Whether a key or field is a custom field by its number: ``custom_7``."""
    return _CUSTOM.fullmatch(name) is not None


def _expanded(kind: RecordType, name: str, expandable: set[str]) -> str:
    if is_custom(name):
        return "custom_"
    if name not in kind.fields:
        return "customfields"
    key = LISTS.get(name, name)
    return key if key not in kind.keys and key in expandable else ""


def held(kind: RecordType, name: str, record: Record) -> tuple[str, object] | None:
    """The field that restores what ``name`` writes, with its value in ``record``; ``None`` where it is not known.

    A field that names something by text is restored by the id: ``org`` by ``org_id``.
    """
    custom = _customfields(record)
    if name not in kind.fields and name in custom:
        return name, custom[name]
    key = _HELD_AS.get(f"{kind.uri}.{name}", name)
    if key in record:
        return name, _as_written(name, record[key])
    if f"{name}_id" in kind.fields and (behind := held(kind, f"{name}_id", record)):
        return behind
    return None


def _customfields(record: Record) -> Mapping[str, object]:
    """The custom fields by their uri, as ``expand=customfields`` shows them."""
    found = record.get("customfields")
    return found if isinstance(found, Mapping) else {}


def _as_written(name: str, value: object) -> object:
    """Headers of a message are read as an object and written as text."""
    if name == "headers" and isinstance(value, Mapping):
        return "\r\n".join(f"{key}: {text}" for key, text in value.items())
    return value


def items(catalogue: Catalogue, name: str, record: Record) -> list[str] | None:
    """What a list field holds, each item as it would be written; ``None`` where the record does not show it."""
    shown = {**_customfields(record), **record}
    key = LISTS.get(name, name)
    if key not in shown:
        return None
    value = shown[key]
    if name in ("links", "attach"):
        return _targets(catalogue, value)
    if isinstance(value, Mapping):
        rows = value.values()
        return [
            text_of(row.get("email" if name == "participants" else "id")) for row in rows if isinstance(row, Mapping)
        ]
    return [text_of(item) for item in value] if isinstance(value, list) else []


def _targets(catalogue: Catalogue, value: object) -> list[str]:
    """``type:id`` for each of ``{"cerberusweb.contexts.org": [3]}``; an empty object comes as a list."""
    if not isinstance(value, Mapping):
        return []
    return [f"{_uri(catalogue, context)}:{text_of(number)}" for context, numbers in value.items() for number in numbers]


def _uri(catalogue: Catalogue, context: str) -> str:
    kind = catalogue.type(context)
    return kind.uri if kind else context


def asked_items(catalogue: Catalogue, name: str, value: Value) -> tuple[set[str], set[str]]:
    """What a written list adds and what it takes away."""
    if isinstance(value, str):
        value = [part for part in re.split(r"[,\s]+", value) if part]
    texts = [text_of(item) for item in (value.values() if isinstance(value, dict) else value)]
    plain = [(text.startswith("-"), text.removeprefix("-")) for text in texts if text]
    if name in ("links", "attach"):
        plain = [(gone, _normal_target(catalogue, text)) for gone, text in plain]
    return {text for gone, text in plain if not gone}, {text for gone, text in plain if gone}


def _normal_target(catalogue: Catalogue, text: str) -> str:
    context, colon, number = text.rpartition(":")
    return f"{_uri(catalogue, context)}{colon}{number}"


def is_list(name: str, value: object) -> bool:
    """Whether a field is written item by item: the known lists, and custom fields with several values."""
    return name in LISTS or isinstance(value, list)


def same(catalogue: Catalogue, kind: RecordType, name: str, one: object, other: object) -> bool:
    """Whether two values of a field mean the same: Cerb gives ids as numbers or text, flags as 0 and 1 or booleans,
    takes ``o`` for ``open``, and any name of a type for its long id."""
    if isinstance(one, Mapping | list) or isinstance(other, Mapping | list):
        return sorted(spell("", one)) == sorted(spell("", other))
    first, second = text_of(one), text_of(other)
    if first == second:
        return True
    if name == "status" and first and second:
        return first[0].lower() == second[0].lower()
    field = kind.fields.get(name)
    if field is not None and field.type == "context":
        return catalogue.type(first) is not None and catalogue.type(first) is catalogue.type(second)
    return _number(first) is not None and _number(first) == _number(second)


def _number(text: str) -> float | None:
    try:
        return float(text or "0")
    except ValueError:
        return None
