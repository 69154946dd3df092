"""Findings on paper: lines for people as they come, one JSON object for scripts."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from cerbsh import __version__
from cerbsh.errors import Exit
from cerbsh.shell.doctor.case import Finding, State
from cerbsh.shell.result import Surface
from cerbsh.view import safe
from cerbsh.view.theme import Role

_WORDS: Final[Mapping[State, tuple[str, Role]]] = {
    "good": ("ok", "success"),
    "note": ("note", "warning"),
    "wrong": ("WRONG", "error"),
    "none": ("-", "dim"),
}
_STATE_CELLS, _NAME_CELLS = 7, 11
_LEFT = _STATE_CELLS + _NAME_CELLS


class TextReport:
    """A line or more for each finding, drawn as soon as it is there; ``told`` is what was drawn so far."""

    def __init__(self, findings: Iterable[Finding], *, public: bool) -> None:
        self._findings = findings
        self._public = public
        self.told: list[Finding] = []

    def pieces(self, surface: Surface) -> Iterator[str]:
        """The lines."""
        for found in self._findings:
            self.told.append(found)
            yield _line(found, surface)
        yield "\n" + "".join(f"{line}\n" for line in _folded(self._end(), surface, 0))

    def _end(self) -> str:
        wrong = next((found.check for found in self.told if found.state == "wrong"), "")
        verdict = f"{wrong} is what to mend first." if wrong else "Nothing is wrong."
        if self._public:
            return f"{verdict} No secret is in this report, and no name of a host, a folder or a profile."
        return f"{verdict} No secret is in this report; cerbsh doctor --public leaves names out, too."


class JsonReport:
    """One JSON object with every finding."""

    def __init__(self, findings: Iterable[Finding], *, public: bool) -> None:
        self._findings = findings
        self._public = public
        self.told: list[Finding] = []

    def pieces(self, surface: Surface) -> Iterator[str]:
        """``{"cerbsh", "public", "exit", "checks": [{"check", "state", "said", "next"}]}``."""
        self.told += self._findings
        exit_ = next((found.exit for found in self.told if found.exit), Exit.OK)
        checks = [
            {"check": found.check, "state": found.state, "said": found.said, "next": found.next} for found in self.told
        ]
        report = {"cerbsh": __version__, "public": self._public, "exit": int(exit_), "checks": checks}
        yield json.dumps(report, indent=2) + "\n"


def _line(found: Finding, surface: Surface) -> str:
    word, role = _WORDS[found.state]
    first, *more = _folded(found.said, surface, _LEFT)
    head = surface.theme.paint(role, word) + " " * (_STATE_CELLS - len(word))
    lines = [f"{head}{found.check:<{_NAME_CELLS}}{first}", *(" " * _LEFT + line for line in more)]
    for at, line in enumerate(_folded(found.next, surface, _LEFT + 3)):
        lines.append(" " * _LEFT + ("   " if at else "-> ") + surface.theme.paint("hint", line))
    return "".join(f"{line}\n" for line in lines)


def _folded(text: str, surface: Surface, left: int) -> list[str]:
    """Safe text in lines that fit the terminal beside ``left`` cells; one line anywhere else, none of an empty text."""
    shown = safe.line(text)
    if not surface.terminal:
        return [shown] if shown else []
    return textwrap.wrap(shown, max(14, surface.width - left - 1), break_on_hyphens=False)
