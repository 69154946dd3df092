"""The keys of the browser: letters find, so in the list what else is done is done with Ctrl."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from prompt_toolkit.filters import Condition, Filter
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent

if TYPE_CHECKING:
    from cerbsh.shell.prompt.browser.browser import Browser


def bindings(browser: Browser) -> KeyBindings:
    """Every key, for the part of the screen that it goes to."""
    keys = _Keys(browser)
    naming = Condition(lambda: browser.screen.names)
    in_pane = Condition(lambda: browser.screen.reads_pane)
    _bind_list(keys, browser, ~naming & ~in_pane)
    _bind_pane(keys, browser, in_pane)
    keys.on("tab s-tab", browser.screen.turn, ~naming)
    keys.when_found("enter", browser.put_back, ~naming)
    keys.when_found("c-d", browser.mark, ~naming)
    keys.on("c-e", browser.screen.ask_name, ~naming)
    keys.on("escape f2 c-c <sigint>", browser.leave, ~naming)
    keys.on("enter", browser.export, naming)
    keys.on("escape c-c <sigint>", browser.screen.end_name, naming)
    return keys.bound


class _Keys:
    """Keys that are bound to what the browser does."""

    def __init__(self, browser: Browser) -> None:
        self.bound = KeyBindings()
        self._browser = browser

    def on(self, names: str, act: Callable[[], object], where: Filter) -> None:
        """``act`` on each of the keys, after which what was told is old."""

        def handle(event: KeyPressEvent) -> None:
            self._browser.told = ""
            act()

        for name in names.split():
            self.bound.add(name, filter=where, eager=True)(handle)

    def when_found(self, names: str, act: Callable[[], None], where: Filter) -> None:
        """``act`` on the list as it is when the search that is under way has ended."""
        self.on(names, lambda: self._browser.once_found(act), where)


def _bind_list(keys: _Keys, browser: Browser, in_list: Filter) -> None:
    keys.when_found("up c-p", lambda: browser.move(-1), in_list)
    keys.when_found("down c-n", lambda: browser.move(1), in_list)
    keys.when_found("pageup", lambda: browser.page(-1), in_list)
    keys.when_found("pagedown", lambda: browser.page(1), in_list)
    keys.on("home", lambda: browser.jump("newest"), in_list)
    keys.on("end", lambda: browser.jump("oldest"), in_list)


def _bind_pane(keys: _Keys, browser: Browser, in_pane: Filter) -> None:
    keys.on("up", lambda: browser.scroll(-1), in_pane)
    keys.on("down", lambda: browser.scroll(1), in_pane)
    keys.on("pageup", lambda: browser.scroll_page(-1), in_pane)
    keys.on("pagedown space", lambda: browser.scroll_page(1), in_pane)
    keys.on("home", lambda: browser.scroll_to(False), in_pane)
    keys.on("end", lambda: browser.scroll_to(True), in_pane)
    keys.when_found("d", browser.mark, in_pane)
    keys.on("e", browser.screen.ask_name, in_pane)
    keys.on("q", browser.leave, in_pane)
