"""Rules about ``key=value``: parameters, fields, what ``expand`` takes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cerbsh.catalogue import Endpoint, Field
from cerbsh.language import forms
from cerbsh.language.analysis import Analysis
from cerbsh.language.line import Item, RequestLine
from cerbsh.language.lint.rule import Spot, exceeds, rule, spot
from cerbsh.language.tokens import Word

_WRAPPED = r"fields\[([^\]]*)\]"
_PLACEHOLDER = r"\\\{[a-z_]+\\\}"
_LEGACY = frozenset({"sortBy", "sortAsc", "criteria", "oper", "value"})
_MOST_PER_PAGE = 500


@rule("unknown-parameter", "warning", "a parameter that the endpoint does not know: Cerb ignores it")
def unknown_parameter(analysis: Analysis) -> Iterator[Spot]:
    endpoint = analysis.endpoint
    if endpoint is None:
        return
    known = tuple(param.name for param in endpoint.params if "{" not in param.name)
    for place, name in [
        *_parameters_of_path(analysis),
        *((i.key, i.key.text) for i in _parameters(analysis, endpoint)),
    ]:
        if not _takes(endpoint, name) and not _is_misplaced(endpoint, name):
            yield spot(place, f"there is no parameter {name} here", "Cerb ignores it", name, known)


def _parameters_of_path(analysis: Analysis) -> Iterator[tuple[Word, str]]:
    """The names behind the ``?`` of a path, each with the path as its place."""
    request = analysis.request
    if request and not request.path.references:
        yield from ((request.path, name) for name, _ in request.target.query if not name.startswith("fields["))


@rule("legacy-parameter", "warning", "sortBy, sortAsc or criteria on a records search: Cerb ignores them")
def legacy_parameter(analysis: Analysis) -> Iterator[Spot]:
    for item in _search_items(analysis):
        if item.key.text.partition("[")[0] in _LEGACY:
            hint = "write sort:-updated in the query" if item.key.text.startswith("sort") else "write a query"
            yield spot(item.key, f"{item.key.text} is ignored by a records search", hint)


@rule("query-for-q", "warning", "query= on a records search: the parameter is q")
def query_for_q(analysis: Analysis) -> Iterator[Spot]:
    for item in _search_items(analysis):
        if item.key.text == "query":
            yield spot(item.key, "a records search ignores query", "write q=, or the query's words alone")


@rule("space-around-equals", "warning", "limit = 5 with white space: its parts become words of the query")
def space_around_equals(analysis: Analysis) -> Iterator[Spot]:
    if request := analysis.request:
        yield from _loose_equals(request)
        yield from _lost_values(request)


def _loose_equals(request: RequestLine) -> Iterator[Spot]:
    """``limit = 5`` and ``limit =5``."""
    for at, word in enumerate(request.query):
        if request.text.startswith("=", word.start):
            before = [key for key in request.query[:at][-1:] if _touches(request.text, key.end, word.start)]
            behind = request.query[at + 1 : at + 2] if word.text == "=" else ()
            written = "".join(part.text for part in (*before, word, *behind))
            yield spot(word, f"{word.text} is a word of the query here", f"write {written} without white space")


def _lost_values(request: RequestLine) -> Iterator[Spot]:
    """``limit= 5``; a filter behind an empty value is nothing but a filter."""
    for item in request.items:
        value = next((word for word in request.query if _touches(request.text, item.end, word.start)), None)
        if item.operator == "=" and item.value.start == item.value.end and value and ":" not in value.text:
            message = f"{item.key.text} is sent without a value, and {value.text} is a word of the query"
            yield spot(value, message, f"write {item.key.text}={value.text} without white space")


def _touches(text: str, end: int, start: int) -> bool:
    """Whether nothing but white space stands between two words."""
    return end < start and not text[end:start].strip()


@rule("unknown-field", "warning", "a field that the record type does not have")
def unknown_field(analysis: Analysis) -> Iterator[Spot]:
    from cerbsh.catalogue.columns import field_of_column

    for item, name in _fields(analysis):
        if analysis.kind and name not in analysis.kind.fields and not re.fullmatch(r"custom_\d+|", name):
            known = tuple(field.name for field in analysis.kind.fields.values() if not field.readonly)
            message = f"{analysis.kind.uri} has no field {name}"
            if (field := field_of_column(analysis.kind, name)) != name:
                yield spot(item.key, message, f"{name} is the column behind {field}: write {field}")
            else:
                yield spot(item.key, message, f"describe {analysis.kind.uri} lists them", name, known)


@rule("readonly-field", "warning", "a field that Cerb sets itself: sending it is refused")
def readonly_field(analysis: Analysis) -> Iterator[Spot]:
    for item, name in _fields(analysis):
        field = analysis.kind.fields.get(name) if analysis.kind else None
        if field and field.readonly:
            yield spot(item.key, f"{name} cannot be written", field.note)


@rule("key-twice", "warning", "the same key in the query string and in the body: Cerb makes a list of them")
def key_twice(analysis: Analysis) -> Iterator[Spot]:
    request = analysis.request
    if request is None or request.method in ("GET", "DELETE"):
        return
    in_query = {item.key.text for item in request.items if item.operator == "=="}
    in_query |= {name for name, _ in request.target.query}
    for item in request.items:
        if item.operator != "==" and item.key.text in in_query and not item.key.text.endswith("[]"):
            message = f"{item.key.text} is in the query string and in the body"
            yield spot(item.key, message, "Cerb would make a list of them: send it once")


@rule("date-words", "warning", "words that are neither unix seconds nor a moment, where seconds are wanted")
def date_words(analysis: Analysis) -> Iterator[Spot]:
    from cerbsh.language.dates import is_date

    for item, field in _timestamps(analysis):
        value = item.value.text
        plain = item.operator in ("=", "==") and not item.value.references
        if plain and value and not value.lstrip("-").isdigit() and not is_date(value):
            message = f"{field} takes unix seconds, or a moment in words"
            yield spot(item.value, message, 'for example "tomorrow 9am", "+2 days", 2026-01-31')


@rule("unknown-expand", "warning", "a key of expand that the record type does not have: Cerb ignores it")
def unknown_expand(analysis: Analysis) -> Iterator[Spot]:
    request = analysis.request
    for item in request.items if request else ():
        if item.key.text == "expand" and not item.value.references and (kind := analysis.kind):
            for start, end, key in _pieces(item):
                if key and not analysis.lookups.knows_key(kind, key):
                    known = tuple(analysis.lookups.readable(kind))
                    yield Spot(start, end, f"{kind.uri} has no key {key} to expand", "Cerb ignores it", key, known)


@rule("limit", "warning", "a limit above 500: Cerb sends 500")
def high_limit(analysis: Analysis) -> Iterator[Spot]:
    for item in _search_items(analysis):
        if item.key.text == "limit" and exceeds(item.value.text, _MOST_PER_PAGE):
            yield spot(item.value, "Cerb sends at most 500 a page", "--all fetches every page")


@rule("unknown-subtotal", "warning", "a subtotal that the record type cannot make: Cerb answers an error")
def unknown_subtotal(analysis: Analysis) -> Iterator[Spot]:
    for item in _search_items(analysis):
        key = item.value.text
        written = item.key.text.startswith("subtotals[") and key and not item.value.references
        if written and (kind := analysis.kind):
            known = analysis.lookups.subtotal_keys(kind)
            if key not in known:
                message = f"{kind.uri} has no subtotals by {key}"
                yield spot(item.value, message, "", key, tuple(sorted(known)))


def _parameters(analysis: Analysis, endpoint: Endpoint) -> Iterator[Item]:
    """The items that are parameters of the endpoint, and no fields of a record."""
    request = analysis.request
    queries = list(analysis.query_items())
    for item in request.items if request else ():
        in_form = item.operator != "==" and request is not None and request.method not in ("GET", "DELETE")
        if item not in queries and not (endpoint.wraps_fields and in_form) and not item.key.references:
            yield item


def _fields(analysis: Analysis) -> Iterator[tuple[Item, str]]:
    """The items that are fields of a record on an endpoint that wraps them, with the field's name."""
    request, endpoint = analysis.request, analysis.endpoint
    if request is None or endpoint is None or not endpoint.wraps_fields:
        return
    queries = list(analysis.query_items())
    for item in request.items:
        if item.operator == "==" or item in queries or item.key.references:
            continue
        if item.operator == ":=" and item.key.text == "fields":
            yield from ((item, name) for name in _keys(item))
            continue
        wrapped = re.match(_WRAPPED, item.key.text)
        name = wrapped[1] if wrapped else item.key.text.partition("[")[0]
        if wrapped or name not in ("expand", "show_meta"):
            yield item, name


