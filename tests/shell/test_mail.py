"""``comment``, ``reply`` and ``compose``: shorter ways to write, asked about where mail goes out."""

from __future__ import annotations

import io
from pathlib import Path
from urllib.parse import parse_qsl

import pytest

from cerbsh.demo.server import DemoServer
from cerbsh.errors import Exit
from cerbsh.shell.engine import Engine
from tests.shell.editors import editor
from tests.shell.people import Person
from tests.shell.support import data, shown, told


def sent(demo: DemoServer) -> dict[str, str]:
    """The form of the one write that arrived; empty where none did."""
    forms = [seen.body for seen in demo.log.seen if seen.method == "POST"]
    assert len(forms) < 2
    return dict(parse_qsl(forms[0].decode())) if forms else {}


def test_a_comment_is_written_by_the_worker_who_is_signed_in(own: Engine, demo: DemoServer) -> None:
    result = own.run("comment task:1 Called 'back:' nobody there")
    made = data(result)
    assert (made["comment"], made["target_id"], made["author_id"]) == ("Called back: nobody there", 1, 1)
    assert made["target__context"] == "cerberusweb.contexts.task"
    assert "info: POST records/comment/create target__context=cerberusweb.contexts.task" in told(result)


def test_a_comment_takes_fields_files_and_references(own: Engine, demo: DemoServer, tmp_path: Path) -> None:
    (tmp_path / "note.md").write_text("**look**\n")
    own.run("let id = 2")
    made = data(own.run(f"comment tickets:$id comment=@{tmp_path}/note.md is_markdown=1"))
    assert (made["comment"], made["is_markdown"], made["target_id"]) == ("**look**\n", 1, 2)


def test_a_reply_answers_the_latest_message_and_keeps_the_status(own: Engine, demo: DemoServer) -> None:
    ticket = data(own.run("GET records/ticket/search status:closed limit=1"))["results"][0]
    answered = data(own.run(f"reply {ticket['id']} 'Thank you' --yes"))
    assert (answered["status"], answered["num_messages"]) == ("closed", ticket["num_messages"] + 1)
    form = sent(demo)
    assert form == {"message_id": str(ticket["latest_message_id"]), "status": "2", "content": "Thank you"}


@pytest.mark.parametrize(
    ("words", "status"), [("--status waiting", "1"), ("--status=o", "0"), ("status=closed", "2"), ("status=2", "2")]
)
def test_a_reply_takes_another_status_by_name_or_number(own: Engine, demo: DemoServer, words: str, status: str) -> None:
    own.run(f"reply 1 'Thank you' {words} --yes")
    assert sent(demo)["status"] == status


def test_a_waiting_ticket_keeps_the_time_at_which_it_opens_again(own: Engine, demo: DemoServer) -> None:
    own.run("PUT records/ticket/3 status=waiting reopen_date=1900000000")
    own.run("reply 3 'Thank you' --yes")
    assert data(own.run("GET records/ticket/3"))["reopen_date"] == 1900000000


def test_a_ticket_may_be_named_by_its_mask(own: Engine, demo: DemoServer) -> None:
    mask = data(own.run("GET records/ticket/5"))["mask"]
    assert data(own.run(f"reply {mask} 'Thank you' cc=ann@b.example --yes"))["id"] == 5
    assert sent(demo)["cc"] == "ann@b.example"


def test_mail_shows_what_goes_to_whom_and_asks(own: Engine, demo: DemoServer) -> None:
    person = own.ui = Person(["n"])
    result = own.run("reply 1 'Thank you'")
    assert (result.exit, sent(demo)) == (Exit.USAGE, {})
    assert person.heard == [
        "  to: idris.goldwater30@summitfoods.example",
        "  subject: Invoice 29078 was charged twice",
        "  status: closed",
        "  | Thank you",
        "Send this reply to MIA-10000-100? [y/N] ",
    ]


def test_a_misspelt_parameter_of_a_mail_is_told_before_it_is_sent(own: Engine, demo: DemoServer) -> None:
    person = own.ui = Person(["no"])
    own.run("reply 12 Yes stats=closed")
    assert "  warning: there is no parameter stats here (did you mean status?)" in "\n".join(person.heard)
    assert sent(demo) == {}
    result = own.run("compose to=ann@fiaflux.example group=Support subject=Hi content=x bogus=1 --dry-run")
    assert "warning: there is no parameter bogus here" in told(result)
    assert "warning" not in told(own.run("compose to=ann@fiaflux.example group=Support subject=Hi content=x --dry-run"))


