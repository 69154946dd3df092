"""What stands before the line."""

from __future__ import annotations

import pytest

from cerbsh.shell.prompt.session import continuation, prompt_text
from cerbsh.shell.state import PromptState


@pytest.mark.parametrize(
    ("state", "text"),
    [
        (PromptState("work"), "cerb(work) > "),
        (PromptState("work", folder="records/ticket"), "cerb(work) records/ticket > "),
        (PromptState(""), "cerb > "),
        (PromptState("work", folder="a\x1b]0;b\x07"), r"cerb(work) a\u001b]0;b\u0007 > "),
    ],
)
def test_the_prompt_says_where_one_is(state: PromptState, text: str) -> None:
    assert "".join(fragment[1] for fragment in prompt_text(state)) == text


def test_a_production_profile_looks_different() -> None:
    assert ("class:prompt.production", "live") in prompt_text(PromptState("live", production=True))


def test_a_row_that_goes_on_is_marked_and_a_wrapped_one_is_not() -> None:
    assert continuation(13, 1, 0) == [("class:prompt.continuation", "           > ")]
    assert continuation(13, 1, 1) == []
