"""What the catalogue says of a topic, as plain tables: a record type, one of its names, a search, a path."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from cerbsh.catalogue.lookups import Lookups, writable
from cerbsh.catalogue.model import Endpoint, Field, Filter, RecordType
from cerbsh.catalogue.vocabulary import Word, field_words, filter_words

_MOST_FOUND = 60
_MOST_VALUES = 12


@dataclass(frozen=True, slots=True)
class Section:
    """A table of words: a title, names of columns (none for plain lines), rows."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def describe(lookups: Lookups, topic: str) -> tuple[Section, ...]:
    """Tables for a topic; none where it is not known.

    ``ticket`` is a type, ``ticket.status`` one of its fields, filters and keys, ``/refund`` a search in all names,
    ``records/ticket/search`` a path, ``worklist.records`` a kind of data query.
    """
    if topic.startswith("/"):
        return tuple(_found(lookups, topic[1:].lower()))
    if topic in lookups.data_types:
        return (_data_type(lookups, topic),)
    if kind := lookups.catalogue.type(topic):
        return tuple(_type(lookups, kind))
    head, _, name = topic.partition(".")
    if name and (kind := lookups.catalogue.type(head)):
        return tuple(_name(lookups, kind, name))
    return tuple(_path(lookups, topic))


def _section(title: str, columns: Sequence[str], rows: Iterable[tuple[str, ...]]) -> Iterator[Section]:
    found = tuple(rows)
    if found:
        yield Section(title, tuple(columns), found)


def _type(lookups: Lookups, kind: RecordType) -> Iterator[Section]:
    yield Section(kind.uri, (), tuple(_facts(kind)))
    yield from _section("Fields", ("name", "type", "meaning"), (_field_row(field) for field in writable(kind)))
    yield from _section("Keys", ("name", "type"), ((name, kind.key_types.get(name, "")) for name in kind.keys))
    yield from _section(
        "Keys that expand brings",
        ("name", "type", "meaning"),
        ((key.name, key.record or key.type, key.note) for key in kind.expand_keys),
    )
    yield from _section(
        "Filters", ("name", "type", "values"), (_filter_row(kind, item) for item in kind.filters.values())
    )


def _facts(kind: RecordType) -> Iterator[tuple[str, str]]:
    yield "called", ", ".join(dict.fromkeys((kind.name, kind.plural)))
    if kind.aliases:
        yield "in paths also", ", ".join(kind.aliases)
    yield "context", kind.context
    allowed = [name for name in ("get", "search", "create", "update", "delete") if name in kind.can]
    yield "allowed", ", ".join(allowed) or "nothing"


def _field_row(field: Field) -> tuple[str, str, str]:
    required = "required. " if field.required else ""
    refused = "cannot be written. " if field.readonly else ""
    return (
        field.name,
        f"{field.type} of {field.record}" if field.record else field.type,
        required + refused + field.note,
    )


def _filter_row(kind: RecordType, item: Filter) -> tuple[str, str, str]:
    values = _values(filter_words(kind.uri, item)[:_MOST_VALUES])
    what = f"query of {item.record}" if item.deep and item.record else item.type
    return f"{item.name}:", what, item.note if "{" in item.name else values


def _values(words: Iterable[Word]) -> str:
    return ", ".join(word.text or '""' for word in words)


def _name(lookups: Lookups, kind: RecordType, name: str) -> Iterator[Section]:
    """Everything that is called ``name`` in a type: it can be a field, a filter and a key at once."""
    if field := kind.fields.get(name):
        rows = (
            _field_row(field),
            *((f"{name}={word.text}", "", word.meaning) for word in field_words(kind.uri, field)),
        )
        yield Section(f"{kind.uri}.{name}, a field", ("name", "type", "meaning"), rows)
    if item := lookups.filters(kind).get(name):
        sorts = [word for word, fits in (("sorts", item.sortable), ("counts", item.subtotal)) if fits]
        rows = (
            _filter_row(kind, item),
            *((f"{name}:{word.text}", "", word.meaning) for word in filter_words(kind.uri, item)),
        )
        title = f"{kind.uri}.{name}, a filter" + (f" ({' and '.join(sorts)})" if sorts else "")
        yield Section(title, ("name", "type", "values"), rows)
    if key := lookups.readable(kind).get(name):
        comes = "in every reply" if key.plain else f"with expand={name}"
        yield Section(f"{kind.uri}.{name}, a key", ("name", "type", "meaning"), ((name, key.type, key.note or comes),))


def _found(lookups: Lookups, word: str) -> Iterator[Section]:
    rows = [row for kind in lookups.catalogue.types.values() for row in _matches(kind, word)] if word else []
    cut = f", the first {_MOST_FOUND} of {len(rows)}" if len(rows) > _MOST_FOUND else ""
    yield from _section(f"Names with {word}{cut}", ("name", "what it is", "meaning"), rows[:_MOST_FOUND])


def _matches(kind: RecordType, word: str) -> Iterator[tuple[str, str, str]]:
    if word in kind.uri or any(word in alias for alias in kind.aliases):
        yield kind.uri, "record type", kind.plural
    for field in kind.fields.values():
        if word in field.name.lower() or word in field.note.lower():
            yield f"{kind.uri}.{field.name}", "field", field.note
    for item in kind.filters.values():
        if word in item.name.lower() and item.name not in kind.fields:
            yield f"{kind.uri}.{item.name}", "filter", item.type
    for name in kind.keys:
        if word in name.lower() and name not in kind.fields:
            yield f"{kind.uri}.{name}", "key", kind.key_types.get(name, "")


def _data_type(lookups: Lookups, name: str) -> Section:
    kind = lookups.data_types[name]
    rows = [(f"{key.name}:", "required. " * key.required + key.note, ", ".join(key.values)) for key in kind.keys]
    rows += [
        (f"{key.name} ( {inner.name}: )", inner.note, ", ".join(inner.values))
        for key in kind.keys
        for inner in key.keys
    ]
    return Section(f"type:{name}, {kind.summary}", ("key", "meaning", "values"), tuple(rows))


def _path(lookups: Lookups, path: str) -> Iterator[Section]:
    segments = [segment for segment in path.strip("/").split("/") if segment]
    for endpoint in lookups.below(segments) if segments else ():
        yield _endpoint(endpoint)


def _endpoint(endpoint: Endpoint) -> Section:
    title = f"{endpoint.method} {endpoint.path}: {endpoint.summary}"
    if endpoint.broken:
        title += " (fails in Cerb 10.4)"
    elif endpoint.replaced_by:
        title += f" (older: see {endpoint.replaced_by})"
    rows = tuple((param.name, param.type, "required. " * param.required + param.note) for param in endpoint.params)
    return Section(title, ("parameter", "type", "meaning"), rows)
