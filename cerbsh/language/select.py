"""Paths into a JSON value: ``results[0].id``, ``custom["SLA tier"]``."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from cerbsh.errors import LineError
from cerbsh.language.suggest import did_you_mean

_STEP = r"(?a)\.?([A-Za-z_0-9]+)|\[(-?[0-9]+)\]|\[\"([^\"\\]*)\"\]"
_DIGITS = 18
"""More digits of an index are cut off: no list is that long, and Python refuses to read thousands."""
_PLAIN_KEY = r"(?a)[A-Za-z_0-9]+"


class Step(NamedTuple):
    """One step of a path: a key of an object or an index of a list, and where it stands in the text."""

    key: str | int
    start: int
    end: int


def parse_path(text: str, start: int = 0, end: int | None = None) -> tuple[Step, ...]:
    """The steps of the path at ``text[start:end]``; a leading dot is allowed. Raises ``LineError`` at the column."""
    end = len(text) if end is None else end
    steps: list[Step] = []
    at = start
    while at < end:
        found = re.compile(_STEP).match(text, at, end)
        if not found or (steps and found[1] is not None and text[at] != "."):
            raise LineError(f"{text[at]!r} is no step of a path", text, at, hint="write results[0].id")
        steps.append(_step(found))
        at = found.end()
    return tuple(steps)


def walk(value: object, steps: Sequence[Step], text: str) -> object:
    """What the steps lead to in a JSON value. Raises ``LineError`` at the step that leads nowhere."""
    for step in steps:
        value = _take(value, step, text)
    return value


def next_keys(value: object) -> tuple[str, ...]:
    """How a path may go on from a JSON value: ``.key`` for an object, ``[0]`` for a list, nothing for a scalar."""
    if isinstance(value, dict):
        return tuple(
            f".{key}" if re.fullmatch(_PLAIN_KEY, key) else f'["{key}"]' for key in value if not set('"\\') & set(key)
        )
    if isinstance(value, list):
        return tuple(f"[{index}]" for index in range(len(value)))
    return ()


def kind_of(value: object) -> str:
    """What a JSON value is, as a message says it: ``an object``, ``a list``, ``text``…"""
    if value is None:
        return "null"
    for type_, name in ((dict, "an object"), (list, "a list"), (str, "text"), (bool, "a boolean")):
        if isinstance(value, type_):
            return name
    return "a number"


def _step(found: re.Match[str]) -> Step:
    if found[2] is not None:
        return Step(int(found[2][:_DIGITS]), found.start(), found.end())
    key, group = (found[1], 1) if found[1] is not None else (found[3], 3)
    return Step(key, found.start(group), found.end(group))


def _take(value: object, step: Step, text: str) -> object:
    key, start, end = step
    if isinstance(value, dict) and isinstance(key, str):
        if key in value:
            return value[key]
        raise LineError(f"there is no {key!r} here", text, start, end, did_you_mean(key, value))
    if isinstance(value, list) and isinstance(key, int):
        if -len(value) <= key < len(value):
            return value[key]
        raise LineError(f"the list has {len(value)} entries, there is no [{key}]", text, start, end)
    hint = ""
    if isinstance(value, (dict, list)):
        hint = "go on with " + ", ".join(next_keys(value)[:5])
    raise LineError(f"this is {kind_of(value)}: {text[start:end]} leads nowhere", text, start, end, hint)
