from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from itertools import chain
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cerbsh.demo.http import Call
from cerbsh.demo.kinds import KINDS
from cerbsh.demo.rest import Rest
from cerbsh.demo.search import repeated_page
from tests.demo.calls import BASE_URL, Cerb, error

ROWS = {
    "worker": """_context _type _label _image_url at_mention_name calendar_id dob id first_name full_name gender
        is_disabled is_superuser language last_name location mobile phone time_format timezone timeout_idle_secs title
        updated record_url address_id address__context calendar__context""",
    "group": """_context _type _label _image_url created id is_default is_private name updated reply_personal
        record_url replyto_id reply_signature_id reply_signing_key_id reply_html_template_id replyto__context
        reply_signature__context reply_signing_key__context reply_html_template__context""",
    "bucket": """_context _type _label id is_default name updated_at record_url reply_personal group_id group__context
        replyto_id reply_signature_id reply_signing_key_id reply_html_template_id replyto__context
        reply_signature__context reply_signing_key__context reply_html_template__context""",
    "org": """_context _type _label _image_url id name created city country phone postal province street updated
        website email_id record_url email__context""",
    "address": """_context _type _image_url id address created_at email host num_spam num_nonspam is_banned is_contact
        is_defunct is_trusted updated record_url contact_id org_id mail_transport_id worker_id contact__context
        org__context mail_transport__context worker__context""",
    "contact": """_context _type _label _image_url dob id first_name gender language last_login_at last_name location
        mobile phone name timezone title username updated_at email_id org_id record_url email__context org__context""",
    "ticket": """_context _type _label closed_at closed created elapsed_response_first elapsed_resolution_first
        elapsed_status_open id importance last_opened_at mask num_messages num_messages_in num_messages_out org_id
        reopen_date spam_score spam_training status_id subject updated status url record_url group_id bucket_id
        initial_message_id initial_response_message_id latest_message_id owner_id group__context bucket__context
        initial_message__context initial_response_message__context latest_message__context owner__context
        org__context""",
    "message": """_context _type created html_attachment_id id is_broadcast is_not_sent is_outgoing response_time
        sender_id storage_size ticket_id worker_id hash_header_message_id signed_at signed_key_fingerprint token
        was_encrypted record_url ticket_url ticket__context sender__context worker__context""",
    "task": """_context _type _label created completed due id importance is_completed reopen status_id owner_id title
        updated status record_url owner__context""",
    "comment": """_context _type _label id is_markdown is_pinned created author__context author_id target__context
        target_id comment""",
    "attachment": """_context _type _label id mime_type name size storage_extension storage_key storage_sha1hash
        updated url_download record_url""",
    "custom_field": """_context _type _label context custom_fieldset_id id name pos type type_label updated_at uri
        record_url custom_fieldset__context""",
}


@pytest.mark.parametrize("uri", sorted(ROWS))
def test_the_keys_of_a_row_stand_in_cerbs_order(read_only: Cerb, uri: str) -> None:
    assert list(read_only.search(uri, limit="1")["results"][0]) == ROWS[uri].split()


@pytest.mark.parametrize("uri", sorted(KINDS))
def test_ids_are_text_for_some_types(read_only: Cerb, uri: str) -> None:
    found = read_only.search(uri, limit="1")["results"][0]["id"]
    assert isinstance(found, str if uri in ("activity_log", "contact", "task") else int)


def test_the_envelope_of_a_search_is_sorted(read_only: Cerb) -> None:
    reply = read_only.search("ticket", show_meta="1", **{"subtotals[]": "status"})
    assert list(reply) == [
        "__build",
        "__status",
        "__version",
        "_meta",
        "count",
        "limit",
        "page",
        "results",
        "subtotals",
        "total",
    ]
    assert (reply["__build"], reply["__status"], reply["__version"]) == (2024030901, "success", "10.4.10")


@pytest.mark.parametrize(
    ("parameters", "limit", "page", "count"),
    [
        ({}, 10, 1, 10),
        ({"limit": "3"}, 3, 1, 3),
        ({"limit": "100000"}, 500, 1, 200),
        ({"limit": "0"}, 1, 1, 1),
        ({"limit": "-5"}, 1, 1, 1),
        ({"limit": "abc"}, 1, 1, 1),
        ({"limit": ""}, 1, 1, 1),
        ({"limit": "7.9"}, 7, 1, 7),
        ({"limit[]": "7"}, 1, 1, 1),
        ({"page": "abc"}, 10, 0, 10),
        ({"page": ""}, 10, 0, 10),
        ({"page": "0"}, 10, 0, 10),
        ({"page": "-3"}, 10, -3, 10),
        ({"page": "2"}, 10, 2, 10),
        ({"page": "999"}, 10, 999, 10),
        ({"q": "limit:4"}, 10, 1, 4),
        ({"q": "limit:4", "limit": "6"}, 6, 1, 4),
        ({"q": "limit:999"}, 10, 1, 200),
        ({"q": "limit:0"}, 10, 1, 1),
        ({"q": "page:3 limit:4"}, 10, 1, 4),
        ({"q": "id:0"}, 10, 1, 0),
    ],
)
def test_limit_and_page_are_clamped_and_echoed(
    read_only: Cerb, parameters: dict[str, str], limit: int, page: int, count: int
) -> None:
    reply = read_only.get("records/ticket/search.json", **parameters)
    assert (reply["limit"], reply["page"], reply["count"]) == (limit, page, count)
    assert len(reply["results"]) == count


