"""What a line at the prompt asks of the system once the first one has been run: connections, files, looks at files."""

from __future__ import annotations

import pytest

from cerbsh.errors import Exit
from cerbsh.shell.knowing.assistant import Assistant
from tests.cost.counting import counted
from tests.shell.support import shown

LINE = "GET workers/me"


def run(prompt: Assistant, line: str) -> None:
    """Run a line, and draw what it came to."""
    result = prompt.run(line)
    assert result.exit == Exit.OK
    shown(result)


@pytest.fixture
def warm(prompt: Assistant) -> Assistant:
    """A prompt that has run a line before."""
    run(prompt, LINE)
    prompt.history.lines(10)
    return prompt


def test_the_connection_is_open_before_the_first_line_and_is_the_only_one(prompt: Assistant) -> None:
    with counted() as cost:
        for _ in range(5):
            run(prompt, LINE)
    assert cost["socket.connect"] == 0


@pytest.mark.parametrize(
    "line",
    [
        LINE,
        "search ticket status:o limit:5 --table",
        "search ticket sort:-updated limit=5 --all --csv",
        "GET records/task/1 --select title",
        "describe ticket",
        "history 5",
    ],
)
def test_a_line_opens_no_file_no_database_and_no_connection(warm: Assistant, line: str) -> None:
    run(warm, line)
    with counted() as cost:
        run(warm, line)
    assert not [event for event in cost if not event.startswith("stat ")]


def test_a_request_looks_at_the_token_the_history_and_at_nothing_else_of_its_own(warm: Assistant) -> None:
    with counted() as cost:
        run(warm, LINE)
    own = {"stat work.json", "stat history.sqlite3"}
    assert own <= set(cost)
    assert {event: count for event, count in cost.items() if count > (3 if event in own else 1)} == {}
    assert len(cost) <= 3, "one file more, that of the certificates, is looked at by requests itself"
