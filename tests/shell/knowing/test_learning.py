"""What is learned of a server behind the prompt, and what completion makes of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from threading import Event

import pytest

from cerbsh.api.client import Client
from cerbsh.demo.server import DemoServer
from cerbsh.language.completion import Want
from cerbsh.shell.engine import Engine
from cerbsh.shell.knowing.assistant import Assistant
from cerbsh.shell.knowing.knowledge import Knowledge
from cerbsh.shell.knowing.learning import Learner
from tests.shell.conftest import engine_on
from tests.shell.support import told


def nothing() -> None:
    """What to do with news that nobody waits for."""


@pytest.fixture
def client(engine: Engine) -> Client:
    return engine.signed_in


@pytest.fixture
def learner(client: Client, tmp_path: Path) -> Iterator[Learner]:
    made = Learner(client, Knowledge(tmp_path / "learned" / "work.json"), nothing)
    yield made
    made.stop()


def knowledge_of(learner: Learner) -> Knowledge:
    return learner._knowledge


def test_a_server_tells_its_types_fields_and_custom_fields(learner: Learner) -> None:
    learner.learn()
    assert learner.wait(30)
    learned = knowledge_of(learner).learned
    assert learned.version == "10.4.10"
    assert {"ticket", "org", "task"} <= learned.types.keys()
    assert learned.custom and learned.fields["ticket"] and learned.keys["org"]


def test_what_was_learned_is_there_at_the_next_start(learner: Learner, tmp_path: Path) -> None:
    learner.learn()
    assert learner.wait(30)
    later = Knowledge(tmp_path / "learned" / "work.json")
    assert later.load() and not later.load()
    assert later.learned == knowledge_of(learner).learned
    assert not later.is_old()


def test_what_is_fresh_is_not_learned_again(learner: Learner, shared_demo: DemoServer) -> None:
    learner.learn()
    assert learner.wait(30)
    shared_demo.log.clear()
    learner.learn()
    assert learner.wait(30)
    assert shared_demo.log.seen == ()


def test_records_that_completion_wants_are_asked_for_once(learner: Learner, shared_demo: DemoServer) -> None:
    shared_demo.log.clear()
    assert learner.want([Want("org", "")])
    assert learner.wait(30)
    assert not learner.want([Want("org", "")])
    assert learner.wait(30)
    assert shared_demo.log.count("GET", "records/org/search") == 1
    assert knowledge_of(learner).labels.of("org").newest(5)


def test_a_scope_that_is_too_narrow_leaves_the_built_in_catalogue(shared_demo: DemoServer, tmp_path: Path) -> None:
    engine = engine_on(shared_demo, tmp_path, scope="profile")
    learner = Learner(engine.signed_in, engine.knowledge, nothing)
    learner.learn()
    learner.want([Want("org", "")])
    assert learner.wait(30)
    learner.stop()
    assert engine.catalogue.type("tickets") is not None
    assert "tells nothing" in told(engine.run("learn"))


def test_a_custom_field_that_was_just_made_is_offered_after_learn(engine: Engine) -> None:
    line = "POST records/custom_field/create context=org name='Shoe size' type=N uri=shoe_size"
    assert engine.run(line).exit == 0
    assert "custom fields" in told(engine.run("learn"))
    assistant = Assistant(engine)
    text = "PUT records/org/1 shoe"
    assert "shoe_size=" in [candidate.text for candidate in assistant.complete(text, len(text))]


def test_typing_goes_on_when_the_server_is_gone(demo: DemoServer, tmp_path: Path) -> None:
    assistant = Assistant(engine_on(demo, tmp_path))
    news = Event()
    assistant.warm_up(news.set)
    demo.stop()
    text = "GET records/org/"
    assert "search" in [candidate.text for candidate in assistant.complete(text, len(text))]
    assert assistant.highlight(text)
    assert assistant.reason("GET records/org/search nope:1").startswith("org has no filter nope")


def test_a_server_that_is_gone_shows_until_another_answers(shared_demo: DemoServer, tmp_path: Path) -> None:
    with DemoServer() as gone:
        gone_engine = engine_on(gone, tmp_path / "gone")
    assistant = Assistant(gone_engine)
    assistant.run("GET workers/me")
    last = assistant.prompt_state().last
    assert last is not None and (last.status, last.meaning, last.ok) == (0, "no answer", False)
    gone_engine.attach(engine_on(shared_demo, tmp_path).signed_in)
    assistant.run("GET workers/me")
    last = assistant.prompt_state().last
    assert last is not None and (last.status, last.ok) == (200, True)


def test_the_worker_is_introduced_behind_the_first_prompt(shared_demo: DemoServer, tmp_path: Path) -> None:
    assistant = Assistant(engine_on(shared_demo, tmp_path))
    known = Event()
    assistant.warm_up(lambda: known.set() if assistant.prompt_state().worker == shared_demo.worker.name else None)
    assert known.wait(30)
    assert assistant.engine.profile and assistant.engine.profile.timezone


def test_learning_is_not_in_the_history(engine: Engine) -> None:
    engine.run("learn")
    assert engine.notebook.recent(5) == []
