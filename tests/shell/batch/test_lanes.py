"""Work for rows, several at once, told in order, with no row lost."""

from __future__ import annotations

import threading

import pytest

from cerbsh.shell.batch.lanes import Lanes
from cerbsh.shell.batch.rows import Row

ROWS = tuple(Row(f"line {number}", {"id": number}) for number in range(1, 9))


def place(row: Row) -> str:
    return row.place


@pytest.mark.parametrize("jobs", [1, 3, 20])
def test_everything_is_done_in_order(jobs: int) -> None:
    lanes = Lanes(ROWS, place, jobs)
    assert [(row, future.result()) for row, future in lanes] == [(row, row.place) for row in ROWS]
    assert lanes.close() == ([], [])


def test_no_more_are_under_way_than_wanted() -> None:
    gate, under_way = threading.Barrier(3), threading.Semaphore(3)

    def work(row: Row) -> bool:
        entered = under_way.acquire(blocking=False)
        if row in ROWS[:3]:
            gate.wait(10)
        under_way.release()
        return entered

    lanes = Lanes(ROWS, work, 3)
    assert all(future.result() for _, future in lanes)
    lanes.close()


def test_what_is_stopped_comes_to_its_end_and_the_rest_is_left() -> None:
    lanes = Lanes(ROWS, place, 2)
    done = []
    for row, _ in lanes:
        done.append(row)
        if len(done) == 2:
            lanes.stop()
    under_way, unsent = lanes.close()
    assert under_way == []
    assert sorted([*done, *unsent]) == sorted(ROWS) and len(done) <= 4


def test_a_row_is_in_one_place_when_it_is_closed_early() -> None:
    released = threading.Event()

    def work(row: Row) -> bool:
        return row is ROWS[0] or released.wait(10)

    lanes = Lanes(ROWS, work, 2)
    first, _ = next(iter(lanes))
    under_way, unsent = lanes.close()
    released.set()
    assert first is ROWS[0]
    assert sorted([first, *under_way, *unsent]) == sorted(ROWS)


def test_an_error_of_the_work_is_given_with_its_row() -> None:
    def work(row: Row) -> int:
        return 1 // (row.values["id"] != 2)

    failed = [row.place for row, future in Lanes(ROWS, work, 2) if isinstance(future.exception(), ZeroDivisionError)]
    assert failed == ["line 2"]
