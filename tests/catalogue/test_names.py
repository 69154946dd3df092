"""Many names, found by the beginning of any of their words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cerbsh.catalogue.names import Names, initials, parts

KEYS = Names(
    (name, "") for name in ("latest_message_content", "latest_message_id", "message_id", "owner.id", "firstName")
)
TICKETS = Names([("12", "[#DEMO-001] What is Cerb?"), ("120", "Café: größer"), ("7", "Cerb 12 came")])


def found(names: Names, typed: str, limit: int = 200) -> list[str]:
    return [hit.name for hit in names.find(typed, limit)]


def test_the_words_inside_a_name_are_split_at_underscores_dots_and_capitals() -> None:
    assert parts("latest_message.firstName2") == ["latest", "message", "first", "Name", "2"]
    assert initials("latest_message_content") == "lmc"
    assert initials("subject") == ""


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("mess", ["message_id", "latest_message_content", "latest_message_id"]),
        ("lmc", ["latest_message_content"]),
        ("lm", ["latest_message_content", "latest_message_id"]),
        ("NAME", ["firstName"]),
        ("id", ["latest_message_id", "message_id", "owner.id"]),
        ("message_c", ["latest_message_content"]),
        ("content_", []),
    ],
)
def test_names_are_found_by_their_beginning_their_parts_and_their_initials(typed: str, names: list[str]) -> None:
    assert sorted(found(KEYS, typed)) == sorted(names)
    assert found(KEYS, typed)[:1] == names[:1]


def test_a_hit_tells_how_it_was_found() -> None:
    assert [hit.rank for typed in ("latest_message_c", "content", "lmc") for hit in KEYS.find(typed, 1)] == [0, 1, 2]


@pytest.mark.parametrize(
    ("typed", "ids"),
    [("12", ["12", "120", "7"]), ("demo", ["12"]), ("[#demo", ["12"]), ("grö", ["120"]), ("cer", ["12", "7"])],
)
def test_records_are_found_by_id_and_by_the_words_of_their_label(typed: str, ids: list[str]) -> None:
    assert sorted(found(TICKETS, typed), key=ids.index) == ids


def test_without_a_word_the_newest_come_first() -> None:
    assert found(TICKETS.with_more([("9", "new"), ("12", "again")]), "", 3) == ["12", "9", "7"]


def test_a_name_that_comes_again_has_its_newest_label() -> None:
    names = TICKETS.with_more([("7", "renamed")])
    assert names.label("7") == "renamed"
    assert names.label("8") is None
    assert TICKETS.label("7") == "Cerb 12 came"


def test_no_more_are_found_than_asked_for() -> None:
    many = Names((str(number), f"word{number}") for number in range(1000))
    assert len(found(many, "w", 200)) == 200
    assert found(many, "word999") == ["999"]


LABELS = st.dictionaries(st.text(min_size=1, max_size=8).filter(lambda name: "\0" not in name), st.text(max_size=12))


@given(st.lists(LABELS, max_size=6))
def test_adding_in_pieces_is_adding_at_once(pieces: list[dict[str, str]]) -> None:
    names, whole = Names(), dict[str, str]()
    for piece in pieces:
        names, whole = names.with_more(piece.items()), whole | piece
    assert {name: names.label(name) for name in whole} == whole
    assert {hit.name for hit in names.newest(1000)} == set(whole)


@given(LABELS.filter(bool), st.data())
def test_every_name_is_found_by_its_beginning(entries: dict[str, str], data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted(entries)))
    ascii_beginning = name[: 1 if name[:1].isascii() else 0]
    assert name in found(Names(entries.items()), ascii_beginning, 10_000)
