"""The built-in catalogue with what a server told of itself."""

from __future__ import annotations

from collections.abc import Mapping

from cerbsh.catalogue.catalogue import Catalogue
from cerbsh.catalogue.custom import CustomField
from cerbsh.catalogue.dataquery import DATA_TYPES, DataType
from cerbsh.catalogue.learned import Learned, LearnedType
from cerbsh.catalogue.lookups import Lookups
from cerbsh.catalogue.model import ExpandKey, Field, Filter, RecordType

_ABILITIES = frozenset({"get", "search", "create", "update", "delete"})
_OPTIONS = frozenset({"search", "links", "comments", "custom_fields"})
_CUSTOM_RECORD_FILTERS = (
    Filter("created", "date", sortable=True),
    Filter("fieldset", "record", "custom_fieldset", True, subtotal=True),
    Filter("id", "number", sortable=True),
    Filter("links", "virtual", subtotal=True),
    Filter("links.{type}", "record", deep=True),
    Filter("name", "text", sortable=True, subtotal=True),
    Filter("updated", "date", sortable=True),
    Filter("watchers", "record", "worker", True, subtotal=True),
)
_CUSTOM_RECORD_FIELDS = (Field("name", "text", True), Field("created", "timestamp"), Field("links", "links"))
_CUSTOM_RECORD_KEYS = ("_context", "_label", "_type", "created", "id", "name", "record_url", "updated")


def merge(builtin: Catalogue, learned: Learned) -> Catalogue:
    """The catalogue of one server: its own types alone, each with its custom fields and what can be written."""
    if not learned.types:
        return builtin
    known = {kind.context: kind for kind in builtin.types.values()}
    types = (_type(known.get(item.context), item, learned) for item in learned.types.values())
    return Catalogue(builtin.endpoints, types)


def lookups(builtin: Catalogue, learned: Learned) -> Lookups:
    """The merged catalogue, with the keys and kinds of data query that the server named."""
    return Lookups(merge(builtin, learned), learned.keys, data_types(learned), learned.controllers)


def data_types(learned: Learned) -> Mapping[str, DataType]:
    """The kinds of data query of the server, with the keys that are known of them."""
    if not learned.data_types:
        return DATA_TYPES
    return {name: DATA_TYPES.get(name, DataType(name, summary)) for name, summary in learned.data_types.items()}


def _type(known: RecordType | None, item: LearnedType, learned: Learned) -> RecordType:
    custom = tuple(learned.custom_of(item.uri))
    base = known or _custom_record(item)
    return base._replace(
        uri=item.uri,
        fields=_fields(base.fields, learned.fields.get(item.uri, ()), custom),
        filters=dict(base.filters) | {one.name: one for field in custom for one in field.filters()},
        expand_keys=(*base.expand_keys, *(key for field in custom for key in field.read_keys())),
        sort_keys=(*base.sort_keys, *(one.name for field in custom for one in field.filters() if one.sortable)),
        default_install=True,
    )


def _custom_record(item: LearnedType) -> RecordType:
    """A type that only this server has."""
    return RecordType(
        item.uri,
        item.context,
        item.name.lower(),
        item.plural.lower(),
        item.aliases,
        fields={one.name: one for one in _CUSTOM_RECORD_FIELDS},
        filters={one.name: one for one in _CUSTOM_RECORD_FILTERS},
        keys=_CUSTOM_RECORD_KEYS,
        expand_keys=(
            ExpandKey("comments", "comments"), ExpandKey("custom_", "object"), ExpandKey("links", "links"),
            ExpandKey("watchers", "watchers"),
        ),
        sort_keys=("created", "id", "name", "updated"),
        subtotal_keys=("fieldset", "links", "name", "watchers"),
        can=_ABILITIES | (_OPTIONS & set(item.options)) if item.options else _ABILITIES | _OPTIONS,
    )  # fmt: skip


def _fields(
    builtin: Mapping[str, Field], learned: tuple[Field, ...], custom: tuple[CustomField, ...]
) -> Mapping[str, Field]:
    """The server's own fields, with the values and notes that only the built-in catalogue has."""
    own = {item.field().name: item.field() for item in custom}
    known = {**builtin, **own}
    told = {item.name: _field(known.get(item.name), item) for item in learned}
    return {**known, **told}


def _field(known: Field | None, told: Field) -> Field:
    if known is None:
        return told
    return known._replace(required=told.required or known.required, readonly=told.readonly)
