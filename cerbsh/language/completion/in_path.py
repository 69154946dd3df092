"""What may stand in a path: the next segment, a record type, the id of a record."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from cerbsh.catalogue import Endpoint, RecordType
from cerbsh.catalogue.lookups import is_placeholder
from cerbsh.language.completion.known import Known
from cerbsh.language.completion.offers import Few, Offer, Records, Source
from cerbsh.language.completion.place import Place, in_word, nothing
from cerbsh.language.grammar import Grammar
from cerbsh.language.paths import PathError, resolve_folder
from cerbsh.language.tokens import Word

_ABILITY = {"search": "search", "create": "create", "upsert": "update"}
_ID_ABILITY = {"GET": "get", "PUT": "update", "DELETE": "delete"}


def path_place(word: Word | None, cursor: int, grammar: Grammar, known: Known, method: str = "") -> Place:
    """The segment under the cursor, of a request with that method; without one of a folder, for ``cd`` and ``ls``."""
    place = in_word("path", word, cursor, ())
    if "?" in place.typed:
        return nothing(cursor)
    folder, slash, _ = place.typed.rpartition("/")
    try:
        base = resolve_folder(folder + slash or ".", grammar.folder, grammar.base_url)
    except PathError:
        return nothing(cursor)
    segments = base.split("/") if base else []
    place = place.after("/")
    sources = tuple(_sources(segments, known, method))
    return Place("path", place.start, place.typed, sources, place.spelling)


def _sources(segments: Sequence[str], known: Known, method: str) -> Iterator[Source]:
    below = [endpoint for endpoint in known.lookups.below(segments, method) if len(endpoint.segments) > len(segments)]
    depth = len(segments)
    literal: dict[str, list[Endpoint]] = {}
    for endpoint in below:
        literal.setdefault(endpoint.segments[depth], []).append(endpoint)
    kind = _kind(segments, known)
    yield Few(
        [
            _segment(name, endpoints, depth, method)
            for name, endpoints in literal.items()
            if not is_placeholder(name) and (kind is None or _can(kind, name))
        ]
    )
    for name in literal:
        if name == "{uri}":
            yield Few(list(type_offers(known, literal[name], slash="/")))
        elif is_placeholder(name) and kind and (not method or _ID_ABILITY.get(method, "get") in kind.can):
            yield Records(known.labels.of(kind.uri), kind.uri)
    if not method:
        yield Few([Offer("..", "up", "path", weight=2)])
    elif not segments:
        own = [name for name in known.lookups.controllers if name not in known.lookups.roots]
        yield Few([Offer(f"{name}/", "of this server", "path", final=False) for name in own])


def _can(kind: RecordType, name: str) -> bool:
    return name not in _ABILITY or _ABILITY[name] in kind.can


def _kind(segments: Sequence[str], known: Known) -> RecordType | None:
    """The type whose records the next segment is about."""
    catalogue = known.lookups.catalogue
    if len(segments) == 2 and segments[0] == "records":
        return catalogue.type(segments[1])
    return catalogue.type(segments[-1]) if segments and segments[0] != "records" else None


def _segment(name: str, endpoints: Sequence[Endpoint], depth: int, method: str) -> Offer:
    """A literal segment: what the endpoint that ends there does, or what lies below."""
    ends = [endpoint for endpoint in endpoints if len(endpoint.segments) == depth + 1]
    deeper = [endpoint for endpoint in endpoints if len(endpoint.segments) > depth + 1]
    legacy = all(endpoint.legacy for endpoint in endpoints)
    if ends and (method or not deeper):
        return Offer(name, _summary(ends[0], method), "path", weight=2 if legacy else 1)
    below = dict.fromkeys(endpoint.segments[depth + 1] for endpoint in deeper)
    older = "older: " if legacy else ""
    return Offer(f"{name}/", older + ", ".join(below), "path", weight=2 if legacy else 1, final=False)


def _summary(endpoint: Endpoint, method: str) -> str:
    words = f"fails in Cerb 10.4: {endpoint.summary}" if endpoint.broken else endpoint.summary
    return words if method else f"{endpoint.method}: {words}"


def type_offers(
    known: Known, endpoints: Iterable[Endpoint] = (), slash: str = "", ability: str = ""
) -> Iterator[Offer]:
    """The record types, found by any of their names; those alone that can do what the endpoints do."""
    needed = {_ABILITY.get(endpoint.segments[-1], "") or _ID_ABILITY.get(endpoint.method, "") for endpoint in endpoints}
    needed |= {ability} - {""}
    for kind in known.lookups.catalogue.types.values():
        if not needed or needed & kind.can:
            weight = 1 if kind.default_install else 2
            also = (*kind.aliases, kind.context)
            yield Offer(kind.uri + slash, kind.plural, "type", also=also, weight=weight, final=not slash)
