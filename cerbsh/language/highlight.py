"""The line in colours as it is typed: a role for every piece of it, and what is wrong with it.

Roles are those of the theme (``method``, ``path``, ``key``, ``filter`` …) and two of their own: ``wrong`` for what
would be refused, ``doubtful`` for what Cerb may not do as meant.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import NamedTuple

from cerbsh.catalogue.dataquery import DataKey
from cerbsh.language.analysis import Analysis, MeantQuery
from cerbsh.language.lint import Finding, lint
from cerbsh.language.query import Query, Term
from cerbsh.language.query import Token as QueryToken
from cerbsh.language.tokens import Kind, Part, Token

_ROLES = {
    Kind.COMMENT: "comment",
    Kind.METHOD: "method",
    Kind.COMMAND: "command",
    Kind.PATH: "path",
    Kind.ARGUMENT: "string",
    Kind.KEY: "key",
    Kind.OPERATOR: "operator",
    Kind.VALUE: "string",
    Kind.FILE: "path",
    Kind.OPTION: "option",
    Kind.OPTION_VALUE: "string",
    Kind.STRING: "string",
    Kind.REFERENCE: "variable",
    Kind.PIPE: "operator",
    Kind.REDIRECT: "operator",
    Kind.SYSTEM: "plain",
    Kind.RAW: "plain",
    Kind.SPACE: "plain",
    Kind.UNKNOWN: "plain",
    Kind.QUERY: "plain",
    Kind.JSON: "plain",
}
_NUMBER = re.compile(r"[-+]?\d+(?:\.\d+)?(?:\.\.\.\d+(?:\.\d+)?)?%?")
_TEMPLATE = re.compile(r"\{\{.*?(?:\}\}|$)|\{%.*?(?:%\}|$)", re.DOTALL)
_JSON = re.compile(
    r'(?P<string>"(?:[^"\\]|\\.)*"?)|(?P<number>-?\d[\d.eE+-]*)|(?P<constant>true|false|null)|[\[\]{},:]'
)
_QUERY_ROLES = {
    "not": "operator", "operator": "operator", "and": "operator", "or": "operator", "comma": "operator",
    "string": "string", "template": "template",
    "(": "punctuation", ")": "punctuation", "[": "punctuation", "]": "punctuation",
}  # fmt: skip
_MAY_STAY_OPEN = frozenset({"unclosed", "unbalanced"})


class Span(NamedTuple):
    """``text[start:end]`` has that role."""

    start: int
    end: int
    role: str


def highlight(analysis: Analysis) -> list[Span]:
    """The spans of a line, which tile its text. Never raises."""
    text = analysis.text
    roles = ["plain"] * len(text)
    for token in analysis.scan.tokens:
        _paint(roles, token.start, token.end, _role(analysis, token))
        if token.kind in (Kind.VALUE, Kind.STRING):
            _paint_templates(roles, text, token.start, token.end)
    for part in analysis.scan.parts:
        if part.kind is Kind.JSON:
            _paint_json(roles, text, part)
    for asked in analysis.queries:
        _paint_query(roles, asked)
    for start, end, role in wrongs(analysis):
        _paint(roles, start, end, role)
    return list(_spans(roles))


def wrongs(analysis: Analysis) -> Iterator[Span]:
    """The places to underline while the line is being typed, as ``wrong`` or ``doubtful``."""
    for finding in reversed(typing_findings(analysis)):
        yield Span(finding.start, finding.end, "wrong" if finding.severity == "error" else "doubtful")
    for problem in analysis.scan.problems:
        if problem.end < len(analysis.text):
            yield Span(problem.start, problem.end, "wrong")


def typing_findings(analysis: Analysis) -> list[Finding]:
    """What lint finds, but for what the person at the keys is about to finish: the last word, and open brackets."""
    length = len(analysis.text)
    return [
        finding
        for finding in lint(analysis)
        if finding.end < length and not (finding.code in _MAY_STAY_OPEN and "never closed" in finding.message)
    ]


def reason(analysis: Analysis) -> str:
    """What is wrong with the line as it is typed, in one line: the worst thing first; empty where nothing is."""
    for problem in analysis.scan.problems:
        if problem.end < len(analysis.text):
            error = problem.error(analysis.text)
            return _joined(error.message, error.hint)
    findings = sorted(typing_findings(analysis), key=lambda finding: finding.severity != "error")
    return _joined(findings[0].message, findings[0].hint) if findings else ""


def _joined(message: str, hint: str) -> str:
    return f"{message}: {hint}" if hint else message


def _role(analysis: Analysis, token: Token) -> str:
    if token.kind is Kind.PATH and analysis.request and analysis.request.match is None:
        return "dim"
    if token.kind in (Kind.VALUE, Kind.OPTION_VALUE, Kind.ARGUMENT):
        return "number" if _NUMBER.fullmatch(analysis.text, token.start, token.end) else "string"
    return _ROLES[token.kind]


def _paint(roles: list[str], start: int, end: int, role: str) -> None:
    end = min(end, len(roles))
    if start < end:
        roles[start:end] = [role] * (end - start)


def _paint_json(roles: list[str], text: str, part: Part) -> None:
    for found in _JSON.finditer(text, part.start, part.end):
        if "variable" not in roles[found.start() : found.end()]:
            _paint(roles, found.start(), found.end(), found.lastgroup or "punctuation")


def _paint_templates(roles: list[str], text: str, start: int, end: int) -> None:
    for found in _TEMPLATE.finditer(text, start, end):
        _paint(roles, found.start(), found.end(), "template")


def _paint_query(roles: list[str], asked: MeantQuery) -> None:
    query = asked.means.query
    owners = _owners(query)
    for token in query.tokens:
        start, end = asked.text.span(token.start, token.end)
        if "variable" in roles[start:end]:
            continue
        _paint(roles, start, end, _query_role(asked, token, owners.get(token.start)))


def _owners(query: Query) -> dict[int, Term]:
    """The condition that each field stands in, by the field's place."""
    return {term.field.start: term for term in query.terms if term.field}


def _query_role(asked: MeantQuery, token: QueryToken, term: Term | None) -> str:
    if token.kind == "field" and term:
        meaning = asked.means.meaning(term)
        return "key" if meaning == "paging" or isinstance(meaning, DataKey) else "filter" if meaning else "dim"
    if token.kind == "word":
        return "number" if _NUMBER.fullmatch(token.text) else "constant"
    return _QUERY_ROLES[token.kind]


def _spans(roles: Iterable[str]) -> Iterator[Span]:
    """The runs of one role."""
    start = 0
    for role, run in groupby(roles):
        end = start + sum(1 for _ in run)
        yield Span(start, end, role)
        start = end
