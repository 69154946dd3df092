from __future__ import annotations

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from cerbsh.demo.store import DataError, open_database
from tests.demo import calls
from tests.demo.calls import NOW, Cerb


def test_a_file_keeps_what_was_written(tmp_path: Path) -> None:
    path = str(tmp_path / "demo.db")
    first = open_database(path, 10, 1, NOW)
    Cerb(first).update("task", 1, title="Kept")
    first.close()
    second = open_database(path, 500, 2, NOW)
    assert Cerb(second).get("records/task/1.json")["title"] == "Kept"
    assert Cerb(second).total("ticket", "") == 10
    second.close()


def test_a_file_that_holds_something_else_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE mine (x)")
    before = path.read_bytes()
    with pytest.raises(DataError, match="holds something else"):
        open_database(str(path))
    assert path.read_bytes() == before


@pytest.mark.parametrize("content", [b"no database at all, but long enough to be looked at", b"{}"])
def test_a_file_that_is_no_database_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "notes.txt"
    path.write_bytes(content)
    with pytest.raises(DataError, match=r"notes\.txt"):
        open_database(str(path))


def test_a_folder_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="unable to open"):
        open_database(str(tmp_path / "nowhere" / "demo.db"))


def test_a_turn_that_fails_leaves_nothing_behind(cerb: Cerb) -> None:
    with pytest.raises(ZeroDivisionError), cerb.database.turn():
        cerb.database.update("task", 1, {"title": "Half"})
        1 / 0  # noqa: B018
    assert cerb.get("records/task/1.json")["title"] != "Half"


def test_writers_from_many_threads_do_not_lose_one_another(cerb: Cerb) -> None:
    before = cerb.total("task", "")
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda number: cerb.create("task", title=f"Task {number}")["id"], range(40)))
    assert len(set(made)) == 40
    assert cerb.total("task", "") == before + 40


def test_equal_seeds_make_equal_records() -> None:
    def dump(seed: int) -> list[str]:
        database = open_database(None, 30, seed, NOW)
        tables = ("worker", "org", "contact", "ticket", "message", "task", "comment", "attachment", "link")
        found = [str([tuple(row) for row in database.rows(f"SELECT * FROM {table}")]) for table in tables]
        database.close()
        return found

    assert dump(1) == dump(1)
    assert dump(1) != dump(2)


def test_records_come_in_proportion() -> None:
    for tickets in (1, 20, 300):
        with calls.cerb(tickets) as cerb:
            assert cerb.total("ticket", "") == tickets
            assert cerb.total("message", "") >= tickets
            assert cerb.total("worker", "") == 12
            for uri in (
                "group",
                "bucket",
                "org",
                "address",
                "contact",
                "task",
                "comment",
                "attachment",
                "custom_field",
            ):
                assert cerb.total(uri, "") > 0


def test_the_records_look_like_those_of_a_company(read_only: Cerb) -> None:
    database = read_only.database
    assert database.value("SELECT COUNT(*) FROM ticket WHERE bucket_id NOT IN (SELECT id FROM bucket)") == 0
    assert database.value("SELECT COUNT(*) FROM message WHERE ticket_id NOT IN (SELECT id FROM ticket)") == 0
    assert database.value("SELECT COUNT(*) FROM ticket WHERE last_message_id NOT IN (SELECT id FROM message)") == 0
    assert database.value("SELECT COUNT(*) FROM ticket WHERE created_date > ?", (NOW,)) == 0
    assert database.value("SELECT COUNT(DISTINCT mask) FROM ticket") == 200
    assert {row["status_id"] for row in database.rows("SELECT DISTINCT status_id FROM ticket")} == {0, 1, 2, 3}
    comments = "".join(row["comment"] for row in database.rows("SELECT comment FROM comment"))
    assert any(ord(character) > 0xFFFF for character in comments)


@pytest.mark.parametrize("uri", ["ticket", "message", "org", "task", "comment"])
def test_sorting_and_jumping_by_id_read_no_whole_table(read_only: Cerb, uri: str) -> None:
    plan = read_only.database.rows(f"EXPLAIN QUERY PLAN SELECT * FROM {uri} WHERE id > 5 ORDER BY id LIMIT 10")
    assert [row["detail"] for row in plan] == [f"SEARCH {uri} USING INTEGER PRIMARY KEY (rowid>?)"]