@pytest.mark.parametrize(
    ("total", "limit", "page", "shown"),
    [
        (64, 10, 0, 0),
        (64, 10, 6, 6),
        (64, 10, 7, 5),
        (64, 10, 98, 5),
        (7, 7, 1, 0),
        (7, 3, 8, 1),
        (7, 10, 1, 0),
        (0, 10, 0, 0),
        (20, 10, 2, 1),
    ],
)
def test_behind_the_end_an_earlier_page_comes_again(total: int, limit: int, page: int, shown: int) -> None:
    assert repeated_page(total, limit, page) == shown


@given(st.integers(0, 300), st.integers(1, 500), st.integers(0, 10**9))
def test_the_page_shown_has_rows_wherever_there_are_any(total: int, limit: int, page: int) -> None:
    assert repeated_page(total, limit, page) * limit < max(1, total)


def test_pages_follow_one_another(read_only: Cerb) -> None:
    pages = [read_only.search("ticket", "id:<65 sort:id", page=str(page)) for page in range(1, 10)]
    ids = [[row["id"] for row in page["results"]] for page in pages]
    assert list(chain(*ids[:7])) == list(range(1, 65))
    assert ids[7] == ids[8] == ids[5]
    assert {page["total"] for page in pages} == {64}
    assert read_only.ids("ticket", "id:<65 sort:id page:2 limit:10") == ids[1]


@pytest.mark.parametrize(
    ("query", "key"),
    [
        ("sort:id", lambda row: row["id"]),
        ("sort:-id", lambda row: -row["id"]),
        ("_sort:-id", lambda row: -row["id"]),
        ("sort:+importance", lambda row: (row["importance"], row["id"])),
        ("sort:-importance,id", lambda row: (-row["importance"], row["id"])),
        ("sort:[-importance,-id]", lambda row: (-row["importance"], -row["id"])),
        ("sort:importance sort:-id", lambda row: (row["importance"], -row["id"])),
        ("sort:unknown", lambda row: row["id"]),
        ("sort:unknown,-importance", lambda row: (-row["importance"], -row["id"])),
    ],
)
def test_rows_are_sorted_by_the_keys_of_the_query(read_only: Cerb, query: str, key: Any) -> None:
    rows = read_only.search("ticket", query, limit="500")["results"]
    assert rows == sorted(rows, key=key)


def test_rows_are_sorted_by_custom_fields(read_only: Cerb) -> None:
    rows = read_only.search("org", "sort:accountTier", limit="500", expand="account_tier")["results"]
    tiers = [row["account_tier"] for row in rows]
    assert tiers == sorted(tiers)


def test_without_results_only_the_extras_remain(read_only: Cerb) -> None:
    reply = read_only.search("ticket", "status:o", show_results="0", **{"subtotals[]": "status"})
    assert list(reply) == ["__build", "__status", "__version", "subtotals"]


def test_rows_are_expanded(read_only: Cerb) -> None:
    row = read_only.search("ticket", "owner.id:me", limit="1", expand="owner_,latest_message_content")["results"][0]
    assert row["owner__label"] == "Mira Castellan"
    assert row["latest_message_content"]


@pytest.mark.parametrize("parameter", ["query", "Q", "search"])
def test_only_q_is_a_query(read_only: Cerb, parameter: str) -> None:
    assert read_only.get("records/ticket/search.json", **{parameter: "status:o"})["total"] == read_only.total(
        "ticket", ""
    )


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_a_search_is_a_get(read_only: Cerb, method: str) -> None:
    code, _ = error(read_only.write(method, "records/ticket/search.json", {"q": "id:1"}))
    assert code == ("ERROR_NOT_FOUND" if method in ("PUT", "DELETE") else "ERROR_NOT_IMPLEMENTED")


@pytest.mark.parametrize(
    ("name", "error_of"),
    [
        ("nope", ("ERROR_NOT_FOUND", "Record not found.")),
        ("Ticket", ("ERROR_NOT_FOUND", "Record not found.")),
        ("snippet", ("ERROR", "The demo does not speak snippet records.")),
        ("kb_articles", ("ERROR_NOT_FOUND", "Record not found.")),
    ],
)
def test_other_types_are_refused(read_only: Cerb, name: str, error_of: tuple[str, str]) -> None:
    assert error(read_only.search(name)) == error_of


@pytest.mark.parametrize(
    ("name", "uri"),
    [
        ("tickets", "ticket"),
        ("cerberusweb.contexts.ticket", "ticket"),
        ("mail", "ticket"),
        ("note", "comment"),
        ("email", "message"),
        ("sender", "address"),
        ("organizations", "org"),
    ],
)
def test_a_type_has_several_names(read_only: Cerb, name: str, uri: str) -> None:
    assert read_only.search(name, "id:1")["results"] == read_only.search(uri, "id:1")["results"]


def test_me_is_who_asks(read_only: Cerb) -> None:
    for worker in (1, 2, 3):
        rows = read_only.as_worker(worker).search("ticket", "owner.id:me", limit="500")["results"]
        assert {row["owner_id"] for row in rows} == {worker}


def test_many_threads_may_search_at_once(read_only: Cerb) -> None:
    rest = Rest(read_only.database)
    calls = [
        Call("GET", "records/ticket/search.json", f"q=id:{n}", worker_id=1, base_url=BASE_URL) for n in range(1, 60)
    ]
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(rest.answer, calls * 3))
    assert [answer.body for answer in answers] == [rest.answer(call).body for call in calls] * 3
