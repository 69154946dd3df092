"""JMESPath over replies."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cerbsh.api import exact
from cerbsh.errors import LineError, UsageError
from cerbsh.view.json import dumps
from cerbsh.view.select import compile_selection
from tests.view.screen import assert_harmless

VALUE = exact.parse(
    b'{"total": 2, "results": [{"id": 1, "price": 1.10, "tags": ["a"]}, {"id": 2, "price": 1e400, "tags": ["b", "c"]}]}'
).value


@pytest.mark.parametrize(
    ("expression", "selected"),
    [
        ("results[].id", "[1,2]"),
        ("results[0].price", "1.10"),
        ("results[].price", "[1.10,1e400]"),
        ("results[?price > `1.5`].id", "[2]"),
        ("max(results[].price)", "1e400"),
        ("sort_by(results, &price)[0].price", "1.10"),
        ("to_string(results[].price)", r'"[1.10,1e400]"'),
        ("sum(results[].id)", "3"),
        ("results[].{n: id, p: price} | [0]", '{"n":1,"p":1.10}'),
        ("nope.nope", "null"),
    ],
)
def test_an_expression_selects_with_numbers_as_they_were_sent(expression: str, selected: str) -> None:
    assert dumps(compile_selection(expression).apply(VALUE)) == selected


@pytest.mark.parametrize(
    ("expression", "start", "message"),
    [
        ("", 0, "empty"),
        ("a b", 2, "'b' cannot stand here"),
        ("a.", 2, "not complete"),
        ("results[", 8, "not complete"),
        ("a[?b>]", 5, "']' cannot stand here"),
        ('"a', 0, "Unclosed"),
        ("\x1b", 0, r"\u001b"),
        ("(" * 5000, 0, "too deeply"),
    ],
)
def test_an_expression_that_cannot_be_read_is_refused_with_its_place(expression: str, start: int, message: str) -> None:
    with pytest.raises(LineError) as error:
        compile_selection(expression)
    assert (error.value.text, error.value.start) == (expression, start)
    assert message in error.value.message
    assert "\n" not in error.value.message


@pytest.mark.parametrize(
    ("expression", "message"),
    [
        ("nope(@)", "Unknown function: nope()"),
        ("sum(results)", "In function sum(), invalid type"),
        ("length(@, @)", "Expected 1 argument for function length(), received 2"),
        ("ceil(results[1].price)", "infinity"),
        ("results[::0]", "slice step cannot be zero"),
        ("@" + " | @" * 5000, "too deeply"),
    ],
)
def test_an_expression_that_cannot_be_applied_is_a_usage_error_of_one_line(expression: str, message: str) -> None:
    with pytest.raises(UsageError) as error:
        compile_selection(expression).apply(VALUE)
    assert message in error.value.message
    assert "\n" not in error.value.message


@pytest.mark.parametrize(
    ("expression", "streams"),
    [
        ("results[].id", True), ("results[*].id", True), ("results[?id > `1`].id", True), ("results[].{a: id}", True),
        ("results[].tags[]", True), ("results", False), ("results[0]", False), ("results[:3].id", False),
        ("results[].id | [0]", False), ("length(results)", False), ("total", False), ("[results][].id", False),
        ("(results[].id).*", False),
    ],
)  # fmt: skip
def test_what_goes_over_results_record_by_record_can_be_taken_page_by_page(expression: str, streams: bool) -> None:
    selection = compile_selection(expression)
    assert selection.streams is streams
    if streams:
        assert isinstance(VALUE, dict)
        pages = [selection.apply({"results": [record]}) for record in VALUE["results"]]
        assert [item for page in pages if isinstance(page, list) for item in page] == selection.apply(VALUE)


@pytest.mark.parametrize("expression", ["data.*.id", "data.*", "data.*.tags[]", "data.*.{a: id}"])
def test_what_goes_over_the_records_of_a_data_query_can_be_taken_page_by_page(expression: str) -> None:
    selection = compile_selection(expression)
    whole = {"data": {"7": {"id": 7, "tags": ["a", "b"]}, "9": {"id": 9, "tags": ["c"]}}}
    pages = [selection.apply({"data": {key: record}}) for key, record in whole["data"].items()]
    assert selection.streams
    assert [item for page in pages if isinstance(page, list) for item in page] == selection.apply(whole)


@pytest.mark.filterwarnings("ignore::PendingDeprecationWarning")
@given(st.text(st.sampled_from("ab[]{}().*?@&|`'\"\\,:<>=! 019-\x1b")) | st.text())
def test_no_expression_ends_in_anything_but_a_result_or_an_error_of_ours(expression: str) -> None:
    try:
        compile_selection(expression).apply(VALUE)
    except UsageError as error:
        assert_harmless(error.message)
        assert "\n" not in error.message
