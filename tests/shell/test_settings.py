"""The settings: what they take, and who heeds them."""

from __future__ import annotations

import pytest

from cerbsh.errors import UsageError
from cerbsh.shell.settings import SETTINGS, check, read
from cerbsh.view.theme import load
from tests.support import Home


def test_every_setting_takes_its_default() -> None:
    assert all(check(setting, setting.default) == setting.default for setting in SETTINGS)


@pytest.mark.parametrize(
    ("kept", "found"),
    [
        ({"output": "table", "editing": "vi"}, {"output": "table", "editing": "vi"}),
        ({"dates": True, "timing": False}, {"dates": "on", "timing": "off"}),
        ({"of_another_version": 3}, {}),
    ],
)
def test_the_configuration_file_is_read(kept: dict[str, object], found: dict[str, str]) -> None:
    assert read(kept) == (found, [])


@pytest.mark.parametrize(("name", "value"), [("output", "yaml"), ("theme", "no-such-style"), ("dates", 7)])
def test_what_cannot_be_is_told_and_left_at_its_default(name: str, value: object) -> None:
    found, faults = read({name: value, "learn": "off"})
    assert found == {"learn": "off"}
    assert len(faults) == 1
    assert name in faults[0]


def test_a_setting_names_what_it_takes() -> None:
    output = next(setting for setting in SETTINGS if setting.name == "output")
    with pytest.raises(UsageError) as raised:
        check(output, "yaml")
    assert "json, table, csv, ndjson" in raised.value.hint


def test_a_theme_reaches_what_is_written_next(signed_in: Home) -> None:
    lines = ("-c", "GET workers/me --select id", "-c", "set theme monokai", "-c", "GET workers/me --select id")
    written = signed_in.cerbsh("--color", "always", *lines).stdout.splitlines()
    usual, chosen = load(depth="256"), load("monokai", "256")
    assert written == [f"{usual['number']}1{usual.reset}", f"{chosen['number']}1{chosen.reset}"]
    later = signed_in.cerbsh("--color", "always", "-c", "GET workers/me --select id")
    assert later.stdout.splitlines() == written[1:]


def test_a_damaged_theme_is_a_warning_and_no_more(signed_in: Home) -> None:
    with (signed_in.config / "config.toml").open("a", encoding="utf-8") as file:
        file.write('\n[settings]\ntheme = "no-such-style"\n')
    done = signed_in.cerbsh("--color", "always", "-c", "GET workers/me --select id")
    assert (done.returncode, "1" in done.stdout) == (0, True)
    assert "no-such-style" in done.stderr
