"""What was learned from one server: record types, custom fields, writable fields, readable keys, data queries.

A ``Learned`` is a frozen value. ``steps`` says what to ask a server, and each step folds its reply into the value; a
reply that is an error, or has another shape, changes nothing. ``merge`` puts what was learned over the built-in
catalogue.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from cerbsh.api.reply import Reply
from cerbsh.api.request import Request
from cerbsh.catalogue.custom import CustomField
from cerbsh.catalogue.model import Field, RecordType

PER_PAGE = "500"
CONTROLLERS = "cerberusweb.rest.controller"
_NAMED_BY = ("name", "subject", "title", "mask", "email", "firstName", "lastName")
_NAME = re.compile(r"[A-Za-z0-9_.~-]{1,200}")
_FIELD_TYPES = {"string": "text", "bool": "bit", "boolean": "bit"}


@dataclass(frozen=True, slots=True)
class LearnedType:
    """A record type as the server names it. ``options`` are Cerb's words for what it can: search, links, comments …"""

    uri: str
    context: str
    name: str
    plural: str = ""
    aliases: tuple[str, ...] = ()
    options: tuple[str, ...] = ()


@dataclass(frozen=True)
class Learned:
    """Everything learned of a server. ``learned_at`` is unix seconds, ``version`` Cerb's ``__version``.

    ``fields`` and ``keys`` are by the uri of the type: what can be written, and readable keys with their labels.
    """

    version: str = ""
    learned_at: float = 0.0
    types: Mapping[str, LearnedType] = field(default_factory=dict)
    custom: Mapping[int, CustomField] = field(default_factory=dict)
    fields: Mapping[str, tuple[Field, ...]] = field(default_factory=dict)
    keys: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    data_types: Mapping[str, str] = field(default_factory=dict)
    controllers: tuple[str, ...] = ()

    def is_old(self, now: float, version: str = "", days: float = 7) -> bool:
        """Whether to learn anew: never learned, older than that many days, or learned of another version of Cerb."""
        return now - self.learned_at > days * 86_400 or bool(version and version != self.version)

    def type_uri(self, name: str) -> str:
        """The uri of a type that is named by its uri or its long context id."""
        return next((kind.uri for kind in self.types.values() if name in (kind.context, kind.uri)), name)

    def custom_of(self, uri: str) -> Iterator[CustomField]:
        """The custom fields of a type."""
        return (item for item in self.custom.values() if item.kind == uri)


Fold = Callable[[Learned, Reply], Learned]


@dataclass(frozen=True)
class Step:
    """One thing to ask a server, and how to fold the reply in; ``fold`` never raises."""

    name: str
    request: Request
    fold: Fold


def steps(in_use: Iterable[str]) -> tuple[Step, ...]:
    """What to ask a server, the most useful first; ``in_use`` are the uris of the types worth a closer look."""
    return (
        Step("record types", Request("GET", "contexts/list.json"), read_contexts),
        Step("labels of record types", _data_query("type:record.types"), read_record_types),
        Step("custom fields", _custom_field_search(), read_custom_fields),
        Step("kinds of data query", _data_query("type:data.query.types"), read_data_types),
        Step("REST controllers", _data_query(f"type:platform.extensions point:{CONTROLLERS}"), read_controllers),
        *(step for uri in dict.fromkeys(in_use) for step in type_steps(uri)),
    )


def type_steps(uri: str) -> tuple[Step, ...]:
    """What to ask about one record type: what can be written, and what can be read through its links."""
    newest = Request("GET", f"records/{uri}/search.json", (("limit", "1"), ("show_meta", "1")))
    return (
        Step(f"fields of {uri}", _data_query(f"type:record.fields of:{uri}"), read_fields_of(uri)),
        Step(f"keys of {uri}", newest, read_keys_of(uri)),
    )


def recent_records(kind: RecordType, word: str = "", limit: int = 100) -> Request:
    """The search for ids and labels of a type: the newest, or those with ``word`` in their name."""
    wanted = re.sub(r"[^\w@.-]", "", word)
    named = [name for name in _NAMED_BY if name in kind.filters and kind.filters[name].type == "text"] if wanted else []
    conditions = " OR ".join(f"{name}:*{wanted}*" for name in named)
    query = f"({conditions}) sort:-id" if conditions else "sort:-id"
    return Request(
        "GET", f"records/{kind.uri}/search.json", (("q", query), ("limit", str(limit)), ("expand", "_label"))
    )


def _data_query(query: str) -> Request:
    return Request("GET", "data/query.json", (("q", query),))


def _custom_field_search() -> Request:
    parameters = (("q", "sort:id"), ("limit", PER_PAGE), ("expand", "search_filter"))
    return Request("GET", "records/custom_field/search.json", parameters)


def finished(learned: Learned, reply: Reply, now: float) -> Learned:
    """What was learned, stamped with the moment and with the version that the reply's envelope names."""
    version = reply.envelope.get("__version")
    return replace(learned, learned_at=now, version=version if isinstance(version, str) else learned.version)


def read_contexts(learned: Learned, reply: Reply) -> Learned:
    """Fold in ``contexts/list``: types with their other names, and custom fields with their options."""
    found, custom = dict(learned.types), dict(learned.custom)
    for entry in _entries(_payload(reply, "results")):
        uri, context = _name(entry, "alias"), _name(entry, "id")
        if not uri or not context:
            continue
        found[uri] = _learned_type(uri, context, entry)
        for holder in (entry, *_entries(entry.get("custom_fieldsets"))):
            for item in _entries(holder.get("custom_fields")):
                _add_custom(custom, uri, item)
    return replace(learned, types=found, custom=_resolved(custom, found))


