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
    keys = KeyBindings()
    naming = Condition(lambda: browser.screen.names)
    in_pane = Condition(lambda: browser.screen.reads_pane)
    in_list = ~naming & ~in_pane

    def on(names: str, act: Callable[[], object], where: Filter) -> None:
        """``act`` on each of the keys, after which what was told is old."""

        def handle(event: KeyPressEvent) -> None:
            browser.told = ""
            act()

        for name in names.split():
            keys.add(name, filter=where, eager=True)(handle)

    def when_found(names: str, act: Callable[[], None], where: Filter) -> None:
        """``act`` on the list as it is when the search that is under way has ended."""
        on(names, lambda: browser.once_found(act), where)

    when_found("up c-p", lambda: browser.move(-1), in_list)
    when_found("down c-n", lambda: browser.move(1), in_list)
    when_found("pageup", lambda: browser.page(-1), in_list)
    when_found("pagedown", lambda: browser.page(1), in_list)
    on("home", lambda: browser.jump("newest"), in_list)
    on("end", lambda: browser.jump("oldest"), in_list)

    on("up", lambda: browser.scroll(-1), in_pane)
    on("down", lambda: browser.scroll(1), in_pane)
    on("pageup", lambda: browser.scroll_page(-1), in_pane)
    on("pagedown space", lambda: browser.scroll_page(1), in_pane)
    on("home", lambda: browser.scroll_to(False), in_pane)
    on("end", lambda: browser.scroll_to(True), in_pane)
    when_found("d", browser.mark, in_pane)
    on("e", browser.screen.ask_name, in_pane)
    on("q", browser.leave, in_pane)

    on("tab s-tab", browser.screen.turn, ~naming)
    when_found("enter", browser.put_back, ~naming)
    when_found("c-d", browser.mark, ~naming)
    on("c-e", browser.screen.ask_name, ~naming)
    on("escape f2 c-c <sigint>", browser.leave, ~naming)

    on("enter", browser.export, naming)
    on("escape c-c <sigint>", browser.screen.end_name, naming)
    return keys
