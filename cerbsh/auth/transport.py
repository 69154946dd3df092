"""How requests travel: one session for one Cerb, that goes nowhere else, keeps nothing, and trusts nothing ambient."""

from __future__ import annotations

import logging
import os
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import suppress
from http.cookiejar import DefaultCookiePolicy
from typing import Any
from weakref import WeakSet

import requests
from requests import exceptions
from requests.adapters import HTTPAdapter
from requests.utils import get_environ_proxies
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool, disable_warnings
from urllib3.connection import HTTPConnection
from urllib3.exceptions import HTTPError, InsecureRequestWarning, NameResolutionError, NewConnectionError

from cerbsh import __version__
from cerbsh.auth.timed import TimedConnection, TimedTlsConnection
from cerbsh.config import LOOPBACK, Profile, check_transport
from cerbsh.errors import ConnectError, LocalError
from cerbsh.files import named

CONNECT_TIMEOUT = 10.0
READ_TIMEOUT = 30.0
TIMEOUT = (CONNECT_TIMEOUT, READ_TIMEOUT)
CONNECTIONS = 32
CA_VARIABLES = ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")

# At DEBUG these libraries log whole tokens.
for _name in ("oauthlib", "requests_oauthlib", "urllib3"):
    logging.getLogger(_name).setLevel(logging.INFO)


class GuardedSession(requests.Session):
    """A ``requests`` session for one profile's Cerb.

    It follows no redirect, keeps and sends no cookie, and reads neither ``.netrc`` nor anything else of the environment
    but the proxy and CA variables, and those once.
    """

    def guard(self, profile: Profile) -> None:
        """Take the profile's way. Raises ``UsageError`` for plain http and ``LocalError`` for a missing CA file."""
        check_transport(profile)
        self.trust_env = False
        self.proxies = proxies_for(profile)
        self.verify = verification(profile)
        self.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        self.headers["User-Agent"] = f"cerbsh/{__version__}"
        self._connections = Connections()
        for scheme in ("https://", "http://"):
            self.mount(scheme, _Adapter(self._connections))

    def hang_up(self) -> None:
        """Break every open connection, so that a thread that waits on one gets an error at once."""
        self._connections.break_all()

    def connect_ahead(self, url: str) -> None:
        """Have a connection to ``url`` open for the next request, where none is. Through a proxy none is made; one that
        cannot be made is left to the request, which says why.
        """
        adapter = self.get_adapter(url)
        if isinstance(adapter, _Adapter) and not self.proxies:
            with suppress(OSError, ValueError, requests.RequestException, HTTPError):
                adapter.connect_ahead(url, self.verify)

    def get_redirect_target(self, resp: requests.Response) -> None:
        """Nowhere: a redirect is an answer to be shown."""


class Connections:
    """The connections of a session while they are open. May be used from several threads at once."""

    def __init__(self) -> None:
        self._open: WeakSet[HTTPConnection] = WeakSet()
        self._lock = threading.Lock()

    def add(self, connection: HTTPConnection) -> None:
        """Remember a connection that was made."""
        with self._lock:
            self._open.add(connection)

    def break_all(self) -> None:
        """Shut every socket down, below TLS: a read in another thread ends with it."""
        with self._lock:
            opened = [connection.sock for connection in self._open if connection.sock]
        for sock in opened:
            with suppress(OSError):
                socket.socket.shutdown(sock, socket.SHUT_RDWR)


class _TlsConnection(TimedTlsConnection):
    """Stays connected though a ticket lies unread in its socket: TLS 1.3 sends some behind the handshake (RFC 8446,
    section 4.6.1), and a connection that was opened ahead has read nothing yet.
    """

    @property
    def is_connected(self) -> bool:
        """Whether the other side has neither closed the connection nor sent what nobody asked for."""
        return super().is_connected or (self.sock is not None and self._has_tickets_alone())

    def _has_tickets_alone(self) -> bool:
        before = self.sock.gettimeout()
        self.sock.settimeout(0)
        try:
            self.sock.recv(1)
        except ssl.SSLWantReadError:
            return True
        except OSError:
            return False
        finally:
            self.sock.settimeout(before)
        return False


class _Adapter(HTTPAdapter):
    """Makes connections that are known while they are open."""

    def __init__(self, connections: Connections) -> None:
        self._pools = {
            "http": _known(HTTPConnectionPool, TimedConnection, connections),
            "https": _known(HTTPSConnectionPool, _TlsConnection, connections),
        }
        super().__init__(pool_maxsize=CONNECTIONS)

    def init_poolmanager(self, *args: Any, **options: Any) -> None:
        super().init_poolmanager(*args, **options)
        self.poolmanager.pool_classes_by_scheme = self._pools

    def proxy_manager_for(self, proxy: str, **options: Any) -> Any:
        manager = super().proxy_manager_for(proxy, **options)
        manager.pool_classes_by_scheme = self._pools
        return manager

    def connect_ahead(self, url: str, verify: bool | str | None) -> None:
        """Open a connection as ``send`` would, and leave it where ``send`` looks for one."""
        pool: Any = self.get_connection_with_tls_context(requests.Request("GET", url).prepare(), verify)
        self.cert_verify(pool, url, verify, None)  # type: ignore[no-untyped-call]
        pool.connect_ahead()


