"""Threat 19: bodies and headers that are made to break a reader: each ends in a sound line, none in a traceback."""

from __future__ import annotations

import gzip
import io
import socket
import threading
import tracemalloc
import zlib
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from functools import cache
from pathlib import Path

import pytest

from cerbsh.api.client import Client
from cerbsh.auth.store import MemoryVault
from cerbsh.auth.token import Token
from cerbsh.auth.vault import Secrets
from cerbsh.config import Profile
from cerbsh.errors import Exit
from cerbsh.shell.engine import Engine
from cerbsh.shell.showing.output import Output
from cerbsh.shell.world import World
from tests.net.rig import Stream
from tests.support import LONG
from tests.view.screen import assert_harmless

MB = 1024 * 1024
OPEN = b'{"__status":"success","__version":"10.4.10","total":1,"count":1,"limit":10,"page":1,"results":'


def envelope(results: bytes, more: bytes = b"") -> bytes:
    """The answer to a search, with ``results`` as it stands."""
    return OPEN + results + more + b"}"


BODIES: dict[str, bytes] = {
    "nothing": b"",
    "white space": b" \r\n\t ",
    "null": b"null",
    "a number": b"-0",
    "a text": b'"hello"',
    "an empty list": b"[]",
    "an empty object": b"{}",
    "lists in lists": b"[" * 100_000,
    "lists in lists, closed": b"[" * 50_000 + b"]" * 50_000,
    "objects in objects": b'{"a":' * 100_000,
    "deep in a record": envelope(b'[{"a":' + b"[" * 5_000 + b"]" * 5_000 + b"}]"),
    "a number of 5,000 digits": envelope(b'[{"id":' + b"9" * 5_000 + b"}]"),
    "a fraction of 5,000 digits": envelope(b'[{"id":1.' + b"3" * 5_000 + b"}]"),
    "an exponent beyond all": envelope(b'[{"id":1e999999999,"n":-1E-999999999}]'),
    "NaN": envelope(b'[{"id":NaN}]'),
    "Infinity": envelope(b'[{"id":-Infinity}]'),
    "a byte order mark": b"\xef\xbb\xbf" + envelope(b'[{"id":1}]'),
    "UTF-16": envelope(b'[{"id":1}]').decode().encode("utf-16"),
    "UTF-32": envelope(b'[{"id":1}]').decode().encode("utf-32"),
    "lone surrogates": envelope(b'[{"id":1,"name":"\\ud800","\\udfff":"\\udc00\\ud800"}]'),
    "bytes that are no UTF-8": envelope(b'[{"id":1,"name":"\xff\xfe\xc3\x28\xed\xa0\x80"}]'),
    "NUL": envelope(b'[{"id":1,"name":"a\x00b\\u0000"}]'),
    "raw control characters": envelope(b'[{"id":1,"name":"a\x1b[2Jb"}]'),
    "keys that come twice": envelope(b'[{"id":1,"id":2,"id":{"id":3,"id":4}}]', b',"total":7,"results":[]'),
    "cut in a string": envelope(b'[{"id":1,"name":"x')[:-1],
    "cut in an escape": envelope(b'[{"id":1,"name":"\\u00')[:-1],
    "two documents": envelope(b"[]") * 2,
    "something behind it": envelope(b"[]") + b"<html>",
    "single quotes": b"{'__status':'success'}",
    "wrong types": b'{"__status":5,"__error":[],"message":{},"total":"x","results":7,"count":[],"page":null}',
    "wrong types of a success": envelope(b'"x"', b',"total":{"a":1},"limit":"ten","page":-1,"subtotals":3'),
    "records that are none": envelope(b'[null,1,"x",[],[[]],{},true]'),
    "an object of results": envelope(b'{"1":{"id":1},"2":null}'),
    "a total of minus one": envelope(b"[]").replace(b'"total":1', b'"total":-1'),
    "a total without end": envelope(b"[]").replace(b'"total":1', b'"total":' + b"9" * 400),
    "20,000 keys": envelope(b"[{" + b",".join(b'"k%d":%d' % (n, n) for n in range(20_000)) + b"}]"),
    "5,000 records": envelope(b"[" + b",".join(b'{"id":%d}' % n for n in range(5_000)) + b"]"),
    "a text of 2 MB": envelope(b'[{"id":1,"name":"' + b"x" * 2 * MB + b'"}]'),
    "a key of 1 MB": envelope(b'[{"' + b"k" * MB + b'":1}]'),
    "an empty key": envelope(b'[{"":{"":{"":1}}}]'),
    "keys like columns": envelope(b'[{"__proto__":1,"a.b":2,"a":{"b":3},"*":4,"@":5,"`":6}]'),
    "backslashes": envelope(b'[{"id":"' + rb"\\" * 50_000 + b'"}]'),
    "combining marks": envelope(('[{"name":"a' + "\u0301" * 50_000 + '"}]').encode()),
    "a billion laughs": b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha">'
    + b'<!ENTITY b "&a;&a;">' * 50
    + b"]><r>&b;</r>",
    "HTML without end": b"<html><title>" + b"<b>" * 50_000,
    "noise": bytes(range(256)) * 100,
}
TYPES = ("text/xml", "text/html", "text/plain", "application/octet-stream", "")

