"""Where the time of a request goes before its answer begins, as the connections themselves see it."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from time import perf_counter

from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import ConnectTimeoutError, NewConnectionError
from urllib3.util.connection import allowed_gai_family

LOOK_UP, CONNECT, TLS = "name look-up", "connect", "TLS"

_SPENT: ContextVar[dict[str, float] | None] = ContextVar("spent", default=None)


@contextmanager
def measured() -> Iterator[dict[str, float]]:
    """Seconds by what they were spent on, of the connection that is made inside the block by this thread; none where a
    connection was kept from before."""
    spent: dict[str, float] = {}
    token = _SPENT.set(spent)
    try:
        yield spent
    finally:
        _SPENT.reset(token)


class TimedConnection(HTTPConnection):
    """A connection that tells ``measured`` how long it took to be made."""

    def _new_conn(self) -> socket.socket:
        """The address is looked up by itself, so that the two are told apart; each is tried in turn as always."""
        spent = _SPENT.get()
        if spent is None:
            return super()._new_conn()
        name, started = self._dns_host, perf_counter()
        try:
            found = socket.getaddrinfo(name.strip("[]"), self.port, allowed_gai_family(), socket.SOCK_STREAM)
        except OSError:
            return super()._new_conn()  # which says what is wrong
        spent[LOOK_UP] = perf_counter() - started
        started = perf_counter()
        try:
            return self._first_of([str(address[4][0]) for address in found])
        finally:
            self._dns_host = name
            spent[CONNECT] = perf_counter() - started

    def _first_of(self, addresses: list[str]) -> socket.socket:
        for address in addresses[:-1]:
            self._dns_host = address
            try:
                return super()._new_conn()
            except (NewConnectionError, ConnectTimeoutError):
                continue
        self._dns_host = addresses[-1]
        return super()._new_conn()


class TimedTlsConnection(TimedConnection, HTTPSConnection):
    """The same over TLS."""

    def connect(self) -> None:
        started = perf_counter()
        super().connect()
        if (spent := _SPENT.get()) is not None:
            spent[TLS] = perf_counter() - started - spent.get(LOOK_UP, 0.0) - spent.get(CONNECT, 0.0)
