"""What the options of a line say about how its reply is wanted."""

from __future__ import annotations

import pytest

from cerbsh.catalogue import builtin
from cerbsh.errors import LineError
from cerbsh.language.compile import no_lookup
from cerbsh.language.grammar import Grammar
from cerbsh.language.line import RequestLine
from cerbsh.language.parser import parse
from cerbsh.shell.display import Display, display_of
from cerbsh.view.listing import Listing


def display(text: str) -> Display:
    line = parse(text, Grammar(builtin()))
    assert isinstance(line, RequestLine)
    return display_of(line, no_lookup)


def test_without_options_a_reply_is_shown_as_json() -> None:
    assert display("GET workers/me") == Display()


def test_a_form_may_name_its_columns() -> None:
    assert display("GET workers/me --table").listing == Listing("table")
    assert display("GET workers/me --table='id, name'").listing == Listing("table", ("id", "name"))
    assert display("GET workers/me --csv").listing == Listing("csv")


def test_there_is_one_form_at_a_time() -> None:
    with pytest.raises(LineError) as caught:
        display("GET workers/me --csv --table")
    assert caught.value.text[caught.value.start :] == "--table"


def test_a_selection_may_stand_before_a_form() -> None:
    found = display("GET workers/me --select 'results[].mask' --ndjson")
    assert found.selection is not None and found.selection.text == "results[].mask"
    assert found.listing == Listing("ndjson")


@pytest.mark.parametrize(
    ("line", "meant"), [("GET a --select 'id, b' --raw", ", b' --raw"), ('GET a --select "a \\"b"', "--select")]
)
def test_a_fault_in_an_expression_is_shown_where_it_stands_in_the_line(line: str, meant: str) -> None:
    with pytest.raises(LineError) as caught:
        display(line)
    assert caught.value.text == line
    assert line[caught.value.start :].startswith(meant)
