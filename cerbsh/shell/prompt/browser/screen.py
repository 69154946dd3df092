"""What stands where in the browser: the words to find, the list, a bar, the reply, and the keys."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final

from prompt_toolkit.buffer import Buffer
from prompt_toolkit.data_structures import Point
from prompt_toolkit.filters import Condition
from prompt_toolkit.formatted_text import StyleAndTextTuples
from prompt_toolkit.layout import ConditionalContainer, HSplit, Layout, VSplit, Window
from prompt_toolkit.layout.controls import BufferControl, UIContent, UIControl
from prompt_toolkit.layout.dimension import Dimension

from cerbsh.view import safe

if TYPE_CHECKING:
    from cerbsh.shell.prompt.browser.browser import Browser

Rows = Sequence[StyleAndTextTuples]

LIST_KEYS: Final = ("Enter put back", "Tab reply", "Ctrl-D mark for diff", "Ctrl-E export", "Esc leave")
PANE_KEYS: Final = ("Enter put back", "Tab list", "d mark for diff", "e export", "q leave")
NAME_KEYS: Final = ("Enter write", ".http, .har, or anything for a script", "Esc do not")


class Area(UIControl):
    """Rows that are made anew, for the width and height that there are, whenever the screen is drawn."""

    def __init__(self, rows: Callable[[int, int], Rows], *, focusable: bool = False) -> None:
        self._rows = rows
        self._focusable = focusable

    def is_focusable(self) -> bool:
        """Whether keys may go to it."""
        return self._focusable

    def create_content(self, width: int, height: int | None) -> UIContent:
        """The rows."""
        rows = self._rows(width, height or 1) or [[]]
        return UIContent(lambda number: rows[number], len(rows), Point(0, 0))


class Screen:
    """The layout over a browser; ``sought`` holds the words to find, ``name`` that of a file to write."""

    def __init__(self, browser: Browser, label: str) -> None:
        self._browser = browser
        self.sought = Buffer(multiline=False)
        self.name = Buffer(multiline=False)
        self.names = False
        self.list = Window(Area(self._list), height=Dimension(min=1, weight=2))
        self.pane = Window(Area(self._pane, focusable=True), height=Dimension(min=1, weight=3))
        self._filter = Window(BufferControl(self.sought), height=1)
        self._file = Window(BufferControl(self.name), height=1, style="class:browser.bar")
        asking = VSplit([_label("write to: ", "class:browser.bar"), self._file])
        parts = [
            VSplit([_label(label, "class:prompt"), self._filter]),
            self.list,
            _row(self._title),
            self.pane,
            ConditionalContainer(asking, Condition(lambda: self.names)),
            _row(self._keys),
        ]
        self.layout = Layout(HSplit(parts), focused_element=self._filter)

    @property
    def reads_pane(self) -> bool:
        """Whether keys go to the reply."""
        return self.layout.has_focus(self.pane)

    def turn(self) -> None:
        """Let keys go to the list instead of the reply, or the other way round."""
        self.layout.focus(self._filter if self.reads_pane else self.pane)

    def ask_name(self) -> None:
        """Ask for the name of a file."""
        self.name.reset()
        self.names = True
        self.layout.focus(self._file)

    def end_name(self) -> None:
        """Ask no more."""
        self.names = False
        self.layout.focus(self._filter)

    def _list(self, width: int, height: int) -> Rows:
        return self._browser.list_rows(width, height, away=self.reads_pane)

    def _pane(self, width: int, height: int) -> Rows:
        return self._browser.pane_rows(width, height)

    def _title(self, width: int) -> StyleAndTextTuples:
        style = "class:browser.bar.focused" if self.reads_pane else "class:browser.bar"
        return [(style, safe.fill(f" {self._browser.title}", width))]

    def _keys(self, width: int) -> StyleAndTextTuples:
        keys = NAME_KEYS if self.names else PANE_KEYS if self.reads_pane else LIST_KEYS
        return [("class:browser.bar", safe.fill(f" {self._browser.told or fitted(keys, width - 1)}", width))]


def fitted(keys: Sequence[str], width: int) -> str:
    """As many of the keys as there is room for; how to leave comes last and goes last."""
    while len(keys) > 1 and safe.width(" · ".join(keys)) > width:
        keys = (*keys[:-2], keys[-1])
    return " · ".join(keys)


def _row(text: Callable[[int], StyleAndTextTuples]) -> Window:
    """A window of one row."""
    return Window(Area(lambda width, height: [text(width)]), height=1)


def _label(text: str, style: str) -> Window:
    """A window that is as wide as its text."""
    return Window(Area(lambda width, height: [[(style, text)]]), width=safe.width(text), height=1)
