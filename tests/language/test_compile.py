"""The request that a line becomes, beyond what the table of lines shows."""

from __future__ import annotations

import pytest

from cerbsh.errors import LineError, LocalError
from cerbsh.language.compile import compile_request, wrap_field
from cerbsh.language.line import RequestLine
from cerbsh.language.parser import parse
from tests.language.samples import GRAMMAR, request


def _line(text: str) -> RequestLine:
    line = parse(text, GRAMMAR)
    assert isinstance(line, RequestLine)
    return line


@pytest.mark.parametrize(
    ("key", "sent"),
    [
        ("title", "fields[title]"),
        ("links[]", "fields[links][]"),
        ("params[a][]", "fields[params][a][]"),
        ("fields[title]", "fields[title]"),
        ("fields", "fields[fields]"),
        ("expand", "expand"),
        ("show_meta", "show_meta"),
        ("expand[]", "fields[expand][]"),
    ],
)
def test_a_bare_field_is_wrapped(key: str, sent: str) -> None:
    assert wrap_field(key) == sent


def test_without_a_lookup_every_reference_is_unknown() -> None:
    with pytest.raises(LineError, match=r"\$id is not known"):
        compile_request(_line("GET workers/me x=$id"))


def test_without_files_the_name_stands_for_the_text() -> None:
    assert compile_request(_line("POST x/y a=@b.txt")).form == (("a", "@b.txt"),)


def test_a_file_that_is_not_there_is_told_of_by_its_reader() -> None:
    def missing(name: str, key: str) -> str:
        raise LocalError(f"cannot read {name}")

    with pytest.raises(LocalError, match=r"cannot read b\.txt"):
        compile_request(_line("POST x/y a=@b.txt"), read_file=missing)


def test_a_file_is_named_by_a_reference_and_read_for_its_field() -> None:
    assert request("PUT records/task/5 comment=@$name.txt").form == (
        ("fields[comment]", "<Ann O'Hara.txt for comment>"),
    )


def test_a_value_with_white_space_and_quotes_stays_one_word() -> None:
    assert request("GET workers/me x=$name y=1").query == (("x", "Ann O'Hara"), ("y", "1"))


def test_a_query_from_many_places_is_one_where_its_first_part_stood() -> None:
    sent = request("GET records/ticket/search limit=1 a q='b c' page=2 d")
    assert sent.query == (("limit", "1"), ("q", "a b c d"), ("page", "2"))
