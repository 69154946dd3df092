"""Candidates of the language become a menu that shows them and cannot be driven by them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from prompt_toolkit.buffer import Buffer
from prompt_toolkit.completion import CompleteEvent
from prompt_toolkit.document import Document

from cerbsh.shell.prompt.completer import MOST, MenuCompleter, shown


@dataclass(frozen=True)
class Choice:
    start: int
    text: str
    label: str
    meta: str = ""


def test_a_candidate_replaces_the_text_from_its_start_to_the_cursor() -> None:
    completer = MenuCompleter(lambda text, cursor: [Choice(4, "workers/me", "workers/me", "the worker")])
    (completion,) = completer.get_completions(Document("GET wor rest", 7), CompleteEvent())
    assert (completion.text, completion.start_position) == ("workers/me", -3)
    assert (completion.display_text, completion.display_meta_text) == ("workers/me", "the worker")


def test_no_more_candidates_are_taken_than_a_menu_shows() -> None:
    taken = []

    def endless(text: str, cursor: int) -> Iterator[Choice]:
        while True:
            taken.append(1)
            yield Choice(0, "a", "a")

    assert len(list(MenuCompleter(endless).get_completions(Document(""), CompleteEvent()))) == MOST == len(taken)


def test_what_arrives_later_opens_the_menu_that_a_mere_promise_did_not_open() -> None:
    offered = [Choice(4, "", "…", "asking Cerb for more")]
    completer, buffer = MenuCompleter(lambda text, cursor: offered), Buffer(document=Document("id: "))
    assert len(list(completer.get_completions(buffer.document, CompleteEvent()))) == 1
    offered[:] = [Choice(4, "7", "7", "Ines")]
    completer.renew(buffer)
    assert buffer.complete_state is not None
    assert [completion.text for completion in buffer.complete_state.completions] == ["7"]


@pytest.mark.parametrize(
    ("label", "expected"),
    [
        ("plain", "plain"),
        ("<ansired>x</ansired>", "<ansired>x</ansired>"),
        ("\x1b]0;title\x07", r"\u001b]0;title\u0007"),
        ("two\nlines", r"two\nlines"),
        ("\u202eabc", r"\u202eabc"),
        ("x" * 500, "x" * 19 + "…"),
        ("x" * 20, "x" * 20),
        ("漢" * 20, "漢" * 9 + "…"),
    ],
)
def test_labels_are_shown_as_text_on_one_line(label: str, expected: str) -> None:
    assert shown(label, 20) == expected