def read_record_types(learned: Learned, reply: Reply) -> Learned:
    """Fold in the data query ``record.types``: singular and plural of each type."""
    found = dict(learned.types)
    for entry in _entries(_payload(reply, "data")):
        uri, context = _name(entry, "uri"), _name(entry, "id")
        if uri and context:
            known = found.get(uri, LearnedType(uri, context, uri))
            name, plural = _text(entry, "label_singular"), _text(entry, "label_plural")
            found[uri] = replace(known, name=name or known.name, plural=plural or known.plural)
    return replace(learned, types=found)


def read_custom_fields(learned: Learned, reply: Reply) -> Learned:
    """Fold in a search of custom fields that was expanded by ``search_filter``."""
    custom = dict(learned.custom)
    for entry in _entries(_payload(reply, "results")):
        _add_custom(custom, learned.type_uri(_text(entry, "context")), entry)
    return replace(learned, custom=_resolved(custom, learned.types))


def read_fields_of(uri: str) -> Fold:
    """The fold of the data query ``record.fields`` of one type."""

    def fold(learned: Learned, reply: Reply) -> Learned:
        items = tuple(_read_field(entry) for entry in _entries(_payload(reply, "data")) if _name(entry, "key"))
        return replace(learned, fields={**learned.fields, uri: items}) if items else learned

    return fold


def read_keys_of(uri: str) -> Fold:
    """The fold of a search with ``show_meta``: every readable key with its label."""

    def fold(learned: Learned, reply: Reply) -> Learned:
        meta = _payload(reply, "_meta")
        labels = meta.get("labels") if isinstance(meta, dict) else None
        named = labels.items() if isinstance(labels, dict) else ()
        keys = {key: _last_part(label) for key, label in named if isinstance(label, str) and _NAME.fullmatch(key)}
        return replace(learned, keys={**learned.keys, uri: keys}) if keys else learned

    return fold


def read_data_types(learned: Learned, reply: Reply) -> Learned:
    """Fold in the data query ``data.query.types``: names with what they are for."""
    found = {_name(entry, "name"): _text(entry, "description") for entry in _entries(_payload(reply, "data"))}
    found.pop("", None)
    return replace(learned, data_types=found) if found else learned


def read_controllers(learned: Learned, reply: Reply) -> Learned:
    """Fold in the plugins that answer REST paths: the first segments that the server knows."""
    params = (entry.get("params") for entry in _entries(_payload(reply, "data")))
    uris = {_name(item, "uri") for item in params if isinstance(item, dict)} - {""}
    return replace(learned, controllers=tuple(sorted(uris))) if uris else learned


def _payload(reply: Reply, key: str) -> object:
    return reply.envelope.get(key) if reply.ok else None


def _entries(value: object) -> Iterator[dict[str, object]]:
    """The objects in a list, or in an object's values: Cerb answers with either."""
    values = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return (entry for entry in values if isinstance(entry, dict))


def _text(entry: Mapping[str, object], key: str) -> str:
    value = entry.get(key)
    return value if isinstance(value, str) else ""


def _name(entry: Mapping[str, object], key: str) -> str:
    """A name as paths, fields and queries can hold it; empty where the server sent anything else."""
    value = _text(entry, key)
    return value if _NAME.fullmatch(value) else ""


def _words(value: object) -> tuple[str, ...]:
    return tuple(item for item in value if isinstance(item, str)) if isinstance(value, list) else ()


def _learned_type(uri: str, context: str, entry: dict[str, object]) -> LearnedType:
    params = entry.get("params")
    params = params if isinstance(params, dict) else {}
    names = params.get("names")
    names = {str(key): str(value) for key, value in names.items()} if isinstance(names, dict) else {}
    plural = next((name for name, meaning in names.items() if meaning.startswith("plural")), "")
    aliases = tuple(name for name in names if name != uri and name.isidentifier())
    return LearnedType(uri, context, _text(entry, "name") or uri, plural, aliases, _words(params.get("options")))


def _add_custom(custom: dict[int, CustomField], uri: str, entry: dict[str, object]) -> None:
    """Add a custom field, or what an entry tells more about it."""
    try:
        number = int(str(entry.get("id")))
    except ValueError:
        return
    params = entry.get("params")
    params = params if isinstance(params, dict) else {}
    known = custom.get(number, CustomField(number, uri, _text(entry, "name"), _text(entry, "type")))
    custom[number] = replace(
        known,
        uri=_name(entry, "uri") or known.uri,
        options=_words(params.get("options")) or known.options,
        record=_text(params, "context") or known.record,
        filter=_name(entry, "search_filter") or known.filter,
    )


def _resolved(custom: Mapping[int, CustomField], types: Mapping[str, LearnedType]) -> dict[int, CustomField]:
    """Custom fields whose record links name types by their uri."""
    uris = {kind.context: kind.uri for kind in types.values()}
    return {number: replace(item, record=uris.get(item.record, item.record)) for number, item in custom.items()}


def _read_field(entry: dict[str, object]) -> Field:
    kind = _text(entry, "type")
    return Field(
        _text(entry, "key"),
        _FIELD_TYPES.get(kind, kind),
        bool(entry.get("is_required")),
        bool(entry.get("is_immutable")),
        _text(entry, "notes"),
    )


def _last_part(label: str) -> str:
    """``Task:Owner:Email host`` without the way there that the key tells too."""
    return label.rstrip(":").rpartition(":")[2]
