from __future__ import annotations

import pytest

from tests.demo.calls import Cerb, Pairs, error


def test_mail_is_composed(cerb: Cerb) -> None:
    form = {"group_id": "1", "subject": "Hello 🎉", "content": "Body", "to": "a@lumen.example, b@lumen.example"}
    ticket = cerb.as_worker(2).write(
        "POST", "tickets/compose.json", form, "expand=participants,latest_message_content,latest_message_headers"
    )
    assert (ticket["subject"], ticket["status"], ticket["num_messages_out"]) == ("Hello 🎉", "open", 1)
    assert [row["email"] for row in ticket["participants"].values()] == ["a@lumen.example", "b@lumen.example"]
    assert ticket["latest_message_content"] == "Body"
    assert ticket["latest_message_headers"]["to"] == "a@lumen.example, b@lumen.example"
    message = cerb.get(f"records/message/{ticket['latest_message_id']}.json")
    assert (message["is_outgoing"], message["worker_id"]) == (1, 2)


@pytest.mark.parametrize(
    ("status", "expected"), [({}, "open"), ({"status": "1"}, "waiting"), ({"status": "2"}, "closed")]
)
def test_a_reply_opens_its_ticket_unless_it_says_otherwise(cerb: Cerb, status: dict[str, str], expected: str) -> None:
    cerb.update("ticket", 1, status="closed")
    message = cerb.search("message", "ticket.id:1")["results"][0]["id"]
    ticket = cerb.write("POST", "tickets/reply.json", {"message_id": str(message), "content": "Body", **status})
    assert (ticket["id"], ticket["status"]) == (1, expected)
    assert cerb.get("records/ticket/1.json", expand="latest_message_content")["latest_message_content"] == "Body"


@pytest.mark.parametrize(
    ("path", "form", "message"),
    [
        ("compose", {"subject": "x", "content": "x"}, "The 'group_id' parameter is required."),
        ("compose", {"group_id": "1", "content": "x"}, "The 'subject' parameter is required."),
        ("compose", {"group_id": "1", "subject": "x"}, "The 'content' parameter is required."),
        ("reply", {"content": "x"}, "The 'message_id' parameter is required."),
        ("reply", {"message_id": "1"}, "The 'content' parameter is required."),
        ("reply", {"message_id": "9999", "content": "x"}, "Invalid message id '9999'"),
        (
            "reply",
            {"message_id": "1", "content": "x", "send_at": "1"},
            "The demo does not speak drafts: leave out 'send_at'.",
        ),
    ],
)
def test_mail_that_lacks_something_is_refused(cerb: Cerb, path: str, form: Pairs, message: str) -> None:
    before = cerb.total("message", "")
    assert error(cerb.write("POST", f"tickets/{path}.json", form))[1] == message
    assert cerb.total("message", "") == before
