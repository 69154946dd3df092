"""JSON on the screen."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cerbsh.api import exact
from cerbsh.api.exact import Document, ExactFloat
from cerbsh.view import theme
from cerbsh.view.json import PAUSE, dumps, render

COLOURED = theme.load(theme.DEFAULT, "16")
SGR = re.compile(r"\x1b\[[0-9;]*m")

number_texts = st.from_regex(r"\A-?(0|[1-9][0-9]{0,25})(\.[0-9]{1,20})?([eE][+-]?[0-9]{1,4})?\Z")
strings = st.text(st.characters())


@st.composite
def bodies(draw: st.DrawFn) -> str:
    """JSON texts with numbers of every spelling."""
    kind = draw(st.integers(0, 5))
    if kind == 0:
        return draw(st.sampled_from(["null", "true", "false", "[]", "{}"]))
    if kind == 1:
        return draw(number_texts)
    if kind == 2:
        return json.dumps(draw(strings))
    if kind == 3:
        return "[" + ",".join(draw(st.lists(bodies(), max_size=3))) + "]"
    members = draw(st.dictionaries(strings, bodies(), max_size=3))
    return "{" + ",".join(f"{json.dumps(key)}:{text}" for key, text in members.items()) + "}"


def spelled(value: object) -> object:
    """The value with each number replaced by its text."""
    if isinstance(value, dict):
        return {key: spelled(item) for key, item in value.items()}
    if isinstance(value, list):
        return [spelled(item) for item in value]
    return f"number {value!r}" if type(value) in (int, float, ExactFloat) else value


@given(bodies())
def test_what_is_shown_reads_as_the_same_value_with_the_same_number_texts(body: str) -> None:
    value = exact.parse(body.encode()).value
    for shown in ("".join(render(value)), dumps(value), "".join(render(Document(body.encode()).read(), indent=4))):
        assert spelled(exact.parse(shown.encode()).value) == spelled(value)


@given(bodies())
def test_colour_adds_our_own_sequences_and_nothing_else(body: str) -> None:
    value = exact.parse(body.encode()).value
    coloured = "".join(render(value, COLOURED))
    assert SGR.sub("", coloured) == "".join(render(value))
    assert "\x1b" not in SGR.sub("", coloured)


@given(bodies())
def test_the_layout_is_that_of_json_with_an_indent_of_two(body: str) -> None:
    value = json.loads(body, parse_float=lambda text: 0, parse_int=lambda text: 0)
    escaped = "".join(render(value))
    assert escaped.count("\n") == json.dumps(value, indent=2).count("\n")
    assert re.sub(r'"(?:[^"\\]|\\.)*"', '""', escaped) == re.sub(
        r'"(?:[^"\\]|\\.)*"', '""', json.dumps(value, indent=2)
    )


def test_each_kind_of_thing_has_its_own_colour() -> None:
    coloured = "".join(render({"a": ["x", 1, None]}, COLOURED))
    assert coloured == (
        '{\n  \x1b[34m"a"\x1b[0m: [\n    \x1b[32m"x"\x1b[0m,\n    \x1b[33m1\x1b[0m,\n    \x1b[35mnull\x1b[0m\n  ]\n}'
    )


def test_order_and_other_scripts_stay_and_controls_are_escaped() -> None:
    body = rb'{"b":"\u00e9\u65e5\/","a":"\u001b[31m\u009b\u202e"}'
    assert "".join(render(exact.parse(body).value)) == '{\n  "b": "é日/",\n  "a": "\\u001b[31m\\u009b\\u202e"\n}'


def test_on_one_line_it_has_no_spaces() -> None:
    assert dumps({"a": [1, {"b": "c d"}, [], {}], "e": True}) == '{"a":[1,{"b":"c d"},[],{}],"e":true}'


plain_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | strings,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(strings, inner, max_size=4),
)


@given(plain_values)
def test_on_one_line_it_is_the_same_by_whatever_way(value: object) -> None:
    walked = "".join(render(value, indent=None))
    assert dumps(value) == walked
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ExactFloat, "met", False)
        assert dumps(value) == walked


def test_a_number_that_needs_its_text_keeps_it_on_one_line() -> None:
    value = exact.parse(b'{"price": 1.10, "share": [-0, 1e400]}').value
    assert dumps(value) == '{"price":1.10,"share":[-0,1e400]}'


def test_a_word_may_stand_beside_a_number() -> None:
    def beside(key: str | None, value: object) -> str:
        return f"({key})" if value == 7 else ""

    assert "".join(render({"a": 7, "b": "7", "c": [7, 8]}, COLOURED, None, beside)) == (
        '{\x1b[34m"a"\x1b[0m:\x1b[33m7\x1b[0m \x1b[2m(a)\x1b[0m,\x1b[34m"b"\x1b[0m:\x1b[32m"7"\x1b[0m,'
        '\x1b[34m"c"\x1b[0m:[\x1b[33m7\x1b[0m \x1b[2m(None)\x1b[0m,\x1b[33m8\x1b[0m]}'
    )


def test_a_key_is_as_safe_as_a_value() -> None:
    assert dumps({"\x1b]0;x\x07": 1}) == r'{"\u001b]0;x\u0007":1}'


def test_nothing_is_nested_too_deeply() -> None:
    value: object = 1
    for _ in range(50_000):
        value = [{"a": value}]
    assert dumps(value).count("[") == 50_000
    while isinstance(value, list):
        value = value.pop()["a"]


def test_pieces_are_of_bounded_size_whatever_the_shape() -> None:
    flat = {"results": list(range(100_000))}
    assert max(map(len, render(flat))) < 20_000


def test_the_first_piece_comes_before_the_document_is_read_on() -> None:
    body = b'{"results": [' + b'{"id": 1},' * 1000 + b"BROKEN"
    pieces = render(Document(body).read())
    assert next(pieces).startswith('{\n  "results": [\n    {\n      "id": 1\n    },')
    with pytest.raises(ValueError):
        list(pieces)


def test_a_pause_gives_what_stands_before_it_and_is_not_written() -> None:
    taken: list[int] = []

    def entries() -> Iterator[object]:
        for number in (1, 2):
            taken.append(number)
            yield {"id": number}
            yield PAUSE

    pieces = render(exact.Elements(entries()), indent=None)
    assert (next(pieces), taken) == ('[{"id":1}', [1])
    assert "".join(pieces) == ',{"id":2}]'
    pairs = [("a", PAUSE), ("b", 1), ("c", PAUSE)]
    assert "".join(render(exact.Members(iter(pairs)), indent=None)) == '{"b":1}'
    assert dumps([PAUSE]) == "[]"


def test_what_json_does_not_have_is_refused() -> None:
    with pytest.raises(TypeError, match="set"):
        dumps({1})