def test_a_field_that_a_comment_has_not_is_told(own: Engine) -> None:
    assert "warning: comment has no field nope" in told(own.run("comment task:1 hello nope=1 --dry-run"))


def test_without_a_person_mail_wants_yes(own: Engine, demo: DemoServer) -> None:
    for line in ("reply 1 'Thank you'", "compose to=a@b.example group=Support subject=Hi Hello"):
        result = own.run(line)
        assert (result.exit, "--yes" in told(result), sent(demo)) == (Exit.USAGE, True, {})


def test_what_sends_no_mail_is_not_asked_about(own: Engine, demo: DemoServer) -> None:
    assert own.run("reply 1 'Thank you' dont_send=1").exit == Exit.OK
    text = shown(own.run("compose to=a@b.example group=Support subject=Hi Hello --dry-run"))
    assert "POST /rest/tickets/compose.json" in text and "content=Hello" in text


def test_a_mail_goes_out_from_a_group_by_its_name(own: Engine, demo: DemoServer) -> None:
    made = data(own.run("compose to=ann@b.example group=support subject='Your order' status=waiting 'Dear Ann,' --yes"))
    assert (made["subject"], made["status"]) == ("Your order", "waiting")
    groups = data(own.run("GET records/group/search name:Support"))["results"]
    assert sent(demo)["group_id"] == str(groups[0]["id"])
    assert "group" not in sent(demo)


@pytest.mark.parametrize(
    ("line", "exit_", "reason"),
    [
        ("compose subject=x y", Exit.USAGE, "compose needs to= and group="),
        ("compose to=x@y.example group=Supprot subject=x y --yes", Exit.USAGE, "did you mean Support?"),
        ("reply 999999 x --yes", Exit.REPLY, "Invalid record"),
        ("reply NOPE-1 x --yes", Exit.REPLY, "there is no ticket NOPE-1"),
        ("reply 'a\" OR id:>0' x --yes", Exit.USAGE, "neither the id nor the mask"),
        ("reply 1 x --status done --yes", Exit.USAGE, "there is no status done"),
        ("reply 1", Exit.USAGE, "there is no text"),
        ("reply 1 -", Exit.USAGE, "piped into cerbsh -c"),
        ("comment task x", Exit.USAGE, "names no record"),
        ("comment task:1 x comment=y", Exit.USAGE, "two texts"),
    ],
)
def test_what_cannot_be_sent_is_told_and_not_sent(
    own: Engine, demo: DemoServer, line: str, exit_: Exit, reason: str
) -> None:
    result = own.run(line)
    assert (result.exit, reason in told(result), sent(demo)) == (exit_, True, {}), told(result)


def test_a_text_may_be_piped_in(own: Engine, demo: DemoServer) -> None:
    own.piped = io.StringIO("Dear Ann,\n\nthank you.\n")
    own.run("reply 1 - --yes")
    assert sent(demo)["content"] == "Dear Ann,\n\nthank you.\n"
    own.piped = io.StringIO(" \n")
    assert "is empty" in told(own.run("reply 1 - --yes"))


def test_a_text_left_out_is_written_in_the_editor_above_what_it_answers(
    own: Engine, demo: DemoServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = editor(tmp_path, monkeypatch, "text = '\\nDear Idris,\\n\\nthank you.\\n\\n' + text")
    own.ui = Person(["y"])
    assert own.run("reply 1").exit == Exit.OK
    assert sent(demo)["content"] == "Dear Idris,\n\nthank you."
    ((text, path, *_),) = calls()
    assert "\n> The quote is attached." in str(text) and "to: idris.goldwater30@" in str(text)
    assert str(path).endswith("reply.txt")


@pytest.mark.parametrize("code", ["", "text = ' ' + text", "text = ''"])
def test_no_text_sends_nothing(
    own: Engine, demo: DemoServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: str
) -> None:
    editor(tmp_path, monkeypatch, code)
    own.ui = Person(["y"])
    result = own.run("comment task:1")
    assert (result.exit, sent(demo)) == (Exit.USAGE, {})
    assert "nothing was sent" in told(result)


def test_a_text_whose_sending_is_declined_is_kept(
    own: Engine, demo: DemoServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    editor(tmp_path, monkeypatch, "text = 'Dear Idris' + text")
    own.ui = Person(["n"])
    result = own.run("reply 1")
    assert sent(demo) == {} and "the text is in" in told(result)
    (kept,) = own.folders.data.glob("unsent-reply*.txt")
    assert kept.read_text().startswith("Dear Idris")
