"""The keys that cerbsh adds to those of prompt_toolkit."""

from __future__ import annotations

from collections.abc import Callable

from prompt_toolkit.application import run_in_terminal
from prompt_toolkit.document import Document
from prompt_toolkit.enums import DEFAULT_BUFFER, SEARCH_BUFFER
from prompt_toolkit.filters import (
    emacs_insert_mode,
    emacs_mode,
    has_completions,
    has_focus,
    has_selection,
    vi_insert_mode,
)
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent

from cerbsh.shell.prompt.completer import chosen
from cerbsh.shell.prompt.recall import Recall


class LineKeys:
    """Enter, Tab, Up, Escape, F1, F2 and F3 on the line that is edited.

    ``is_open`` tells of a text that goes on below, ``show_help`` prints help on the word at a place in a text,
    ``browse`` opens the browser of the history, ``turn`` changes whose lines are recalled.
    """

    def __init__(
        self,
        is_open: Callable[[str], bool],
        show_help: Callable[[str, int], None],
        browse: Callable[[], None],
        turn: Callable[[], None],
        recall: Recall,
    ) -> None:
        self._is_open = is_open
        self._show_help = show_help
        self._browse = browse
        self._turn = turn
        self._recall = recall

    def bindings(self) -> KeyBindings:
        """The keys, as prompt_toolkit takes them."""
        keys = KeyBindings()
        at_line = has_focus(DEFAULT_BUFFER)
        keys.add("enter", filter=at_line)(self._enter)
        keys.add("tab", filter=at_line & (emacs_insert_mode | vi_insert_mode))(self._tab)
        keys.add("up", filter=at_line & ~has_selection)(self._up)
        keys.add("escape", filter=at_line & has_completions & emacs_mode, eager=True)(self._escape)
        keys.add("f1", filter=at_line)(self._help)
        keys.add("f2", filter=at_line)(lambda event: self._browse())
        keys.add("f3", filter=at_line | has_focus(SEARCH_BUFFER))(lambda event: self._turn())
        return keys

    def _enter(self, event: KeyPressEvent) -> None:
        """Take the chosen candidate; else go on below where the line is open; else run it."""
        buffer = event.current_buffer
        if chosen(buffer):
            buffer.complete_state = None
            if _leads_on(buffer.document):
                buffer.start_completion()
        elif self._is_open(buffer.text):
            buffer.newline(copy_margin=False)
        else:
            buffer.validate_and_handle()

    def _tab(self, event: KeyPressEvent) -> None:
        """Go on in the menu, or open it; what all candidates have in common is written where a word was begun."""
        buffer = event.current_buffer
        if buffer.complete_state:
            buffer.complete_next()
        else:
            buffer.start_completion(insert_common_part=not _begins_word(buffer.document))

    def _up(self, event: KeyPressEvent) -> None:
        """Through the menu when a candidate is chosen; else to the line above, or an earlier one with this prefix."""
        buffer = event.current_buffer
        if not chosen(buffer):
            buffer.cancel_completion()
        before = buffer.document
        buffer.auto_up(count=event.arg)
        if buffer.document == before:
            self._recall.want(before.text_before_cursor)

    def _escape(self, event: KeyPressEvent) -> None:
        """Close the menu, the line as it was typed."""
        event.current_buffer.cancel_completion()

    def _help(self, event: KeyPressEvent) -> None:
        """Print help on the word at the cursor above the prompt."""
        document = event.current_buffer.document
        run_in_terminal(lambda: self._show_help(document.text, document.cursor_position))


def _leads_on(document: Document) -> bool:
    """Whether what stands before the cursor is followed by something more, as a path's ``/`` is."""
    return document.char_before_cursor in frozenset("/:=(,.[")


def _begins_word(document: Document) -> bool:
    """Whether nothing of a word stands before the cursor yet: more candidates than are known may be on their way."""
    return document.char_before_cursor.strip() == "" or _leads_on(document)
