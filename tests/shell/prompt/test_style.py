"""The look of what floats around the line, with as many colours as there are."""

from __future__ import annotations

from typing import get_args

import pytest

from cerbsh.shell.prompt.style import style
from cerbsh.view.theme import Depth

ON = "class:completion-menu class:completion-menu.completion "


@pytest.mark.parametrize("depth", get_args(Depth))
def test_a_chosen_candidate_can_be_told_from_the_others(depth: Depth) -> None:
    made = style("cerbsh", depth)
    usual = made.get_attrs_for_style_str(ON)
    assert made.get_attrs_for_style_str(f"{ON} class:completion-menu.completion.current") != usual or depth == "none"


def test_sixteen_colours_are_named_and_not_guessed() -> None:
    made = style("cerbsh", "16")
    for part in ("bottom-toolbar", "completion-menu", "completion-menu.completion.current", "browser.chosen"):
        looks = made.get_attrs_for_style_str(f"class:{part}")
        assert str(looks.bgcolor).startswith("ansi") and str(looks.color).startswith("ansi")
        assert looks.bgcolor != looks.color


@pytest.mark.parametrize("depth", ["16", "256", "truecolor"])
def test_the_line_has_the_roles_of_the_theme(depth: Depth) -> None:
    assert style("cerbsh", depth).get_attrs_for_style_str("class:line.path").color == "3584d6"
    assert style("monokai", depth).get_attrs_for_style_str("class:line.path").color != "3584d6"
