"""Roles and how they look. Whoever prints names a role, never a colour.

The default theme is data, so that colour costs no import; its colours have a contrast of at least 3.5 to 1 on black and
on white. Any other name is that of an installed Pygments style, which is loaded when it is asked for.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Final, Literal, get_args

from cerbsh import system
from cerbsh.errors import UsageError

Role = Literal[
    "key", "string", "number", "constant", "punctuation",
    "error", "warning", "hint", "success", "dim", "accent", "heading",
    "method", "path", "command", "option", "filter", "operator", "variable", "template", "comment",
    "added", "removed", "changed",
]  # fmt: skip
Depth = Literal["none", "16", "256", "truecolor"]

ROLES: Final[tuple[Role, ...]] = get_args(Role)
DEFAULT: Final = "cerbsh"

_BLUE, _GREEN, _AMBER, _MAGENTA = "#3584d6", "#2f9250", "#b7791f", "#b95bc9"
_GREY, _RED, _CYAN, _VIOLET = "#7f868e", "#dd4343", "#1d92a3", "#8a70dd"

_DEFAULT_LOOKS: Final[Mapping[Role, str]] = {
    "key": _BLUE,
    "string": _GREEN,
    "number": _AMBER,
    "constant": _MAGENTA,
    "punctuation": "",
    "error": f"{_RED} bold",
    "warning": _AMBER,
    "hint": _CYAN,
    "success": _GREEN,
    "dim": _GREY,
    "accent": f"{_BLUE} bold",
    "heading": "bold",
    "method": f"{_MAGENTA} bold",
    "path": _BLUE,
    "command": f"{_VIOLET} bold",
    "option": _VIOLET,
    "filter": _CYAN,
    "operator": _GREY,
    "variable": _VIOLET,
    "template": _MAGENTA,
    "comment": f"{_GREY} italic",
    "added": _GREEN,
    "removed": _RED,
    "changed": _AMBER,
}

TOKENS: Final[Mapping[Role, str]] = {
    "key": "Name.Tag",
    "string": "Literal.String",
    "number": "Literal.Number",
    "constant": "Keyword.Constant",
    "punctuation": "Punctuation",
    "error": "Generic.Error",
    "warning": "Name.Exception",
    "hint": "Name.Label",
    "success": "Generic.Inserted",
    "dim": "Comment",
    "accent": "Name.Function",
    "heading": "Generic.Heading",
    "method": "Keyword",
    "path": "Name.Namespace",
    "command": "Name.Builtin",
    "option": "Name.Decorator",
    "filter": "Name.Attribute",
    "operator": "Operator",
    "variable": "Name.Variable",
    "template": "Literal.String.Interpol",
    "comment": "Comment",
    "added": "Generic.Inserted",
    "removed": "Generic.Deleted",
    "changed": "Name.Exception",
}
"""The Pygments token that lends each role its look."""

_ATTRIBUTES: Final = {"bold": "1", "italic": "3", "underline": "4"}
_CUBE: Final = (0, 95, 135, 175, 215, 255)
_HUES: Final = (31, 33, 32, 36, 34, 35)
"""The SGR codes of red, yellow, green, cyan, blue and magenta, in the order of their hues."""

RGB = tuple[int, int, int]


class Theme:
    """How each role looks on one kind of terminal: SGR sequences, all empty where there is no colour."""

    __slots__ = ("codes", "reset")

    def __init__(self, codes: Mapping[Role, str], reset: str) -> None:
        self.codes: Final = codes
        self.reset: Final = reset

    def __getitem__(self, role: Role) -> str:
        """The sequence that begins ``role``; ``reset`` ends it."""
        return self.codes[role]

    def paint(self, role: Role, text: str) -> str:
        """``text``, which is safe already, in the look of ``role``."""
        code = self.codes[role]
        return f"{code}{text}{self.reset}" if code and text else text


PLAIN: Final = Theme(dict.fromkeys(ROLES, ""), "")


@cache
def load(name: str = DEFAULT, depth: Depth = "256") -> Theme:
    """The theme of that name for a terminal of that many colours. Raises ``UsageError`` where no style is so called."""
    if depth == "none":
        return PLAIN
    return Theme({role: _sequence(look, depth) for role, look in looks(name).items()}, "\x1b[0m")


def looks(name: str = DEFAULT) -> Mapping[Role, str]:
    """Each role's look in words that prompt_toolkit takes, too: ``#3584d6 bold``, or an empty string.

    Raises ``UsageError`` where no style is so called.
    """
    if name == DEFAULT:
        return _DEFAULT_LOOKS
    from pygments.styles import get_style_by_name
    from pygments.token import string_to_tokentype
    from pygments.util import ClassNotFound

    try:
        style = get_style_by_name(name)
    except ClassNotFound:
        raise UsageError(f"there is no theme {name!r}", f"for example {DEFAULT}, monokai, solarized-light") from None
    found = {role: style.style_for_token(string_to_tokentype(token)) for role, token in TOKENS.items()}
    return {role: _look(look["color"], look["bold"], look["italic"], look["underline"]) for role, look in found.items()}


def names() -> list[str]:
    """The names that ``load`` takes."""
    from pygments.styles import get_all_styles

    return [DEFAULT, *sorted(get_all_styles())]


def depth_of(environ: Mapping[str, str]) -> Depth:
    """How many colours the terminal has, by its environment; whether any are wanted is for the caller to know."""
    if environ.get("COLORTERM", "").lower() in ("truecolor", "24bit") or system.has_every_colour():
        return "truecolor"
    return "256" if "256" in environ.get("TERM", "") else "16"


def _look(colour: str | None, bold: bool, italic: bool, underline: bool) -> str:
    words = [f"#{colour.lower()}" if colour else "", "bold" * bold, "italic" * italic, "underline" * underline]
    return " ".join(filter(None, words))


def _sequence(look: str, depth: Depth) -> str:
    codes = [_ATTRIBUTES.get(word) or _colour(_rgb(word), depth) for word in look.split()]
    return f"\x1b[{';'.join(codes)}m" if codes else ""


def _rgb(text: str) -> RGB:
    return int(text[1:3], 16), int(text[3:5], 16), int(text[5:7], 16)


def _colour(rgb: RGB, depth: Depth) -> str:
    if depth == "truecolor":
        return "38;2;{};{};{}".format(*rgb)
    return f"38;5;{_nearest_of_256(rgb)}" if depth == "256" else _nearest_of_16(rgb)


def _nearest_of_256(rgb: RGB) -> int:
    """The number in xterm's palette: 16 to 231 are a cube of six steps a side, 232 to 255 are greys."""
    steps = [min(range(6), key=lambda step: abs(_CUBE[step] - value)) for value in rgb]
    grey = min(range(24), key=lambda step: abs(8 + 10 * step - sum(rgb) / 3))
    in_cube, in_greys = [_CUBE[step] for step in steps], [8 + 10 * grey] * 3
    if _distance(rgb, in_greys) < _distance(rgb, in_cube):
        return 232 + grey
    return 16 + 36 * steps[0] + 6 * steps[1] + steps[2]


def _distance(one: RGB, other: list[int]) -> int:
    return sum((a - b) ** 2 for a, b in zip(one, other, strict=True))


def _nearest_of_16(rgb: RGB) -> str:
    """The colour of that hue: sixteen are too few to go by distance. A grey is the usual colour, fainter."""
    import colorsys

    hue, saturation, _ = colorsys.rgb_to_hsv(*(value / 255 for value in rgb))
    return "2" if saturation < 0.2 else str(_HUES[round(hue * 6) % 6])
