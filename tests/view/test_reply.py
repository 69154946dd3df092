"""A reply on standard output."""

from __future__ import annotations

import json
from datetime import UTC

import pytest

from cerbsh.api import exact
from cerbsh.api.reply import Reply
from cerbsh.errors import ReplyError
from cerbsh.view import theme
from cerbsh.view.reply import body, raw, status_line, timing_line
from cerbsh.view.times import beside
from tests.view.replies import HOSTILE, HTML, JSON, TEXT, XML, reply, success
from tests.view.screen import assert_harmless, shown, uncoloured

COLOURED = theme.load(theme.DEFAULT, "256")


def on_terminal(answer: Reply, colours: theme.Theme = theme.PLAIN) -> str:
    pieces = list(body(answer, colours, terminal=True))
    assert all(isinstance(piece, str) for piece in pieces)
    return "".join(map(str, pieces))


def in_pipe(answer: Reply) -> bytes:
    return b"".join(p if isinstance(p, bytes) else p.encode() for p in body(answer, theme.PLAIN, terminal=False))


def test_the_status_line_says_what_http_and_cerb_say_how_long_and_how_much() -> None:
    assert status_line(reply(success())) == "200 OK · success · 12 ms · 70 B"
    assert status_line(reply("'me' is not implemented.", headers=TEXT)) == "200 OK · text · 12 ms · 24 B"
    assert status_line(reply(b"", 500, reason="")) == "500 · empty · 12 ms · 0 B"


def test_the_timing_line_says_where_the_time_went() -> None:
    steps = (("name look-up", 0.00031), ("connect", 0.0012), ("TLS", 0.0098), ("first byte", 0.0214))
    first = reply(success())._replace(timing=steps)
    assert timing_line(first) == (
        "name look-up 0.3 ms · connect 1.2 ms · TLS 9.8 ms · first byte after 21 ms · whole after 12 ms · 70 B"
    )
    assert timing_line(first._replace(timing=steps[3:])).startswith("connection kept from before · first byte after")


def test_json_is_indented_on_a_terminal_and_in_a_pipe() -> None:
    answer = reply(b'{"__status":"success","b":1.10,"a":[]}')
    expected = '{\n  "__status": "success",\n  "b": 1.10,\n  "a": []\n}\n'
    assert on_terminal(answer) == expected
    assert in_pipe(answer) == expected.encode()


def test_json_that_is_none_is_shown_as_the_text_it_is() -> None:
    answer = reply(f'{{"a": {HOSTILE}')
    assert shown(on_terminal(answer))[0].startswith(r'{"a": a\u001b]0;title\u0007b')
    assert in_pipe(answer) == answer.body


def test_a_large_body_is_drawn_before_it_is_read_to_its_end() -> None:
    answer = reply(b'{"__status":"success","results":[' + b'{"id":1},' * 200_000 + b"BROKEN")
    assert len(answer.body) > exact.LARGE
    pieces = body(answer, COLOURED, terminal=True)
    assert uncoloured(str(next(pieces))).startswith('{\n  "__status": "success",\n  "results": [\n    {\n      "id": 1')
    with pytest.raises(ReplyError, match="no JSON: Expecting value"):
        list(pieces)


def test_a_large_body_means_the_same_without_being_read_whole() -> None:
    answer = reply(b'{"__error":"E","__status":"error","message":"m","results":[' + b"1," * exact.LARGE + b"1]}")
    assert (answer.cerb_status, answer.error_code, answer.message, answer.ok) == ("error", "E", "m", False)
    assert "parsed" not in vars(answer)


def test_a_large_body_is_drawn_as_a_small_one() -> None:
    records = [{"id": number, "text": "x" * 1000} for number in range(1200)]
    answer = reply(success(results=records))
    assert len(answer.body) > exact.LARGE
    assert on_terminal(answer) == json.dumps(success(results=records), indent=2) + "\n"


def test_text_is_safe_on_a_terminal_and_as_sent_in_a_pipe() -> None:
    answer = reply(HOSTILE, headers=TEXT)
    assert_harmless(on_terminal(answer))
    assert in_pipe(answer) == HOSTILE.encode()


@pytest.mark.parametrize("headers", [XML, HTML])
def test_markup_is_coloured_and_safe(headers: tuple[tuple[str, str], ...]) -> None:
    answer = reply(f'<response><string key="a">{HOSTILE}</string></response>', headers=headers)
    text = on_terminal(answer, COLOURED)
    assert_harmless(text)
    assert uncoloured(text) == on_terminal(answer)
    assert COLOURED["key"] in text
    assert in_pipe(answer) == answer.body


def test_binary_data_is_only_named_on_a_terminal() -> None:
    answer = reply(b"\x89PNG\r\n\x1a\n\x00", headers=(("Content-Type", "image/png"),))
    assert on_terminal(answer) == "9 B of image/png: keep them with > FILE, or look with --raw\n"
    assert in_pipe(answer) == answer.body


def test_a_download_of_json_is_kept_byte_by_byte() -> None:
    answer = reply(b'{"a":1.10}', headers=(*JSON, ("Content-Disposition", "attachment; filename=a.json")))
    assert in_pipe(answer) == b'{"a":1.10}'
    assert on_terminal(answer) == '{\n  "a": 1.10\n}\n'


def test_an_empty_body_shows_nothing() -> None:
    assert on_terminal(reply(b"")) == ""
    assert in_pipe(reply(b"")) == b""


def test_raw_is_as_sent_in_a_pipe_and_safe_on_a_terminal() -> None:
    answer = reply(json.dumps({"a": 1}) + HOSTILE)
    assert list(raw(answer, terminal=False)) == [answer.body]
    assert_harmless("".join(map(str, raw(answer, terminal=True))))
    assert list(raw(reply(b"\xff\n", headers=TEXT), terminal=True)) == ["\ufffd\n"]


def test_times_stand_beside_their_numbers_on_a_terminal_alone() -> None:
    answer = reply(b'{"updated":1795485674}')
    drawn = [list(body(answer, theme.PLAIN, terminal=terminal, beside=beside(UTC))) for terminal in (True, False)]
    assert drawn == [
        ['{\n  "updated": 1795485674 2026-11-24 02:01:14 UTC\n}', "\n"],
        ['{\n  "updated": 1795485674\n}', "\n"],
    ]
