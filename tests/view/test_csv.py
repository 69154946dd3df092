"""CSV and JSON lines."""

from __future__ import annotations

import csv
import io

from hypothesis import given
from hypothesis import strategies as st

from cerbsh.api import exact
from cerbsh.view.csv import columns_of, head, lines, ndjson
from cerbsh.view.rows import Rows
from tests.view.replies import HOSTILE
from tests.view.screen import assert_harmless

ROWS = [
    {"id": 1, "name": 'a "b", c', "tags": ["x"], "price": exact.ExactFloat("1.10")},
    {"id": 2, "name": "line\nline", "more": None, "ok": True},
]


def written(rows: list[dict[str, object]], *wanted: str, terminal: bool = False) -> str:
    columns = columns_of(Rows(rows), wanted)
    return head(columns, terminal=terminal) + "".join(lines(rows, columns, terminal=terminal))


def test_every_key_is_a_column_and_values_are_as_they_were_sent() -> None:
    assert written(ROWS) == (
        "id,name,tags,price,more,ok\n"
        '1,"a ""b"", c","[""x""]",1.10,,\n'
        '2,"line\nline",,,,true\n'
    )  # fmt: skip


def test_wanted_columns_come_in_the_order_they_are_wanted_in() -> None:
    assert written(ROWS, "price", "id") == "price,id\n1.10,1\n,2\n"


def test_columns_that_cerb_named_are_taken() -> None:
    assert columns_of(Rows([{"a": 1, "_types": {}}], columns=("a",))) == ("a",)


def test_on_a_terminal_every_cell_is_harmless_and_elsewhere_as_sent() -> None:
    rows: list[dict[str, object]] = [{"a": HOSTILE}]
    assert_harmless(written(rows, terminal=True))
    assert HOSTILE in written(rows)


@given(st.lists(st.dictionaries(st.text(min_size=1), st.text(), min_size=2), min_size=1))
def test_what_is_written_reads_as_the_same_text(rows: list[dict[str, object]]) -> None:
    columns = columns_of(Rows(rows))
    read = list(csv.reader(io.StringIO(written(rows), newline="")))
    assert read == [list(columns), *([str(row.get(key, "")) for key in columns] for row in rows)]


def test_json_lines_keep_numbers_and_escape_controls() -> None:
    values = exact.parse(b'[{"a": 1.10}, [], "\\u001b"]').value
    assert isinstance(values, list)
    assert list(ndjson(values)) == ['{"a":1.10}\n', "[]\n", '"\\u001b"\n']
