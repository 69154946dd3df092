"""The embedded Cerb as one object: started and stopped by ``--demo``, ``cerbsh demo-server`` and the tests."""

from __future__ import annotations

import ssl
import time
from collections.abc import Callable
from dataclasses import dataclass

from cerbsh.demo.apps import App, demo_apps
from cerbsh.demo.faults import Faults
from cerbsh.demo.grants import Grants
from cerbsh.demo.http import Incoming
from cerbsh.demo.listener import Delivery, Listener
from cerbsh.demo.log import Log, Seen
from cerbsh.demo.login import Login
from cerbsh.demo.oauth import TOKEN_LIFETIME, Provider
from cerbsh.demo.people import People, Person
from cerbsh.demo.rest import Rest
from cerbsh.demo.site import Site
from cerbsh.demo.store import open_database


@dataclass(frozen=True)
class Options:
    """How to serve. The same ``seed`` gives the same records, client ids, secrets and password.

    ``port`` 0 finds a free one. ``data`` is a SQLite file that keeps the records; beside it, in a file whose name ends
    in ``-tokens``, lies what tokens stand for. Without ``data`` all lives in memory. ``token_ttl`` is the life of an
    access token in seconds. ``base_path`` puts Cerb under a path of its host. ``log_size`` is how many requests the log
    keeps, ``on_request`` hears of each. ``clock`` gives unix seconds. ``faults`` is what to do wrong on purpose.
    """

    host: str = "127.0.0.1"
    port: int = 0
    records: int = 200
    seed: int = 1
    data: str | None = None
    token_ttl: float = TOKEN_LIFETIME
    base_path: str = "/"
    tls: ssl.SSLContext | None = None
    log_size: int = 0
    clock: Callable[[], float] = time.time
    on_request: Callable[[Seen], None] | None = None
    faults: Faults | None = None


class DemoServer:
    """A Cerb on loopback; ``with DemoServer() as server`` starts and closes it.

    After a ``stop`` it can be started again, on the same port and with all that it knew. Raises ``DataError`` where
    the file of records cannot serve.
    """

    def __init__(self, options: Options | None = None) -> None:
        self.options = options or Options()
        self.log = Log(self.options.log_size)
        self.faults = self.options.faults or Faults()
        self.apps: tuple[App, App] = demo_apps(self.options.seed)
        self._database = open_database(self.options.data, self.options.records, self.options.seed)
        people = People(self._database)
        self.worker: Person = people.first()
        grants = Grants(f"{self.options.data}-tokens" if self.options.data else ":memory:")
        self.provider = Provider(self.apps, grants, self.options.token_ttl, self.options.clock, people.exists)
        path = self.options.base_path.strip("/")
        self._base_path = f"/{path}/" if path else "/"
        self._site = Site(self.provider, Login(self.provider, people), Rest(self._database), self._base_path)
        self._port = self.options.port
        self._listener: Listener | None = None

    @property
    def base_url(self) -> str:
        """Where it listens, with a trailing slash. It must have been started."""
        if self._listener is None:
            raise RuntimeError("the demo server was not started")
        return self._listener.origin + self._base_path

    def start(self) -> str:
        """Listen from now on, and give the base URL. Raises ``OSError`` where the port cannot be had."""
        self._listener = Listener(self._respond, self.options.host, self._port, self.options.tls)
        self._port = self._listener.port
        self._listener.start()
        return self.base_url

    def stop(self) -> None:
        """Close the port and every connection, those that a fault holds up too."""
        self.faults.end()
        if self._listener:
            self._listener.stop()

    def close(self) -> None:
        """Stop, and close the databases."""
        self.stop()
        self.provider.grants.close()
        self._database.close()

    def __enter__(self) -> DemoServer:
        self.start()
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def grant(self, scope: str = "api", app: App | None = None, worker_id: int = 1) -> dict[str, object]:
        """A whole token answer, as if the worker had signed in and accepted."""
        return self.provider.grant(app or self.apps[0], scope, worker_id)

    def _respond(self, incoming: Incoming, origin: str) -> Delivery:
        answer, deliver = self.faults.deliver(incoming, lambda: self._site.answer(incoming, origin))
        seen = self.log.add(incoming, answer)
        if self.options.on_request:
            self.options.on_request(seen)
        return answer, deliver
