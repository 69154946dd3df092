from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cerbsh.demo.query import MAX_DEPTH, Group, Term, Value, parse


def text(value: str) -> Value:
    return Value("text", value)


def quoted(value: str) -> Value:
    return Value("quoted", value)


def listed(*items: str) -> Value:
    return Value("list", ",".join(items), items=items)


@pytest.mark.parametrize(
    ("query", "value"),
    [
        ("f:a", text("a")),
        ("f: a", text("a")),
        ("f:a-b", text("a-b")),
        ("f:>=80", text(">=80")),
        ("f:!=5", text("!=5")),
        ("f:25...75", text("25...75")),
        ("f:a:b", text("a:b")),
        ("f:1,2", text("1,2")),
        ("f:*", text("*")),
        ('f:"a b"', quoted("a b")),
        ('f:""', quoted("")),
        ('f:"never closed', quoted("never closed")),
        ("f:[a,b]", listed("a", "b")),
        ("f:[a, b , ]", listed("a", "b")),
        ('f:["a, b",c]', listed("a, b", "c")),
        ("f:[]", listed()),
        ("f:[a,b", listed("a", "b")),
        ("f:", Value()),
        ("f:)", Value()),
        ("f:!", Value(negated=True)),
        ("f:!a", Value("text", "a", negated=True)),
        ("f:! a", Value("text", "a", negated=True)),
        ("f:![a]", Value("list", "a", negated=True, items=("a",))),
        ('f:!"a b"', Value("quoted", "a b", negated=True)),
    ],
)
def test_a_value_is_read_by_how_it_begins(query: str, value: Value) -> None:
    assert parse(query).items == (Term("f", value),)


def test_a_value_ends_at_a_space() -> None:
    assert parse("f:>= 80").items == (Term("f", text(">=")), Term("text", text("80")))


def test_a_group_is_a_value_too() -> None:
    (term,) = parse("owner:(firstName:A* OR isAdmin:y)").items
    assert isinstance(term, Term)
    assert term.value.text == "(firstName:A* OR isAdmin:y)"
    assert term.value.group == Group((Term("firstName", text("A*")), Term("isAdmin", text("y"))), any=True)
    assert parse("owner:!(a:b)").items[0] == Term("owner", Value("group", "(a:b)", True, group=parse("a:b")))


def test_words_without_a_field_are_searched_as_text() -> None:
    assert parse('printer "on fire" [x]').items == (
        Term("text", text("printer")),
        Term("text", quoted("on fire")),
        Term("text", listed("x")),
    )


@pytest.mark.parametrize(
    ("query", "is_any"),
    [
        ("a:1 b:2", False),
        ("a:1 OR b:2", True),
        ("a:1 AND b:2", False),
        ("a:1 OR b:2 AND c:3", True),
        ("a:1 AND b:2 OR c:3", False),
        ("a:1 or b:2", False),
        ("OR a:1", True),
        ("a:1 OR", True),
        ("ORANGE a:1", False),
    ],
)
def test_the_first_operator_of_a_group_holds_for_all_of_it(query: str, is_any: bool) -> None:
    assert parse(query).any is is_any


def test_each_group_has_an_operator_of_its_own() -> None:
    tree = parse("a:1 (b:2 OR c:3) !(d:4)")
    assert not tree.any
    assert tree.items[1] == parse("b:2 OR c:3")
    assert tree.items[2] == Group((Term("d", text("4")),), negated=True)


def test_two_negations_are_none() -> None:
    assert parse("!!a") == parse("! ! a") == parse("a")
    assert parse("!!!(a)") == parse("!(a)")


@pytest.mark.parametrize(
    ("query", "same"),
    [
        ("(a:1", "(a:1)"),
        ("(a:(b:1", "(a:(b:1))"),
        ("a:1)", "a:1"),
        (")) a:1", "a:1"),
        ("a:1 ] b:2", "a:1 b:2"),
        ("a:1 !", "a:1"),
    ],
)
def test_brackets_may_lack_their_partners(query: str, same: str) -> None:
    assert _shape(parse(query)) == _shape(parse(same))


def test_open_brackets_alone_hold_nothing() -> None:
    assert parse("(((") == Group((Group((Group((Group(),)),)),))


def test_a_negation_before_a_field_is_not_understood() -> None:
    assert parse("!owner:me a:1").items == (Term(""), Term("a", text("1")))


def test_a_negated_word_is_negated() -> None:
    assert parse("!printer").items == (Term("text", Value("text", "printer", negated=True)),)


def test_terms_are_found_and_left_out_by_field() -> None:
    tree = parse("a:1 sort:b (sort:c) sort:d")
    assert [term.value.text for term in tree.terms("sort")] == ["b", "d"]
    assert [_shape(item) for item in tree.without("sort").items] == [
        _shape(item) for item in parse("a:1 (sort:c)").items
    ]


@given(st.text('ab:(![]"*,.| \t\n5<>=ORAND'))
@example("(" * 5000)
@example("!" * 5000)
@example("f:" * 5000 + "(" * 5000)
@example("f:(" * 5000)
def test_every_text_has_a_tree(query: str) -> None:
    assert _depth(parse(query)) <= MAX_DEPTH + 1


def _depth(group: Group) -> int:
    inner = [item if isinstance(item, Group) else item.value.group for item in group.items]
    return max((1 + _depth(child) for child in inner if child is not None), default=0)


def _shape(item: Group | Term) -> object:
    """The tree without the text of its groups, which keeps what was written."""
    if isinstance(item, Term):
        value = item.value
        inner = _shape(value.group) if value.group else (value.kind, value.text, value.items)
        return item.field, value.negated, inner
    return item.any, item.negated, [_shape(child) for child in item.items]
