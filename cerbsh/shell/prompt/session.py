"""One line read at the terminal: prompt, keys, menu, suggestion, colours and status bar put together."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any

from prompt_toolkit.application import run_in_terminal
from prompt_toolkit.cursor_shapes import ModalCursorShapeConfig
from prompt_toolkit.document import Document
from prompt_toolkit.enums import EditingMode
from prompt_toolkit.filters import Condition
from prompt_toolkit.formatted_text import StyleAndTextTuples
from prompt_toolkit.layout.controls import BufferControl
from prompt_toolkit.output import ColorDepth
from prompt_toolkit.shortcuts import PromptSession
from prompt_toolkit.styles import BaseStyle
from prompt_toolkit.utils import is_dumb_terminal

from cerbsh.errors import CerbshError, UsageError
from cerbsh.shell.prompt.completer import MenuCompleter
from cerbsh.shell.prompt.keys import LineKeys
from cerbsh.shell.prompt.lexer import RoleLexer
from cerbsh.shell.prompt.recall import Reader, Recall, Suggest
from cerbsh.shell.prompt.status import status_bar
from cerbsh.shell.prompt.style import style
from cerbsh.shell.result import Result
from cerbsh.shell.state import PromptState
from cerbsh.view import safe
from cerbsh.view.theme import Depth

if TYPE_CHECKING:
    import asyncio

    from cerbsh.shell.again.browsing import Browsing
    from cerbsh.shell.prompt.browser.browser import Browser
    from cerbsh.shell.prompt.engine import Engine

MINUTE = 60.0
"""Seconds between two looks at the time left while nobody types."""
MENU_ROWS = 8
"""Rows kept free for the menu; in a low window half of its rows."""

DEPTHS: Mapping[Depth, ColorDepth] = {
    "none": ColorDepth.DEPTH_1_BIT,
    "16": ColorDepth.DEPTH_4_BIT,
    "256": ColorDepth.DEPTH_8_BIT,
    "truecolor": ColorDepth.DEPTH_24_BIT,
}


class _BrowserWanted(Exception):  # noqa: N818 - no error: a key that ends the prompt for a while
    """F2 was pressed."""


class LineSession:
    """Reads lines for ``engine``. ``drawn`` is called once, when the first prompt stands on the screen.

    ``show`` prints what a key asks for above the line.
    """

    def __init__(
        self,
        engine: Engine,
        colors: Depth,
        drawn: Callable[[], None],
        show: Callable[[Result], object],
    ) -> None:
        self._engine = engine
        self._drawn: Callable[[], None] | None = drawn
        self._faulty = self._begun = False
        self._colors = colors
        self._show = show
        self._reason = lru_cache(1)(engine.reason)
        self._reader = Reader()
        self._recall = Recall(engine.history, self._reader)
        self._completer = MenuCompleter(engine.complete)
        self._lexer = RoleLexer(engine.highlight)
        self._session = self._new_session()
        for control in self._session.layout.find_all_controls():
            if isinstance(control, BufferControl) and control.buffer is self._session.default_buffer:
                control.lexer = self._lexer  # PromptSession's own wrapper hides that more is known
        self._session.default_buffer.complete_while_typing = Condition(lambda: engine.setting("complete") != "tab")
        self._session.default_buffer.on_text_insert += lambda _: self._tell_begun()
        self._session.search_buffer.on_text_changed += lambda buffer: self._recall.want(buffer.text)
        self._session.app.before_render += lambda _: self._fit_window()
        self._session.app.after_render += lambda _: self._tell_drawn()

    def _new_session(self) -> PromptSession[str]:
        engine = self._engine
        keys = LineKeys(engine.is_open, self._help, self._leave_for_browser, self._turn, self._recall)
        return PromptSession(
            multiline=True,
            prompt_continuation=continuation,
            history=self._recall,
            auto_suggest=Suggest(engine.history, self._reader),
            completer=self._completer,
            key_bindings=keys.bindings(),
            bottom_toolbar=self._bar,
            color_depth=DEPTHS[self._colors],
            include_default_pygments_style=False,
            enable_history_search=True,
            search_ignore_case=True,
            enable_suspend=True,
            enable_open_in_editor=True,
            refresh_interval=MINUTE,
        )

    def read(self, default: str = "") -> str:
        """The next line; ``default`` stands there already.

        Raises ``EOFError`` on Ctrl-D at an empty line, ``KeyboardInterrupt`` on Ctrl-C.
        """
        self._faulty = self._begun = False
        self._look_anew()
        if is_dumb_terminal():
            self._tell_drawn()
        self._heed_settings()
        standing = Document(default)
        while True:
            try:
                return self._prompt(standing)
            except _BrowserWanted:
                standing = self._browse_aside()

    def _prompt(self, default: Document) -> str:
        message = prompt_text(self._engine.prompt_state())
        return self._session.prompt(message, default=default, pre_run=self._begin, set_exception_handler=False)

    def browse(self, browsing: Browsing) -> str:
        """The line that is chosen in the browser of the history; empty where it was left, or cannot be opened."""
        if is_dumb_terminal():
            self._show(Result.failed(UsageError("the browser needs a terminal whose cursor can be moved")))
            return ""
        browser = self._browser(browsing)

        def begin() -> None:
            self._catch_faults()
            browser.begin()

        return browser.app.run(pre_run=begin, set_exception_handler=False) or ""

    def _leave_for_browser(self) -> None:
        """End the prompt without a trace on the screen, for ``read`` to go on behind the browser."""
        self._session.app.erase_when_done = True
        self._session.app.exit(exception=_BrowserWanted)

    def _browse_aside(self) -> Document:
        """What stands in the line after the browser: the line that was chosen there, or what stood in it before."""
        self._session.app.erase_when_done = False
        line = ""
        try:
            line = self.browse(self._engine.browsing())
        except CerbshError as error:
            self._show(Result.failed(error))
        return Document(line) if line else self._session.default_buffer.document

    def _browser(self, browsing: Browsing) -> Browser:
        from cerbsh.shell.prompt.browser.browser import Browser

        return Browser(browsing, self._reader, self._style(), DEPTHS[self._colors])

    def _help(self, text: str, cursor: int) -> None:
        self._show(self._engine.help_at(text, cursor))

    def _style(self) -> BaseStyle:
        return style(self._engine.setting("theme"), self._colors)

    def _heed_settings(self) -> None:
        vi = self._engine.setting("editing") == "vi"
        self._session.editing_mode = EditingMode.VI if vi else EditingMode.EMACS
        self._session.cursor = ModalCursorShapeConfig() if vi else None
        self._session.style = self._style()

    def renew(self) -> None:
        """Show what has become known meanwhile; may be called from any thread."""
        self._soon(self._renew)

    def end(self, error: CerbshError) -> None:
        """Let ``read`` raise ``error``; may be called from any thread."""
        self._soon(partial(self._end, error))

    def _soon(self, call: Callable[[], None]) -> None:
        loop = self._session.app.loop
        if loop is not None and not loop.is_closed():
            loop.call_soon_threadsafe(call, context=self._session.app.context)

    def _end(self, error: CerbshError) -> None:
        if self._session.app.is_running and not self._session.app.is_done:
            self._session.app.exit(exception=error)

    def _renew(self) -> None:
        self._recall.begin()
        self._look_anew()
        buffer = self._session.default_buffer
        self._completer.renew(buffer)
        if not buffer.suggestion:
            self._suggest()
        self._session.app.invalidate()

    def _look_anew(self) -> None:
        """A line may mean something else than when it was looked at last: more is known, or ``cd`` went elsewhere."""
        self._lexer.forget()
        self._reason.cache_clear()

    def _begin(self) -> None:
        self._catch_faults()
        if self._session.default_buffer.text:
            self._suggest()

    def _turn(self) -> None:
        """Recall the lines of others, with the line and what is searched as they stand."""
        buffer = self._session.default_buffer
        if self._recall.turn(self._session.search_buffer.text):
            buffer.reset(buffer.document)
            buffer.load_history_if_not_yet_loaded()
            self._suggest()

    def _suggest(self) -> None:
        """Let prompt_toolkit look for a suggestion, as it does after a key."""
        self._session.default_buffer.insert_text("")

    def _bar(self) -> StyleAndTextTuples:
        reason = self._reason(self._session.default_buffer.text)
        return status_bar(self._engine.prompt_state(), self._session.output.get_size().columns, reason)

    def _fit_window(self) -> None:
        self._session.reserve_space_for_menu = min(MENU_ROWS, self._session.output.get_size().rows // 2)

    def _tell_drawn(self) -> None:
        drawn, self._drawn = self._drawn, None
        if drawn is not None:
            drawn()

    def _tell_begun(self) -> None:
        if not self._begun and self._session.default_buffer.text:
            self._begun = True
            self._engine.line_begun()

    def _catch_faults(self) -> None:
        import asyncio

        asyncio.get_running_loop().set_exception_handler(self._tell_fault)

    def _tell_fault(self, _: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        """A fault in a menu or a colour does not end the line: it is told above it, once a line.

        A ``CerbshError`` ends the prompt: without an engine it is of no use.
        """
        error = context.get("exception")
        if isinstance(error, CerbshError):
            self._end(error)
        elif isinstance(error, Exception) and not self._faulty:
            from cerbsh.shell.fault import report

            self._faulty = True
            run_in_terminal(partial(sys.stderr.write, report(error)))


def prompt_text(state: PromptState) -> StyleAndTextTuples:
    """``cerb(work) > ``; ``cerb(work) records/ticket > `` below a folder; ``cerb > `` where nobody is signed in."""
    role = "class:prompt.production" if state.production else "class:prompt.profile"
    who = [("class:prompt", "("), (role, safe.line(state.profile)), ("class:prompt", ")")] if state.profile else []
    where = [("class:prompt.folder", f" {safe.line(state.folder)}")] if state.folder else []
    return [("class:prompt", "cerb"), *who, *where, ("class:prompt", " > ")]


def continuation(width: int, line_number: int, wrap_count: int) -> StyleAndTextTuples:
    """What stands before the rows of a line that goes on below; rows that are only wrapped begin at the edge."""
    return [("class:prompt.continuation", "> ".rjust(width))] if wrap_count == 0 else []