HEADERS: dict[str, bytes] = {
    "no HTTP": b"SSH-2.0-OpenSSH_9.6\r\n",
    "an unknown version": b"HTTP/9.9 200 OK\r\nContent-Length: 2\r\n\r\n{}",
    "HTTP 0.9": b"hello there, nothing else\n",
    "a status that is none": b"HTTP/1.1 abc OK\r\n\r\n",
    "status 999": b"HTTP/1.1 999 Odd\r\nContent-Length: 2\r\n\r\n{}",
    "status 199": b"HTTP/1.1 199 Odd\r\nContent-Length: 2\r\n\r\n{}",
    "continue for ever": b"HTTP/1.1 100 Continue\r\n\r\n" * 1_000,
    "1,000 headers": b"HTTP/1.1 200 OK\r\n" + b"A: b\r\n" * 1_000 + b"Content-Length: 2\r\n\r\n{}",
    "a header of 1 MB": b"HTTP/1.1 200 OK\r\nA: " + b"x" * MB + b"\r\nContent-Length: 2\r\n\r\n{}",
    "a header without a name": b"HTTP/1.1 200 OK\r\n: x\r\nno colon here\r\nContent-Length: 2\r\n\r\n{}",
    "a negative length": b"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n{}",
    "a length that is none": b"HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n{}",
    "two lengths": b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}",
    "a length without end": b"HTTP/1.1 200 OK\r\nContent-Length: " + b"9" * 5_000 + b"\r\n\r\n{}",
    "a chunk that is none": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n{}\r\n",
    "a chunk without end": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFF\r\n{}",
    "an encoding that nobody knows": b"HTTP/1.1 200 OK\r\nContent-Encoding: rot13\r\nContent-Length: 2\r\n\r\n{}",
    "gzip that is none": b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 2\r\n\r\n{}",
    "deflate that is none": b"HTTP/1.1 200 OK\r\nContent-Encoding: deflate\r\nContent-Length: 2\r\n\r\n{}",
    "a redirect to nowhere": b"HTTP/1.1 302 Found\r\nLocation: http://[::1\r\nContent-Length: 0\r\n\r\n",
    "a Retry-After that is none": b"HTTP/1.1 503 Busy\r\nRetry-After: -1e9\r\nContent-Length: 0\r\n\r\n",
    "a Retry-After in year 9999": b"HTTP/1.1 503 Busy\r\nRetry-After: Fri, 31 Dec 9999 23:59:59 GMT\r\n\r\n",
    "a Retry-After out of all dates": b"HTTP/1.1 503 Busy\r\nRetry-After: Fri, 31 Dec 99999 23:59:59 GMT\r\n\r\n",
    "a content type that is none": b'HTTP/1.1 200 OK\r\nContent-Type: ;;;="\r\nContent-Length: 2\r\n\r\n{}',
    "a disposition that is none": b'HTTP/1.1 200 OK\r\nContent-Disposition: ;filename=";\r\n\r\n{}',
}

LINES = (
    "GET records/org/search",
    "GET records/org/search --table",
    "GET records/org/search --csv",
    "GET records/org/search --ndjson",
    "GET records/org/search --chart",
    "GET records/org/search --raw",
    "GET records/org/search --headers",
    "GET records/org/search --select 'results[].name'",
    "GET records/org/search --all",
    "GET workers/me --table",
    "count org",
    "subtotals org by status --chart",
    "POST records/org/create name=x",
    "PUT records/org/1 name=x --yes",
    "download 1 --output file --yes",
    "let id = $_.results[0].id",
    "history",
)
FEW = (LINES[0], LINES[1], "POST records/org/create name=x", "download 1 --output file --yes")


@contextmanager
def answering(raw: bytes) -> Iterator[str]:
    """A server that reads a request and sends ``raw``, whatever it was asked, and closes."""
    server = socket.create_server(("127.0.0.1", 0), backlog=50)

    def answer(connection: socket.socket) -> None:
        with closing(connection), suppress(OSError):
            connection.recv(65536)
            connection.sendall(raw)
            connection.shutdown(socket.SHUT_WR)
            while connection.recv(65536):
                pass

    def serve() -> None:
        with suppress(OSError):
            while True:
                threading.Thread(target=answer, args=server.accept()[:1], daemon=True).start()

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.getsockname()[1]}/"
    finally:
        server.shutdown(socket.SHUT_RDWR)
        server.close()
        thread.join()


def http(body: bytes, media_type: str, *more: str) -> bytes:
    headers = [f"Content-Type: {media_type}"] * bool(media_type) + [f"Content-Length: {len(body)}", *more]
    return "\r\n".join(["HTTP/1.1 200 OK", *headers, "", ""]).encode() + body


