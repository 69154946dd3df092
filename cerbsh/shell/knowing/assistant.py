"""The engine as the prompt sees it: it runs lines, and says of a line that is being typed what can be said.

All but ``run`` and ``warm_up`` is called on every key; it waits for nothing and raises nothing.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping, Sequence
from functools import cache, lru_cache
from threading import Thread
from typing import TYPE_CHECKING

from cerbsh import config
from cerbsh.errors import CerbshError, Exit
from cerbsh.language.analysis import Analysis
from cerbsh.language.completion import Candidate, Known, complete, count_uses, place_at
from cerbsh.language.highlight import Span, highlight, reason
from cerbsh.language.parser import is_open
from cerbsh.language.references import scalar_text
from cerbsh.language.topics import topic_at
from cerbsh.shell.engine import Engine
from cerbsh.shell.identity import worker_of
from cerbsh.shell.knowing import surroundings
from cerbsh.shell.knowing.learning import Learner
from cerbsh.shell.notebook import Notebook
from cerbsh.shell.result import Result
from cerbsh.shell.settings import SETTINGS
from cerbsh.shell.state import Last, PromptState

if TYPE_CHECKING:
    from cerbsh.shell.again.browsing import Browsing

RECENT = 200
"""Lines of the history that completion offers by number."""
COUNTED = 1_000
"""Lines of the history whose words are counted, so that what is used most comes first."""
_SETTINGS = {each.name: each.values for each in SETTINGS}


class Assistant:
    """Ties the prompt to an engine."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        engine.shell = os.urandom(8).hex()
        engine.notebook.at_prompt = True
        self._elapsed: float | None = None
        """Seconds of the last line, where that got no answer."""
        self._learner: Learner | None = None
        self._connecting: Thread | None = None
        self._news: Callable[[], None] | None = None
        self._known = Known(engine.knowledge.lookups)
        self._analysis = lru_cache(8)(self._analyse)

    @property
    def history(self) -> Notebook:
        """The lines entered before."""
        return self.engine.notebook

    def run(self, text: str) -> Result:
        """Run one line, and learn from its reply."""
        before = self.engine.last, self.engine.client
        started = time.monotonic()
        result = self.engine.run(text)
        if result.exit == Exit.CONNECTION:
            self._elapsed = time.monotonic() - started
        elif self.engine.last is not before[0]:
            self._elapsed = None
        if self.engine.client is not before[1]:
            self._begin_to_learn()
        if self._learner and self.engine.last is not None and self.engine.last is not before[0]:
            self._learner.see(self.engine.last)
            self._learner.learn()
        self._refresh()
        return result

    def line_begun(self) -> None:
        """Somebody types: open a connection meanwhile, where none is open any more."""
        client = self.engine.client
        if client and not (self._connecting and self._connecting.is_alive()):
            self._connecting = Thread(target=client.connect_ahead, name="connecting", daemon=True)
            self._connecting.start()

    def is_open(self, text: str) -> bool:
        """Whether ``text`` goes on below."""
        return is_open(text, self.engine.grammar)

    def complete(self, text: str, cursor: int) -> Sequence[Candidate]:
        """What may stand at ``cursor``, the best first; records that are not known are asked for behind it."""
        known, grammar = self._known, self.engine.grammar
        found = complete(text, cursor, grammar, known)
        if self._learner and self.engine.setting("learn") == "on":
            place = place_at(text, cursor, grammar, known)
            if self._learner.want(place.wants):
                found.append(Candidate(text[place.start : cursor], place.start, "…", "asking Cerb for more", "waiting"))
        return found

    def highlight(self, text: str) -> Sequence[Span]:
        """The roles of the parts of ``text``."""
        return highlight(self._analysis(text, self.engine.folder))

    def reason(self, text: str) -> str:
        """What is wrong with ``text`` in one line; empty when nothing is."""
        return reason(self._analysis(text, self.engine.folder))

    def help_at(self, text: str, cursor: int) -> Result:
        """Help on the word at ``cursor``."""
        topic = topic_at(self._analysis(text, self.engine.folder), cursor)
        return self.engine.run(f"help {topic}".strip())

    def browsing(self) -> Browsing:
        """The history to look through. Raises ``UsageError`` where none is kept."""
        from cerbsh.shell.again.browsing import Browsing

        return Browsing.of(self.engine)

    def setting(self, name: str) -> str:
        """A setting, its default where it is not set."""
        return self.engine.setting(name)

    def prompt_state(self) -> PromptState:
        """Who, where and how things stand."""
        client, folder = self.engine.client, self.engine.folder
        if client is None:
            return PromptState("", folder=folder)
        try:
            token = client.store.read().token
        except CerbshError:
            token = None
        left = token.expires_at - time.time() if token and token.expires_at is not None else None
        warnings = () if client.profile.verify else ("TLS not verified",)
        name, worker = client.profile.name, worker_of(client.profile, token)
        is_narrow, production = self.history.is_narrow, client.profile.production
        return PromptState(name, worker, left, self._last(), folder, warnings, production, is_narrow)

    def warm_up(self, news: Callable[[], None]) -> None:
        """Load the network stack behind the first prompt, what was learned earlier, and what completion offers."""
        self._news = news
        self.engine.knowledge.load()
        self._refresh()
        news()
        if self.engine.client:
            _ = self.engine.client.session
            self.engine.client.connect_ahead()
        surroundings.programs()
        self._refresh(uses=count_uses(self.history.lines(COUNTED)))
        self._begin_to_learn()
        news()

    def _begin_to_learn(self) -> None:
        """A learner for the client in use; the one before it ends."""
        if self._learner:
            self._learner.stop()
        self._learner = None
        if self.engine.client and self._news and self.engine.setting("learn") == "on":
            self._learner = Learner(self.engine.client, self.engine.knowledge, self._told)
            if not self.engine.client.profile.worker:
                self._learner.introduce(self.engine.introduce)

    def _told(self) -> None:
        self._refresh()
        if self._news:
            self._news()

    def _refresh(self, uses: Mapping[str, int] | None = None) -> None:
        """Take up what has become known: completion and highlighting go by it from the next key on."""
        engine = self.engine
        self._known = Known(
            engine.knowledge.lookups,
            engine.knowledge.labels,
            variables={name: scalar_text(value) or "…" for name, value in engine.variables.items()},
            settings=_SETTINGS,
            history=cache(self._recent),
            saved=cache(lambda: engine.notebook.saved),
            profiles=cache(lambda: _profiles(engine)),
            reply=self._reply,
            files=surroundings.files,
            programs=surroundings.programs,
            timezones=surroundings.timezones,
            uses=self._known.uses if uses is None else uses,
        )
        self._analysis.cache_clear()

    def _analyse(self, text: str, folder: str) -> Analysis:
        return Analysis(text, self.engine.grammar, self.engine.knowledge.lookups)

    def _recent(self) -> Sequence[tuple[int, str]]:
        return [(each.number, each.line) for each in self.engine.notebook.recent(RECENT)]

    def _reply(self, name: str) -> object:
        """The JSON value of the last reply, or of one of the history; ``None`` where there is none."""
        if name == "_":
            return self.engine.last.data if self.engine.last else None
        return self.engine.notebook.value(int(name))

    def _last(self) -> Last | None:
        if self._elapsed is not None:
            return Last(0, "no answer", False, self._elapsed)
        reply = self.engine.last
        return Last(reply.status, reply.cerb_status, reply.ok, reply.elapsed) if reply else None


def _profiles(engine: Engine) -> dict[str, str]:
    try:
        return {name: profile.base_url for name, profile in config.load(engine.folders).profiles.items()}
    except CerbshError:
        return {}
