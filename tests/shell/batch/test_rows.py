"""Files of rows, in every form that people have them in."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cerbsh.errors import UsageError
from cerbsh.shell.batch.rows import Row, fit, read


def values(text: str, *wanted: str) -> list[object]:
    return [row.values for row in read(text, wanted or ("id",))]


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("12\n13\n", [{"id": "12"}, {"id": "13"}]),
        ("\ufeff12\r\n\r\n 13 \r\n", [{"id": "12"}, {"id": "13"}]),
        ('"12"\n"13"\n', [{"id": "12"}, {"id": "13"}]),
        ("id\n12\n", [{"id": "12"}]),
        ("12\n", [{"id": "12"}]),
        ("", []),
    ],
)
def test_plain_values_are_called_id(text: str, rows: list[object]) -> None:
    assert values(text) == rows


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_the_first_line_of_a_csv_file_names_its_columns(delimiter: str) -> None:
    text = f'\ufeffid{delimiter}First Name\r\n1{delimiter}"Ann{delimiter} ""A"""\r\n\r\n2{delimiter}"two\nlines"\r\n'
    assert values(text) == [
        {"id": "1", "First_Name": f'Ann{delimiter} "A"'},
        {"id": "2", "First_Name": "two\nlines"},
    ]


def test_a_single_column_is_named_where_the_line_asks_for_that_name() -> None:
    assert values("email\na@b.example\n", "email") == [{"email": "a@b.example"}]
    assert values("email\na@b.example\n", "id") == [{"id": "email"}, {"id": "a@b.example"}]


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ('{"id": 1, "_label": "x"}\n\n{"id": "2"}\n', [{"id": 1, "_label": "x"}, {"id": "2"}]),
        ('[{"id": 1},\n {"id": 2}]', [{"id": 1}, {"id": 2}]),
        ("[1, \n2]", [{"id": 1}, {"id": 2}]),
        ('{\n "__status": "success",\n "results": [{"id": 1}]\n}', [{"id": 1}]),
        ('{"id": 1}', [{"id": 1}]),
    ],
)
def test_json_comes_as_lines_as_a_list_or_as_a_reply(text: str, rows: list[object]) -> None:
    assert values(text) == rows


def test_numbers_keep_the_text_that_they_were_sent_with() -> None:
    (row,) = read('[{"amount": 1.10}]', ())
    assert repr(row.values["amount"]) == "1.10"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('{"id": 1}\n{"id": \n', "line 2 is no JSON"),
        ("id,title\n1,a\n2,b,c\n", "line 3 has 3 cells, and there are 2 columns"),
        ('id,title\n1,"a"b\n', "line 2 is no CSV"),
    ],
)
def test_a_row_that_cannot_be_read_is_told_with_its_place(text: str, reason: str) -> None:
    with pytest.raises(UsageError, match=reason):
        read(text, ("id",))


def test_a_row_that_is_short_lacks_its_last_columns() -> None:
    assert read("id,title,due\n1,a\n", ())[0] == Row("line 2", {"id": "1", "title": "a"})


@pytest.mark.parametrize(
    ("name", "becomes"), [("First Name", "First_Name"), (" e-mail ", "e_mail"), ("2nd", "_2nd"), ("_label", "_label")]
)
def test_names_become_fit_for_a_reference(name: str, becomes: str) -> None:
    assert fit(name) == becomes


@given(
    st.lists(st.dictionaries(st.sampled_from(["id", "title", "_label", "due"]), st.text() | st.integers()), min_size=1)
)
def test_json_lines_come_back_as_they_were_written(rows: list[dict[str, object]]) -> None:
    assert values("\n".join(json.dumps(row, ensure_ascii=False) for row in rows)) == rows
