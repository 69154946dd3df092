"""The engine as the prompt sees it: it runs lines, and says of a line that is being typed what can be said.

All but ``run`` and ``warm_up`` is called on every key; it waits for nothing and raises nothing.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from cerbsh.catalogue.lookups import Lookups
from cerbsh.errors import CerbshError
from cerbsh.language.analysis import Analysis
from cerbsh.language.completion import Known, complete
from cerbsh.language.highlight import highlight, reason
from cerbsh.language.parser import is_open
from cerbsh.language.topics import topic_at
from cerbsh.shell.engine import Engine
from cerbsh.shell.identity import worker_of
from cerbsh.shell.notebook import Notebook
from cerbsh.shell.result import Result
from cerbsh.shell.settings import SETTINGS
from cerbsh.shell.state import Last, PromptState

if TYPE_CHECKING:
    from cerbsh.shell.prompt.engine import Candidate
    from cerbsh.shell.prompt.lexer import Span


@dataclass
class Assistant:
    """Ties the prompt to an engine."""

    engine: Engine
    _latest: Analysis | None = field(default=None, init=False, repr=False)

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
        return complete(text, cursor, self.engine.grammar, self._known)

    def highlight(self, text: str) -> Iterable[Span]:
        """The roles of the parts of ``text``."""
        return highlight(self._analysis(text))

    def reason(self, text: str) -> str:
        """What is wrong with ``text`` in one line."""
        return reason(self._analysis(text))

    def help_at(self, text: str, cursor: int) -> Result:
        """Help on the word at ``cursor``."""
        return self.engine.run(f"help {topic_at(self._analysis(text), cursor)}")

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

    @cached_property
    def _lookups(self) -> Lookups:
        return Lookups(self.engine.catalogue)

    @property
    def _known(self) -> Known:
        return Known(self._lookups, settings={setting.name: setting.values for setting in SETTINGS})

    def _analysis(self, text: str) -> Analysis:
        """The analysis of a text, shared by its colours and its reason."""
        grammar = self.engine.grammar
        if self._latest is None or (self._latest.text, self._latest.grammar) != (text, grammar):
            self._latest = Analysis(text, grammar, self._lookups)
        return self._latest

    def _last(self) -> Last | None:
        reply = self.engine.last
        return Last(reply.status, reply.cerb_status, reply.ok, reply.elapsed) if reply else None
