"""What is wrong with a reply, and what to do about it."""

from __future__ import annotations

import pytest

from cerbsh.api.request import Method
from cerbsh.view.problem import problem
from tests.view.replies import HOSTILE, HTML, JSON, TEXT, XML, error, reply, success
from tests.view.screen import assert_harmless


@pytest.mark.parametrize(
    ("message", "code", "said", "hint"),
    [
        ("'name' is required.", "ERROR_PARAM_INVALID", "ERROR_PARAM_INVALID: 'name' is required.", ""),
        (
            "Your token does not have permission to use this endpoint.", "",
            "Your token does not have permission to use this endpoint.", "scope api",
        ),
        ("Unknown command (nope/x.json)", "", "Unknown command (nope/x.json)", "no such endpoint"),
        ("'nope' is not an editable field.", "ERROR_PARAM_INVALID", "'nope' is not an editable field.", "describe"),
        ("'id' is not editable.", "ERROR_PARAM_INVALID", "'id' is not editable.", "itself"),
        ("'city' is not a string.", "ERROR_PARAM_INVALID", "'city' is not a string.", "sent twice"),
        ("'params' must be an object.", "ERROR_PARAM_INVALID", "must be an object", "keys of their own"),
        ("'bogus' is not a known data query type.", "ERROR", "ERROR: 'bogus'", "type:data.query.types"),
        ("You do not have permission to delete this record.", "ERROR_PERMISSIONS", "ERROR_PERMISSIONS: You", "roles"),
        (
            "An upsert query must match exactly one or zero records.", "ERROR_NOT_FOUND",
            "ERROR_NOT_FOUND: An upsert", "narrower",
        ),
    ],
)  # fmt: skip
def test_an_error_of_cerb_is_its_code_and_message_with_a_hint(message: str, code: str, said: str, hint: str) -> None:
    found = problem(reply(error(message, code), path="records/org/1.json"))
    assert said in found.message
    assert hint in found.hint
    assert bool(hint) == bool(found.hint)


@pytest.mark.parametrize(
    ("path", "hint"),
    [
        ("records/ticket/999999.json", "there is no such record"),
        ("records/tickts/1.json", "tickts is no record type that is known here; did you mean ticket?"),
        ("records/zzzzz/1.json", "zzzzz is no record type that is known here; see ls records"),
        ("tickets/999999.json", "there is no such record"),
    ],
)
def test_a_missing_record_is_told_from_a_missing_type(path: str, hint: str) -> None:
    assert problem(reply(error("Record not found.", "ERROR_NOT_FOUND"), path=path)).hint == hint


@pytest.mark.parametrize(
    ("method", "path", "hint"),
    [
        ("POST", "records/ticket/search.json", "this path takes GET"),
        ("PATCH", "records/ticket/5.json", "this path takes GET and PUT and DELETE"),
        ("GET", "nope/nope.json", ""),
    ],
)
def test_a_wrong_method_is_told_the_right_ones(method: Method, path: str, hint: str) -> None:
    found = problem(reply(error("Not implemented.", "ERROR_NOT_IMPLEMENTED"), method=method, path=path))
    assert found == ("ERROR_NOT_IMPLEMENTED: Not implemented.", hint)


@pytest.mark.parametrize(
    ("path", "said", "hint"),
    [
        ("workers/me", "'me' is not implemented.", "the path wants its suffix: .json"),
        (
            "records/org/create.csv",
            "'csv' is not implemented.",
            ".csv is no format of Cerb's, but it does what was asked",
        ),
    ],
)
def test_a_suffix_that_is_missing_or_wrong_is_named(path: str, said: str, hint: str) -> None:
    found = problem(reply(said, headers=TEXT, path=path))
    assert found.message == said
    assert found.hint.startswith(hint)


def test_columns_of_the_database_become_fields() -> None:
    answer = reply(error("'due_date' must be a number", "ERROR_PARAM_INVALID"), path="records/task/create.json")
    assert problem(answer).message == "ERROR_PARAM_INVALID: 'due' must be a number"


def test_a_name_that_was_sent_is_told_as_it_was_sent() -> None:
    answer = reply(error("'due_date' is not an editable field.", "ERROR_PARAM_INVALID"), path="records/task/5.json")
    answer = answer._replace(request=answer.request._replace(form=(("fields[due_date]", "5"),)))
    assert problem(answer).message == "ERROR_PARAM_INVALID: 'due_date' is not an editable field."


