"""What may stand in a Cerb query: filters, their values, sort keys, the keys of a data query."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from cerbsh.catalogue import Filter, RecordType
from cerbsh.catalogue.dataquery import DataKey
from cerbsh.catalogue.vocabulary import DATE_BUCKETS, DATE_PARTS, DATE_PHRASES, DAYS, MONTHS, filter_words
from cerbsh.language.completion.in_items import expand_keys
from cerbsh.language.completion.in_path import type_offers
from cerbsh.language.completion.known import Known
from cerbsh.language.completion.offers import Few, Offer, Records, Source, of_pairs, of_texts, of_words
from cerbsh.language.completion.place import Place, Spelling
from cerbsh.language.query import Term
from cerbsh.language.querytext import QueryText
from cerbsh.language.scopes import Meaning, Scope, Understood

_LISTED = frozenset({"text", "number", "chooser", "worker", "virtual"})
_TO_COUNT = frozenset({"date", "number", "decimal", "bool", "text", "virtual", "chooser"})
_PAGE_SIZES = ("10", "25", "50", "100", "250")
_PAGING = (
    ("sort:", "sort keys, - for descending"),
    ("limit:", "records a page, at most 250"),
    ("page:", "the first is 1"),
    ("set.timezone:", "time zone of dates in words"),
)
_LIST = Offer("[", "a list, separated by commas", "bracket", weight=2, final=False)
_GROUP = Offer("(", "a query of its own", "bracket", weight=0, final=False)


@dataclass(frozen=True)
class _Cursor:
    """The end of a query: the group it is in, the condition that is being typed, if any."""

    means: Understood
    group: int
    term: Term | None

    @property
    def scope(self) -> Scope:
        return self.means.scopes[self.group]


def query_place(text: QueryText, root: Scope, known: Known, quote: str = "") -> Place:
    """What may stand at the end of a query about ``root``; ``quote`` is the shell's quote that is open there."""
    means = Understood(text.query, root, known.lookups)
    at = _at_end(means)
    length = len(text.text)
    place = Place("query", text.places[length], "", (), Spelling(not quote, quote))
    term = at.term
    if term is None:
        return _fresh(place, at, known)
    if at.scope.what == "list":
        return _fresh(_from(place, text, _value_start(term)), at, known)
    if term.field is None:
        if term.negation or not term.value or term.value[-1].kind != "word":
            return place
        word = term.value[-1]
        return _fresh(_from(place, text, word.start), at, known)
    return _value(_from(place, text, _value_start(term)), at, term, known)


def _from(place: Place, text: QueryText, start: int) -> Place:
    """The place of a token that begins at ``start`` of the query and goes on to its end."""
    return replace(place, start=text.places[start], typed=text.text[start:])


def _at_end(means: Understood) -> _Cursor:
    query = means.query
    group = max((index for index, each in enumerate(query.groups) if each.close is None), default=0)
    term = query.terms[-1] if query.terms else None
    touching = term is not None and term.end == len(query.text) and term.group == group
    closed = term is not None and term.opens >= 0 and query.groups[term.opens].close is not None
    return _Cursor(means, group, term if touching and not closed else None)


def _value_start(term: Term) -> int:
    pieces = [piece for piece in (term.field, term.negation, term.operator) if piece]
    return max((piece.end for piece in pieces), default=term.start)


def _fresh(place: Place, at: _Cursor, known: Known) -> Place:
    """A condition, or an entry of a list, that begins."""
    scope = at.scope
    if scope.what == "list":
        return _value(place, at, at.means.query.terms[scope.term], known)
    if scope.what == "dates":
        return replace(place, what="part of a date", sources=(of_words(DATE_PARTS, "key"),))
    if scope.what == "data":
        return replace(place, what="key", sources=(Few(list(_data_keys(at))),))
    sources = tuple(_filters(scope, known))
    joins = of_pairs((("AND", "both"), ("OR", "either")), "operator") if at.means.query.terms else Few(())
    return replace(place, what="filter", sources=(*sources, joins))


def _filters(scope: Scope, known: Known) -> Iterator[Source]:
    if scope.kind:
        yield Few([filter_offer(item) for item in known.lookups.filters(scope.kind).values()])
        if scope.top:
            own = known.lookups.filters(scope.kind)
            yield Few([Offer(*pair, "paging", weight=2, final=False) for pair in _PAGING if pair[0][:-1] not in own])


def filter_offer(item: Filter) -> Offer:
    """A filter with its type; a deep one opens its group."""
    family = item.name.partition(".")[0] in ("links", "on", "author", "actor", "target") and "." in item.name
    meta = ", ".join(filter(None, (f"query of {item.record}" if item.deep and item.record else item.type, item.note)))
    opening = "(" if item.deep else ""
    return Offer(f"{item.name}:{opening}", meta, "filter", also=(item.name,), weight=2 if family else 1, final=False)


