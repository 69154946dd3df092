"""Request lines and headers."""

from __future__ import annotations

from cerbsh.api.request import Request
from cerbsh.view import theme
from cerbsh.view.headers import headers, request
from tests.view.replies import HOSTILE, TEXT, reply
from tests.view.screen import assert_harmless, uncoloured

COLOURED = theme.load(theme.DEFAULT, "256")


def test_headers_show_the_request_line_the_status_and_the_headers_in_order() -> None:
    answer = reply("x", 503, (*TEXT, ("X-A", "1"), ("X-A", "2")), reason="Service Unavailable")
    text = "".join(headers(answer, theme.PLAIN))
    assert text == (
        "GET workers/me.json\nHTTP 503 Service Unavailable\nContent-Type: text/plain; charset=utf-8\nX-A: 1\nX-A: 2\n\n"
    )


def test_headers_are_safe_and_coloured() -> None:
    answer = reply("x", headers=((HOSTILE, HOSTILE),), reason=HOSTILE)
    text = "".join(headers(answer, COLOURED))
    assert_harmless(text)
    assert uncoloured(text) == "".join(headers(answer, theme.PLAIN))
    assert text.startswith(COLOURED.paint("method", "GET"))


def test_a_request_that_is_not_sent_is_shown_whole_but_for_its_token() -> None:
    asked = Request(
        "PUT", "records/task/1.json", (("expand", "owner_"),), (("fields[title]", "a b"),), None, (("X-A", "1"),)
    )
    assert "".join(request(asked, "https://cerb.example/sub/", theme.PLAIN)) == (
        "PUT /sub/rest/records/task/1.json?expand=owner_ HTTP/1.1\n"
        "Host: cerb.example\n"
        "Authorization: Bearer [not shown]\n"
        "Content-Type: application/x-www-form-urlencoded\n"
        "Content-Length: 22\n"
        "X-A: 1\n"
        "\n"
        "fields%5Btitle%5D=a+b\n"
    ).replace("22", str(len("fields%5Btitle%5D=a+b")))


def test_a_request_without_a_body_has_no_length() -> None:
    text = "".join(request(Request("GET", "workers/me.json"), "http://127.0.0.1:8080/", theme.PLAIN))
    assert text == "GET /rest/workers/me.json HTTP/1.1\nHost: 127.0.0.1:8080\nAuthorization: Bearer [not shown]\n\n"


def test_a_text_body_is_shown_safely() -> None:
    asked = Request("POST", "data/query.json", body=f"type:x\n{HOSTILE}")
    assert_harmless("".join(request(asked, "https://cerb.example/", COLOURED)))