def test_an_error_in_xml_is_read_too() -> None:
    body = '<response><string key="__status">error</string><string key="message">No.</string></response>'
    assert problem(reply(body, headers=XML)).message == "No."


def test_a_sign_in_that_is_refused_says_to_sign_in_again() -> None:
    found = problem(reply(error("The resource owner denied the request."), 401, reason="Unauthorized"))
    assert found == (
        "HTTP 401 Unauthorized: The resource owner denied the request.",
        "sign in again with: cerbsh login",
    )


def test_a_redirect_shows_where_it_leads_and_hints_at_the_base_url() -> None:
    found = problem(reply("", 302, (*HTML, ("Location", "https://cerb.example/login")), reason="Found"))
    assert found.message == "HTTP 302 Found: redirected to https://cerb.example/login, which is not followed"
    assert "check the base URL" in found.hint


def test_a_redirect_to_the_api_elsewhere_names_the_base_url() -> None:
    location = "https://cerb.example/sub/rest/workers/me.json"
    found = problem(reply("", 301, (("Location", location),), reason="Moved Permanently"))
    assert found.hint == "make https://cerb.example/sub/ the base URL of the profile"


def test_a_redirect_without_a_place_is_told_too() -> None:
    assert "redirected to nowhere" in problem(reply("", 302, ())).message


def test_an_html_page_is_named_by_its_title() -> None:
    found = problem(reply("<!doctype html><title>\n Log  in &amp; go</title>", headers=HTML))
    assert found.message == "HTTP 200 OK: an HTML page (Log in & go) came instead of JSON"
    assert "check the base URL" in found.hint


@pytest.mark.parametrize(
    ("status", "headers", "hint"),
    [
        (502, (), "down; try again later"),
        (503, (("Retry-After", "30"),), "down; try again in 30 s"),
        (500, (), "error log"),
        (501, (), "Cerb takes GET, POST, PUT, PATCH and DELETE"),
    ],
)
def test_a_failing_server_is_told_from_a_refusal(status: int, headers: tuple[tuple[str, str], ...], hint: str) -> None:
    found = problem(reply("<html><title>x</title>", status, (*HTML, *headers), reason=""))
    assert found.message.startswith(f"HTTP {status} ")
    assert hint in found.hint


@pytest.mark.parametrize(
    ("status", "hint"), [(413, "size"), (414, "POST data/query"), (403, "allowlist"), (404, "base URL")]
)
def test_what_the_web_server_refuses_has_its_hint(status: int, hint: str) -> None:
    assert hint in problem(reply("<html>", status, HTML, reason="")).hint
    assert hint in problem(reply("refused", status, TEXT, reason="")).hint


def test_a_search_that_was_given_up_is_no_success() -> None:
    found = problem(reply(success(total=-1, results=[])))
    assert "took too long" in found.message
    assert "narrower" in found.hint


@pytest.mark.parametrize(
    ("body", "headers", "message"),
    [
        (b"", JSON, "HTTP 200 OK: an empty reply"),
        (b'{"a":1', JSON, "the body is no JSON: Expecting ',' delimiter"),
        (b"[1]", JSON, "the body is JSON without __status"),
        (b'{"a":1}', JSON, "the body is an object without __status"),
        (b"\x00\x01", (("Content-Type", "application/x-thing"),), "application/x-thing came instead of JSON"),
        (b"PHP Fatal error", TEXT, "PHP Fatal error"),
    ],
)
def test_what_is_no_reply_of_cerb_is_told(body: bytes, headers: tuple[tuple[str, str], ...], message: str) -> None:
    assert message in problem(reply(body, headers=headers)).message


@pytest.mark.parametrize("headers", [JSON, TEXT, HTML, XML])
@pytest.mark.parametrize("status", [200, 302, 401, 500])
def test_a_problem_is_two_safe_lines_whatever_came(status: int, headers: tuple[tuple[str, str], ...]) -> None:
    for content in (HOSTILE, error(HOSTILE, HOSTILE), f"<html><title>{HOSTILE}</title>", "x\n" * 9000):
        answer = reply(content, status, (*headers, ("Location", HOSTILE)), reason=HOSTILE)
        for text in problem(answer):
            assert_harmless(text)
            assert "\n" not in text
            assert len(text) <= 1000
