"""Rules about paths and what may be done with a record type."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import unquote

from cerbsh.api.request import METHODS
from cerbsh.catalogue import RecordType
from cerbsh.language.analysis import Analysis
from cerbsh.language.line import RequestLine
from cerbsh.language.lint.rule import Spot, rule, spot
from cerbsh.language.paths import KNOWN_SUFFIXES

_ABILITY = {
    "records/{uri}/search": "search",
    "records/{uri}/create": "create",
    "records/{uri}/upsert": "update",
}
_BY_METHOD = {"GET": "get", "PUT": "update", "DELETE": "delete"}
_DONE = {"search": "searched", "create": "created", "update": "updated", "get": "read one by one", "delete": "deleted"}


@rule("suffix", "error", "a suffix other than json or xml: Cerb acts, and then answers an error")
def unknown_suffix(analysis: Analysis) -> Iterator[Spot]:
    request = analysis.request
    if request and not request.target.known:
        start = analysis.text.rfind(".", request.path.start, request.path.end)
        suffix = unquote(request.target.suffix)
        yield Spot(
            max(start, request.path.start),
            request.path.end,
            f"{suffix} is no format of Cerb's: it would act and then answer an error",
            "the format is json or xml; without a suffix it is json",
            suffix,
            tuple(sorted(KNOWN_SUFFIXES)),
        )


@rule("extra-segments", "error", "segments behind the path of a write: Cerb ignores them and writes")
def extra_segments_of_a_write(analysis: Analysis) -> Iterator[Spot]:
    if analysis.request and analysis.request.method != "GET":
        yield from _extra_segments(analysis)


@rule("extra-segments-read", "warning", "segments behind the path of a GET: Cerb ignores them")
def extra_segments_of_a_read(analysis: Analysis) -> Iterator[Spot]:
    if analysis.request and analysis.request.method == "GET":
        yield from _extra_segments(analysis)


@rule("unknown-type", "warning", "a record type that is not known")
def unknown_type(analysis: Analysis) -> Iterator[Spot]:
    request = analysis.request
    if not request or not request.match or "uri" not in request.match.values or analysis.kind:
        return
    name = unquote(request.match.values["uri"])
    if name and not name.startswith("$"):
        names = tuple(name for kind in analysis.lookups.catalogue.types.values() for name in (kind.uri, *kind.aliases))
        yield Spot(*_place_of(request, name), f"no record type is called {name}", "ls /records lists them", name, names)


@rule("unknown-path", "warning", "a path that is not known")
def unknown_path(analysis: Analysis) -> Iterator[Spot]:
    request = analysis.request
    if not request or request.match or not request.target.segments or request.path.references:
        return
    segments = request.target.segments
    if segments[0] in analysis.lookups.controllers and segments[0] not in analysis.lookups.roots:
        return
    below = analysis.lookups.below(segments)
    here = {endpoint.method for endpoint in below if len(endpoint.segments) == len(segments)}
    methods = [method for method in METHODS if method in here]
    longer = [endpoint for endpoint in below if len(endpoint.segments) > len(segments)]
    if methods:
        yield spot(request.path, f"there is no {request.method} here", f"this path takes {', '.join(methods)}")
    elif longer:
        onward = dict.fromkeys(endpoint.segments[len(segments)] for endpoint in longer)
        yield spot(request.path, "the path goes on", f"for example with {', '.join(onward)}")
    else:
        roots = tuple(analysis.lookups.roots)
        yield spot(request.path, "no such path is known", "ls lists the paths", segments[0], roots)


@rule("not-an-id", "warning", "an id that is no number: a misspelt search")
def no_number(analysis: Analysis) -> Iterator[Spot]:
    request = analysis.request
    if not request or not request.match or request.match.endpoint.path != "records/{uri}/{id}":
        return
    number = unquote(request.match.values["id"])
    if not number.isdigit() and "$" not in number:
        known = ("search", "create", "upsert")
        message = f"{number} is no id: ids are numbers"
        yield Spot(*_place_of(request, number), message, "search finds them", number, known)


@rule("type-ability", "warning", "what a record type refuses: app cannot be searched")
def refused_by_the_type(analysis: Analysis) -> Iterator[Spot]:
    request = analysis.request
    if not request or not request.match:
        return
    path = request.match.endpoint.path
    ability = _ABILITY.get(path) or (_BY_METHOD.get(request.method) if path == "records/{uri}/{id}" else None)
    if ability and (kind := analysis.kind) and ability not in kind.can:
        message = f"records of the type {kind.uri} cannot be {_DONE[ability]}"
        yield spot(request.path, message, _allowed(kind))


@rule("broken-endpoint", "warning", "an endpoint that fails in Cerb itself")
def broken_endpoint(analysis: Analysis) -> Iterator[Spot]:
    request, endpoint = analysis.request, analysis.endpoint
    if request and endpoint and endpoint.broken:
        hint = f"use {endpoint.replaced_by}" if endpoint.replaced_by else ""
        yield spot(request.path, "this endpoint fails in Cerb 10.4", hint)


def _extra_segments(analysis: Analysis) -> Iterator[Spot]:
    request = analysis.request
    if request and request.match and request.match.extra:
        extra = "/".join(request.match.extra)
        start = max(request.path.end - len(extra) - len(request.target.suffix) - 1, request.path.start)
        found = analysis.text.find(extra, start, request.path.end)
        start = found if found >= 0 else request.path.start
        done = "/".join(request.target.segments[: -len(request.match.extra)])
        yield Spot(start, request.path.end, f"Cerb ignores {extra} and does {request.method} {done}", "take it away")


@rule("pipe-in-path", "warning", "a | or > in a path: it would be a pipe with white space around it")
def pipe_in_path(analysis: Analysis) -> Iterator[Spot]:
    request = analysis.request
    for piece in request.path.pieces if request else ():
        if piece.bare and re.search(r"[|>]", piece.text):
            hint = "put white space around | and > to pipe or redirect"
            yield Spot(piece.start, piece.end, f"{piece.text} is all path", hint)


def _place_of(request: RequestLine, segment: str) -> tuple[int, int]:
    """Where a segment stands in the line, or the whole path where it was typed otherwise."""
    word = request.path
    at = word.text.find(segment)
    if at < 0 or len(word.text) != word.end - word.start:
        return word.start, word.end
    return word.start + at, word.start + at + len(segment)


def _allowed(kind: RecordType) -> str:
    allowed = [name for name in ("get", "search", "create", "update", "delete") if name in kind.can]
    return f"allowed are {', '.join(allowed)}" if allowed else ""
