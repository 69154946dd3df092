from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from sqlite3 import Connection, connect

import pytest

from cerbsh.demo import slots, values
from cerbsh.demo.query import Term, Value, parse
from cerbsh.demo.where import Where, among, join

NOW = datetime(2026, 3, 2, 12, 30, tzinfo=UTC)
"""A Monday."""

ROWS = [("Ada", 1, "2026-03-01 08:00"), ("Adam", 5, "2026-03-02 09:15"), ("Eve", 25, "2025-12-24 23:30")]


@pytest.fixture(scope="module")
def people() -> Iterator[Connection]:
    connection = connect(":memory:")
    connection.execute("CREATE TABLE people (name TEXT COLLATE NOCASE, age INTEGER, seen INTEGER)")
    for name, age, seen in ROWS:
        moment = int(datetime.fromisoformat(f"{seen}+00:00").timestamp())
        connection.execute("INSERT INTO people VALUES (?, ?, ?)", (name, age, moment))
    yield connection
    connection.close()


def found(people: Connection, where: Where) -> str:
    """The names that a condition finds, as one text."""
    sql = f"SELECT name FROM people WHERE {where.sql} ORDER BY age"
    return " ".join(row[0] for row in people.execute(sql, where.parameters))


def value(text: str) -> Value:
    (term,) = parse(f"field:{text}").items
    assert isinstance(term, Term)
    return term.value


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("ada", "Ada Adam"),
        ("da", "Ada Adam"),
        ('"ada"', "Ada"),
        ("*m", "Adam"),
        ("e*", "Eve"),
        ('"a*"', "Ada Adam"),
        ("!ada", "Eve"),
        ('!"ada"', "Adam Eve"),
        ("[ada,eve]", "Ada Eve"),
        ("![ada,eve]", "Adam"),
        ("[a*]", ""),
        ('""', ""),
    ],
)
def test_text_matches_parts_and_quotes_match_whole(people: Connection, text: str, names: str) -> None:
    assert found(people, values.text("name", value(text))) == names


@pytest.mark.parametrize(
    ("text", "match", "names"),
    [("ada", "prefix", "Ada Adam"), ("dam", "prefix", ""), ("ada", "exact", "Ada"), ("*dam", "exact", "Adam")],
)
def test_some_fields_match_the_beginning_or_the_whole(people: Connection, text: str, match: str, names: str) -> None:
    assert found(people, values.text("name", value(text), match)) == names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("5", "Adam"),
        ("!5", "Ada Eve"),
        ("!=5", "Ada Eve"),
        (">5", "Eve"),
        (">=5", "Adam Eve"),
        ("<5", "Ada"),
        ("<=5", "Ada Adam"),
        ('">= 5"', "Adam Eve"),
        ("1...5", "Ada Adam"),
        ('"1 to 5"', "Ada Adam"),
        ("[1,25]", "Ada Eve"),
        ("![1,25]", "Adam"),
        ("1,25", "Ada"),
        ("5years", "Adam"),
        (">", "Ada Adam Eve"),
        ("abc", ""),
        ("[]", ""),
    ],
)
def test_numbers_are_compared(people: Connection, text: str, names: str) -> None:
    assert found(people, values.number("age", value(text))) == names


@pytest.mark.parametrize("no", ["n", "no", "false", "0", "off", "none", "fine"])
def test_everything_with_an_n_or_an_f_is_no(no: str) -> None:
    assert values.boolean("flag", value(no)).sql == "flag = 0"


@pytest.mark.parametrize("yes", ["y", "yes", "1", "true", "10", "x"])
def test_everything_else_is_yes(yes: str) -> None:
    assert values.boolean("flag", value(yes)).sql == "flag = 1"


@pytest.mark.parametrize(
    ("read", "text", "number"),
    [
        (values.share, "50%", 0.5),
        (values.share, "0.25", 0.25),
        (values.duration, "90", 90),
        (values.duration, "2 hours", 7200),
        (values.duration, "1 day 3h", 97_200),
        (values.duration, "1 month", 2_592_000),
        (values.size, "200kb", 200_000),
        (values.size, "1 MiB", 1_048_576),
        (values.size, "12", 12),
        (values.size, "12 parsecs", 12),
    ],
)
def test_numbers_may_have_units(read: Callable[[str], float], text: str, number: float) -> None:
    assert read(text) == number


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("today", "Adam"),
        ('"-1 month"', "Ada Adam"),
        ('"2025-12-24"', "Ada Adam Eve"),
        ('"2025-12-24 to 2025-12-24"', "Eve"),
        ("never", ""),
        ("!today", "Adam"),
        ("rubbish", "Ada Adam Eve"),
        ("(since:yesterday until:now)", "Ada Adam"),
        ("(until:2026-01-01)", "Eve"),
        ("(days:sun)", "Ada"),
        ("(days:weekdays)", "Adam Eve"),
        ("(day:weekends)", "Ada"),
        ("(days:[su,m])", "Ada Adam"),
        ("(months:[d])", "Eve"),
        ("(dom:24,1)", "Ada Eve"),
        ("(times:9a-5p)", "Adam"),
        ("(times:[8:00,11:30p])", "Ada Eve"),
        ("(time:8-9:15)", "Ada Adam"),
        ("(times:8-11p)", ""),
        ("(times:11-11:30p)", "Eve"),
        ("(weeks:9)", "Ada Adam"),
        ('(since:"2026-01-01" days:mon)', "Adam"),
        ("()", "Ada Adam Eve"),
        ("(unknown:1)", "Ada Adam Eve"),
    ],
)
def test_dates_are_phrases_and_slots(people: Connection, text: str, names: str) -> None:
    assert found(people, values.date("seen", value(text), NOW)) == names


def test_slots_are_read_in_the_time_zone_of_now(people: Connection) -> None:
    group = value("(days:sun)").group
    assert group is not None
    west = NOW.astimezone(datetime.fromisoformat("2026-03-02T00:00:00-10:00").tzinfo)
    assert found(people, slots.where("seen", group, NOW)) == "Ada"
    assert found(people, slots.where("seen", group, west)) == "Adam"


def test_conditions_are_joined_within_brackets() -> None:
    both = join([Where("a = ?", (1,)), Where("b = ?", (2,))], "OR")
    assert both == Where("(a = ? OR b = ?)", (1, 2))
    assert join([both], "AND") == both
    assert both.negate().sql == "NOT ((a = ? OR b = ?))"
    assert both.inside("x = ? AND {}", 0) == Where("x = ? AND (a = ? OR b = ?)", (0, 1, 2))
    assert among("a", [1, 2], negated=True) == Where("a NOT IN (?, ?)", (1, 2))


@pytest.mark.parametrize("length", [1, 100, 101, 250, 5000])
def test_a_long_row_of_conditions_is_no_deep_one(people: Connection, length: int) -> None:
    parts = [Where("age = ?", (number,)) for number in range(length)]
    whole = join(parts, "OR")
    assert whole.parameters == tuple(range(length))
    assert found(people, whole).split() == [name for name, age, _ in ROWS if age < length]
