"""The engine as the prompt sees it: it runs lines, and says of a line that is being typed what can be said.

All but ``run`` and ``warm_up`` is called on every key; it waits for nothing and raises nothing.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cerbsh.errors import CerbshError
from cerbsh.language.parser import is_open
from cerbsh.shell.engine import Engine
from cerbsh.shell.identity import worker_of
from cerbsh.shell.notebook import Notebook
from cerbsh.shell.result import Result
from cerbsh.shell.state import Last, PromptState

if TYPE_CHECKING:
    from cerbsh.shell.prompt.engine import Candidate
    from cerbsh.shell.prompt.lexer import Span


@dataclass
class Assistant:
    """Ties the prompt to an engine."""

    engine: Engine

    @property
    def history(self) -> Notebook:
        """The lines entered before."""
        return self.engine.notebook

    def run(self, text: str) -> Result:
        """Run one line."""
        return self.engine.run(text)

    def is_open(self, text: str) -> bool:
        """Whether ``text`` goes on below."""
        return is_open(text, self.engine.grammar)

    def setting(self, name: str) -> str:
        """A setting, its default where it is not set."""
        return self.engine.setting(name)

    def complete(self, text: str, cursor: int) -> Iterable[Candidate]:
        """What may stand at ``cursor``."""
        return ()

    def highlight(self, text: str) -> Iterable[Span]:
        """The roles of the parts of ``text``."""
        return ()

    def reason(self, text: str) -> str:
        """What is wrong with ``text`` in one line."""
        return ""

    def help_at(self, text: str, cursor: int) -> Result:
        """Help on the word at ``cursor``."""
        return self.engine.run("help")

    def prompt_state(self) -> PromptState:
        """Who, where and how things stand."""
        client = self.engine.client
        if client is None:
            return PromptState("", folder=self.engine.folder)
        try:
            token = client.store.read().token
        except CerbshError:
            token = None
        left = token.expires_at - time.time() if token and token.expires_at is not None else None
        warnings = () if client.profile.verify else ("TLS not verified",)
        worker = worker_of(client.profile, token)
        return PromptState(
            client.profile.name,
            worker,
            left,
            self._last(),
            self.engine.folder,
            warnings,
            production=client.profile.production,
        )

    def warm_up(self, news: Callable[[], None]) -> None:
        """Load the network stack behind the first prompt."""
        if self.engine.client:
            _ = self.engine.client.session

    def _last(self) -> Last | None:
        reply = self.engine.last
        return Last(reply.status, reply.cerb_status, reply.ok, reply.elapsed) if reply else None
