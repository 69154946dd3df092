"""JSON as it is shown: indented, coloured and safe, in the order and with the numbers that were sent.

The value is walked once and without recursion, so that nothing is nested too deeply, and written in pieces, so that the
first screen comes first and a large reply needs little memory.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache, partial
from itertools import islice, repeat, takewhile
from json.encoder import c_make_encoder, encode_basestring  # type: ignore[attr-defined]
from typing import Any, Final

from cerbsh.api.exact import Elements, ExactFloat, Members
from cerbsh.view.safe import hides, quote
from cerbsh.view.theme import PLAIN, Theme

_PIECE: Final = 512
"""How many members make a piece."""
_MOST_KEYS: Final = 10_000
"""Keys that are remembered as they are written."""

_encode: Final = c_make_encoder and c_make_encoder(None, None, encode_basestring, None, ":", ",", False, False, True)
"""What ``json.JSONEncoder`` makes anew for every value: for a short record that takes a sixth of its time. None where
Python brings no encoder in C; then the walk writes everything.
"""

PAUSE: Final = object()
"""An entry that is not written: the next one may be long in coming, so what stands before it is given at once."""

Pairs = Iterator[tuple[str | None, Any]]
"""The members of a container; those of an array have no key."""


Beside = Callable[[str | None, Any], str]
"""Gives a safe word to stand beside a number that has that key, or an empty string."""


def render(value: object, theme: Theme = PLAIN, indent: int | None = 2, beside: Beside | None = None) -> Iterator[str]:
    """The text of a JSON value in pieces, without a newline at its end; on one line where ``indent`` is ``None``.

    Takes the value of ``exact.parse`` and what ``exact.Document`` reads, which may raise ``ValueError`` on its way.
    With ``beside`` the text is for people alone: no program reads its words as JSON.
    """
    members = _walk(value, _Style(theme, indent, beside))
    take = _up_to_a_pause if isinstance(value, Members | Elements) else islice
    while (first := next(members, None)) is not None:
        if piece := first + "".join(take(members, _PIECE - 1)):
            yield piece


def dumps(value: object) -> str:
    """A JSON value on one line without spaces or colour, numbers as they were sent, control characters escaped."""
    return _plain(value) or "".join(_walk(value, _compact()))


def _plain(value: object) -> str:
    """The same by Python's encoder, a third faster; empty where that would lose or let pass what a walk does not."""
    if ExactFloat.met or _encode is None:
        return ""
    try:
        text = "".join(_encode(value, 0))
    except (TypeError, RecursionError):
        return ""
    return text if text.isprintable() else ""


def _up_to_a_pause(members: Iterator[str], count: int) -> Iterator[str]:
    return takewhile(bool, islice(members, count))


class _Keys(dict[str | None, str]):
    """Each key as it is written, with its colon; made once, since the records of a list share their keys."""

    def __init__(self, theme: Theme, colon: str) -> None:
        super().__init__({None: ""})
        self._theme = theme
        self._colon = colon

    def __missing__(self, key: str | None) -> str:
        assert key is not None
        written = self._theme.paint("key", quote(key)) + self._colon
        if len(self) < _MOST_KEYS:
            self[key] = written
        return written


class _Style:
    """What a walk writes for keys, scalars and marks."""

    def __init__(self, theme: Theme, indent: int | None, beside: Beside | None = None) -> None:
        punctuation = partial(theme.paint, "punctuation")
        self.indent = indent
        self.beside = beside
        self.dim = partial(theme.paint, "dim")
        self.keys = _Keys(theme, punctuation(":") + ("" if indent is None else " "))
        self.writers = _writers(theme)
        self.string, self.reset = theme["string"], theme.reset
        self.comma = punctuation(",")
        self.object = punctuation("{"), punctuation("}")
        self.array = punctuation("["), punctuation("]")


@cache
def _compact() -> _Style:
    return _Style(PLAIN, None)


def _walk(value: object, style: _Style) -> Iterator[str]:
    """The text of each member, with what stands before it; an opening or closing bracket is a text of its own, and a
    pause is an empty one.
    """
    keys, writers, comma, string, reset = style.keys, style.writers, style.comma, style.string, style.reset
    beside = style.beside
    outer: list[tuple[Pairs, str, str]] = []
    members: Pairs = iter([(None, value)])
    closing, newline, lead = "", "" if style.indent is None else "\n", ""
    while True:
        following = comma + newline
        for key, item in members:
            if type(item) is str:  # what most values are is written without a call
                quoted = encode_basestring(item)
                if not quoted.isprintable() or (not quoted.isascii() and hides(item)):
                    quoted = quote(item)
                yield f"{lead}{keys[key]}{string}{quoted}{reset}"
            elif write := writers.get(type(item)):
                text = write(item)
                if beside and (word := beside(key, item)):
                    text = f"{text} {style.dim(word)}"
                yield f"{lead}{keys[key]}{text}"
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
        if item is PAUSE:
            yield ""
            continue
        outer.append((members, closing, newline))
        (opening, closing), members = _open(item, style)
        yield f"{lead}{keys[key]}{opening}"
        lead = newline = "" if style.indent is None else "\n" + " " * (style.indent * len(outer))


def _open(item: object, style: _Style) -> tuple[tuple[str, str], Pairs]:
    """The brackets of a container, and its members. Raises ``TypeError`` where ``item`` is nothing that JSON has."""
    match item:
        case dict():
            return style.object, iter(item.items())
        case Members():
            return style.object, iter(item.pairs)
        case Elements():
            return style.array, zip(repeat(None), item.values)
        case list() | tuple():
            return style.array, zip(repeat(None), item)
    raise TypeError(f"{type(item).__name__} is nothing that JSON has")


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