def _keys(item: Item) -> tuple[str, ...]:
    """The keys of the JSON object that an item holds; none where it is damaged, which is told when it is sent."""
    try:
        value = forms.read_json(item.value.text)
    except forms.FormError:
        return ()
    return tuple(value) if isinstance(value, dict) else ()


def _timestamps(analysis: Analysis) -> Iterator[tuple[Item, str]]:
    """The items whose value is unix seconds, with the field's or parameter's name."""
    for item, name in _fields(analysis):
        field: Field | None = analysis.kind.fields.get(name) if analysis.kind else None
        if field and field.type == "timestamp":
            yield item, name
    endpoint = analysis.endpoint
    named = {param.name for param in endpoint.params if param.type == "timestamp"} if endpoint else set()
    for item in _parameters(analysis, endpoint) if endpoint and named else ():
        if item.key.text in named:
            yield item, item.key.text


def _search_items(analysis: Analysis) -> Iterator[Item]:
    endpoint = analysis.endpoint
    if endpoint and endpoint.path == "records/{uri}/search" and analysis.request:
        yield from (item for item in analysis.request.items if not item.key.references)


def _takes(endpoint: Endpoint, name: str) -> bool:
    """Whether the endpoint has that parameter: a list's with or without index, a placeholder's with any word."""
    return any(_same_parameter(param.name, name) for param in endpoint.params)


def _same_parameter(known: str, name: str) -> bool:
    if known == name or known.removesuffix("[]") == name.partition("[")[0]:
        return True
    return "{" in known and bool(re.fullmatch(re.sub(_PLACEHOLDER, r"[^\\]]+", re.escape(known)), name))


def _is_misplaced(endpoint: Endpoint, name: str) -> bool:
    """Whether another rule says more about the parameter."""
    return endpoint.path == "records/{uri}/search" and (name.partition("[")[0] in _LEGACY or name == "query")


def _pieces(item: Item) -> Iterator[tuple[int, int, str]]:
    """The comma-separated keys of a value, each with its place."""
    linear = len(item.value.text) == item.value.end - item.value.start
    at = 0
    for key in item.value.text.split(","):
        start = item.value.start + at if linear else item.value.start
        yield start, start + len(key) if linear else item.value.end, key.strip()
        at += len(key) + 1
