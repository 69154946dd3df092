"""Substring search over lines and bodies."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cerbsh.history import bodies, entries, schema, words
from cerbsh.history.entry import Filters, Summary
from cerbsh.history.schema import transaction
from cerbsh.history.store import History
from tests.history.support import Shell, entry

TEXT = st.text("abAB\"'é ß", max_size=12)
WORD = st.text("abAB\"'é", min_size=1, max_size=5)


def put(connection: sqlite3.Connection, line: str, body: str) -> int:
    number = entries.insert(connection, entry(line))
    bodies.put(connection, number, body.encode())
    connection.execute("INSERT INTO unindexed VALUES (?)", (number,))
    return number


def plainly(texts: dict[int, tuple[str, str]], sought: list[str]) -> list[int]:
    """What is asked for, said plainly: short words alone are looked for in the line."""
    lowered = [word.lower() for word in sought]
    in_bodies = any(len(word) >= words.PIECE for word in lowered)
    searched = {number: f"{line}\n{body}" if in_bodies else line for number, (line, body) in texts.items()}
    return sorted((n for n, text in searched.items() if all(word in text.lower() for word in lowered)), reverse=True)


def pages(connection: sqlite3.Connection, sought: list[str], *, oldest_first: bool) -> list[int]:
    """What is found when it is asked for two by two."""
    found: list[int] = []
    while True:
        last = found[-1] if found else None
        beyond = Filters(above=last) if oldest_first else Filters(below=last)
        page = words.search(connection, words.Search(tuple(sought), beyond, 2, oldest_first))
        found += [row.number for row in page]
        if len(page) < 2:
            return found


@settings(max_examples=150)
@given(
    st.lists(st.tuples(TEXT, TEXT), max_size=12),
    st.lists(WORD, min_size=1, max_size=3),
    st.integers(0, 40),
    st.sets(st.integers(1, 12)),
)
def test_search_finds_what_contains_every_word_indexed_or_not(
    texts: list[tuple[str, str]], sought: list[str], indexed: int, dropped: set[int]
) -> None:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        schema.migrate(connection)
        put_in = {put(connection, line, body): (line, body) for line, body in texts}
        words.index_some(connection, indexed)
        for number in dropped & put_in.keys():
            words.withdraw(connection, number)
            bodies.drop(connection, number)
            put_in[number] = (put_in[number][0], "")
        found = [row.number for row in words.search(connection, words.Search(tuple(sought), limit=100))]
        assert found == plainly(put_in, sought)
        assert pages(connection, sought, oldest_first=False) == found
        assert pages(connection, sought, oldest_first=True) == found[::-1]
        while words.index_some(connection, 1):
            pass
        assert [row.number for row in words.search(connection, words.Search(tuple(sought), limit=100))] == found


@pytest.mark.parametrize(
    ("sought", "found"),
    [
        (["invoice"], True),
        (["INVOICE", "acme"], True),
        (["zürich"], True),
        (["https://acme.example/x"], True),
        (["two\nlines"], True),
        (['say "hi"'], True),
        (["🎉 party"], True),
        (["invoices"], False),
        (["invoice", "nobody"], False),
        (["acme", "in"], True),
        (["acme", "q"], False),
    ],
)
def test_a_body_is_searched_as_people_read_it(history: History, sought: list[str], found: bool) -> None:
    body = json.dumps({"subject": 'Invoice for Zürich\ntwo\nlines, say "hi" 🎉 party', "url": "https://acme.example/x"})
    history.add(entry("search org name:Acme", body=body.replace("/", "\\/").encode()))
    assert bool(history.search(sought)) is found
    history.close()
    assert bool(history.search(sought)) is found


def test_results_come_newest_first_narrowed_and_as_many_as_asked(history: History) -> None:
    for place in range(6):
        history.add(entry(f"GET records/ticket/{place}", profile="work" if place % 2 else "home"))
    assert [row.number for row in history.search(["ticket"], limit=2)] == [6, 5]
    assert [row.number for row in history.search(["ticket"], Filters(profile="home"))] == [5, 3, 1]
    assert [row.line for row in history.search(["ticket", "5"])] == ["GET records/ticket/5"]


def test_short_words_are_looked_for_in_lines(history: History) -> None:
    history.add(entry("GET ab", body=b"zz"))
    assert len(history.search(["ab"])) == 1 and len(history.search(["b"])) == 1
    assert history.search(["zz"]) == []


def test_no_word_at_all_finds_the_newest(history: History) -> None:
    history.add(entry("GET a"))
    history.add(entry("GET b"))
    assert [row.line for row in history.search([])] == ["GET b", "GET a"]


def test_a_binary_body_is_not_searched(history: History) -> None:
    history.add(entry("GET attachments/1/download", body=b"\xff\xfeneedle"))
    assert history.search(["needle"]) == []


def test_of_a_very_long_body_the_beginning_is_searched(history: History) -> None:
    history.add(
        entry("GET x", body="ü".encode() * (words.LONGEST // 2 - 10) + b"needle" + "ü".encode() * 100 + b"haystack")
    )
    assert len(history.search(["needle"])) == 1 and history.search(["haystack"]) == []
    history.close()
    assert len(history.search(["needle"])) == 1 and history.search(["haystack"]) == []


def test_a_large_body_is_found_once_it_is_written(history: History) -> None:
    number = history.add(entry("GET x", body=b"a" * 100_000 + b"needle"))
    assert [row.number for row in history.search(["needle"])] == [number]
    history.close()
    assert [row.number for row in history.search(["needle"])] == [number]


def test_a_damaged_index_is_begun_again_and_everything_is_found(shell: Shell) -> None:
    history = shell.open()
    for place in range(50):
        history.add(entry(f"GET records/ticket/{place}", body={"needle": place}))
    history.close()
    with closing(sqlite3.connect(shell.path)) as connection:
        connection.create_function("spoil", 1, lambda block: b"\xff" * len(block))
        connection.execute("UPDATE words_data SET block = spoil(block) WHERE id > 10")
        connection.commit()
    assert len(history.search(["needle"])) == 50
    assert history.add(entry()) == 51
    history.close()
    assert len(history.search(["needle"])) == 50
    assert shell.warnings == []
    history.close()


def test_the_parts_of_the_index_become_one_and_everything_is_found(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(words, "FEW", 100)
    monkeypatch.setattr(words, "STEP", 2)
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        schema.migrate(connection)
        for place in range(120):
            put(connection, f"GET records/ticket/{place}", f"{place * 7919:b} needle")
            words.index_some(connection, 1)
        assert parts(connection) > 1
        steps = 1
        while words.merge_some(connection):
            steps += 1
        assert steps > 1 and parts(connection) == 1
        assert not words.merge_some(connection)
        assert len(words.search(connection, words.Search(("needle",), limit=1000))) == 120
        assert [row.line for row in words.search(connection, words.Search(("ticket/77",)))] == ["GET records/ticket/77"]


def parts(connection: sqlite3.Connection) -> int:
    """How many parts the index is in; ids of an index's pages hold the number of their part."""
    numbers = {row[0] >> 37 for row in connection.execute("SELECT id FROM words_data WHERE id > 10")}
    return len(numbers)


