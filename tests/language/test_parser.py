"""The scan that never fails, its places in the text, and what is left open."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cerbsh.errors import LineError
from cerbsh.language.line import CommandLine, EmptyLine, Pipe, Redirect, RequestLine, SystemLine, request_of
from cerbsh.language.parser import is_open, parse, scan
from cerbsh.language.tokens import Kind
from tests.language.samples import GRAMMAR, meaning

STARTS = (
    "",
    "GET ",
    "GET records/ticket/search ",
    "POST x/y ",
    "PATCH records/org/upsert ",
    "search ",
    "as curl ",
    "!",
)
MARKS = "'\"\\$()[]{}|> \n=:@-_#?/%.a1"
LINES = st.builds(str.__add__, st.sampled_from(STARTS), st.text(st.sampled_from(MARKS) | st.characters(), max_size=40))


@given(LINES)
def test_scanning_takes_any_text_and_its_tokens_tile_it(text: str) -> None:
    found = scan(text, GRAMMAR)
    assert "".join(text[token.start : token.end] for token in found.tokens) == text
    assert all(token.start < token.end for token in found.tokens)


@given(LINES)
def test_parsing_raises_line_errors_alone_with_a_place_in_the_text(text: str) -> None:
    try:
        meaning(text)
    except LineError as error:
        assert 0 <= error.start < error.end <= len(text) + 1


@given(LINES)
def test_a_text_without_problems_is_a_line(text: str) -> None:
    found = scan(text, GRAMMAR)
    if not found.problems:
        assert found.line is not None


@pytest.mark.parametrize("text", ["", "   ", "\n", "# GET workers/me", "  # it's a comment"])
def test_blank_lines_and_comments_are_empty(text: str) -> None:
    assert isinstance(parse(text, GRAMMAR), EmptyLine)
    assert not is_open(text, GRAMMAR)


def test_a_system_line_keeps_its_text() -> None:
    line = parse("  ! echo '$id' | wc > x  ", GRAMMAR)
    assert isinstance(line, SystemLine)
    assert line.command == "echo '$id' | wc > x  "


@pytest.mark.parametrize(
    "text",
    [
        "GET workers/me x='a",
        'GET workers/me x="a',
        "GET workers/me \\",
        "GET workers/me x=a\\",
        "GET records/ticket/search (status:o",
        "GET records/ticket/search (status:o | jq .",
        "GET records/ticket/search (status:o]",
        "GET records/ticket/search q=(status:o",
        "search ticket owner:(name:x",
        "POST x/y a:=[1,",
        'POST x/y a:={"b": "c',
        "GET workers/me | jq '.a",
        "!echo 'a",
        "as curl search ticket (a",
        "save mine search ticket (a",
        "save mine GET workers/me x='a",
    ],
)
def test_a_line_goes_on_below(text: str) -> None:
    assert is_open(text, GRAMMAR)


@pytest.mark.parametrize(
    "text",
    [
        "GET workers/me",
        "GET workers/me x='a'",
        "GET workers/me x=\\\\",
        "GET workers/me x=:(",
        "comment ticket:5 (see below",
        "GET records/ticket/search (status:o)",
        "GET records/ticket/search status:o)",
        "GET records/ticket/search '('",
        "POST x/y a:=[1, 2]",
        "GET workers/me | jq .",
        "nonsense",
        "GET",
    ],
)
def test_a_line_is_whole(text: str) -> None:
    assert not is_open(text, GRAMMAR)


def _request(text: str) -> RequestLine:
    line = parse(text, GRAMMAR)
    assert isinstance(line, RequestLine)
    return line


def test_every_part_of_a_request_knows_its_place() -> None:
    text = "PUT records/task/5 title='a b' x:=[1] --select=y -H 'X: z' > file"
    line = _request(text)
    assert text[line.path.start : line.path.end] == "records/task/5"
    assert [text[item.start : item.end] for item in line.items] == ["title='a b'", "x:=[1]"]
    assert [text[item.key.start : item.key.end] for item in line.items] == ["title", "x"]
    assert [text[item.value.start : item.value.end] for item in line.items] == ["'a b'", "[1]"]
    assert [text[use.start : use.end] for use in line.options] == ["--select=y", "-H 'X: z'"]
    assert isinstance(line.sink, Redirect)
    assert text[line.sink.start :] == "> file"


def test_every_query_word_knows_its_place() -> None:
    text = "search ticket  (a OR b)\n'c d' | jq"
    line = parse(text, GRAMMAR)
    assert isinstance(line, CommandLine) and line.request
    assert [text[word.start : word.end] for word in line.request.query] == ["(a OR b)", "'c d'"]
    assert isinstance(line.sink, Pipe)
    assert text[line.sink.command_start :] == "jq"


def test_the_parts_say_what_each_word_is() -> None:
    text = "PATCH records/org/upsert name:x a='b $id' c:=1 --max 5 | jq"
    shown = [(token.kind, text[token.start : token.end]) for token in scan(text, GRAMMAR).tokens]
    assert [pair for pair in shown if pair[0] is not Kind.SPACE] == [
        (Kind.METHOD, "PATCH"),
        (Kind.PATH, "records/org/upsert"),
        (Kind.QUERY, "name:x"),
        (Kind.KEY, "a"),
        (Kind.OPERATOR, "="),
        (Kind.STRING, "'b $id'"),
        (Kind.KEY, "c"),
        (Kind.OPERATOR, ":="),
        (Kind.JSON, "1"),
        (Kind.OPTION, "--max"),
        (Kind.OPTION_VALUE, "5"),
        (Kind.PIPE, "|"),
        (Kind.SYSTEM, "jq"),
    ]


def test_references_are_tokens_of_their_own() -> None:
    text = 'GET records/$type/$_.results[0].id x="a $id" > $name.txt'
    references = [text[token.start : token.end] for token in scan(text, GRAMMAR).tokens if token.kind is Kind.REFERENCE]
    assert references == ["$type", "$_.results[0].id", "$id", "$name"]


def test_the_words_that_look_like_pipes_are_marked() -> None:
    line = _request("GET records/ticket/search importance: > 80 |jq >x '|y' (a | b)")
    assert [word.text for word in line.misplaced] == [">", "|jq", ">x"]


@pytest.mark.parametrize("text", ["GET records/ticket/search subject: > file", "GET records/ticket/search x=( y | )"])
def test_brackets_and_open_filters_keep_pipes_and_redirections_away(text: str) -> None:
    line = _request(text)
    assert line.sink is None
    assert line.misplaced


def test_an_unfinished_line_keeps_what_there_is() -> None:
    found = scan("search ticket status:o --selct", GRAMMAR)
    request = request_of(found.line)
    assert request
    assert [word.text for word in request.query] == ["status:o"]
    assert [problem.message for problem in found.problems] == ["--selct is no option here"]


def test_a_line_behind_a_command_hands_its_pipe_up() -> None:
    line = parse("watch 5s GET workers/me | wc", GRAMMAR)
    assert isinstance(line, CommandLine) and isinstance(line.line, RequestLine)
    assert isinstance(line.sink, Pipe)
    assert line.line.sink is None


def test_save_keeps_the_rest_of_the_line_as_it_stands() -> None:
    line = parse("save mine  search ticket status:${1:-open} | jq '.x' > y ", GRAMMAR)
    assert isinstance(line, CommandLine) and line.rest
    assert line.rest.text == "search ticket status:${1:-open} | jq '.x' > y "
    assert line.sink is None


def test_commands_in_commands_have_an_end() -> None:
    with pytest.raises(LineError, match="too deep"):
        parse("as curl " * 500, GRAMMAR)
    assert scan("save a " * 500, GRAMMAR).line


def test_paths_begin_where_cd_stands() -> None:
    grammar = GRAMMAR._replace(folder="records/ticket")
    assert meaning("GET 12", grammar) == ("GET records/ticket/12.json",)
    assert meaning("GET search status:o", grammar) == ("GET records/ticket/search.json", "?q=status:o")
    assert meaning("GET ../org/5", grammar) == ("GET records/org/5.json",)
    assert meaning("GET ../../workers/me", grammar) == ("GET workers/me.json",)
    assert meaning("GET /workers/me", grammar) == ("GET workers/me.json",)
    assert meaning("GET rest/workers/me", grammar) == ("GET workers/me.json",)
    assert meaning("search org x", grammar) == ("GET records/org/search.json", "?q=x")
    with pytest.raises(LineError, match="climbs"):
        meaning("GET ../../..", grammar)


def test_a_saved_line_has_parameters() -> None:
    grammar = GRAMMAR._replace(parameters=True)
    assert meaning("search ticket status:$1 x:${2:-open} '$1'", grammar)[1] == "?q=status:closed x:open $1"
    assert meaning("GET records/ticket/$12.results[0].id", grammar) == ("GET records/ticket/7.json",)
    with pytest.raises(LineError, match="wants an argument 2"):
        meaning("search ticket status:$2", grammar)


@pytest.mark.parametrize(
    "text", ["search ticket " + "(" * 20_000, "search ticket " + '\\" (' * 400, "GET x " + "[" * 20_000 + "]" * 20_000]
)
def test_many_brackets_are_read_in_one_go(text: str) -> None:
    assert scan(text, GRAMMAR).tokens[-1].end == len(text)