def _known(pool: type[HTTPConnectionPool], connection: type[HTTPConnection], connections: Connections) -> Any:
    """The class of a pool whose connections ``connections`` knows, and that can open one ahead of a request."""

    class Known(connection):  # type: ignore[valid-type, misc]
        def connect(self) -> None:
            super().connect()
            connections.add(self)

    def connect_ahead(self: HTTPConnectionPool) -> None:
        kept = self._get_conn()  # what the other side closed meanwhile comes out of the pool closed
        try:
            if kept.is_closed:
                kept.timeout = CONNECT_TIMEOUT
                kept.connect()
        except BaseException:
            kept.close()
            raise
        finally:
            self._put_conn(kept)

    return type(pool.__name__, (pool,), {"ConnectionCls": Known, "connect_ahead": connect_ahead})


def plain_session(profile: Profile) -> GuardedSession:
    """A session without a token. Raises as ``GuardedSession.guard``."""
    session = GuardedSession()
    session.guard(profile)
    return session


def proxies_for(profile: Profile) -> dict[str, str]:
    """The proxies of the environment; none for loopback, where plain http may go since it stays on the machine."""
    return {} if profile.origin[1] in LOOPBACK else get_environ_proxies(profile.base_url)


def verification(profile: Profile) -> bool | str:
    """Whether and by which CA file certificates are checked: the profile's own word, then the environment's."""
    if not profile.verify:
        disable_warnings(InsecureRequestWarning)
        return False
    sources = {f"ca_file of profile {profile.name}": profile.ca_file}
    sources |= {name: os.environ.get(name, "") for name in CA_VARIABLES}
    for source, text in sources.items():
        if text:
            path = named(text)
            if not path.exists():
                raise LocalError(f"{source} names {path}, which is not there", "name a file of CA certificates (PEM)")
            return str(path)
    return True


def explain(error: requests.RequestException, host: str) -> ConnectError:
    """What went wrong with a connection, in words that hold no URL: its query may be private."""
    if isinstance(error, exceptions.SSLError):
        return _explain_tls(error, host)
    if isinstance(error, exceptions.ProxyError):
        return ConnectError(
            f"no connection to {host} through the proxy", "look at HTTPS_PROXY, HTTP_PROXY and NO_PROXY"
        )
    if isinstance(error, exceptions.ConnectTimeout):
        return ConnectError(
            f"no connection to {host} within {CONNECT_TIMEOUT:.0f} s", "look at the address and the network"
        )
    if isinstance(error, exceptions.Timeout):
        return ConnectError(f"{host} did not answer in time", "it may be busy: try again, or give it longer", sent=True)
    if isinstance(error, ValueError):
        return ConnectError(f"the request to {host} cannot be sent as it is", "look at its headers, and at the proxy")
    for cause in _causes(error):
        if isinstance(cause, NameResolutionError):
            return ConnectError(
                f"the name {host} cannot be resolved", "look at the host in the base URL, and at the network"
            )
        if isinstance(cause, NewConnectionError):
            return ConnectError(
                f"no connection to {host}: {_reason(cause)}", "look at the base URL, and whether Cerb runs"
            )
    return ConnectError(f"the connection to {host} broke before the whole answer was here", "try again", sent=True)


def _explain_tls(error: Exception, host: str) -> ConnectError:
    for cause in _causes(error):
        if isinstance(cause, ssl.SSLCertVerificationError):
            return ConnectError(f"the certificate of {host} is not good: {cause.verify_message}", _tls_hint(cause))
        if isinstance(cause, ssl.SSLError) and cause.reason == "NO_CERTIFICATE_OR_CRL_FOUND":
            return ConnectError("the CA file holds no certificate", f"it must be PEM: ca_file, or {CA_VARIABLES[0]}")
        if isinstance(cause, ssl.SSLError):
            reason = (cause.reason or "no TLS").replace("_", " ").lower()
            return ConnectError(f"no TLS connection to {host}: {reason}", "is the port right, and does it speak https?")
    return ConnectError(f"no TLS connection to {host}", "look at the CA file and the certificate")


def _tls_hint(error: ssl.SSLCertVerificationError) -> str:
    message = error.verify_message.lower()
    if "self-signed" in message or "self signed" in message or "issuer" in message:
        return "if it is your own CA, set ca_file for the profile, or REQUESTS_CA_BUNDLE"
    if "expired" in message or "not yet valid" in message:
        return "the server's certificate must be renewed, or this machine's clock set right"
    return "the base URL must bear a name that the certificate is for"


def _causes(error: BaseException) -> Iterator[BaseException]:
    """The error and everything under it: urllib3 keeps causes in ``reason`` and in ``args``."""
    pending: list[BaseException] = [error]
    for found in pending:
        yield found
        under = (*found.args, getattr(found, "reason", None), found.__cause__, found.__context__)
        pending += [item for item in under if isinstance(item, BaseException) and item not in pending]


def _reason(error: BaseException) -> str:
    """The operating system's word for a connection that was not made."""
    for cause in _causes(error):
        if isinstance(cause, OSError) and cause.strerror:
            return cause.strerror.lower()
    return "refused or unreachable"
