"""Cerb's query language, read with spans."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cerbsh.language.query import Query, Term, balanced, lift, parse

QUERYISH = st.text(alphabet='ab.:!()[]",<>=*- {}%ANDOR\n\u00e9', max_size=60)


def shape(query: Query, term: Term) -> tuple[str, str, str, str]:
    return (
        term.field.name if term.field else "",
        term.negation.text if term.negation else "",
        term.operator.text if term.operator else "",
        term.text,
    )


def shapes(text: str, group: int = 0) -> list[tuple[str, str, str, str]]:
    query = parse(text)
    return [shape(query, term) for term in query.inside(group)]


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("status:o", [("status", "", "", "o")]),
        ("status:!c", [("status", "!", "", "c")]),
        ("importance:>=80", [("importance", "", ">=", "80")]),
        ("importance:25...75", [("importance", "", "", "25...75")]),
        ("importance:> 10", [("importance", "", ">", ""), ("", "", "", "10")]),
        ('created:"-1 month to now"', [("created", "", "", '"-1 month to now"')]),
        ("refund", [("", "", "", "refund")]),
        ("sort:-updated,id", [("sort", "", "", "-updated,id")]),
        ("created@year", [("", "", "", "created@year")]),
        ("messages.count.in:5", [("messages.count.in", "", "", "5")]),
        ("times:10:30", [("times", "", "", "10:30")]),
        ("!org:(a)", [("org", "!", "", "")]),
        ("id:{{worker_id}}", [("id", "", "", "{{worker_id}}")]),
        ("a:b AND c:d", [("a", "", "", "b"), ("c", "", "", "d")]),
        ("and", [("", "", "", "and")]),
    ],
)
def test_a_condition_is_a_field_a_negation_an_operator_and_a_value(
    text: str, terms: list[tuple[str, str, str, str]]
) -> None:
    assert shapes(text) == terms


def test_a_group_holds_conditions_and_knows_whose_value_it_is() -> None:
    query = parse("owner:!(firstName:Kina group:(name:Support))")
    assert [query.groups[term.group].term for term in query.terms] == [-1, 0, 0, 2]
    assert shapes(query.text, 1) == [("firstName", "", "", "Kina"), ("group", "", "", "")]
    assert shapes(query.text, 2) == [("name", "", "", "Support")]
    assert query.terms[0].end == len(query.text)


def test_a_list_holds_entries_between_commas_and_no_fields() -> None:
    query = parse('by:[created@year,a:b,"c, d"]')
    assert query.groups[1].is_list
    assert [term.text for term in query.inside(1)] == ["created@year", "a:b", '"c, d"']


def test_a_group_knows_its_joins() -> None:
    query = parse("(a:1 OR b:2) AND c:3 OR d:4")
    assert [join.kind for join in query.groups[0].joins] == ["and", "or"]
    assert [join.kind for join in query.groups[1].joins] == ["or"]


def test_what_is_left_open_ends_with_the_text() -> None:
    query = parse('owner:(group:(name:"Sup')
    assert [token.text for token in query.unclosed] == ["(", "(", '"Sup']
    assert query.terms[0].end == len(query.text)


@pytest.mark.parametrize(
    ("text", "closed"),
    [
        ("", True),
        ("status:o", True),
        ("(a:b)", True),
        ("id:[1,2]", True),
        ('subject:"a (b"', True),
        ("{{ a( }}", True),
        ("(a:b", False),
        ("a:b)", False),
        ("(a:b]", False),
        ("id:[1,2", False),
        ('subject:"a', False),
        ("{{ a", False),
    ],
)
def test_a_query_is_balanced_when_every_bracket_and_quote_has_its_end(text: str, closed: bool) -> None:
    assert balanced(text) is closed


@pytest.mark.parametrize(
    ("text", "rest", "paging"),
    [
        ("status:o", "status:o", ()),
        ("status:o sort:-updated", "status:o", (("sort", "-updated"),)),
        ("limit:5 status:o page:2", "status:o", (("limit", "5"), ("page", "2"))),
        ("sort:[a,-b] x:y", "x:y", (("sort", "[a,-b]"),)),
        ('set.timezone:"America/New_York" created:today', "created:today", (("set.timezone", '"America/New_York"'),)),
        ("status:o OR limit:2 OR status:w", "status:o OR status:w", (("limit", "2"),)),
        ("limit:2 OR status:o", "status:o", (("limit", "2"),)),
        ("status:o OR sort:id", "status:o", (("sort", "id"),)),
        ("_limit:3 a:b", "a:b", (("_limit", "3"),)),
        ("(status:o limit:2) id:1", "(status:o limit:2) id:1", ()),
        ('subject:"a  limit:2"', 'subject:"a  limit:2"', ()),
    ],
)
def test_paging_is_lifted_from_the_top_level_alone(text: str, rest: str, paging: tuple[tuple[str, str], ...]) -> None:
    lifted = lift(text)
    assert (lifted.rest, lifted.paging) == (rest, paging)


def test_a_filter_that_is_called_like_paging_stays() -> None:
    lifted = lift("page:(name:Mail) _page:2", own={"page"})
    assert lifted.rest == "page:(name:Mail)"
    assert lifted.get("page") == "2"


@given(QUERYISH)
@example("(" * 5_000)
def test_reading_never_fails_and_every_span_is_its_text(text: str) -> None:
    query = parse(text)
    assert all(text[token.start : token.end] == token.text for token in query.tokens)
    assert all(before.end <= after.start for before, after in zip(query.tokens, query.tokens[1:], strict=False))
    between = "".join(text[a.end : b.start] for a, b in zip(query.tokens, query.tokens[1:], strict=False))
    assert not between.strip()


@given(QUERYISH)
def test_nothing_is_left_to_lift_after_lifting(text: str) -> None:
    assert lift(lift(text).rest).paging == ()


@given(st.lists(st.sampled_from(["status:o", "(a:b OR c:d)", "x:[1,2]", '"y z"', "limit:2", "sort:id"]), max_size=6))
def test_lifting_takes_nothing_but_the_paging(pieces: list[str]) -> None:
    kept = [piece for piece in pieces if not piece.startswith(("limit", "sort"))]
    assert lift(" ".join(pieces)).rest == " ".join(kept)
