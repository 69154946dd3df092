"""The browser: what its keys do, and how what it shows is fetched while they are pressed."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING, Literal

from prompt_toolkit.application import Application
from prompt_toolkit.buffer import Buffer

from cerbsh.errors import CerbshError
from cerbsh.shell.prompt.browser import found
from cerbsh.shell.prompt.browser.errands import Errands, Stop
from cerbsh.shell.prompt.browser.keys import bindings
from cerbsh.shell.prompt.browser.pane import CHUNK, Opened, Pane, Subject
from cerbsh.shell.prompt.browser.rows import PAGE, RequestList, row
from cerbsh.shell.prompt.browser.screen import Screen
from cerbsh.view import safe

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from prompt_toolkit.output import ColorDepth
    from prompt_toolkit.styles import BaseStyle

    from cerbsh.history.entry import Summary
    from cerbsh.shell.again.browsing import Browsing
    from cerbsh.shell.prompt.browser.screen import Rows
    from cerbsh.shell.prompt.recall import Reader
    from cerbsh.view.spans import Spans

ESCAPE_WAIT = 0.1
"""Seconds until an Escape that nothing follows counts as the key."""


class Browser:
    """Shows what ``browsing`` finds; ``app`` is to be run, and gives the line that was chosen, or ``None``."""

    def __init__(self, browsing: Browsing, reader: Reader, style: BaseStyle, colors: ColorDepth) -> None:
        self._browsing = browsing
        self._marks: tuple[Summary, ...] = ()
        self._list = RequestList()
        self._hidden: re.Pattern[str] | None = None
        self._searches = True
        self._waiting: list[Callable[[], None]] = []
        self._searching = Errands(lambda: self.app, reader)
        self._reading = Errands(lambda: self.app, reader)
        self._other = Errands(lambda: self.app, reader)
        self.pane = Pane()
        self.told = ""
        self.screen = Screen(self, safe.line(f"history{browsing.label} > "))
        self.screen.sought.text = browsing.sought
        self.screen.sought.cursor_position = len(browsing.sought)
        self.screen.sought.on_text_changed += self._look
        self.app: Application[str | None] = Application(
            self.screen.layout, style, key_bindings=bindings(self), full_screen=True, color_depth=colors
        )
        self.app.ttimeoutlen = ESCAPE_WAIT

    def begin(self) -> None:
        """Fetch the first page; for the start of ``app``."""
        self._look()

    @property
    def title(self) -> str:
        """What the bar says of the reply below it."""
        if self._searches:
            return "searching…"
        if len(self.pane.subject) == 2:
            return "diff {} → {}".format(*(each.number for each in self.pane.subject))
        if not self.pane.subject:
            return "nothing is kept that fits" if self.screen.sought.text else "nothing is kept"
        marked = f" · {self._marks[0].number} is marked: mark another one" if self._marks else ""
        return f"reply {self.pane.subject[0].number}{marked}"

    def list_rows(self, width: int, height: int, *, away: bool) -> Rows:
        """The rows of the list; ``away`` tells that keys go elsewhere."""
        shown = self._list.window(height)
        digits = max((len(str(each.number)) for each in shown), default=1)
        rows: Rows = [
            [(self._look_of(each, away), row(each, width, digits, marked=each in self._marks))] for each in shown
        ]
        return [found.shown(each, self._sought) for each in rows]

    def pane_rows(self, width: int, height: int) -> Rows:
        """The rows of the reply, or of what differs."""
        rows: Rows = [
            [(f"class:line.{role}" if role else "", text) for role, text in line]
            for line in self.pane.window(width, height)
        ]
        return [found.shown(each, self._sought) for each in rows]

    def once_found(self, act: Callable[[], None]) -> None:
        """Do what is done to the list: at once, or when what is searched for now stands in it."""
        self._waiting.append(act)
        self._catch_up()

    def move(self, by: int) -> None:
        """Choose another request."""
        self._list.move(by)
        self._follow()

    def page(self, pages: int) -> None:
        """Choose the request so many screens away."""
        self.move(pages * max(1, self._list.height - 1))

    def jump(self, end: Literal["newest", "oldest"]) -> None:
        """Choose the newest or the oldest of all that fit."""
        self._look(oldest=end == "oldest")

    def scroll(self, by: int) -> None:
        """Scroll the reply."""
        self.pane.move(by)
        self._read_on()

    def scroll_page(self, pages: int) -> None:
        """Scroll the reply by so many screens."""
        self.scroll(pages * max(1, self.pane.height - 1))

    def scroll_to(self, end: bool) -> None:
        """Scroll to the end of the reply, or to its beginning."""
        self.pane.move_to(end)
        self._read_on()

    def mark(self) -> None:
        """Mark the chosen request for a diff, or take its mark away; of three marks the first goes."""
        chosen = self._list.chosen
        if chosen in self._marks:
            self._marks = tuple(each for each in self._marks if each != chosen)
        elif chosen is not None:
            self._marks = (*self._marks[-1:], chosen)
        self._follow()

    def put_back(self) -> None:
        """Leave, with the line of the chosen request for the prompt."""
        chosen = self._list.chosen
        if chosen is not None:
            number = chosen.number
            self._other.want(lambda _: self._browsing.line(number), lambda line: self.app.exit(result=line))

    def leave(self) -> None:
        """Leave, without a line."""
        self.app.exit()

    def export(self) -> None:
        """Write the requests that are found into the file that was named."""
        sought, name = self.screen.sought.text, self.screen.name.text.strip()
        self.screen.end_name()
        if name:
            self.told = "writing…"
            self._other.want(partial(self._exported, sought, name), self._tell)

    def _exported(self, sought: str, name: str, _: Stop) -> str:
        """Written to its end whoever leaves meanwhile: a file that was asked for is whole."""
        try:
            return self._browsing.export(sought, name)
        except CerbshError as error:
            return error.message

    def _tell(self, words: str) -> None:
        self.told = safe.line(words)

    @property
    def _sought(self) -> re.Pattern[str] | None:
        return found.pattern(self.screen.sought.text.split())

    def _look(self, _: Buffer | None = None, *, oldest: bool = False) -> None:
        """Begin the list anew; what was to be done to the former one is left."""
        self._waiting.clear()
        self._searches = True
        find = self._page(None, oldest_first=oldest)
        self._searching.want(find, lambda page: self._show(page, oldest=oldest))

    def _page(self, edge: int | None, *, oldest_first: bool) -> Callable[[Stop], list[Summary]]:
        sought = self.screen.sought.text

        def find(stop: Stop) -> list[Summary]:
            return self._browsing.page(sought, PAGE, edge, stop, oldest_first=oldest_first)

        return find

    def _show(self, page: list[Summary], *, oldest: bool) -> None:
        self._searches = False
        self._list.begin(page, oldest=oldest)
        self._follow()
        self._catch_up()

    def _follow(self) -> None:
        """Load what the list will need next, and show below what is chosen or marked."""
        side = self._list.missing()
        if side and not self._searching.busy:
            edge = self._list.entries[-1 if side == "older" else 0].number
            self._searching.want(self._page(edge, oldest_first=side == "newer"), partial(self._add, side))
        subject = self._subject()
        hidden = found.pattern(self._hidden_words(subject))
        if subject != self.pane.subject:
            self.pane.begin(subject)
            self._reading.want(partial(self._open, subject), self._take)
        elif hidden == self._hidden:
            return
        self._hidden = hidden
        self.pane.seek(hidden)
        self._read_on()

    def _add(self, side: Literal["newer", "older"], page: list[Summary]) -> None:
        self._list.add(side, page)
        self._follow()
        self._catch_up()

    def _catch_up(self) -> None:
        while self._waiting and not self._searching.busy:
            self._waiting.pop(0)()

    def _subject(self) -> Subject:
        if len(self._marks) == 2:
            return tuple(sorted(self._marks, key=lambda each: each.number))
        return (self._list.chosen,) if self._list.chosen else ()

    def _hidden_words(self, subject: Subject) -> list[str]:
        """The words that a request was found by without standing in its line: the reply below is to show them."""
        if len(subject) != 1:
            return []
        return [word for word in self.screen.sought.text.split() if word.lower() not in subject[0].line.lower()]

    def _open(self, subject: Subject, stop: Stop) -> tuple[Opened, Sequence[Spans]]:
        opened = Opened(subject, self._browsing.lines(*subject))
        return opened, opened.read(CHUNK)

    def _take(self, read: tuple[Opened, Sequence[Spans]]) -> None:
        self.pane.add(*read)
        self._read_on()

    def _read_on(self) -> None:
        """Read the lines that will be looked at next; never while others are read, since they come in order."""
        opened = self.pane.wants()
        if opened and not self._reading.busy:
            self._reading.want(lambda _: (opened, opened.read(CHUNK)), self._take)

    def _look_of(self, each: Summary, away: bool) -> str:
        if each == self._list.chosen:
            return "class:browser.chosen.away" if away else "class:browser.chosen"
        return "class:browser.marked" if each in self._marks else "" if each.ok else "class:line.error"
