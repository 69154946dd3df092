"""JSON as it is shown: indented, coloured and safe, in the order and with the numbers that were sent.

The value is walked once and without recursion, so that nothing is nested too deeply, and written in pieces, so that the
first screen comes first and a large reply needs little memory.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice, repeat
from json.encoder import encode_basestring
from typing import Any, Final

from cerbsh.api.exact import Elements, ExactFloat, Members
from cerbsh.view.safe import quote
from cerbsh.view.theme import PLAIN, Theme

_PIECE: Final = 512
"""How many members make a piece."""

Pairs = Iterator[tuple[str | None, Any]]
"""The members of a container; those of an array have no key."""


def render(value: object, theme: Theme = PLAIN, indent: int | None = 2) -> Iterator[str]:
    """The text of a JSON value in pieces, without a newline at its end; on one line where ``indent`` is ``None``.

    Takes the value of ``exact.parse`` and what ``exact.Document`` reads, which may raise ``ValueError`` on its way.
    """
    members = _walk(value, theme, indent)
    while piece := "".join(islice(members, _PIECE)):
        yield piece


def dumps(value: object) -> str:
    """A JSON value on one line without spaces or colour, numbers as they were sent, control characters escaped."""
    return "".join(render(value, indent=None))


def _walk(value: object, theme: Theme, indent: int | None) -> Iterator[str]:
    """The text of each member, with what stands before it; an opening or closing bracket is a text of its own."""
    keys, writers, comma = _Keys(theme, indent), _writers(theme), theme.paint("punctuation", ",")
    string, reset = theme["string"], theme.reset
    outer: list[tuple[Pairs, str, str]] = []
    members: Pairs = iter([(None, value)])
    closing, newline, lead = "", "" if indent is None else "\n", ""
    while True:
        following = comma + newline
        for key, item in members:
            if type(item) is str:  # what most values are is written without a call
                quoted = encode_basestring(item)
                yield f"{lead}{keys[key]}{string}{quoted if quoted.isprintable() else quote(item)}{reset}"
            elif write := writers.get(type(item)):
                yield f"{lead}{keys[key]}{write(item)}"
            else:
                break
            lead = following
        else:
            if not outer:
                return
            empty, mark = lead == newline, closing
            members, closing, newline = outer.pop()
            yield mark if empty else newline + mark
            lead = comma + newline
            continue
        outer.append((members, closing, newline))
        opening, closing, members = _open(item, theme)
        yield f"{lead}{keys[key]}{opening}"
        lead = newline = "" if indent is None else "\n" + " " * (indent * len(outer))


def _open(item: object, theme: Theme) -> tuple[str, str, Pairs]:
    """The brackets of a container, and its members. Raises ``TypeError`` where ``item`` is nothing that JSON has."""
    members: Pairs
    match item:
        case dict():
            marks, members = "{}", iter(item.items())
        case Members():
            marks, members = "{}", iter(item.pairs)
        case list() | tuple():
            marks, members = "[]", zip(repeat(None), item)
        case Elements():
            marks, members = "[]", zip(repeat(None), item.values)
        case _:
            raise TypeError(f"{type(item).__name__} is nothing that JSON has")
    return theme.paint("punctuation", marks[0]), theme.paint("punctuation", marks[1]), members


class _Keys(dict[str | None, str]):
    """Each key as it is written, with its colon; made once, since the records of a list share their keys."""

    def __init__(self, theme: Theme, indent: int | None) -> None:
        super().__init__({None: ""})
        self._theme = theme
        self._colon = theme.paint("punctuation", ":") + ("" if indent is None else " ")

    def __missing__(self, key: str | None) -> str:
        assert key is not None
        written = self[key] = self._theme.paint("key", quote(key)) + self._colon
        return written


def _writers(theme: Theme) -> dict[type, Callable[[Any], str]]:
    """What writes a scalar other than text, by its exact type; containers have none."""
    number, constant, reset = theme["number"], theme["constant"], theme.reset

    def write_number(value: float) -> str:
        return f"{number}{value!r}{reset}"

    constants = {
        value: f"{constant}{text}{reset}" for value, text in ((True, "true"), (False, "false"), (None, "null"))
    }
    return {
        int: write_number,
        float: write_number,
        ExactFloat: write_number,
        bool: constants.__getitem__,
        type(None): constants.__getitem__,
    }
