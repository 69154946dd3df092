"""What is known of one server: the built-in catalogue, what was learned over it, and the records that were seen.

Its values are never changed but replaced as a whole: a thread that reads them sees the old ones or the new ones.
"""

from __future__ import annotations

import time
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from cerbsh.catalogue import Catalogue, builtin
from cerbsh.catalogue.lookups import Lookups

if TYPE_CHECKING:
    from cerbsh.api.reply import Reply
    from cerbsh.catalogue.labels import Labels
    from cerbsh.catalogue.learned import Learned


class Knowledge:
    """The catalogue and the labels of one server, kept in the file at ``path``; ``None`` keeps nothing."""

    def __init__(self, path: Path | None = None) -> None:
        self._path = path
        self._lock = Lock()
        self._loaded = path is None
        self.lookups = Lookups(builtin())

    @cached_property
    def learned(self) -> Learned:
        """What was learned of the server; nothing where nothing was read."""
        from cerbsh.catalogue.learned import Learned

        return Learned()

    @cached_property
    def labels(self) -> Labels:
        """Ids and labels of records that were seen; none where nothing was read."""
        from cerbsh.catalogue.labels import Labels

        return Labels()

    @property
    def catalogue(self) -> Catalogue:
        """The catalogue of this server, as far as it is known."""
        return self.lookups.catalogue

    def load(self) -> bool:
        """Take in what is kept of earlier runs; whether there was anything new in it. Costs nothing the second time."""
        with self._lock:
            if self._loaded or self._path is None:
                return False
            self._loaded = True
        from cerbsh.catalogue import learned_store

        learned, labels = learned_store.read(self._path)
        self.labels = labels
        if learned.types:
            self.take(learned)
        return bool(learned.types)

    def take(self, learned: Learned) -> None:
        """Work with ``learned`` from now on."""
        from cerbsh.catalogue.merge import lookups

        self.learned = learned
        self.lookups = lookups(builtin(), learned)

    def see(self, reply: Reply) -> None:
        """Remember the ids and labels in a reply."""
        from cerbsh.catalogue.labels import seen_in

        kinds = {kind.context: kind.uri for kind in self.catalogue.types.values()}
        with self._lock:
            self.labels = self.labels.with_seen(seen_in(reply.data, kinds))

    def is_old(self) -> bool:
        """Whether it is time to learn anew."""
        return self.learned.is_old(time.time())

    def keep(self) -> None:
        """Write it into its file. Raises ``LocalError`` where that fails."""
        if self._path is not None:
            from cerbsh.catalogue import learned_store

            learned_store.write(self._path, self.learned, self.labels)

    def forget(self) -> None:
        """Know no more than the built-in catalogue, and remove the file. Raises ``LocalError``."""
        from cerbsh.catalogue import learned_store
        from cerbsh.catalogue.learned import Learned

        self.take(Learned())
        if self._path is not None:
            learned_store.forget(self._path)