def _data_keys(at: _Cursor) -> Iterator[Offer]:
    used = {term.field.name for term in at.means.query.inside(at.group) if term.field and term is not at.term}
    for key in at.scope.keys:
        if key.name not in used:
            opening = "(" if key.kind in ("query", "block") else "[" if key.kind in ("expand", "by") else ""
            star = key.name.replace("*", "a")
            meta = ", ".join(filter(None, ("required" if key.required else "", key.note)))
            yield Offer(f"{star}:{opening}", meta, "key", weight=0 if key.required else 1, final=False)


def _value(place: Place, at: _Cursor, term: Term, known: Known) -> Place:
    """The value of a condition, or an entry of its list."""
    scope = at.means.scope_of(term)
    meaning = at.means.meaning(term)
    in_list = at.scope.what == "list"
    name = term.field.name if term.field else ""
    place = replace(place, what=f"value of {name}")
    if meaning == "paging":
        return _paging(place, name.lstrip("_"), scope, known)
    if isinstance(meaning, DataKey):
        return _data_value(place, meaning, scope, known, in_list=in_list)
    sources = list(_meaning_sources(meaning, name, scope.kind, known))
    if isinstance(meaning, Filter) and not place.typed and not in_list:
        sources.append(Few(_brackets(meaning)))
    return replace(place, sources=tuple(sources))


def _meaning_sources(meaning: Meaning, name: str, kind: RecordType | None, known: Known) -> Iterator[Source]:
    if meaning == "part of a date":
        yield of_words({"days": DAYS, "months": MONTHS}.get(name, DATE_PHRASES if name in ("since", "until") else ()))
    elif isinstance(meaning, Filter) and kind:
        if meaning.name == "id":
            yield Records(known.labels.of(kind.uri), kind.uri)
        yield of_words(filter_words(kind.uri, meaning))
        if meaning.name == "links":
            yield of_pairs(((other.uri, other.plural) for other in known.lookups.link_types()), "type")
        elif meaning.record and not meaning.deep:
            yield Records(known.labels.of(meaning.record), meaning.record)


def _brackets(meaning: Filter) -> list[Offer]:
    brackets = [_GROUP] if meaning.deep or meaning.type == "date" else []
    return [*brackets, _LIST] if meaning.type in _LISTED and not meaning.deep else brackets


def _paging(place: Place, name: str, scope: Scope, known: Known) -> Place:
    if name == "sort" and scope.kind:
        place = place.after(",[")
        return replace(
            place, sources=(Few(list(_sort_keys(scope.kind, known, descending=place.typed.startswith("-")))),)
        )
    if name == "limit":
        return replace(place, sources=(of_texts(_PAGE_SIZES, "number"),))
    if name == "set.timezone":
        return replace(place, sources=(of_texts((f'"{zone}"' for zone in known.timezones()), "value"),))
    return place


def _sort_keys(kind: RecordType, known: Known, *, descending: bool) -> Iterator[Offer]:
    keys = known.lookups.sort_keys(kind)
    if not descending:
        yield from (Offer(key, "ascending", "key", final=False) for key in keys)
    yield from (Offer(f"-{key}", "descending", "key", also=(key,), weight=2, final=False) for key in keys)


def _data_value(place: Place, key: DataKey, scope: Scope, known: Known, *, in_list: bool) -> Place:
    if key.kind in ("by", "bucket"):
        return _by(place, scope, known, in_list=in_list)
    opening = {"query": "(", "block": "(", "expand": "[", "list": "["}.get(key.kind, "")
    if opening and not in_list:
        return replace(place, sources=() if place.typed else (Few([replace(_LIST, text=opening, meta="")]),))
    return replace(place, sources=tuple(_data_sources(key, scope, known)))


def _data_sources(key: DataKey, scope: Scope, known: Known) -> Iterator[Source]:
    if key.kind == "type":
        yield of_pairs(((name, kind.summary) for name, kind in known.lookups.data_types.items()), "type")
    elif key.kind == "of":
        yield Few(list(type_offers(known, ability="search")))
    elif key.kind == "expand" and scope.kind:
        yield expand_keys(scope.kind, known)
    elif key.kind == "timezone":
        yield of_texts((f'"{zone}"' for zone in known.timezones()), "value")
    else:
        yield of_texts(key.values)


def _by(place: Place, scope: Scope, known: Known, *, in_list: bool) -> Place:
    """A field to count by; behind ``@`` the size of the buckets of a date."""
    base, sign, _ = place.typed.partition("@")
    if sign:
        place = replace(place, start=place.start + len(base) + 1, typed=place.typed[len(base) + 1 :])
        return replace(place, what="date bucket", sources=(of_words(DATE_BUCKETS),))
    fields = list(_countable(scope.kind, known)) if scope.kind else []
    opening = [] if place.typed or in_list else [_LIST]
    return replace(place, sources=(Few(fields), Few(opening)))


def _countable(kind: RecordType, known: Known) -> Iterable[Offer]:
    for item in known.lookups.filters(kind).values():
        if item.name.startswith("links.") or (item.type not in _TO_COUNT and not (item.deep and item.record)):
            continue
        if item.type == "date":
            yield Offer(f"{item.name}@", "by month, week, hour …", "filter", also=(item.name,), final=False)
        else:
            yield Offer(item.name, item.type, "filter", weight=1 if item.subtotal else 2, final=False)
