"""Threat 15: a value that climbs out of its place: into the path, another header, the query, the shell."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qsl, unquote

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cerbsh.api.client import Client
from cerbsh.api.request import Request
from cerbsh.auth.store import MemoryVault
from cerbsh.auth.token import Token
from cerbsh.auth.vault import Secrets
from cerbsh.config import Profile
from cerbsh.demo.server import DemoServer
from cerbsh.errors import Exit, LineError, UsageError
from cerbsh.language.compile import compile_request
from cerbsh.language.grammar import Grammar
from cerbsh.language.line import RequestLine
from cerbsh.language.parser import parse
from cerbsh.language.tokens import Reference
from cerbsh.shell.engine import Engine
from cerbsh.shell.opening.start import Options, lines_of, run_lines
from cerbsh.shell.result import Pipe
from cerbsh.shell.showing.output import Output
from cerbsh.shell.world import World
from tests.auth.support import serving
from tests.language.samples import GRAMMAR, read_file
from tests.net.rig import Stream
from tests.shell.support import told

CLIMBS = [
    "../workers/me?x=",
    "..",
    ".",
    "",
    "1/../../workers/me",
    "..\\..\\workers",
    "%2e%2e%2fworkers%2fme",
    "%252e%252e",
    "1\r\nX-Evil: 1",
    "1 HTTP/1.1\r\nHost: evil.example\r\n\r\n",
    "1\x00",
    "//evil.example/",
    "https://evil.example/",
]
HARMLESS = ["1?x=1&y=2", "1#fragment", "a b", "1;rm x", "é/ü", "100%", "@evil.example", "$(touch x)", "a&b=c", "'\""]


def compiled(text: str, value: object, grammar: Grammar = GRAMMAR) -> Request:
    line = parse(text, grammar)
    assert isinstance(line, RequestLine)

    def lookup(reference: Reference) -> object:
        return value

    return compile_request(line, lookup, read_file)


anything = st.text(st.characters()) | st.sampled_from(CLIMBS + HARMLESS)


@given(anything)
@example("../workers/me?x=")
@example("%2e%2e")
def test_a_value_in_a_path_is_refused_or_stays_one_segment(value: str) -> None:
    try:
        request = compiled("GET records/task/$id", value)
    except UsageError:
        return
    path = request.path
    assert path.startswith("records/task/") and path.endswith(".json")
    segment = path.removeprefix("records/task/").removesuffix(".json")
    assert unquote(segment) == value
    assert not set("/?#\\ ") & set(segment) and segment.isascii() and segment.isprintable()
    assert unquote(segment) not in (".", "..")


@given(anything)
def test_a_value_in_a_field_or_parameter_arrives_as_it_is(value: str) -> None:
    try:
        request = compiled("POST records/task/create title=$v extra==$v", value)
    except UsageError:
        return
    url, (body, _) = request.url("http://127.0.0.1/"), request.payload()
    assert body is not None
    assert parse_qsl(body.decode(), keep_blank_values=True) == [("fields[title]", value)]
    assert parse_qsl(url.partition("?")[2], keep_blank_values=True) == [("extra", value)]
    assert url.isascii() and url.isprintable() and " " not in url


@given(anything)
@example("1\r\nX-Evil: 1")
@example("\x85")
def test_a_value_in_a_header_is_refused_or_stays_one_line(value: str) -> None:
    try:
        request = compiled('GET workers/me -H "X-Note: $v"', value)
    except UsageError:
        return
    ((name, sent),) = request.headers
    assert name == "X-Note"
    assert not set(sent) & set("\r\n\x00\x0b\x0c\x85\u2028")


@pytest.mark.parametrize(
    "name", ["Authorization", "authorization", "HOST", "Cookie", "Content-Length", "X\r\nY", "X Y", ""]
)
def test_headers_that_are_cerbshs_own_or_no_names_are_refused(name: str) -> None:
    with pytest.raises(LineError):
        compiled(f"GET workers/me -H '{name}: x'", "")


@pytest.mark.parametrize(
    "path", ["a\nb", "a\x00b", "a\x1bb", "a%0d%0ab", "%2e%2e/x", "a%2fb", "a/%252e%252e/b", "a\\..\\b"]
)
def test_control_characters_and_hidden_climbs_are_refused_when_they_are_typed(path: str, engine: Engine) -> None:
    result = engine.run(f"GET 'records/task/{path}'")
    assert result.exit == Exit.USAGE, told(result)


@pytest.mark.parametrize("value", [*CLIMBS, *HARMLESS])
def test_nothing_else_than_the_record_is_ever_asked_for(value: str, engine: Engine, shared_demo: DemoServer) -> None:
    engine.variables["id"] = value
    shared_demo.log.clear()
    engine.run("GET records/task/$id")
    engine.run("GET records/task/search title:$id")
    for seen in shared_demo.log.seen:
        assert seen.path.startswith("/rest/records/task/") and seen.path.count("/") == 4
        assert seen.path.endswith(".json") and seen.method == "GET"
        assert "evil" not in str(seen.headers)


LINE_ENDS = ["\n", "\r", "\r\n", "\x0b", "\x0c", "\x1c", "\x1d", "\x1e", "\x85", "\u2028", "\u2029"]


@pytest.mark.parametrize("end", LINE_ENDS, ids=map(ascii, LINE_ENDS))
def test_a_word_of_a_server_becomes_no_line_of_a_script(
    end: str, engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    words = f"x{end}!touch mark{end}DELETE records/org/1 --yes{end}GET records/org/7\\"
    answer = json.dumps({"__status": "error", "__error": words, "message": words}, ensure_ascii=False).encode()
    with serving(lambda call: (200, {"Content-Type": "application/json"}, answer)) as (base_url, arrived):
        engine.attach(Client(Profile("work", base_url), MemoryVault(Secrets("", Token("a-token"))), print))
        for line in ("GET records/org/1", f"GET records/org/2 -H 'X-Note: {words[1:7].strip()}'"):
            engine.run(line)
        engine.run(f"POST data/query 'type:worklist.records of:org{end}!touch mark{end}'")
        lines = [call.path for call in arrived]
        assert engine.run("history export all.cerb").exit == engine.run("history export all.http").exit == Exit.OK
        again = list(lines_of(Options(script="all.cerb"), World()))
        assert [line for line in again if line and not line.startswith("#")] == [
            line for line in again if line.startswith(("GET records/org/", "POST data/query"))
        ]
        nobody = Stream(terminal=False)
        run_lines(engine, Output(World(nobody, nobody, nobody)), again, True)
    assert [call.path for call in arrived] == lines * 2
    assert not (tmp_path / "mark").exists()
    requests = re.findall(
        r"(?m)^(?:GET|POST|PUT|PATCH|DELETE) .*", "\n".join(Path("all.http").read_text().splitlines())
    )
    assert len(requests) == 3


@pytest.fixture
def in_shell(engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Engine, Output, Path]]:
    """An engine whose programs run in an empty folder, and the mark that a splice would leave there."""
    monkeypatch.chdir(tmp_path)
    out, err = Stream(terminal=False), Stream(terminal=False)
    with (tmp_path / "stdout").open("w") as real:
        monkeypatch.setattr(out, "fileno", real.fileno)
        yield engine, Output(World(Stream(terminal=False), out, err)), tmp_path / "mark"


def heard(output: Output) -> str:
    """What was written to standard error since the last call."""
    assert isinstance(output.world.stderr, Stream)
    return output.world.stderr.text()


@pytest.mark.parametrize(
    "value", ["; touch mark", "$(touch mark)", "`touch mark`", "'; touch mark; '", '"; touch mark; "', "| touch mark"]
)
def test_a_value_is_never_spliced_into_a_command_of_the_shell(
    value: str, in_shell: tuple[Engine, Output, Path]
) -> None:
    engine, output, mark = in_shell
    engine.variables["subject"] = value
    result = engine.run('GET workers/me | cat > /dev/null; printf %s "$subject"')
    assert isinstance(result.target, Pipe)
    assert value not in result.target.command
    assert output.write(result) == 0
    assert output.write(engine.run("!echo $subject $_.subject ${subject} > /dev/null")) == 0
    assert mark.with_name("stdout").read_text() == value
    assert not mark.exists()


@pytest.mark.parametrize("value", ["a\x00b", "\ud800", "y" * 200_000])
def test_a_value_that_no_environment_holds_is_left_out_and_told_where_it_is_wanted(
    value: str, in_shell: tuple[Engine, Output, Path]
) -> None:
    engine, output, _ = in_shell
    engine.variables |= {"subject": value, "other": "here"}
    assert output.write(engine.run('!printf %s "$other"')) == 0
    assert heard(output) == ""
    assert output.write(engine.run('!printf "%s." "$subject"')) == 0
    assert "$subject" in heard(output)


@pytest.mark.parametrize("line", ["!a\x00b", "!\ud800", f"!true {'x' * 200_000}", "GET workers/me | a\x00b"])
def test_a_command_that_no_program_takes_is_told_in_words(line: str, in_shell: tuple[Engine, Output, Path]) -> None:
    engine, output, _ = in_shell
    assert output.write(engine.run(line)) == Exit.LOCAL
    assert "cannot be started" in heard(output)


def test_a_shell_that_is_not_there_is_told_in_words(in_shell: tuple[Engine, Output, Path]) -> None:
    engine, output, _ = in_shell
    output.world.environ = {**os.environ, "SHELL": "/nowhere/sh"}
    assert output.write(engine.run("!true")) == Exit.LOCAL
    assert "/nowhere/sh" in heard(output)


def test_an_object_is_no_variable_of_a_program(engine: Engine) -> None:
    engine.variables |= {"list": [1], "record": {"a": 1}, "text": "x", "number": 7}
    target = engine.run("!true").target
    assert isinstance(target, Pipe)
    assert dict(target.variables) == {"text": "x", "number": "7"}
