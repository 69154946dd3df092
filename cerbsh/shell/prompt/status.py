"""The status bar below the prompt: what to know at a glance, cut to the width of the window."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from prompt_toolkit.formatted_text import StyleAndTextTuples

from cerbsh.shell.state import PromptState
from cerbsh.view import safe

SEPARATOR = " · "
FIRST_STEPS = "Tab lists, F1 helps, Ctrl-D leaves"
FIRST_LINE = "try GET workers/me"
"""What stand in the bar until there is an outcome to tell of."""
_GAP = 2
"""Cells at the least between what stands on the left and what stands on the right."""


class Part(NamedTuple):
    """One thing that the bar says. The lowest ``rank`` is the first to go in a narrow window."""

    role: str
    text: str
    rank: int
    right: bool = False

    @property
    def fragment(self) -> tuple[str, str]:
        """Style and text as prompt_toolkit takes them."""
        return f"class:status.{self.role}", self.text


def status_bar(state: PromptState, width: int, reason: str = "") -> StyleAndTextTuples:
    """The bar for a window of ``width`` cells; it is never wider.

    ``reason`` says what is wrong with the line as it is typed; while there is one it stands in place of who and where.
    """
    parts = _fit([part for part in _parts(state, reason) if part.text], width)
    left = _joined([part for part in parts if not part.right])
    right = _joined([part for part in parts if part.right])
    filler = width - _width(left) - _width(right)
    return [*left, ("class:status", " " * filler), *right]


def token_left(seconds: float | None) -> str:
    """How long the access token is good for, in words; empty where that is not known."""
    if seconds is None:
        return ""
    if seconds <= 0:
        return "token expired"
    if seconds < 60:
        return "token <1 min"
    minutes = int(seconds // 60)
    if minutes < 120:
        return f"token {minutes} min"
    hours = minutes // 60
    return f"token {hours} h" if hours < 48 else f"token {hours // 24} days"


def duration(seconds: float) -> str:
    """``12 ms`` below a second, ``1.2 s`` from there, ``75 s`` from a minute."""
    if seconds < 0.9995:
        return f"{seconds * 1000:.0f} ms"
    return f"{seconds:.1f} s" if seconds < 60 else f"{seconds:.0f} s"


def _parts(state: PromptState, reason: str) -> Iterator[Part]:
    for warning in state.warnings:
        yield Part("danger", safe.line(warning), 90)
    if reason:
        yield Part("warning", safe.line(reason), 80)
    else:
        yield Part("profile", safe.line(state.profile), 60)
        yield Part("worker", safe.line(state.worker), 40)
        expiring = state.seconds_left is not None and state.seconds_left < 60
        yield Part("warning" if expiring else "token", token_left(state.seconds_left), 50)
    if state.is_narrow:
        yield Part("elapsed", "lines of this profile", 45)
    if state.last is not None:
        outcome = "success" if state.last.ok else "error"
        words = " ".join(word for word in (str(state.last.status or ""), safe.line(state.last.meaning)) if word)
        yield Part(outcome, words, 71, right=True)
        yield Part("elapsed", duration(state.last.elapsed), 70 if not reason else 30, right=True)
    elif not reason:
        yield Part("worker", FIRST_LINE, 5, right=True)
        yield Part("token", FIRST_STEPS, 10, right=True)


def _fit(parts: Sequence[Part], width: int) -> list[Part]:
    """Without the parts of the lowest ranks that have no room; the last one is shortened instead."""
    kept = list(parts)
    while len(kept) > 1 and _needed(kept) > width:
        kept.remove(min(kept, key=lambda part: part.rank))
    if kept and _needed(kept) > width:
        only = kept[0]
        kept = [Part(only.role, safe.cut(only.text, width - 2), only.rank, only.right)]
    return kept if width > 2 else []


def _needed(parts: Sequence[Part]) -> int:
    left, right = ([part for part in parts if part.right is side] for side in (False, True))
    return _width(_joined(left)) + _width(_joined(right)) + (_GAP - 2 if left and right else 0)


def _joined(parts: Sequence[Part]) -> StyleAndTextTuples:
    """The parts of one side with separators between and a blank at both ends."""
    if not parts:
        return []
    fragments: StyleAndTextTuples = [("class:status", " ")]
    for number, part in enumerate(parts):
        if number:
            fragments.append(("class:status.separator", SEPARATOR))
        fragments.append(part.fragment)
    return [*fragments, ("class:status", " ")]


def _width(fragments: StyleAndTextTuples) -> int:
    """Measured as one text: a mark that combines with the blank before it fills more cells than by itself."""
    return safe.width("".join(fragment[1] for fragment in fragments))
