"""Rules about Cerb queries, which succeed however broken they are: with nothing found, or with everything."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from cerbsh.catalogue import Filter
from cerbsh.catalogue.dataquery import DataKey
from cerbsh.language.analysis import Analysis, MeantQuery
from cerbsh.language.lint.rule import Spot, exceeds, rule
from cerbsh.language.query import PAGING, Term
from cerbsh.language.query import Token as QueryToken
from cerbsh.language.scopes import Scope

_LIVE = re.compile(r"\$|\{\{|\{%")
_MOST_IN_QUERY = 250
_UPSERT = "records/{uri}/upsert"


@rule("misplaced-pipe", "error", "a query word that begins with > or |: it would be a pipe with a space behind it")
def misplaced_pipe(analysis: Analysis) -> Iterator[Spot]:
    for word in analysis.request.misplaced if analysis.request else ():
        yield Spot(
            word.start,
            word.end,
            f"{word.text} begins with {word.text[:1]}, and is neither pipe nor query",
            "put a space behind | or >; write a comparison without spaces: importance:>10",
        )


@rule("unbalanced", "error", "an open bracket or quote in an upsert, or under --all: the query would match everything")
def unbalanced(analysis: Analysis) -> Iterator[Spot]:
    if _must_balance(analysis):
        yield from _unclosed(analysis)


@rule("unclosed", "warning", "an open bracket or quote in a query: Cerb reads it, and may match everything")
def unclosed(analysis: Analysis) -> Iterator[Spot]:
    if not _must_balance(analysis):
        yield from _unclosed(analysis)


@rule("unknown-filter", "warning", "a filter that the record type does not have: nothing is found")
def unknown_filter(analysis: Analysis) -> Iterator[Spot]:
    for asked, term, scope in _terms(analysis):
        kind = scope.kind
        if scope.what == "search" and kind and term.field and asked.means.meaning(term) is None:
            known = tuple(analysis.lookups.filters(kind))
            message = f"{kind.uri} has no filter {term.field.name}, so nothing is found"
            yield _at(asked, term.field, message, f"describe {kind.uri} lists them", term.field.name, known)


@rule("unknown-key", "warning", "a key that a data query, or a date in parts, does not have")
def unknown_key(analysis: Analysis) -> Iterator[Spot]:
    for asked, term, scope in _terms(analysis):
        if term.field is None or asked.means.meaning(term) is not None:
            continue
        if scope.what == "dates":
            yield _at(asked, term.field, f"a date has no part {term.field.name}", "since, until, months, days, times")
        elif scope.what == "data" and (asked.means.data_type or not scope.top):
            name = asked.means.data_type.name if asked.means.data_type and scope.top else "this part"
            known = tuple(key.name for key in scope.keys)
            yield _at(asked, term.field, f"{name} has no key {term.field.name}", "", term.field.name, known)


@rule("unknown-data-type", "warning", "a kind of data query, or a record type in one, that is not known")
def unknown_data_type(analysis: Analysis) -> Iterator[Spot]:
    for asked, term, scope in _terms(analysis):
        meaning = asked.means.meaning(term)
        if not isinstance(meaning, DataKey) or not term.value or _LIVE.search(term.text):
            continue
        if meaning.kind == "type" and term.text not in analysis.lookups.data_types and scope.top:
            known = tuple(analysis.lookups.data_types)
            message = f"there is no data query of the type {term.text}"
            yield _at(asked, term.value[0], message, "type:data.query.types lists them", term.text, known)
        if meaning.kind == "of" and analysis.lookups.catalogue.type(term.text) is None:
            known = tuple(analysis.lookups.catalogue.types)
            yield _at(asked, term.value[0], f"no record type is called {term.text}", "", term.text, known)


@rule("negated-name", "warning", "! before a field name: it stands before the value")
def negated_name(analysis: Analysis) -> Iterator[Spot]:
    for asked, term, _ in _terms(analysis):
        if term.field and term.negation and term.negation.start < term.field.start:
            hint = f"write {term.field.text}!…"
            yield _at(asked, term.negation, "! before a field name finds nothing", hint)


@rule("space-after-name", "warning", "a space behind a field or an operator: the value is lost")
def space_after_name(analysis: Analysis) -> Iterator[Spot]:
    for asked in analysis.queries:
        terms = asked.means.query.terms
        for term, after in pairwise(terms):
            empty = term.field and not term.value and term.opens < 0
            if term.field and empty and after.group == term.group and after.field is None and after.start > term.end:
                written = asked.text.text[term.start : term.end]
                start, end = asked.text.span(term.start, term.end)
                value = asked.text.text[after.start : after.end]
                yield Spot(start, end, f"a space ends the value of {term.field.name}", f"write {written}{value}")


@rule("comma-without-list", "warning", "id:1,2 without brackets: only the first counts")
def comma_without_list(analysis: Analysis) -> Iterator[Spot]:
    for asked, term, _ in _terms(analysis):
        meaning = asked.means.meaning(term)
        text = term.text
        if isinstance(meaning, Filter) and meaning.type in ("number", "chooser") and re.fullmatch(r"\w+(,\w+)+", text):
            message = f"only the first of {text} counts"
            yield _at(asked, term.value[0], message, f"write {meaning.name}:[{text}]")


@rule("mixed-joins", "warning", "AND and OR in one group: the first one is used for all")
def mixed_joins(analysis: Analysis) -> Iterator[Spot]:
    for asked in analysis.queries:
        for group in asked.means.query.groups:
            other = next((join for join in group.joins if join.kind != group.joins[0].kind), None)
            if other:
                used = group.joins[0].text
                message = f"one group takes one of AND and OR: Cerb reads every {other.text} here as {used}"
                yield _at(asked, other, message, "put parentheses around the parts")


@rule("space-beside-or", "warning", "a space in a group of ORs: Cerb reads it as one more OR")
def space_beside_or(analysis: Analysis) -> Iterator[Spot]:
    for asked in analysis.queries:
        query = asked.means.query
        for index, group in enumerate(query.groups):
            if {join.kind for join in group.joins} != {"or"}:
                continue
            terms = [term for term in query.inside(index) if not (term.field and term.field.name in PAGING)]
            for term, after in pairwise(terms):
                joined = any(term.end <= join.start < after.start for join in group.joins)
                if not joined and (term.field or after.field) and (term.value or term.opens >= 0):
                    place = asked.text.span(after.start, after.end)
                    yield Spot(*place, "Cerb reads the space before this as OR", "put parentheses around the OR")


@rule("lower-case-join", "warning", "and, or in lower case: Cerb searches for the word")
def lower_case_join(analysis: Analysis) -> Iterator[Spot]:
    for asked, term, scope in _terms(analysis):
        bare = scope.what == "search" and not term.field and not term.negation and len(term.value) == 1
        if bare and term.text in ("and", "or", "And", "Or"):
            upper = term.text.upper()
            yield _at(
                asked, term.value[0], f"{term.text} is a word to search for here", f"write {upper} to join conditions"
            )


@rule("paging-in-group", "warning", "sort:, limit: or page: inside a group: nothing is found")
def paging_in_group(analysis: Analysis) -> Iterator[Spot]:
    for asked, term, scope in _terms(analysis):
        if term.field and asked.means.meaning(term) == "paging" and not scope.top:
            message = f"{term.field.text} inside a group finds nothing"
            yield _at(asked, term.field, message, "put it beside the group")


@rule("single-quotes", "warning", "name:'a b': single quotes are the shell's and are taken away, Cerb's are double")
def single_quotes(analysis: Analysis) -> Iterator[Spot]:
    for word in analysis.request.query if analysis.request else ():
        before = ""
        for piece in word.pieces:
            if piece.quote == "'" and " " in piece.text and before.endswith(":"):
                message = "single quotes are taken away before Cerb sees the query"
                yield Spot(piece.start, piece.end, message, f'write "{piece.text}"')
            before += piece.text


@rule("unknown-sort", "warning", "a sort key that the record type does not have: Cerb sorts as it likes")
def unknown_sort(analysis: Analysis) -> Iterator[Spot]:
    for asked, term, scope in _terms(analysis):
        if scope.kind is None or not term.field or term.field.name.lstrip("_") != "sort":
            continue
        if asked.means.meaning(term) == "paging":
            for token, key in _sort_keys(asked, term):
                known = tuple(analysis.lookups.sort_keys(scope.kind))
                if key and key not in known:
                    message = f"{scope.kind.uri} cannot be sorted by {key}: Cerb sorts as it likes"
                    yield _at(asked, token, message, "", key, known)


@rule("unknown-by", "warning", "a field to count by that the record type does not have: Cerb leaves it out")
def unknown_by(analysis: Analysis) -> Iterator[Spot]:
    for asked, term, scope in _terms(analysis):
        meaning = asked.means.meaning(term)
        if scope.kind is None or not isinstance(meaning, DataKey) or meaning.kind != "by":
            continue
        known = analysis.lookups.filters(scope.kind)
        for token, key in _sort_keys(asked, term):
            name = re.split("[@~]", key)[0]
            if name and name not in known:
                message = f"{scope.kind.uri} cannot be counted by {name}: Cerb leaves it out"
                yield _at(asked, token, message, "", name, tuple(known))


@rule("limit-in-query", "warning", "limit: above 250: Cerb sends 250")
def high_limit_in_query(analysis: Analysis) -> Iterator[Spot]:
    for asked, term, _ in _terms(analysis):
        paging = asked.means.meaning(term) == "paging" and term.field and term.field.name.lstrip("_") == "limit"
        if paging and exceeds(term.text, _MOST_IN_QUERY):
            yield _at(asked, term.value[0], "limit: in a query is at most 250", "limit=500 beside the query takes more")


@rule("server-error", "warning", "worker.replied:any: Cerb answers HTTP 500")
def server_error(analysis: Analysis) -> Iterator[Spot]:
    for asked, term, _ in _terms(analysis):
        if term.field and term.field.name in ("worker.replied", "worker.commented") and term.text in ("any", "none"):
            message = f"{term.field.text}{term.text} makes Cerb fail (HTTP 500)"
            yield _at(asked, term.value[0], message, "write me, or the names or ids of workers")


@rule("date-comparison", "warning", "> or < on a date: the answer means nothing")
def date_comparison(analysis: Analysis) -> Iterator[Spot]:
    for asked, term, _ in _terms(analysis):
        meaning = asked.means.meaning(term)
        if isinstance(meaning, Filter) and meaning.type == "date" and term.operator:
            message = f"{meaning.name} is a date: comparing it means nothing to Cerb"
            yield _at(asked, term.operator, message, f'write a range: {meaning.name}:"2026-01-01 to now"')


@rule("me-needs-id", "warning", "owner:me: only owner.id: takes me, any and none")
def me_needs_id(analysis: Analysis) -> Iterator[Spot]:
    for asked, term, scope in _terms(analysis):
        meaning = asked.means.meaning(term)
        said = term.text in ("me", "any", "none")
        if not said or not isinstance(meaning, Filter) or not meaning.deep or not scope.kind:
            continue
        if meaning.name != "watchers" and f"{meaning.name}.id" in analysis.lookups.filters(scope.kind):
            message = f"{meaning.name}: does not take {term.text}"
            yield _at(asked, term.value[0], message, f"write {meaning.name}.id:{term.text}")


@rule("negation-without-effect", "warning", "owner.id:!none and links:!task: the ! does not do what it says")
def negation_without_effect(analysis: Analysis) -> Iterator[Spot]:
    for asked, term, _ in _terms(analysis):
        meaning = asked.means.meaning(term)
        if not isinstance(meaning, Filter) or not term.negation:
            continue
        if meaning.type == "chooser" and term.text == "none":
            yield _at(asked, term.negation, f"{meaning.name}:!none means none to Cerb", f"write {meaning.name}:any")
        if meaning.name == "links" and term.value:
            yield _at(asked, term.negation, "links: ignores the !", "write !(links:…) around it")


@rule("unknown-status", "warning", "a status word that is not known: it matches nothing")
def unknown_status(analysis: Analysis) -> Iterator[Spot]:
    for asked, term, _ in _terms(analysis):
        owner = _whose_value(asked, term)
        meaning = asked.means.meaning(owner)
        if not isinstance(meaning, Filter) or meaning.name != "status" or not meaning.values or len(term.value) != 1:
            continue
        word = term.value[0].plain
        if not _LIVE.search(word) and not any(value == word or value[0] == word for value in meaning.values):
            message = f"{word} is no status, so it matches nothing"
            yield _at(asked, term.value[0], message, ", ".join(meaning.values), word, meaning.values)


def _terms(analysis: Analysis) -> Iterator[tuple[MeantQuery, Term, Scope]]:
    for asked in analysis.queries:
        for term in asked.means.query.terms:
            yield asked, term, asked.means.scope_of(term)


def _whose_value(asked: MeantQuery, term: Term) -> Term:
    """The condition that an entry of a list is a value of; any other condition itself."""
    scope = asked.means.scope_of(term)
    return asked.means.query.terms[scope.term] if scope.what == "list" else term


def _at(
    asked: MeantQuery, token: QueryToken, message: str, hint: str = "", word: str = "", known: tuple[str, ...] = ()
) -> Spot:
    return Spot(*asked.text.span(token.start, token.end), message, hint, word, known)


def _must_balance(analysis: Analysis) -> bool:
    endpoint, request = analysis.endpoint, analysis.request
    if request is None:
        return False
    walks = request.has("all") or request.has("max")
    return walks or (endpoint is not None and endpoint.path == _UPSERT)


def _unclosed(analysis: Analysis) -> Iterator[Spot]:
    for asked in analysis.queries:
        for token in asked.means.query.unclosed:
            if token.kind in (")", "]"):
                yield _at(asked, token, f"nothing opens this {token.text}", "take it away, or open it")
            else:
                mark = token.text[:2] if token.kind == "template" else token.text[:1]
                yield _at(asked, token, f"this {mark} is never closed", "Cerb may match everything: close it")


def _sort_keys(asked: MeantQuery, term: Term) -> Iterator[tuple[QueryToken, str]]:
    """The keys behind ``sort:``, with the word that each stands in."""
    inside = [entry for entry in asked.means.query.terms if term.opens >= 0 and entry.group == term.opens]
    for token in [*term.value, *(token for entry in inside for token in entry.value)]:
        if token.kind == "word" and not _LIVE.search(token.text):
            for key in token.text.split(","):
                yield token, key.strip().lstrip("-")
