"""What is fuzzed: for each part that reads what others wrote, inputs for it and what must hold for every one."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import chdir, contextmanager
from dataclasses import dataclass
from datetime import UTC
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory, mkdtemp
from typing import Any

from hypothesis import strategies as st

from cerbsh import config
from cerbsh.api.client import retry_after
from cerbsh.api.reply import Reply
from cerbsh.api.request import METHODS, Request
from cerbsh.auth.authorization import parse_callback
from cerbsh.auth.callback import obstacle
from cerbsh.auth.endpoint import words
from cerbsh.auth.token import Token, parse_pasted
from cerbsh.auth.vault import Secrets
from cerbsh.catalogue import learned_store
from cerbsh.config import Folders
from cerbsh.demo.server import DemoServer, Options
from cerbsh.errors import CerbshError
from cerbsh.files import named
from cerbsh.history.redact import Redactor
from cerbsh.language.completion import complete
from cerbsh.language.dates import parse_date
from cerbsh.language.highlight import highlight
from cerbsh.language.line import Line, RequestLine
from cerbsh.language.lint import lint
from cerbsh.language.parser import is_open, parse
from cerbsh.language.query import lift
from cerbsh.language.query import parse as parse_query
from cerbsh.language.select import parse_path
from cerbsh.shell.commands.help import Sections
from cerbsh.shell.engine import Engine
from cerbsh.shell.knowing import surroundings
from cerbsh.shell.result import Surface, Words
from cerbsh.shell.settings import DEFAULTS
from cerbsh.shell.showing import answer
from cerbsh.shell.showing.display import display_of
from cerbsh.shell.transfer import upload, values
from cerbsh.view import theme
from cerbsh.view.problem import problem
from cerbsh.view.select import compile_selection
from tests.language.completion.test_properties import broken_lines
from tests.language.completion.test_table import TABLE
from tests.language.samples import lookup, meaning
from tests.language.world import GRAMMAR, KNOWN
from tests.language.world import analysis as analyse
from tests.security.hostile import ATTACK, record
from tests.shell.conftest import engine_on
from tests.view.screen import assert_harmless

Check = Callable[[Any], object]


@dataclass(frozen=True)
class Target:
    """Inputs, and a check that must raise nothing; what was found before is tried first."""

    inputs: st.SearchStrategy[Any]
    check: Check
    found: tuple[Any, ...] = ()


# Text that is typed

NUMBERED = ("search ticket limit:", "GET records/org/search limit=", "history --status ", "show ", "search org --max ")
LONG_NUMBERS = tuple(f"{start}{number}" for start in NUMBERED for number in ("\u00b2", "9" * 5_000))
NO_NAMES = ("\0", "~\0", "~nobody", "\ud800", "a" * 5_000, "0**")

typed = st.one_of(
    broken_lines(),
    st.text(max_size=60),
    st.text("GETPUSrcsticka/ :=()[]{}\"'!<>|$_.,@-&\\\n#%0\u00e9", max_size=40),
    st.lists(st.sampled_from([line.replace("^", "") for line, _ in TABLE]), max_size=3).map(" ".join),
)


@contextmanager
def told() -> Iterator[None]:
    """Let an error pass that is told in a line and a hint."""
    try:
        yield
    except CerbshError as error:
        assert error.message and "\n" not in error.hint


def check_line(text: str) -> None:
    with told():
        parse(text, GRAMMAR)
    with told():
        meaning(text)
    analysis = analyse(text)
    lint(analysis)
    highlight(analysis)
    is_open(text, GRAMMAR)
    for cursor in {0, len(text) // 2, len(text)}:
        complete(text, cursor, GRAMMAR, KNOWN)


@cache
def engine() -> Engine:
    """An engine on a demo Cerb, for as long as this process lives."""
    server = DemoServer(Options(records=20))
    server.start()
    return engine_on(server, Path(mkdtemp()))


def check_run(text: str) -> None:
    """A line is run, and what it comes to is drawn; files and programs are left alone."""
    with chdir(engine().folders.data.parent):
        result = engine().run(text)
        with told():
            if isinstance(result.body, TAME):
                for _ in result.body.pieces(SURFACE):
                    pass
    for note in result.notes:
        assert note.message


def check_name(name: str) -> None:
    """A name is no file, or one in an empty folder, whoever asks for it."""
    with chdir(engine().folders.data.parent):
        for read in (named, values.read_bytes, values.media_type):
            with told():
                read(name)
        with told():
            upload.files_of([name])
        list(surroundings.files(name))


def check_words(text: str) -> None:
    parse_query(text)
    lift(text)
    for read in (parse_path, compile_selection):
        with told():
            read(text)
    with told():
        parse_date(text, 1_800_000_000.0, UTC)
    Redactor(frozenset({"a-secret-value"})).line(text)


# Replies

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(), max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(st.characters(), max_size=10), inner, max_size=4)
    ),
    max_leaves=12,
)
ENVELOPE = {"__status": "success", "__version": "10.4.10", "total": 2, "count": 2, "limit": 10, "page": 1}
SAMPLE = json.dumps(
    {**ENVELOPE, "results": [record("x"), record("y")], "subtotals": {"a": [{"label": "b", "hits": 1}]}}
)
HEADERS = ("Content-Type", "Content-Disposition", "Content-Encoding", "Location", "Retry-After", "X-Other")
TYPES = ("application/json", "text/json; charset=utf-16", "text/xml", "text/html", "text/plain", "image/png", "", ";")
OPTIONS = (
    "", "--table", "--table=id,name", "--csv", "--ndjson", "--chart", "--chart=line", "--raw", "--headers", "--timing",
    "--select results", "--select 'results[].name'", "--select '*'",
)  # fmt: skip


@st.composite
def torn(draw: st.DrawFn) -> bytes:
    """A sound reply with some of its bytes replaced."""
    body = SAMPLE.encode()
    start, end = sorted((draw(st.integers(0, len(body))), draw(st.integers(0, len(body)))))
    return body[:start] + draw(st.binary(max_size=20)) + body[end if draw(st.booleans()) else start :]


@st.composite
def replies(draw: st.DrawFn) -> tuple[Reply, str]:
    """A reply of any sort, and how it is wanted."""
    enveloped = json_values.map(lambda value: json.dumps({**ENVELOPE, "results": value, "data": value}).encode())
    plain = json_values.map(lambda value: json.dumps(value, ensure_ascii=False).encode("utf-8", "surrogatepass"))
    body = draw(st.one_of(torn(), enveloped, plain, st.binary(max_size=200), st.just(ATTACK.encode())))
    path = draw(st.sampled_from(["workers/me.json", "records/org/search.json", "records/nope/1", "x", "a/b.csv"]))
    latin = st.text(st.characters(max_codepoint=255), max_size=30)
    more = draw(st.lists(st.tuples(st.sampled_from(HEADERS), latin), max_size=3))
    headers = (("Content-Type", draw(st.sampled_from(TYPES))), *more)
    request = Request(draw(st.sampled_from(METHODS)), path)
    reply = Reply(request, draw(st.integers(100, 999)), body, headers, draw(latin))
    return reply, draw(st.sampled_from(OPTIONS))


TAME = (answer.ReplyBody, Words, Sections)
SURFACE = Surface(theme.load(theme.DEFAULT, "256"), width=60, terminal=True)


def asked(options: str) -> RequestLine:
    line: Line = parse(f"GET records/org/search {options}".strip(), GRAMMAR)
    assert isinstance(line, RequestLine)
    return line


def check_reply(case: tuple[Reply, str]) -> None:
    reply, options = case
    wanted = display_of(asked(options), lookup, DEFAULTS.__getitem__)
    result = answer.of(reply, wanted, GRAMMAR.catalogue)
    drawn = [result.status, *(f"{note.message} {note.hint}" for note in result.notes)]
    with told():
        for piece in result.body.pieces(SURFACE) if result.body else ():
            if isinstance(piece, str | bytes):
                drawn.append(piece if isinstance(piece, str) else piece.decode())
    assert_harmless("\n".join(drawn))
    if not reply.ok:
        assert problem(reply).message


def check_body(body: bytes) -> None:
    reply = Reply(Request("GET", "records/org/search.json"), 200, body, (("Content-Type", "application/json"),))
    for options in OPTIONS:
        check_reply((reply, options))


def check_header(text: str) -> None:
    reply = Reply(Request("GET", "x"), 503, b"", (("Retry-After", text),))
    assert retry_after(reply, 0.25) >= 0


# Files and answers of the sign-in

stored = st.one_of(st.binary(max_size=200), json_values.map(lambda value: json.dumps(value).encode()))
token_like = st.dictionaries(
    st.sampled_from(["access_token", "refresh_token", "expires_in", "token_type", "token", "client_secret"]),
    json_values,
)


def check_secrets(data: bytes) -> None:
    for read in (Secrets.decode, lambda text: Token.from_answer(json.loads(text), 0.0)):
        try:
            read(data)
        except (ValueError, AttributeError, TypeError) as error:
            assert isinstance(error, ValueError) or not isinstance(_value(data), dict)
    words(data, ["a-secret-that-was-sent"])


def _value(data: bytes) -> object:
    try:
        value: object = json.loads(data)
    except ValueError:
        return None
    return value


def check_pasted(text: str) -> None:
    with told():
        parse_pasted(text)
    with told():
        parse_callback(text, "the-state")
    obstacle(text)


toml = st.one_of(
    st.text(max_size=60),
    st.lists(
        st.sampled_from(
            [
                "[profiles.a]",
                "[profiles]",
                "[settings]",
                'base_url = "https://x/"',
                "base_url = 5",
                'base_url = "//["',
                "verify = 1",
                "verify = false",
                'redirect_uri = "http://["',
                "default = 1",
                'guard = "x"',
                "[profiles.'..']",
                "profiles = 3",
                "settings = []",
                'token_store = "cloud"',
                "\x00",
                "a.b.c = {}",
            ]
        ),
        max_size=6,
    ).map("\n".join),
)


def check_config(text: str) -> None:
    with TemporaryDirectory() as name:
        place = Folders(Path(name), Path(name))
        place.config_file.write_text(text, encoding="utf-8", errors="surrogatepass")
        with told():
            known = config.load(place)
            known.profile()


def check_learned(data: bytes) -> None:
    with TemporaryDirectory() as name:
        path = Path(name) / "work.json"
        path.write_bytes(data)
        learned_store.read(path)


TARGETS: dict[str, Target] = {
    "lines": Target(typed, check_line, LONG_NUMBERS),
    "lines that are run": Target(typed, check_run, LONG_NUMBERS),
    "queries, paths, dates": Target(typed, check_words, LONG_NUMBERS),
    "names of files": Target(st.text(st.characters(), max_size=40), check_name, NO_NAMES),
    "replies": Target(replies(), check_reply),
    "bodies": Target(st.one_of(torn(), st.binary(max_size=300)), check_body),
    "headers": Target(st.text(max_size=40) | st.datetimes().map(str), check_header, ("²",)),
    "stored secrets": Target(stored | token_like.map(lambda value: json.dumps(value).encode()), check_secrets),
    "pasted text": Target(st.text(max_size=80) | token_like.map(repr) | token_like.map(json.dumps), check_pasted),
    "configurations": Target(toml, check_config),
    "learned catalogues": Target(stored, check_learned),
}
