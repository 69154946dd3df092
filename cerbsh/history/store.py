"""The history: every request with its reply, kept without secrets, recalled, found again, and forgotten for good."""

from __future__ import annotations

import atexit
from collections.abc import Callable, Collection, Iterable, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from cerbsh.history import bodies, entries, recall, words
from cerbsh.history.bodies import MB, SMALL, BodyPolicy
from cerbsh.history.database import Database, Once, remove_set_aside
from cerbsh.history.entry import Entry, Filters, Summary, valid
from cerbsh.history.patience import PATIENT
from cerbsh.history.redact import Redactor
from cerbsh.history.schema import transaction
from cerbsh.history.writer import Writer

if TYPE_CHECKING:
    from sqlite3 import Connection

    from cerbsh.history.saved import Saved
    from cerbsh.history.writes import Writes

BRIEF = 2.0
"""Seconds that a caller waits for the writer's thread."""
LAST_WAIT = 10.0
"""Seconds that closing waits at most for others who write, too."""
TOTAL = 512 * MB
"""Bytes that all kept bodies together may take, packed."""
LOG = 4 * MB
"""Bytes of SQLite's write-ahead log after which it is written back."""
IDLE_TEXT, LAST_TEXT = 256 * 1024, 512 * 1024
"""Characters put into the search index at a time, when idle and when closing: nobody waits long for the file."""
ROUND = 16
"""The process that adds the last of so many requests indexes on closing what waits."""
SEARCH_STEPS = 32
"""How many times ``IDLE_TEXT`` is indexed before a search, if so much waits."""
ALL = Filters()