class Reader:
    """A person's terminal over the engine of a test."""

    def __init__(self, engine: Engine, base_url: str, max_body: int = 64 * MB) -> None:
        self.out, self.err = Stream(terminal=True), Stream(terminal=True)
        self.output = Output(World(io.StringIO(), self.out, self.err, {"TERM": "xterm-256color", "PAGER": "cat"}))
        self.engine = engine
        store = MemoryVault(Secrets("", Token("a-token")))
        profile = Profile("work", base_url)
        engine.attach(Client(profile, store, self.output.inform, max_body=max_body, sleep=lambda seconds: None))

    def run(self, line: str) -> tuple[int, str]:
        """Exit status and standard error of a line, whose output drives no terminal."""
        status = int(self.output.write(self.engine.run(line)))
        told = self.err.text()
        for text in (self.out.text(), told):
            assert_harmless(text.replace("\r\x1b[K", "").replace("\r\x1b[2K", ""))
        return status, told


def assert_sound(status: int, told: str) -> None:
    """A success, or an error that is told in words."""
    assert status in (Exit.OK, Exit.REPLY, Exit.USAGE, Exit.SIGN_IN, Exit.CONNECTION, Exit.LOCAL)
    assert status == Exit.OK or "error: " in told or "warning: " in told
    assert len(told) < 20_000, "an error is a line or two, and no page"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    here = tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES.keys())
def test_a_hostile_body_ends_in_a_sound_line(body: bytes, engine: Engine) -> None:
    with answering(http(body, "application/json")) as base_url:
        reader = Reader(engine, base_url)
        for line in LINES:
            assert_sound(*reader.run(line))


def disguised() -> Iterator[object]:
    """Every body with every media type; in a short run each with one of them."""
    for number, (name, body) in enumerate(BODIES.items()):
        for media_type in TYPES if LONG else [TYPES[number % len(TYPES)]]:
            yield pytest.param(body, media_type, id=f"{name} as {media_type or 'nothing'}")


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(("body", "media_type"), list(disguised()))
def test_whatever_it_says_that_it_is(body: bytes, media_type: str, engine: Engine) -> None:
    with answering(http(body, media_type)) as base_url:
        reader = Reader(engine, base_url)
        for line in FEW:
            assert_sound(*reader.run(line))


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize("raw", HEADERS.values(), ids=HEADERS.keys())
def test_hostile_headers_end_in_a_sound_line(raw: bytes, engine: Engine) -> None:
    with answering(raw) as base_url:
        reader = Reader(engine, base_url)
        for line in (*FEW, LINES[5], LINES[6]):
            status, told = reader.run(line)
            assert_sound(status, told)
            assert status != Exit.OK or line.startswith("download") or b"Disposition" in raw


@cache
def bomb(size: int) -> bytes:
    """``size`` bytes of zeros, packed a thousand times smaller; made without holding them."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 16 + zlib.MAX_WBITS)
    packed = b"".join(packer.compress(bytes(MB)) for _ in range(size // MB))
    return packed + packer.flush()


@pytest.mark.parametrize("encoding", ["gzip", "GZIP", "x-gzip", "deflate", "gzip, gzip"])
def test_a_gzip_bomb_fills_no_memory(encoding: str, engine: Engine) -> None:
    body = gzip.compress(bomb(256 * MB)) if "," in encoding else bomb(256 * MB)
    with answering(http(body, "application/json", f"Content-Encoding: {encoding}")) as base_url:
        reader = Reader(engine, base_url, max_body=4 * MB)
        tracemalloc.start()
        try:
            status, told = reader.run("GET records/org/search")
            peak = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
    assert status in (Exit.REPLY, Exit.CONNECTION)
    assert "error: " in told
    assert peak < 40 * MB


def test_a_body_beyond_the_cap_is_given_up_and_the_next_line_works(engine: Engine) -> None:
    with answering(http(BODIES["a text of 2 MB"], "application/json")) as base_url:
        reader = Reader(engine, base_url, max_body=MB)
        status, told = reader.run("GET records/org/search")
        assert (status, "longer than 1,048,576 bytes" in told) == (Exit.REPLY, True)
        assert reader.run("pwd")[0] == Exit.OK


def test_numbers_are_shown_as_they_were_sent(engine: Engine) -> None:
    digits = "1" * 5_000
    with answering(
        http(envelope(f'[{{"id":{digits},"price":1.10,"big":1e400}}]'.encode(), b""), "application/json")
    ) as base_url:
        reader = Reader(engine, base_url)
        reader.output.write(engine.run("GET records/org/search"))
        shown = reader.out.text()
    assert digits in shown and "1.10" in shown and "1e400" in shown


def test_a_key_that_comes_twice_is_told(engine: Engine) -> None:
    with answering(http(BODIES["keys that come twice"], "application/json")) as base_url:
        status, told = Reader(engine, base_url).run("GET records/org/search")
    assert status == Exit.OK
    assert "holds a key twice" in told
