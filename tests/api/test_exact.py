"""Reading JSON without losing what was sent."""

from __future__ import annotations

import copy
import json
import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cerbsh.api import exact
from cerbsh.api.exact import Document, Elements, ExactFloat, Members

scalars = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text()
values = st.recursive(scalars, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=30)


def walked(value: object) -> object:
    """What a ``Document`` reads, as plain lists and dicts."""
    if isinstance(value, Members):
        return {key: walked(item) for key, item in value.pairs}
    if isinstance(value, Elements):
        return [walked(item) for item in value.values]
    return value


@pytest.mark.parametrize(
    "text", ["1.10", "1e400", "-1e400", "-0", "-0.00", "1E5", "0.30000000000000004000", "7" * 5000]
)
def test_a_number_keeps_the_text_it_was_sent_with(text: str) -> None:
    value = exact.parse(f'{{"a": [{text}]}}'.encode()).value
    assert isinstance(value, dict)
    assert repr(value["a"][0]) == text
    assert str(value["a"][0]) == text


@pytest.mark.parametrize("text", ["0", "-1", "12345678901234567890", "1.5", "-0.25", "1e+16", "-0.0"])
def test_a_number_that_python_writes_as_it_was_sent_is_a_plain_one(text: str) -> None:
    value = exact.parse(text.encode()).value
    assert type(value) in (int, float)
    assert repr(value) == text


def test_an_exact_number_counts_like_any_other() -> None:
    assert ExactFloat("1.10") == 1.1
    assert ExactFloat("1.10") + 1 == 2.1
    assert ExactFloat("1e400") == float("inf")


def test_an_exact_number_survives_copies() -> None:
    number = ExactFloat("1.10")
    assert [copy.deepcopy(number).text, pickle.loads(pickle.dumps(number)).text] == ["1.10", "1.10"]


def test_minus_zero_inside_text_is_text() -> None:
    assert exact.parse(b'["a -0, b", 0, -0]').value == ["a -0, b", 0, 0]


def test_duplicate_keys_are_told_of_and_the_last_value_counts() -> None:
    parsed = exact.parse(b'{"a": 1, "b": {"c": 1, "c": 2, "c": 3}, "a": 4}')
    assert parsed.value == {"a": 4, "b": {"c": 3}}
    assert set(parsed.duplicates) == {"a", "c"}


def test_who_asks_for_no_duplicates_gets_the_same_value() -> None:
    body = b'{"a": 1.10, "a": [{"b": -0, "b": 2.0}]}'
    assert exact.parse(body, duplicates=False) == exact.Parsed(exact.parse(body).value)


def test_keys_that_repeat_in_different_objects_are_no_duplicates() -> None:
    assert exact.parse(b'[{"a": 1}, {"a": {"a": 2}}]').duplicates == ()


def test_a_byte_order_mark_is_skipped() -> None:
    assert exact.parse(b'\xef\xbb\xbf{"a": 1}').value == {"a": 1}


def test_lone_surrogates_are_kept() -> None:
    assert exact.parse(rb'"\ud800 \udc00x"').value == "\ud800 \udc00x"


BROKEN = {
    "nothing": b"",
    "half an object": b'{"a": 1',
    "a comma too many": b'{"a": [1,]}',
    "a comma before the end": b'{"a": 1,}',
    "a key without quotes": b"{a: 1}",
    "no colon": b'{"a" 1}',
    "more behind the end": b'{"a": 1} x',
    "text in front": b"<html>",
    "bytes that are no UTF-8": b'{"a": "\xff"}',
    "NaN": b'{"a": NaN}',
    "Infinity": b"[Infinity, -Infinity]",
    "an open string": b'{"a": "b',
    "a raw control character": b'"\x01"',
    "100,000 brackets": b"[" * 100_000,
    "100,000 nested objects": b'{"a":' * 100_000 + b"1" + b"}" * 100_000,
}


@pytest.mark.parametrize("body", BROKEN.values(), ids=BROKEN.keys())
def test_what_is_no_json_is_a_value_error_of_one_line(body: bytes) -> None:
    with pytest.raises(ValueError) as error:
        exact.parse(body)
    assert str(error.value)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("body", BROKEN.values(), ids=BROKEN.keys())
def test_a_document_finds_the_same_faults_while_it_is_walked(body: bytes) -> None:
    with pytest.raises(ValueError):
        walked(Document(body).read())


@given(values, st.sampled_from([None, 1, 2]))
def test_a_document_reads_what_parse_reads(value: object, indent: int | None) -> None:
    body = json.dumps(value, indent=indent).encode()
    assert walked(Document(body).read()) == exact.parse(body).value == value


@given(st.text() | st.binary().map(lambda data: data.decode("latin-1")))
def test_any_text_is_read_or_refused_the_same_way_by_both(text: str) -> None:
    body = text.encode("utf-8", "surrogatepass")
    try:
        expected = exact.parse(body).value
    except ValueError:
        with pytest.raises(ValueError):
            walked(Document(body).read())
    else:
        assert walked(Document(body).read()) == expected


def test_a_document_tells_of_duplicates_at_every_depth() -> None:
    document = Document(b'{"a": {"b": 1, "b": 2}, "c": [[{"d": 1, "d": 2}]], "a": 3}')
    assert walked(document.read()) == {"a": 3, "c": [[{"d": 2}]]}
    assert set(document.duplicates) == {"a", "b", "d"}


def test_members_that_are_not_walked_are_passed_over() -> None:
    root = Document(b'{"a": {"b": [1, 2]}, "c": [1, [2]], "d": 3}').read()
    assert isinstance(root, Members)
    assert [key for key, _ in root.pairs] == ["a", "c", "d"]


def test_a_document_is_read_no_further_than_it_is_walked() -> None:
    root = Document(b'{"a": [1, 2, BROKEN').read()
    assert isinstance(root, Members)
    _, elements = next(root.pairs)
    assert isinstance(elements, Elements)
    assert [next(elements.values), next(elements.values)] == [1, 2]


def test_peek_finds_a_scalar_of_the_root_and_reads_nothing_behind_it() -> None:
    body = b'{"_": {"__status": "inner"}, "__status": "success", "results": BROKEN'
    assert exact.peek(body, "__status") == "success"


@pytest.mark.parametrize("body", [b"[]", b"3", b'{"b": 1}', b'{"a": {}}', b'{"a": [1]}', b'{"a": null}'])
def test_peek_finds_nothing_where_there_is_no_such_scalar(body: bytes) -> None:
    assert exact.peek(body, "a") is None
