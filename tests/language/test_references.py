"""References: what counts as one, and what is put in its place."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cerbsh.api.exact import parse as parse_json
from cerbsh.language.line import CommandLine
from cerbsh.language.parser import parse
from cerbsh.language.references import read_reference, scalar_text, to_json, word_value
from tests.language.samples import GRAMMAR, REPLY, lookup


@pytest.mark.parametrize(
    ("text", "kind", "name", "path", "rest"),
    [
        ("$id", "variable", "id", [], ""),
        ("$id.x", "variable", "id", [], ".x"),
        ("$id[0]", "variable", "id", [], "[0]"),
        ("${id}x", "variable", "id", [], "x"),
        ("$_id", "variable", "_id", [], ""),
        ("$_.a.b", "reply", "_", ["a", "b"], ""),
        ("$_[0].a", "reply", "_", [0, "a"], ""),
        ("$12.a[-1].2x", "reply", "12", ["a", -1, "2x"], ""),
        ('$_.a["b c"].d', "reply", "_", ["a", "b c", "d"], ""),
        ("$_.a.", "reply", "_", ["a"], "."),
        ("$_.a[x]", "reply", "_", ["a"], "[x]"),
        ("$_.a-b", "reply", "_", ["a"], "-b"),
    ],
)
def test_a_reference_is_read_as_far_as_it_goes(text: str, kind: str, name: str, path: list[object], rest: str) -> None:
    reference = read_reference(text, 0)
    assert reference
    assert (reference.kind, reference.name, [step.key for step in reference.path]) == (kind, name, path)
    assert text[reference.end :] == rest


@pytest.mark.parametrize(
    "text",
    ["$", "$$", "$_", "$12", "$20.50", "$-", "$(x)", "${}", "${1}", "${1:-x}", "$é", "${a b}", "$" + "9" * 19 + ".x"],
)
def test_a_dollar_is_text(text: str) -> None:
    assert read_reference(text, 0) is None


def test_a_quoted_key_is_no_step_between_double_quotes() -> None:
    reference = read_reference('$_.a["b"]', 0, quoted=True)
    assert reference
    assert [step.key for step in reference.path] == ["a"]


@pytest.mark.parametrize(
    ("text", "name", "default"),
    [("$1", "1", None), ("${2}", "2", None), ("${3:-}", "3", ""), ("${4:-a b}", "4", "a b")],
)
def test_a_saved_line_has_parameters(text: str, name: str, default: str | None) -> None:
    reference = read_reference(text, 0, parameters=True)
    assert reference
    assert (reference.kind, reference.name, reference.default) == ("parameter", name, default)


def test_in_a_saved_command_a_number_is_an_argument_and_no_reply() -> None:
    line = parse("diff $1 $_", GRAMMAR._replace(parameters=True))
    assert isinstance(line, CommandLine)
    assert [word.references[0].kind for word in line.args] == ["parameter", "reply"]


@pytest.mark.parametrize(
    ("sent", "text"),
    [(b'"a"', "a"), (b"1.10", "1.10"), (b"1e400", "1e400"), (b"-0", "-0"), (b"7", "7"), (b"true", "1"), (b"false", "0"),
     (b"null", ""), (b"9" * 5000, "9" * 5000)],
    ids=lambda value: str(value)[:10],
)  # fmt: skip
def test_a_scalar_is_put_in_as_it_was_sent(sent: bytes, text: str) -> None:
    assert scalar_text(parse_json(sent).value) == text


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
        max_leaves=10,
    )
)
def test_a_value_written_as_json_is_read_back(value: object) -> None:
    assert json.loads(to_json(value)) == value


def test_numbers_keep_their_text_in_json() -> None:
    assert to_json(parse_json(b'{"a": [1.10, 1e400, -0]}').value) == '{"a": [1.10, 1e400, -0]}'


@pytest.mark.parametrize(
    ("typed", "value"),
    [("$_", REPLY), ("$12", REPLY), ("$list", [1, 2]), ("$id", 12), ("'$id'", "$id"), ("x$id", "x12"), ("5", "5")],
)
def test_let_takes_a_value_or_text(typed: str, value: object) -> None:
    line = parse(f"let x = {typed}", GRAMMAR)
    assert isinstance(line, CommandLine)
    assert word_value(line.args[2], line.text, lookup) == value


def test_a_command_tells_a_whole_reply_from_text() -> None:
    line = parse("diff $_ '$12'", GRAMMAR)
    assert isinstance(line, CommandLine)
    assert [word.reply and word.reply.name for word in line.args] == ["_", None]
