"""Attacks by text, through every view, into a terminal emulator: only our own colours leave (threat 12)."""

from __future__ import annotations

from collections.abc import Callable

import pyte
import pytest

from cerbsh.api.request import Request
from cerbsh.view import csv, diff, headers, reply, theme
from cerbsh.view.chart import chart
from cerbsh.view.export import FORMS, export
from cerbsh.view.problem import problem
from cerbsh.view.rows import Rows
from cerbsh.view.table import table
from tests.view.replies import HTML, JSON, TEXT, XML, error
from tests.view.replies import reply as made
from tests.view.screen import assert_harmless

COLOURED = theme.load(theme.DEFAULT, "256")

ATTACKS = {
    "window title": "\x1b]0;owned\x07",
    "window title by C1": "\x9d0;owned\x9c",
    "clear the screen": "\x1b[2J\x1b[H",
    "cursor up and over": "\x1b[1A\x1b[2Kok",
    "answerback": "\x1b[c\x1b[6n\x05",
    "other character set": "\x1b(0\x0e",
    "alternate screen": "\x1b[?1049h",
    "hyperlink": "\x1b]8;;http://evil.example\x1b\\here\x1b]8;;\x1b\\",
    "clipboard": "\x1b]52;c;b3duZWQ=\x07",
    "overwritten line": "safe\roops",
    "backspaces": "rm -rf /\x08\x08\x08",
    "reversed": "\u202egnp.exe\u202c",
    "hidden": "a\u200b\u2060\ufeffb",
    "line separators": "a\u2028b\u2029c\x85d\x0be\x0cf",
    "lone surrogate": "\ud800",
}

Draw = Callable[[str], str]


def joined(pieces: object) -> str:
    return "".join(map(str, pieces))  # type: ignore[call-overload]


def body_of(kind: tuple[tuple[str, str], ...]) -> Draw:
    def draw(text: str) -> str:
        content: object = {text: [text, {"a": text}]} if kind == JSON else f"<a b='{text}'>{text}</a>\n{text}"
        body = content if kind == JSON else str(content).encode("utf-8", "surrogatepass")
        return joined(reply.body(made(body, headers=kind), COLOURED, terminal=True))

    return draw


def raw(text: str) -> str:
    return joined(reply.raw(made(text.encode("utf-8", "surrogatepass")), terminal=True))


def exported(form: str) -> Draw:
    def draw(text: str) -> str:
        field = ("a", text.replace("\ud800", ""))
        return export(Request("POST", "a/b.json", form=(field,)), "https://cerb.example/", form)

    return draw


VIEWS: dict[str, Draw] = {
    "json": body_of(JSON),
    "xml": body_of(XML),
    "html": body_of(HTML),
    "text": body_of(TEXT),
    "raw": raw,
    "headers": lambda text: joined(headers.headers(made("", headers=((text, text),), reason=text), COLOURED)),
    "status": lambda text: reply.status_line(made(error(text), reason=text)),
    "problem": lambda text: joined(problem(made(error(text, text)))),
    "table": lambda text: joined(table(Rows([{"a": text, text: 1}, {"a": 2, text: text}]), 80, COLOURED)),
    "record": lambda text: joined(table(Rows([{"a": text, text: [text]}]), 80, COLOURED)),
    "csv": lambda text: joined(csv.lines([{"a": text}], ["a"], terminal=True)),
    "ndjson": lambda text: joined(csv.ndjson([{text: text}])),
    "bars": lambda text: joined(chart([{"label": text, text: 1}], 80, COLOURED)),
    "lines": lambda text: joined(chart([{"label": text, text: 1}], 80, COLOURED, kind="line")),
    "diff": lambda text: joined(diff.render(diff.changes({"a": text}, {"a": 1, text: text}), COLOURED)),
    "text diff": lambda text: joined(diff.text("a", text, COLOURED)),
    **{form: exported(form) for form in FORMS},
}


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("attack", ATTACKS)
def test_no_attack_reaches_the_terminal(view: str, attack: str) -> None:
    drawn = VIEWS[view](f"x{ATTACKS[attack]}y")
    assert_harmless(drawn)
    screen = pyte.Screen(200, 50)
    screen.set_mode(pyte.modes.LNM)
    fresh = set(screen.mode)
    pyte.Stream(screen).feed(f"above\n{drawn}")
    assert (screen.title, screen.icon_name, set(screen.mode), screen.charset) == ("", "", fresh, 0)
    assert screen.display[0].rstrip() == "above"
