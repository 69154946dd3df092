"""Pictures of real screens for the documentation: ``python -m docs.pictures`` writes ``docs/*.svg``.

cerbsh runs on its demo Cerb in a pseudo-terminal, is typed to, and its screen is drawn as SVG text. A picture brings
its own dark background along, so it reads the same on a light and on a dark page.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import escape
from itertools import groupby
from pathlib import Path

from pyte.screens import Char

from tests.support import Home
from tests.tty.shell import Shell
from tests.tty.terminal import Terminal

HERE = Path(__file__).parent
CELL, ROW, FONT = 8.4, 19.0, 14
"""Width and height of a cell, and the size of the letters in it, in pixels."""
MARGIN, TITLE = 14.0, 30.0
INK, PAPER, EDGE = "#d8dee9", "#14171d", "#3a4150"

COLOURS = {
    "default": INK,
    "black": "#3a4150",
    "red": "#ec6a64",
    "green": "#7fc47f",
    "brown": "#e0b15e",
    "blue": "#6aa5e8",
    "magenta": "#c893d8",
    "cyan": "#65bfcb",
    "white": "#d8dee9",
}
"""The colours that pyte has names for; the bright ones are drawn as their plain ones."""


def draw(terminal: Terminal, title: str) -> str:
    """The screen of ``terminal`` as the text of an SVG file."""
    rows = terminal.screen
    width, height = terminal.columns * CELL + 2 * MARGIN, len(rows) * ROW + TITLE + MARGIN
    body = "\n".join(piece for number, row in enumerate(rows) for piece in _row(row, TITLE + number * ROW))
    return f"""\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" width="{width:g}" height="{height:g}">
<title>{escape(title)}</title>
<rect x="0.5" y="0.5" width="{width - 1:g}" height="{height - 1:g}" rx="8" fill="{PAPER}" stroke="{EDGE}"/>
<g fill="{EDGE}"><circle cx="18" cy="15" r="5"/><circle cx="34" cy="15" r="5"/><circle cx="50" cy="15" r="5"/></g>
<g font-family="ui-monospace,Menlo,Consolas,'DejaVu Sans Mono',monospace" font-size="{FONT}">
<text x="{width / 2:g}" y="20" text-anchor="middle" fill="#7f868e" font-size="12">{escape(title)}</text>
{body}
</g>
</svg>
"""


@dataclass(frozen=True)
class Look:
    """How a run of cells is drawn."""

    ink: str
    paper: str
    bold: bool
    italic: bool
    underlined: bool

    @classmethod
    def of(cls, cell: Char) -> Look:
        """The look of one cell; a reversed one has its colours changed about."""
        ink, paper = _colour(cell.fg, INK), _colour(cell.bg, PAPER)
        if cell.reverse:
            ink, paper = paper, ink
        return cls(ink, paper, cell.bold, cell.italics, cell.underscore)


def _colour(name: str, default: str) -> str:
    if name == "default":
        return default
    return COLOURS.get(name.removeprefix("bright"), f"#{name}")


def _row(cells: list[Char], top: float) -> Iterator[str]:
    """The runs of cells of one look: the background where it is not the picture's own, then the text."""
    column = 0
    for look, run in groupby(cells, Look.of):
        group = list(run)
        if look.paper != PAPER:
            left, span = MARGIN + column * CELL, len(group) * CELL
            place = f'x="{left:.1f}" y="{top:.1f}" width="{span:.1f}" height="{ROW:g}"'
            yield f'<rect {place} fill="{look.paper}" shape-rendering="crispEdges"/>'
        yield from _words(group, column, top, _style(look))
        column += len(group)


def _words(cells: list[Char], column: int, top: float, style: str) -> Iterator[str]:
    """The words of a run, each drawn where its first cell stands and as wide as its cells are."""
    for blank, word in groupby(cells, lambda cell: cell.data == " "):
        group = list(word)
        if not blank:
            text = escape("".join(cell.data for cell in group))
            place = f'x="{MARGIN + column * CELL:.1f}" y="{top + 14:.1f}" textLength="{len(group) * CELL:.1f}"'
            yield f"<text {place}{style}>{text}</text>"
        column += len(group)


def _style(look: Look) -> str:
    bold = ' font-weight="bold"' if look.bold else ""
    italic = ' font-style="italic"' if look.italic else ""
    underlined = ' text-decoration="underline"' if look.underlined else ""
    return f' fill="{look.ink}"{bold}{italic}{underlined}'


@dataclass(frozen=True)
class Scene:
    """One picture: ``play`` types what is to be seen on a screen of that size."""

    name: str
    columns: int
    rows: int
    play: Callable[[Shell], None]


def prompt(shell: Shell) -> None:
    """A request and its reply."""
    shell.run("GET records/task/1")
    shell.wait_for("Mira Castellan")


def tables(shell: Shell) -> None:
    """Records as a table, and counts as bars."""
    shell.run("search ticket status:open owner.id:me limit:6 --table=id,subject,updated")
    shell.run("subtotals ticket by status --chart")


def completion(shell: Shell) -> None:
    """The filters of a type in the menu, one of them chosen."""
    shell.run("count ticket status:open")
    shell.send("search ticket status:open ")
    shell.press("tab")
    shell.wait_for("bucket.id:")
    shell.press(*["tab"] * 5)
    shell.wait(lambda _: shell.rows[shell.cursor[1]].endswith(" comments:("), "a chosen filter")


def lint(shell: Shell) -> None:
    """What is wrong with a line is underlined, and told in the status bar."""
    shell.run("count ticket status:open")
    shell.send("search ticket sttus:open sort:-updated")
    shell.wait_for("did you mean status?")


def caret(shell: Shell) -> None:
    """A line that cannot be understood."""
    shell.run("count ticket status:open")
    shell.run("GET records/ticket/12 expand=owner_ --tabel")


SCENES = (
    Scene("prompt", 88, 32, prompt),
    Scene("tables", 88, 20, tables),
    Scene("completion", 88, 22, completion),
    Scene("lint", 88, 8, lint),
    Scene("caret", 88, 11, caret),
)


def shoot(scene: Scene) -> str:
    """Play a scene in a home of its own; the picture of its last screen."""
    with tempfile.TemporaryDirectory() as folder:
        env = Home(Path(folder)).environ(COLORTERM="truecolor")
        with Shell("--demo", env=env, columns=scene.columns, rows=scene.rows) as shell:
            shell.ready()
            scene.play(shell)
            return draw(shell, "cerbsh --demo")


def main() -> None:
    """Write the pictures that are named on the command line, or all of them."""
    for scene in SCENES:
        if not sys.argv[1:] or scene.name in sys.argv[1:]:
            (HERE / f"{scene.name}.svg").write_text(shoot(scene), encoding="utf-8")


if __name__ == "__main__":
    main()
