"""What asks before it is done."""

from __future__ import annotations

import pytest

from cerbsh.errors import UsageError
from cerbsh.language.line import RequestLine
from cerbsh.language.parser import parse
from cerbsh.shell.consent import agreed
from cerbsh.shell.engine import Engine
from tests.shell.people import Person


def asked(engine: Engine, line: str = "DELETE records/task/5") -> RequestLine:
    parsed = parse(line, engine.grammar)
    assert isinstance(parsed, RequestLine)
    return parsed


@pytest.mark.parametrize(
    ("answers", "word"),
    [(["y"], True), ([" YES "], True), (["n"], False), ([""], False), (["sure"], False), ([], False)],
)
def test_only_a_clear_yes_counts(engine: Engine, answers: list[str], word: bool) -> None:
    engine.ui = Person(answers)
    assert agreed(engine, asked(engine), "Delete it?") is word


@pytest.mark.parametrize(("answers", "word"), [(["work"], True), (["y"], False), (["Work"], False), ([], False)])
def test_a_name_is_typed_as_it_stands(engine: Engine, answers: list[str], word: bool) -> None:
    person = engine.ui = Person(answers)
    assert agreed(engine, asked(engine), "Delete it?", typed="work") is word
    assert person.heard[0] == "Delete it? [type work] "


def test_the_details_stand_above_the_question_and_cannot_drive_the_terminal(engine: Engine) -> None:
    person = engine.ui = Person(["y"])
    agreed(engine, asked(engine), "Delete \x1b[2J?", ["task 5: Call\x1b]0;x\x07 back"])
    assert person.heard == [r"task 5: Call\u001b]0;x\u0007 back", r"Delete \u001b[2J? [y/N] "]


def test_yes_may_be_said_beforehand(engine: Engine) -> None:
    person = engine.ui = Person()
    assert agreed(engine, asked(engine, "DELETE records/task/5 --yes"), "Delete it?")
    assert person.heard == []


def test_where_nobody_can_answer_it_is_refused(engine: Engine) -> None:
    with pytest.raises(UsageError) as refused:
        agreed(engine, asked(engine), "Delete it?")
    assert "--yes" in refused.value.hint
