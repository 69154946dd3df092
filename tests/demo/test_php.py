from __future__ import annotations

from base64 import b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cerbsh.demo import php


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("", {}),
        ("a=1", {"a": "1"}),
        ("a=1&a=2", {"a": "2"}),
        ("a", {"a": ""}),
        ("=1&a=2", {"a": "2"}),
        ("a=1=2", {"a": "1=2"}),
        ("a+b=c+d", {"a_b": "c d"}),
        ("a.b=1", {"a_b": "1"}),
        ("%20a=1", {"a": "1"}),
        ("a=%C3%A4%F0%9F%8E%89", {"a": "ä🎉"}),
        ("a[]=1&a[]=2", {"a": {"0": "1", "1": "2"}}),
        ("a[b]=1&a[c]=2", {"a": {"b": "1", "c": "2"}}),
        ("a[b][]=1&a[b][]=2", {"a": {"b": {"0": "1", "1": "2"}}}),
        ("a[5]=1&a[]=2", {"a": {"5": "1", "6": "2"}}),
        ("a[b.c d]=1", {"a": {"b.c d": "1"}}),
        ("a=1&a[b]=2", {"a": {"b": "2"}}),
        ("a[b]=1&a=2", {"a": "2"}),
        ("a[b]tail=1", {"a": {"b": "1"}}),
        ("a[b=1", {"a_b": "1"}),
        ("[a]=1", {"_a]": "1"}),
        ("{%22fields%22%3A%20%22x%22}=", {'{"fields":_"x"}': ""}),
    ],
)
def test_a_form_is_read_as_php_reads_it(text: str, form: php.Form) -> None:
    assert php.parse(text) == form


def test_a_thousand_variables_are_read_and_no_more() -> None:
    form = php.parse("&".join(f"v{number}=1" for number in range(1100)))
    assert list(form) == [f"v{number}" for number in range(php.MAX_VARIABLES)]


@given(st.text())
def test_no_form_is_an_error(text: str) -> None:
    assert all(isinstance(value, str | dict) for value in php.parse(text).values())


@given(st.dictionaries(st.text("abc", min_size=1), st.text()))
def test_plain_names_and_values_come_back(values: dict[str, str]) -> None:
    form: php.Form = {}
    for name, value in values.items():
        php.put(form, name, value)
    assert form == values


def test_multipart_fields_are_read_and_files_left_out() -> None:
    parts = [
        'Content-Disposition: form-data; name="fields[name]"\r\n\r\nÄrzte',
        'Content-Disposition: form-data; name="list[]"\r\n\r\n1',
        'Content-Disposition: form-data; name="list[]"\r\n\r\n2',
        'Content-Disposition: form-data; name="f"; filename="a.txt"\r\n\r\nbytes',
    ]
    body = "".join(f"--edge\r\n{part}\r\n" for part in parts) + "--edge--\r\n"
    form = php.parse_multipart(body.encode(), "multipart/form-data; boundary=edge")
    assert form == {"fields": {"name": "Ärzte"}, "list": {"0": "1", "1": "2"}}


@pytest.mark.parametrize("content_type", ["multipart/form-data", "multipart/form-data; boundary=other", "text/ü"])
def test_multipart_without_its_boundary_is_an_empty_form(content_type: str) -> None:
    assert php.parse_multipart(b'--edge\r\nContent-Disposition: form-data; name="a"\r\n\r\n1', content_type) == {}


@pytest.mark.parametrize(
    ("first", "second", "merged"),
    [
        ("a=1", "b=2", {"a": "1", "b": "2"}),
        ("a=1", "a=2", {"a": {"0": "1", "1": "2"}}),
        ("f[a]=1", "f[a]=2", {"f": {"a": {"0": "1", "1": "2"}}}),
        ("f[a]=1", "f[b]=2", {"f": {"a": "1", "b": "2"}}),
        ("f[]=1", "f[]=2", {"f": {"0": "1", "1": "2"}}),
    ],
)
def test_a_name_in_query_and_body_becomes_a_list(first: str, second: str, merged: php.Form) -> None:
    assert php.merge(php.parse(first), php.parse(second)) == merged


@pytest.mark.parametrize(
    ("value", "number"),
    [
        (None, 7),
        ("", 0),
        ("12", 12),
        (" 12", 12),
        ("12abc", 12),
        ("-3", -3),
        ("1.9", 1),
        ("1e3", 1000),
        ("1e999", 0),
        ("9" * 30, 9_200_000_000_000_000_000),
        ("abc", 0),
        ({"0": "5"}, 1),
        ({}, 0),
    ],
)
def test_a_number_is_what_the_text_begins_with(value: php.Value | None, number: int) -> None:
    assert php.integer(value, 7) == number


@pytest.mark.parametrize("text", ["1", "-1", "+1", "1.5", ".5", "1.", "1e3", " 1", "1 "])
def test_numeric_text_is_numeric(text: str) -> None:
    assert php.is_numeric(text)


@pytest.mark.parametrize("text", ["", "a", "1a", "0x1", "1 2", "--1", "."])
def test_other_text_is_not_numeric(text: str) -> None:
    assert not php.is_numeric(text)


@pytest.mark.parametrize(
    ("value", "truth"),
    [
        (None, True),
        ("1", True),
        ("yes", True),
        ("2", True),
        ("", False),
        ("0", False),
        ("No", False),
        ("off", False),
        (" false ", False),
        ({"0": "1"}, False),
    ],
)
def test_a_flag_is_off_for_the_words_that_say_so(value: php.Value | None, truth: bool) -> None:
    assert php.truth(value, default=True) is truth


def test_words_are_trimmed_and_empty_ones_dropped() -> None:
    assert php.words(" a, b ,,c") == ["a", "b", "c"]
    assert php.words({"0": "a"}) == []


@pytest.mark.parametrize(
    ("text", "content"),
    [("aGk=", b"hi"), ("aGk", b"hi"), ("a G\nk=", b"hi"), ("aGk*", b"hi"), ("aGkhä", b"hi!"), ("", b""), ("a", b"")],
)
def test_base64_is_read_without_complaint(text: str, content: bytes) -> None:
    assert php.base64(text) == content


@given(st.binary())
def test_base64_comes_back(content: bytes) -> None:
    assert php.base64(b64encode(content).decode()) == content
