"""What may stand as ``key=value``: parameters of the endpoint, fields of the record type, and their values."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from cerbsh.catalogue import Endpoint, Field, Param, RecordType
from cerbsh.catalogue.lookups import writable
from cerbsh.catalogue.vocabulary import BITS, MOMENTS, TICKET_STATUS_IDS, field_words
from cerbsh.language.analysis import Analysis
from cerbsh.language.completion.in_path import type_offers
from cerbsh.language.completion.known import Known
from cerbsh.language.completion.offers import Few, Keys, Offer, Records, Source, of_texts, of_words
from cerbsh.language.completion.place import Place, in_word
from cerbsh.language.line import Item

_LIMITS = ("10", "50", "100", "500")
_OWNERS = ("worker", "group", "role", "app")
_LISTS = frozenset({"links", "fieldsets", "list", "ids"})
_WORKERS = {"owner_id": "worker", "assignee_id": "worker", "sender_id": "address", "file_id[]": "attachment"}


def key_sources(analysis: Analysis, typed: str) -> Iterator[Source]:
    """The names that may stand before ``=``: required fields first, what is there already left out."""
    endpoint, kind = analysis.endpoint, analysis.kind
    if endpoint is None:
        return
    used = {item.key.text for item in analysis.items}
    if endpoint.wraps_fields and kind:
        yield Few(list(_field_offers(kind, used, wrapped=typed.startswith("fields["))))
    yield Few(list(_param_offers(endpoint, kind, used)))


def bare_key(key: str) -> str:
    """The field of ``fields[title]``, the name of ``links[]``."""
    return re.sub(r"^fields\[([^\]]*)\]|\[\]$", r"\1", key)


def _field_offers(kind: RecordType, used: set[str], *, wrapped: bool) -> Iterator[Offer]:
    names = {bare_key(name) for name in used}
    for field in writable(kind):
        if field.name not in names or field.type in _LISTS:
            brackets = "[]" if field.type in _LISTS else ""
            name = f"fields[{field.name}]{brackets}=" if wrapped else f"{field.name}{brackets}="
            required = "required, " if field.required else ""
            meta = f"{required}{field.type}. {field.note}" if field.note else f"{required}{field.type}"
            also = (field.name, field.label) if field.label else (field.name,)
            yield Offer(name, meta, "field", also=also, weight=0 if field.required else 1, final=False)


def _param_offers(endpoint: Endpoint, kind: RecordType | None, used: set[str]) -> Iterator[Offer]:
    for param in endpoint.params:
        if "{" in param.name or param.name.startswith("("):
            yield from _custom_offers(param, kind)
        elif param.name not in used or param.name.endswith("[]"):
            meta = ", ".join(filter(None, ("required" if param.required else "", param.type, param.note)))
            weight = 0 if param.required else 2 if endpoint.wraps_fields or param.name == endpoint.query_name else 1
            yield Offer(f"{param.name}=", meta, "parameter", also=(param.name,), weight=weight, final=False)


def _custom_offers(param: Param, kind: RecordType | None) -> Iterator[Offer]:
    """``custom_9=`` of an older endpoint, for each custom field that is known."""
    if param.name == "custom_{id}" and kind:
        for key in kind.expand_keys:
            if re.fullmatch(r"custom_\d+", key.name):
                yield Offer(f"{key.name}=", key.note, "parameter", weight=2, final=False)


def value_place(analysis: Analysis, item: Item, cursor: int, known: Known) -> Place:
    """The value of an item that is being typed."""
    name = item.key.text
    place = in_word(f"value of {name}", item.value, cursor, ())
    kind = analysis.kind
    if name == "expand" and kind:
        return replace(place.after(","), sources=(expand_keys(kind, known),))
    field = _field(analysis, name)
    if field and kind:
        return _field_place(place, kind, field, known)
    return replace(place, sources=tuple(_param_sources(analysis, name, known)))


def expand_keys(kind: RecordType, known: Known) -> Keys:
    """The keys of a type that only ``expand`` brings."""
    return Keys(known.lookups.expandable(kind), known.lookups.readable(kind))


def _field(analysis: Analysis, name: str) -> Field | None:
    endpoint, kind = analysis.endpoint, analysis.kind
    if endpoint is None or kind is None or not endpoint.wraps_fields:
        return None
    wrapped = re.match(r"fields\[([^\]]*)\]", name)
    return kind.fields.get(wrapped[1] if wrapped else name.partition("[")[0])


def _field_place(place: Place, kind: RecordType, field: Field, known: Known) -> Place:
    if field.type == "links":
        return link_place(place, known)
    return replace(place, sources=tuple(_field_sources(kind, field, known)))


def _field_sources(kind: RecordType, field: Field, known: Known) -> Iterator[Source]:
    words = field_words(kind.uri, field)
    if words:
        yield of_words(words)
    if field.type == "context":
        yield Few(list(_contexts(known, _OWNERS if field.name == "owner__context" else ())))
    elif field.type == "fieldsets":
        yield Records(known.labels.of("custom_fieldset"), "custom_fieldset")
    elif field.record and (linked := known.lookups.catalogue.type(field.record)):
        yield Records(known.labels.of(linked.uri), linked.uri)
    elif field.name in ("timezone", "recurring_timezone"):
        yield of_texts(known.timezones())


def link_place(place: Place, known: Known) -> Place:
    """``org:3``: a type, then the id of a record of it; a leading ``-`` takes the link away."""
    sign = "-" if place.typed.startswith("-") else ""
    name, colon, number = place.typed[len(sign) :].partition(":")
    linked = known.lookups.catalogue.type(name) if colon else None
    if linked:
        return replace(
            place,
            start=place.start + len(sign) + len(name) + 1,
            typed=number,
            sources=(Records(known.labels.of(linked.uri), linked.uri),),
        )
    types = [Offer(f"{kind.uri}:", kind.plural, "type", final=False) for kind in known.lookups.link_types()]
    return replace(place, start=place.start + len(sign), typed=place.typed[len(sign) :], sources=(Few(types),))


def _param_sources(analysis: Analysis, name: str, known: Known) -> Iterator[Source]:
    kind, endpoint = analysis.kind, analysis.endpoint
    param = next((param for param in endpoint.params if param.name == name), None) if endpoint else None
    if name == "limit":
        yield of_texts(_LIMITS, "number")
    elif name.startswith("subtotals[") and kind:
        yield of_texts(known.lookups.subtotal_keys(kind), "filter")
    elif name == "status" and param and param.type == "integer":
        yield of_words(TICKET_STATUS_IDS)
    elif name in ("context", "owner_context"):
        yield Few(list(_contexts(known, _OWNERS if name == "owner_context" else ())))
    elif param and param.type == "bit":
        yield of_words(BITS)
    elif param and (param.type == "timestamp" or name in ("reopen_at", "send_at")):
        yield of_words(MOMENTS)
    elif linked := known.lookups.catalogue.type(_WORKERS.get(name) or re.sub(r"_ids?(\[\])?$", "", name)):
        yield Records(known.labels.of(linked.uri), linked.uri)


def _contexts(known: Known, only: tuple[str, ...]) -> Iterator[Offer]:
    for kind in known.lookups.catalogue.types.values():
        if not only or kind.uri in only:
            yield Offer(kind.context, kind.name, "type", also=(kind.uri, *kind.aliases))


def record_types(known: Known, ability: str = "") -> Few:
    """The record types by their uri."""
    return Few(list(type_offers(known, ability=ability)))
