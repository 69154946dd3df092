"""The engine's hand on the history: what is kept of a line, and what never is."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from cerbsh.api.exact import parse
from cerbsh.api.reply import Reply
from cerbsh.errors import CerbshError
from cerbsh.shell.settings import BODIES, value

if TYPE_CHECKING:
    from tempfile import TemporaryDirectory

    from cerbsh.api.client import Client
    from cerbsh.api.request import Request
    from cerbsh.history.bodies import BodyPolicy
    from cerbsh.history.entry import Summary
    from cerbsh.history.store import History

NO_SETTINGS: Mapping[str, object] = MappingProxyType({})


class Pending:
    """A request under way: its reply is put in when it is here, ``number`` is what the history calls it."""

    def __init__(self) -> None:
        self.reply: Reply | None = None
        self.number: int | None = None


class Notebook:
    """Keeps requests with their replies, and lines for recall; with ``history`` ``None`` it keeps nothing.

    ``client`` is whose secrets are kept out. ``settings`` are those that count for all profiles. ``at_prompt`` tells
    that a line comes by ``add_line``, once for all of its requests.
    """

    def __init__(self, *, client: Client | None = None, settings: Mapping[str, object] = NO_SETTINGS) -> None:
        self.client = client
        self.settings = settings
        self._turned = False
        self.history: History | None = None
        self.at_prompt = False
        self._folder: TemporaryDirectory[str] | None = None

    @classmethod
    def open(
        cls, file: Path | None, warn: Callable[[str], None], settings: Mapping[str, object] = NO_SETTINGS
    ) -> Notebook:
        """The notebook on a history file; nothing is read before it is needed. ``None`` keeps nothing."""
        made = cls(settings=settings)
        if file is not None:
            from cerbsh.history.store import History

            made.history = History(file, secrets=made.secrets, warn=warn, policy=made.policy)
        return made

    @classmethod
    def for_a_while(cls, warn: Callable[[str], None], settings: Mapping[str, object] = NO_SETTINGS) -> Notebook:
        """A notebook that is gone when it is closed."""
        from tempfile import TemporaryDirectory

        folder = TemporaryDirectory(prefix="cerbsh-", ignore_cleanup_errors=True)
        made = cls.open(Path(folder.name) / "history.sqlite3", warn, settings)
        made._folder = folder
        return made

    def keeps(self, line: str) -> bool:
        """Whether a line is kept: not in private, nor where it begins with a space or says so itself."""
        private = value("private", self.settings) == "on"
        return self.history is not None and not (private or line.startswith(" ") or "--no-history" in line.split())

    def policy(self, profile: str) -> BodyPolicy:
        """Which replies are kept, by the settings of the profile in use: every entry belongs to it."""
        from cerbsh.history.bodies import parse_policy

        own = self.client.profile.settings if self.client else {}
        return parse_policy(value(BODIES, own, self.settings))

    @contextmanager
    def entry(self, line: str, request: Request, folder: str, *, keep: bool = True) -> Iterator[Pending]:
        """Keep the request that is sent inside the block, with its reply or with what went wrong."""
        pending, started = Pending(), time.time()
        failure = "interrupted"
        try:
            yield pending
            failure = ""
        except CerbshError as error:
            failure = error.message
            raise
        finally:
            if keep and self.keeps(line):
                pending.number = self._keep(line, request, folder, pending.reply, failure, started)

    def body(self, number: int) -> bytes | None:
        """The body of reply ``number``, secrets taken out; ``None`` where none is kept."""
        return self.history.body(number) if self.history else None

    def value(self, number: int) -> object:
        """The JSON value of reply ``number``; ``None`` where none is kept, or where it is no JSON."""
        body = self.body(number)
        try:
            return parse(body).value if body else None
        except ValueError:
            return None

    def recent(self, limit: int) -> Sequence[Summary]:
        """The newest requests, the newest first."""
        return self.history.recent(limit) if self.history else []

    def lines(self, limit: int, containing: str = "") -> Sequence[str]:
        """At most ``limit`` lines that hold ``containing``, the newest first."""
        return self.history.lines(limit, self._recalled, containing) if self.history else []

    def newest_with_prefix(self, prefix: str) -> str | None:
        """The newest line that goes on from ``prefix``."""
        return self.history.newest_with_prefix(prefix, self._recalled) if self.history else None

    def turn(self) -> bool:
        """Recall the lines of the profile in use alone where those of all were recalled, or the other way round.

        Whether that can be: nothing is kept of any profile where there is no history.
        """
        self._turned = self.history is not None and not self._turned
        return self.history is not None

    @property
    def is_narrow(self) -> bool:
        """Whether the lines of the profile in use alone are recalled."""
        return (value("recall", self.settings) == "profile") is not self._turned

    def add_line(self, line: str) -> None:
        """Keep a line for recall."""
        if self.history and line.strip() and self.keeps(line):
            self.history.add_line(line, profile=self._profile, used=time.time())

    @property
    def saved(self) -> Mapping[str, str]:
        """The saved lines by name."""
        return {each.name: each.line for each in self.history.saved.all()} if self.history else {}

    def secrets(self) -> Iterable[str]:
        """The secret values in use, which are kept out of everything."""
        if self.client is None:
            return ()
        try:
            kept = self.client.store.read()
        except CerbshError:
            return ()
        token = kept.token
        values = (kept.client_secret, token.access_token if token else "", token.refresh_token if token else "")
        return tuple(filter(None, values))

    @property
    def worker(self) -> int | None:
        """The id of the worker who is signed in, where it is known."""
        try:
            token = self.client.store.read().token if self.client else None
        except CerbshError:
            return None
        return token.worker_id if token else None

    def close(self) -> None:
        """Write what waits, and close the file."""
        if self.history:
            self.history.close()
        if self._folder:
            self._folder.cleanup()

    @property
    def _recalled(self) -> str | None:
        """The profile whose lines are recalled; ``None`` stands for all."""
        return self._profile if self.is_narrow else None

    @property
    def _profile(self) -> str:
        return self.client.profile.name if self.client else ""

    def _keep(
        self, line: str, request: Request, folder: str, reply: Reply | None, failure: str, started: float
    ) -> int | None:
        from cerbsh.history.entry import answered, unanswered

        base_url = self.client.profile.base_url if self.client else ""
        if reply is not None:
            entry = answered(
                reply, line=line, base_url=base_url, worker=self.worker, profile=self._profile, folder=folder
            )
        else:
            entry = unanswered(
                request,
                failure,
                line=line,
                base_url=base_url,
                worker=self.worker,
                started=started,
                elapsed=time.time() - started,
                profile=self._profile,
                folder=folder,
            )
        return self.history.add(entry, recall_line=not self.at_prompt) if self.history else None
