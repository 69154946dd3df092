"""Roles and their looks."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest
from pygments.styles import get_all_styles

from cerbsh.errors import UsageError
from cerbsh.view import theme


def luminance(colour: str) -> float:
    """The relative luminance of WCAG 2.1 for ``#rrggbb``."""
    parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("role", theme.ROLES)
def test_the_default_theme_is_readable_on_black_and_on_white(role: theme.Role) -> None:
    for colour in re.findall("#[0-9a-f]{6}", theme.looks()[role]):
        own = luminance(colour) + 0.05
        assert min(own / 0.05, 1.05 / own) >= 3.5


@pytest.mark.parametrize("name", [theme.DEFAULT, *get_all_styles()])
def test_every_style_has_a_look_for_every_role(name: str) -> None:
    for depth in ("16", "256", "truecolor"):
        loaded = theme.load(name, depth)
        assert set(loaded.codes) == set(theme.ROLES)
        assert all(re.fullmatch(r"(\x1b\[[0-9;]+m)?", code) for code in loaded.codes.values())


def test_the_same_colour_is_written_as_the_terminal_can_show_it() -> None:
    codes = [theme.load(theme.DEFAULT, depth)["string"] for depth in ("none", "16", "256", "truecolor")]
    assert codes == ["", "\x1b[32m", "\x1b[38;5;29m", "\x1b[38;2;47;146;80m"]


def test_sixteen_colours_go_by_hue() -> None:
    loaded = theme.load(theme.DEFAULT, "16")
    assert [loaded[role] for role in ("error", "key", "number", "constant", "hint", "dim")] == [
        "\x1b[31;1m", "\x1b[34m", "\x1b[33m", "\x1b[35m", "\x1b[36m", "\x1b[2m",
    ]  # fmt: skip


def test_paint_resets_what_it_began_and_leaves_plain_roles_alone() -> None:
    loaded = theme.load(theme.DEFAULT, "16")
    assert loaded.paint("string", "a") == "\x1b[32ma\x1b[0m"
    assert loaded.paint("punctuation", "a") == "a"
    assert theme.PLAIN.paint("error", "a") == "a"


def test_an_unknown_theme_is_a_usage_error() -> None:
    with pytest.raises(UsageError, match="no theme 'nope'"):
        theme.load("nope", "256")


@pytest.mark.parametrize(
    ("environ", "depth"),
    [
        ({"TERM": "xterm-256color"}, "256"),
        ({"TERM": "xterm-256color", "COLORTERM": "truecolor"}, "truecolor"),
        ({"TERM": "xterm"}, "16"),
        ({}, "16"),
    ],
)
def test_the_environment_tells_how_many_colours_there_are(environ: dict[str, str], depth: str) -> None:
    assert theme.depth_of(environ) == depth


def test_the_default_theme_and_the_names_of_roles_load_no_pygments() -> None:
    code = "import sys; from cerbsh.view import theme; theme.load(); theme.looks(); print('pygments' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "False\n"
