"""Threat 13: text from a server that reads like markup: it is shown letter by letter, and nothing interprets it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import cerbsh
from cerbsh.shell.prompt.status import status_bar
from cerbsh.shell.state import Last, PromptState
from tests.security.hostile import MARKUP, hostile_cerb
from tests.support import Home
from tests.tty.shell import Shell

PACKAGE = Path(cerbsh.__file__).parent
INTERPRETERS = {"HTML", "ANSI", "FormattedText", "PygmentsTokens", "print_formatted_text", "merge_formatted_text"}
"""Names of prompt_toolkit that make text into something else; cerbsh gives it lists of styles and texts instead."""


def names_used(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Name):
            yield node.id
        elif isinstance(node, ast.Attribute):
            yield node.attr
        elif isinstance(node, ast.ImportFrom):
            yield from (alias.name for alias in node.names)


def test_no_module_interprets_markup() -> None:
    for path in PACKAGE.rglob("*.py"):
        assert "demo" in path.parts or not INTERPRETERS & set(names_used(path)), path


@pytest.mark.parametrize(
    "text", [MARKUP, "[bold red]x[/]", "<b>&amp;</b>", "%(name)s {name} {0}", "\\033[31m", "class:x"]
)
def test_the_status_bar_takes_words_as_they_are(text: str) -> None:
    state = PromptState(text, text, last=Last(200, text, True, 0.1))
    shown = "".join(str(fragment[1]) for fragment in status_bar(state, 300))
    assert shown.count(text) == 3


@pytest.mark.parametrize("text", [MARKUP, "[bold red]x[/] {0} %s"])
def test_tables_menu_and_bar_show_it_letter_by_letter(text: str, home: Home) -> None:
    with hostile_cerb(text) as (base_url, _):
        env = home.environ(CERBSH_BASE_URL=base_url, CERBSH_TOKEN="a-token")
        with Shell(env=env, columns=200, rows=30) as shell:
            shell.wait_for(f"· {text}")
            shell.run("GET records/org/search --table=name,id")
            assert re.search(re.escape(text), "\n".join(shell.rows))
            shell.run("clear")
            shell.send("GET records/org/1")
            shell.press("tab")
            shell.wait(lambda _: text in "\n".join(shell.rows[shell.cursor[1] + 1 : -1]), "the label in the menu")
            assert shell.style_of(text[:6]).fg != "red"
