"""Paths: what is normalised, what is refused, and that nothing leaves the base URL."""

from __future__ import annotations

from urllib.parse import unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from requests import Request as HttpRequest

from cerbsh.catalogue import Match
from cerbsh.errors import LineError
from cerbsh.language import paths
from cerbsh.language.compile import compile_request
from cerbsh.language.line import RequestLine
from cerbsh.language.parser import parse
from cerbsh.language.paths import PathError
from tests.language.samples import GRAMMAR, request

BASE_URLS = ("https://cerb.example.com/", "http://127.0.0.1:8080/", "https://cerb.example.com/cerb/index.php/")
FOLDERS = ("", "records/ticket", "workers")
BITS = (
    "//", "/", "\\", "..", ".", "%2e", "%2f", "%5c", "%00", "%", "@", ":", "?", "#", ";", "&", "=", "http:", "https://",
    "evil.example", "cerb.example.com", "rest", "records", "ticket", "12", ".json", "é", "\u3002", "\uff0f", "\u2028",
    "\t", "\r\n", " ", "\x00", "'", '"', "$", "*", "[", "]",
)  # fmt: skip
PATHS = st.lists(st.sampled_from(BITS) | st.characters(), max_size=12).map("".join)


def _quoted(text: str) -> str:
    """As a POSIX shell takes it for one word with exactly this text."""
    return "'" + text.replace("'", "'\\''") + "'"


@given(PATHS, st.sampled_from(BASE_URLS), st.sampled_from(FOLDERS))
def test_whatever_is_typed_stays_below_rest_on_the_profiles_origin(typed: str, base_url: str, folder: str) -> None:
    grammar = GRAMMAR._replace(base_url=base_url, folder=folder)
    try:
        sent = request(f"GET {_quoted(typed)}", grammar)
    except LineError:
        return
    _assert_below(sent.url(base_url), base_url)


@given(
    st.text(), st.sampled_from(("records/ticket/$id", "records/$id/12", "$id/x", "x?y=$id", "records/ticket/a$id.json"))
)
def test_whatever_a_value_is_it_stays_below_rest_on_the_profiles_origin(value: str, path: str) -> None:
    line = parse(f"GET {path}", GRAMMAR)
    assert isinstance(line, RequestLine)
    try:
        sent = compile_request(line, lambda reference: value)
    except LineError:
        return
    _assert_below(sent.url(GRAMMAR.base_url), GRAMMAR.base_url)


def _assert_below(url: str, base_url: str) -> None:
    sent, base = urlsplit(HttpRequest("GET", url).prepare().url or ""), urlsplit(base_url)
    assert (sent.scheme, sent.netloc) == (base.scheme, base.netloc)
    assert sent.path.startswith(f"{base.path}rest/")
    segments = [unquote(segment) for segment in sent.path.split("/")]
    assert not {".", ".."} & set(segments)
    assert "" not in segments[1:]


@given(st.text(min_size=1))
def test_an_id_is_one_segment_and_arrives_as_it_was(value: str) -> None:
    line = parse("GET records/ticket/$id", GRAMMAR)
    assert isinstance(line, RequestLine)
    try:
        path = compile_request(line, lambda reference: value).path
    except LineError as error:
        assert value in (".", "..") or "control character" in error.message
        return
    records, kind, segment = path.split("/")
    assert (records, kind) == ("records", "ticket")
    assert unquote(segment) == f"{value}.json"


@pytest.mark.parametrize("value", ["12.csv", "a/b", "../x", "a?b", "a#b", "a%2fb", "é", "a b"])
def test_a_value_makes_no_suffix_no_segment_and_no_query(value: str) -> None:
    target = paths.fill(paths.resolve(f"records/ticket/{paths.mark(0)}"), (value,))
    assert len(target.segments) == 3
    assert (target.suffix, target.known, target.query) == ("json", True, ())


@pytest.mark.parametrize(
    ("typed", "suffix", "known"),
    [
        ("records/ticket/12", "json", True),
        ("records/ticket/12.xml", "xml", True),
        ("records/ticket/12.csv", "csv", False),
        ("records/ticket/12.", "", False),
        ("records/org/create.csv", "csv", False),
        ("workers/me.JSON", "JSON", False),
        ("records/ticket.csv", "csv", False),
        ("records/cerberusweb.contexts.org", "json", True),
        ("records/contexts.custom_record.3", "json", True),
        ("records/cerberusweb.contexts.org/12.csv", "csv", False),
        ("workers/me.a b", "a%20b", False),
    ],
)
def test_a_suffix_is_known_or_told_of(typed: str, suffix: str, known: bool) -> None:
    target = paths.resolve(typed)
    assert (target.suffix, target.known) == (suffix, known)


def test_the_endpoint_is_found_without_the_suffix() -> None:
    line = parse("POST records/org/create.csv name=x", GRAMMAR)
    assert isinstance(line, RequestLine) and isinstance(line.match, Match)
    assert line.match.endpoint.path == "records/{uri}/create"
    assert not line.target.known


def test_a_reference_stands_for_a_placeholder_of_the_endpoint() -> None:
    line = parse("GET records/$type/search/$id", GRAMMAR)
    assert isinstance(line, RequestLine) and line.match
    assert line.match.values == {"uri": "$type"}
    assert line.match.extra == ("$id",)


@pytest.mark.parametrize(
    ("typed", "folder", "leads_to"),
    [
        ("records", "", "records"),
        ("ticket", "records", "records/ticket"),
        ("..", "records/ticket", "records"),
        ("../org/", "records/ticket", "records/org"),
        ("/", "records/ticket", ""),
        ("", "records/ticket", "records/ticket"),
        (".", "records", "records"),
        ("rest/records", "workers", "records"),
        ("https://cerb.example.com/rest/records", "workers", "records"),
        ("records/custom record", "", "records/custom%20record"),
    ],
)
def test_cd_leads_to_a_folder(typed: str, folder: str, leads_to: str) -> None:
    assert paths.resolve_folder(typed, folder, "https://cerb.example.com/") == leads_to


@pytest.mark.parametrize("typed", ["..", "/..", "//evil", "https://evil/", "a\\b", "a//b", "%2e%2e"])
def test_cd_leads_nowhere_else(typed: str) -> None:
    with pytest.raises(PathError):
        paths.resolve_folder(typed, "", "https://cerb.example.com/")