def test_nothing_is_lost_where_there_is_no_index(history: History) -> None:
    history.add(entry("GET records/ticket/1"))
    history.close()
    history.database.run(words.start_over, None)
    found: list[Summary] = history.database.run(lambda connection: words.search(connection, words.Search(("tic",))), [])
    assert [row.number for row in found] == [1]


def test_a_withdrawn_entry_leaves_no_piece_behind() -> None:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        schema.migrate(connection)
        first, _ = put(connection, "GET abc", "canary qzx"), put(connection, "GET abc", "plain")
        words.index_some(connection, 1000)
        with transaction(connection):
            words.withdraw(connection, first)
        words.settle(connection)
        connection.execute("CREATE VIRTUAL TABLE temp.pieces USING fts5vocab(main, words, row)")
        pieces = {row[0] for row in connection.execute("SELECT term FROM pieces")}
    assert "pla" in pieces and not pieces & {"can", "qzx", "ary"}


def test_an_index_that_is_begun_again_has_small_pages_too() -> None:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        schema.migrate(connection)
        for _ in range(2):
            put(connection, "GET abc", "plain")
            words.index_some(connection, 1000)
            page = connection.execute("SELECT v FROM words_config WHERE k = 'pgsz'").fetchone()
            assert page == (words.PAGE,)
            words.start_over(connection)


def test_a_search_ends_as_soon_as_nobody_waits_for_it(history: History) -> None:
    for place in range(20):
        history.add(entry(f"GET records/ticket/{place}"))
    asked: list[None] = []

    def stop() -> bool:
        asked.append(None)
        return len(asked) > 10

    assert [row.line for row in history.search(["records"], stop=stop)] == [
        f"GET records/ticket/{place}" for place in range(19, 10, -1)
    ]


@pytest.mark.parametrize("oldest_first", [False, True])
@pytest.mark.parametrize("sought", [[], ["e"], ["records"]])
def test_a_page_costs_the_same_however_long_the_history_is(sought: list[str], oldest_first: bool) -> None:
    def steps(size: int) -> int:
        with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
            schema.migrate(connection)
            with transaction(connection):
                for number in range(size):
                    put(connection, f"GET records/ticket/{number}", "")
                words.index_some(connection, 1 << 30)
            counted: list[None] = []
            connection.set_progress_handler(lambda: counted.append(None), 1)
            middle = Filters(above=size // 2) if oldest_first else Filters(below=size // 2)
            if sought:
                words.search(connection, words.Search(tuple(sought), middle, 20, oldest_first))
            else:
                entries.recent(connection, middle, 20, oldest_first=oldest_first)
            return len(counted)

    assert steps(800) < 1.5 * steps(100)
