"""A grammar, values for references, and a short way to write down what a line means."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from cerbsh.api.exact import parse as parse_json
from cerbsh.api.request import Request
from cerbsh.catalogue import builtin
from cerbsh.language.compile import compile_request
from cerbsh.language.grammar import REQUEST_OPTIONS, Argument, CommandSpec, Grammar
from cerbsh.language.line import CommandLine, Line, OptionUse, Pipe, RequestLine, Sink, request_of
from cerbsh.language.parser import parse
from cerbsh.language.references import text_of
from cerbsh.language.tokens import Reference

BASE_URL = "https://cerb.example.com/"

_WORDS = Argument("words", "query", required=False, many=True)
COMMANDS: Mapping[str, CommandSpec] = {
    spec.name: spec
    for spec in (
        CommandSpec("help", "what there is", (Argument("topic", required=False),)),
        CommandSpec(
            "search", "find records", (Argument("type", "type"), _WORDS), REQUEST_OPTIONS, "GET /records/{type}/search"
        ),
        CommandSpec(
            "subtotals",
            "count by a field",
            (Argument("type", "type"), Argument("by"), Argument("field", "field"), _WORDS),
            REQUEST_OPTIONS,
            "GET /records/{type}/search",
        ),
        CommandSpec("cd", "go to a path", (Argument("path", "path", required=False),)),
        CommandSpec("let", "keep a value", (Argument("name"), Argument("="), Argument("value", many=True))),
        CommandSpec("save", "keep a line", (Argument("name"), Argument("line", "raw"))),
        CommandSpec("as", "write a request for another tool", (Argument("form"), Argument("line", "line"))),
        CommandSpec("watch", "repeat a line", (Argument("interval"), Argument("line", "line"))),
        CommandSpec("compose", "write a mail", (Argument("fields", "item", many=True),), REQUEST_OPTIONS),
        CommandSpec("comment", "add a comment", (Argument("record"), Argument("text", required=False, many=True))),
        CommandSpec("diff", "compare replies", (Argument("a", "reply"), Argument("b", "reply"))),
    )
}
GRAMMAR = Grammar(builtin(), COMMANDS, base_url=BASE_URL)

VARIABLES: Mapping[str, object] = {
    "id": 12,
    "type": "ticket",
    "name": "Ann O'Hara",
    "climb": "../workers/me?x=",
    "empty": "",
    "dots": "..",
    "line": "a\nb",
    "query": "o OR w",
    "yes": True,
    "nothing": None,
    "list": [1, 2],
    "half": "\ud800",
    "brackets": "a][b",
    "quoted": 'say "hi"',
}
_BODY = b'{"results": [{"id": 7, "mask": "ABC-1", "price": 1.10, "tags": ["a", "b"]}], "custom": {"SLA tier": "Gold"}}'
REPLY = parse_json(_BODY).value


def lookup(reference: Reference) -> object:
    """The variables above; every reply is the one above, but there is no reply 99; a saved line has one argument."""
    if reference.kind == "reply":
        if reference.name == "99":
            raise LookupError("there is no reply 99")
        return REPLY
    if reference.kind == "parameter":
        if reference.name != "1" and reference.default is None:
            raise LookupError(f"the line wants an argument {reference.name}")
        return "closed" if reference.name == "1" else reference.default
    return VARIABLES[reference.name]


def read_file(name: str, key: str) -> str:
    """A file holds its name and the key that it is read for."""
    return f"<{name} for {key}>"


def request(text: str, grammar: Grammar = GRAMMAR) -> Request:
    """What the request in a line is compiled to."""
    line = request_of(parse(text, grammar))
    assert line is not None, f"no request in {text!r}"
    return compile_request(line, lookup, read_file)


def meaning(text: str, grammar: Grammar = GRAMMAR) -> tuple[str, ...]:
    """A line in short: method and path, ``?`` query parameters, ``&`` form fields, body, headers, options, ``|``,
    ``>``.
    """
    return tuple(_meaning(parse(text, grammar)))


def _meaning(line: Line) -> Iterator[str]:
    typed = request_of(line)
    if typed:
        sent = compile_request(typed, lookup, read_file)
        yield f"{sent.method} {sent.path}"
        yield from (f"?{name}={value}" for name, value in sent.query)
        yield from (f"&{name}={value}" for name, value in sent.form)
        if sent.body is not None:
            yield f"body {sent.body}"
        yield from (f"{name}: {value}" for name, value in sent.headers)
    elif isinstance(line, CommandLine):
        yield line.name.text
        yield from (text_of(word, line.text, lookup) for word in line.args)
        yield from (f"{item.key.text}{item.operator}{text_of(item.value, line.text, lookup)}" for item in line.items)
    if isinstance(line, (RequestLine, CommandLine)):
        yield from (_option(use, line.text) for use in line.options if use.name != "H")
        yield from _sink(line.sink, line.text)


def _option(use: OptionUse, text: str) -> str:
    return f"--{use.name}" if use.value is None else f"--{use.name}={text_of(use.value, text, lookup)}"


def _sink(sink: Sink | None, text: str) -> Iterator[str]:
    if isinstance(sink, Pipe):
        yield f"| {sink.command}"
    elif sink:
        yield f"{'>>' if sink.append else '>'} {text_of(sink.file, text, lookup)}"
