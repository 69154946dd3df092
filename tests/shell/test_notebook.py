"""What is kept of a line, and by whose wish nothing is."""

from __future__ import annotations

import pytest

from cerbsh.errors import Exit
from cerbsh.history.store import History
from cerbsh.shell.engine import Engine
from cerbsh.shell.knowing.assistant import Assistant
from cerbsh.shell.notebook import Notebook
from tests.shell.support import told
from tests.support import Home


def kept(engine: Engine) -> History:
    assert engine.notebook.history is not None
    return engine.notebook.history


def give(engine: Engine, **settings: str) -> None:
    """Settings of the profile alone."""
    client = engine.signed_in
    client.profile = client.profile._replace(settings={name.replace("_", "."): each for name, each in settings.items()})


@pytest.mark.parametrize(("policy", "keeps"), [("on", True), ("off", False), ("0.00001 MB", False), ("2 MB", True)])
def test_a_profile_says_which_replies_are_kept(engine: Engine, policy: str, keeps: bool) -> None:
    give(engine, history_bodies=policy)
    engine.run("GET workers/me")
    assert [each.line for each in kept(engine).recent(9)] == ["GET workers/me"]
    assert (kept(engine).body(1) is not None) is keeps


def test_what_counts_for_all_counts_where_the_profile_says_nothing(engine: Engine) -> None:
    engine.settings["history.bodies"] = "off"
    engine.run("GET workers/me")
    assert kept(engine).body(1) is None
    give(engine, history_bodies="on")
    engine.run("GET workers/me")
    assert kept(engine).body(2) is not None


def test_the_setting_is_changed_for_the_profile_in_use_and_kept(signed_in: Home) -> None:
    lines = ("set history.bodies off", "GET workers/me", "show 1")
    done = signed_in.cerbsh(*(word for line in lines for word in ("-c", line)))
    assert done.returncode == Exit.USAGE
    assert "no reply is kept of request 1" in done.stderr
    assert 'history.bodies" = "off"' in (signed_in.config / "config.toml").read_text()
    assert signed_in.cerbsh("-c", "GET workers/me", "-c", "show 2").returncode == Exit.USAGE


@pytest.mark.parametrize("table", ["settings", "profiles.work.settings"])
def test_a_size_that_cannot_be_is_a_warning_and_counts_as_not_set(signed_in: Home, table: str) -> None:
    with (signed_in.config / "config.toml").open("a", encoding="utf-8") as file:
        file.write(f'\n[{table}]\nhistory.bodies = "5 stones"\n')
    done = signed_in.cerbsh("-c", "GET workers/me", "-c", "show 1 --select id")
    assert (done.returncode, done.stdout.endswith("\n1\n")) == (Exit.OK, True)
    assert "history.bodies cannot be '5 stones'" in done.stderr


def test_another_profile_is_heeded_from_its_first_request_on(signed_in: Home) -> None:
    with (signed_in.config / "config.toml").open("a", encoding="utf-8") as file:
        file.write("\n[profiles.work.settings]\nguard = 7\nhistory.bodies = false\n")
    done = signed_in.cerbsh("-c", "profile work", "-c", "GET workers/me", "-c", "show 1")
    assert "no reply is kept of request 1" in done.stderr
    assert "guard does not take 7 in profile work" in done.stderr


@pytest.mark.parametrize("before", ["set private on", ""])
def test_in_private_or_behind_a_space_neither_line_nor_request_is_kept(engine: Engine, before: str) -> None:
    line = "GET workers/me" if before else " GET workers/me"
    engine.run(before)
    assert engine.run(line).exit == Exit.OK
    engine.notebook.add_line(line)
    assert (kept(engine).recent(9), kept(engine).lines(9)) == ([], [])


def test_a_line_that_asks_to_be_forgotten_is(engine: Engine) -> None:
    engine.run("GET workers/me --no-history")
    engine.notebook.add_line("GET workers/me --no-history")
    assert (kept(engine).recent(9), kept(engine).lines(9)) == ([], [])


def test_private_ends_where_it_is_switched_off(engine: Engine) -> None:
    engine.run("set private on")
    engine.run("set private off")
    engine.run("GET workers/me")
    assert len(kept(engine).recent(9)) == 1


def test_at_the_prompt_a_line_is_recalled_as_it_was_entered_and_once(engine: Engine) -> None:
    prompt = Assistant(engine)
    entered = "cd records\nGET org/1\nGET org/2"
    prompt.history.add_line(entered)
    for line in entered.split("\n"):
        prompt.run(line)
    assert kept(engine).lines(9) == [entered]
    assert len(kept(engine).recent(9)) == 2


def test_elsewhere_the_lines_of_requests_are_recalled(engine: Engine) -> None:
    engine.run("GET workers/me")
    assert kept(engine).lines(9) == ["GET workers/me"]


def test_without_a_history_nothing_is_kept_and_nothing_fails(engine: Engine) -> None:
    engine.notebook.close()
    engine.notebook = Notebook(client=engine.client)
    assert engine.run("GET workers/me").exit == Exit.OK
    assert "keeps no history" in told(engine.run("history"))


def test_nothing_entered_is_nothing_to_recall(engine: Engine) -> None:
    engine.notebook.add_line("\t\n")
    assert kept(engine).lines(9) == []