class History:
    """The history in the file at ``path``, which is opened at its first use.

    No method raises for a file that is damaged, busy, full or read-only: ``warn`` is called, once for each cause and
    perhaps from another thread, and the method returns what an empty history would. ``secrets`` gives the secret values
    in use, which are kept out of everything; ``policy`` says for a profile's name which bodies are kept.
    """

    def __init__(
        self,
        path: Path,
        *,
        secrets: Callable[[], Iterable[str]],
        warn: Callable[[str], None],
        policy: Callable[[str], BodyPolicy] = lambda profile: BodyPolicy(),
        total: int = TOTAL,
    ) -> None:
        self._secrets = secrets
        self._policy = policy
        self._total = total
        self._warn = Once(warn)
        self._redactor = Redactor()
        self.database = Database(path, self._warn)
        self._behind = Database(path, self._warn)
        self._writer = Writer(lambda: self._tidy(IDLE_TEXT) or self._merge(), self._finish)
        self._patience = BRIEF
        self._closes_at_exit = False
        self._due = False

    @cached_property
    def writes(self) -> Writes:
        """Former values of what was written, for undo."""
        from cerbsh.history.writes import Writes

        return Writes(self.database, self.redactor)

    @cached_property
    def saved(self) -> Saved:
        """Lines saved under a name."""
        from cerbsh.history.saved import Saved

        return Saved(self.database, self.redactor)

    def redactor(self) -> Redactor:
        """What takes the secrets out that are in use now."""
        values = frozenset(self._secrets())
        if values != self._redactor.values:
            self._redactor = Redactor(values)
        return self._redactor

    def add(self, entry: Entry, *, recall_line: bool = True) -> int | None:
        """Keep an entry, and its line for recall; returns its number, or ``None`` where that is not known at once.

        A number is missing where another process holds the file (the entry is kept a little later) or where it cannot
        be used at all.
        """
        self._catch_up()
        redactor = self.redactor()
        body = entry.body if self._policy(entry.summary.profile).keeps(entry.body) else None
        kept = _redacted(entry, redactor)
        small = redactor.body(body) if body is not None and len(body) <= SMALL else None

        def keep(connection: Connection) -> int:
            return _keep(connection, kept, small, recall_line=recall_line)

        number = self.database.run(keep, None, is_told=False)
        if number is None:
            self._patience = 0.0
            self._later(lambda: self._keep_late(kept, redactor, body, recall_line=recall_line))
        elif body is not None and small is None:
            self._later(lambda: self._put_body(number, kept, redactor.body(body)))
        self._due = self._due or number is None or number % ROUND == 0
        self._wake()
        return number

    def add_line(self, line: str, *, profile: str, used: float) -> None:
        """Keep a line for recall alone: a command that is no request, or one that failed before it was sent."""
        redacted = self.redactor().line(line)

        def remember(connection: Connection) -> bool:
            with transaction(connection):
                recall.remember(connection, profile, redacted, used)
            return True

        def remember_late() -> None:
            self._behind.run(remember, False, wait=PATIENT)

        if not self.database.run(remember, False, is_told=False):
            self._later(remember_late)

    def entry(self, number: int) -> Entry | None:
        """An entry without its body; ``None`` where there is none of that number."""
        return self.database.run(lambda connection: entries.find(connection, number), None)

    def body(self, number: int) -> bytes | None:
        """The body that came with an entry, redacted; ``None`` where none was kept."""
        self._catch_up()
        return self.database.run(lambda connection: bodies.get(connection, number), None)

    def latest_number(self) -> int | None:
        """The number of the newest entry."""
        return self.database.run(entries.latest_number, None)

    def recent(self, limit: int, filters: Filters = ALL, *, oldest_first: bool = False) -> list[Summary]:
        """The newest entries that pass the filters, newest first; or the oldest ones, oldest first."""
        self._catch_up()

        def find(connection: Connection) -> list[Summary]:
            return entries.recent(connection, filters, limit, oldest_first=oldest_first)

        return self.database.run(find, [])

    def search(
        self,
        sought: Sequence[str],
        filters: Filters = ALL,
        limit: int = 50,
        *,
        oldest_first: bool = False,
        stop: Callable[[], bool] = words.never,
    ) -> list[Summary]:
        """The newest entries whose line and body together contain all the words, newest first; or the oldest ones,
        oldest first. Case does not matter.

        Words of one or two characters are looked for in lines, and in the bodies of what contains the longer ones.
        ``stop`` is asked again and again, and may end the search early.
        """
        self._catch_up()
        wanted = words.Search(tuple(map(valid, sought)), filters, limit, oldest_first, stop)
        nothing: list[Summary] | None = []
        found = self.database.run(lambda connection: words.search_whole(connection, wanted), nothing)
        if found is not None:
            return found
        for _ in range(SEARCH_STEPS):
            if stop() or not self.database.run(lambda connection: self._index(connection, IDLE_TEXT), False):
                break
        return self.database.run(lambda connection: words.search(connection, wanted), [])

    def newest_with_prefix(self, prefix: str, profile: str | None = None) -> str | None:
        """The newest line that goes on from ``prefix``, of one profile or of all; in constant time."""
        head = valid(prefix)
        return self.database.run(lambda connection: recall.newest_with_prefix(connection, head, profile), None)

    def lines(self, limit: int, profile: str | None = None, containing: str = "") -> list[str]:
        """The newest lines, newest first, each once and whole: for Up, and with ``containing`` for Ctrl-R."""
        part = valid(containing)
        return self.database.run(lambda connection: recall.newest(connection, limit, profile, part), [])

    def purge(
        self,
        *,
        before: float | None = None,
        profile: str | None = None,
        numbers: Collection[int] | None = None,
        everything: bool = False,
    ) -> int | None:
        """Delete for good what is older than ``before`` (unix seconds), of a profile, of some numbers, or everything.

        Criteria narrow each other; ``ValueError`` where there is none. Lines and former values of records go with the
        requests. No trace stays in the file; returns how many requests are gone, ``None`` where it could not be done.
        """
        from cerbsh.history import purging

        wanted = purging.Wanted(before, profile, None if numbers is None else frozenset(numbers))
        if wanted == purging.Wanted() and not everything:
            raise ValueError("nothing says what to purge")
        self._writer.flush(BRIEF)
        unable: int | None = None
        gone = self.database.run(lambda connection: purging.purge(connection, wanted), unable, wait=PATIENT)
        if everything:
            remove_set_aside(self.database.path)
        return gone

    def flush(self) -> None:
        """Wait until everything added so far is in the file."""
        self._writer.flush(BRIEF)

    def close(self) -> None:
        """Write what waits and close the file; it is opened again when it is used again. Called at exit, too."""
        atexit.unregister(self.close)
        self._closes_at_exit = False
        self._behind.hurries = True
        if not self._writer.close(LAST_WAIT):
            self._warn("unfinished", "the history could not be written to its end: another program holds it")
        self._behind.hurries = False
        self.database.close()

    def _later(self, job: Callable[[], None]) -> None:
        if not self._writer.put(job, wait=self._patience):
            self._warn("behind", "the history cannot keep up: requests are not kept whole")

    def _catch_up(self) -> None:
        """Wait for the thread, so that a crash loses one body at most; no more once it was too slow for that."""
        self._patience = BRIEF if self._writer.flush(self._patience) else 0.0

    def _wake(self) -> None:
        self._writer.nudge()
        if not self._closes_at_exit:
            self._closes_at_exit = True
            atexit.register(self.close)

    def _keep_late(self, kept: Entry, redactor: Redactor, body: bytes | None, *, recall_line: bool) -> None:
        redacted = None if body is None else redactor.body(body)

        def keep(connection: Connection) -> int:
            return _keep(connection, kept, redacted, recall_line=recall_line)

        self._behind.run(keep, None, wait=PATIENT)

    def _put_body(self, number: int, kept: Entry, body: bytes) -> None:
        def put(connection: Connection) -> None:
            with transaction(connection):
                if entries.is_there(connection, number, kept.summary.started):
                    words.withdraw(connection, number)
                    bodies.put(connection, number, body)

        self._behind.run(put, None, wait=PATIENT)

    def _tidy(self, at_most: int) -> bool:
        """A little of what can wait; returns whether more is left."""
        return self._behind.run(lambda connection: self._index(connection, at_most), False, wait=PATIENT, is_told=False)

    def _merge(self) -> bool:
        """A step of what makes searches faster; returns whether more are left."""

        def merge(connection: Connection) -> bool:
            with transaction(connection):
                return words.merge_some(connection)

        return self._behind.run(merge, False, wait=PATIENT, is_told=False)

    def _index(self, connection: Connection, at_most: int) -> bool:
        """Make room, index, and write the log back."""
        with transaction(connection):
            too_many = bodies.oldest_over(connection, self._total, 100)
            for number in too_many:
                words.withdraw(connection, number)
                bodies.drop(connection, number)
            more = words.index_some(connection, at_most)
        if _size(self.database.log) > LOG:
            connection.execute("PRAGMA wal_checkpoint(PASSIVE)")
        return more or bool(too_many)

    def _finish(self) -> None:
        """Leave a few requests to a later process: one that sends a single request ends the sooner."""
        if self._due:
            self._tidy(LAST_TEXT)
        self._behind.close()


def _redacted(entry: Entry, redactor: Redactor) -> Entry:
    told = entry.summary
    path, folder, status, code, failure = redactor.texts(
        (told.path, told.folder, told.cerb_status, told.error_code, told.failure)
    )
    summary = told._replace(
        line=redactor.line(told.line),
        path=path,
        folder=folder,
        cerb_status=status,
        error_code=code,
        failure=failure,
    )
    return Entry(summary, redactor.request(entry.request), redactor.pairs(entry.headers))


def _keep(connection: Connection, entry: Entry, body: bytes | None, *, recall_line: bool) -> int:
    with transaction(connection):
        number = entries.insert(connection, entry)
        if body:
            bodies.put(connection, number, body)
        connection.execute("INSERT INTO unindexed VALUES (?)", (number,))
        if recall_line and entry.summary.line:
            recall.remember(connection, entry.summary.profile, entry.summary.line, entry.summary.started)
    return number


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0
