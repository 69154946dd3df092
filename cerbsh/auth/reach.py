"""The way to a Cerb, step by step, for whoever wants to know which step fails; and what its OAuth side thinks of us.

No token is sent here.
"""

from __future__ import annotations

import socket
import ssl
import time
from contextlib import closing
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from pathlib import Path
from urllib.parse import urlsplit

import requests
from requests.utils import DEFAULT_CA_BUNDLE_PATH
from urllib3.util.ssl_ import create_urllib3_context

from cerbsh.auth.authorization import authorization
from cerbsh.auth.endpoint import REFUSALS, request_token, words
from cerbsh.auth.transport import CONNECT_TIMEOUT, TIMEOUT, explain, plain_session, proxies_for, verification
from cerbsh.config import Profile
from cerbsh.errors import ConnectError, ReplyError, SignInError


@dataclass(frozen=True)
class Hop:
    """The machine that connections are made to: the profile's host, or the proxy in front of it."""

    host: str
    port: int
    is_proxy: bool = False


@dataclass(frozen=True)
class Handshake:
    """What a TLS handshake came to: the protocol, and the certificate's end in unix seconds where it was looked at."""

    protocol: str
    expires_at: float | None


def first_hop(profile: Profile) -> Hop:
    """Where the connections of a profile go first. Raises ``UsageError`` for a base URL that is none."""
    _, host, port = profile.origin
    proxy = proxy_of(profile)
    return Hop(*proxy, True) if proxy else Hop(host, port)


def proxy_of(profile: Profile) -> tuple[str, int] | None:
    """Host and port of the proxy that requests go through. Raises ``ConnectError`` for an address that is none."""
    proxies = proxies_for(profile)
    address = proxies.get(profile.origin[0]) or proxies.get("all") or ""
    try:
        proxy = urlsplit(address if "//" in address else f"//{address}")
        return (proxy.hostname, proxy.port or 80) if proxy.hostname else None
    except ValueError:
        raise ConnectError("the address of the proxy is none", "look at HTTPS_PROXY and HTTP_PROXY") from None


def addresses(hop: Hop) -> tuple[str, ...]:
    """The addresses that the hop's name stands for. Raises ``ConnectError`` where it stands for none."""
    try:
        found = socket.getaddrinfo(hop.host, hop.port, type=socket.SOCK_STREAM)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise ConnectError(
            f"the name {hop.host} cannot be resolved: {reason}",
            "look at HTTPS_PROXY" if hop.is_proxy else "look at the host in the base URL, and at the network",
        ) from None
    except UnicodeError:
        raise ConnectError(f"{hop.host} is no name of a host", "look at the host in the base URL") from None
    return tuple(dict.fromkeys(str(address[0]) for *_, address in found))


def connect(hop: Hop) -> float:
    """Seconds that it takes to connect. Raises ``ConnectError`` where nobody answers."""
    started = time.monotonic()
    with closing(_connected(hop)):
        return time.monotonic() - started


def handshake(profile: Profile) -> Handshake:
    """A TLS handshake with the profile's host. Raises ``ConnectError`` in the words of every other request, and
    ``LocalError`` for a CA file that is not there."""
    hop = first_hop(profile)
    try:
        context = _context(verification(profile))
        with closing(_connected(hop)) as plain, context.wrap_socket(plain, server_hostname=hop.host) as secure:
            end = (secure.getpeercert() or {}).get("notAfter")
            return Handshake(secure.version() or "TLS", ssl.cert_time_to_seconds(str(end)) if end else None)
    except OSError as error:
        wrapped = requests.exceptions.SSLError if isinstance(error, ssl.SSLError) else requests.ConnectionError
        raise explain(wrapped(error), profile.host) from None


def clock_difference(profile: Profile) -> float | None:
    """Seconds by which the server's clock is ahead of this machine's; ``None`` where it sends no date."""
    before = time.time()
    date = _get(profile, f"{profile.base_url}rest/workers/me.json").headers.get("Date", "")
    try:
        return parsedate_to_datetime(date).timestamp() - (before + time.time()) / 2
    except ValueError:
        return None


def token_endpoint_answers(profile: Profile) -> None:
    """Ask the token endpoint for something that no server grants. Raises where anything else answers."""
    try:
        request_token(profile, {"grant_type": "none"})
    except SignInError:
        return


def client_is_known(profile: Profile) -> None:
    """Ask for a sign-in as a browser does, and go no further than the sign-in page.

    Raises ``SignInError`` where Cerb knows no such client with that callback, ``ReplyError`` for any other answer.
    """
    answer = _get(profile, authorization(profile).url)
    if answer.status_code in REFUSALS:
        unknown = f"Cerb knows no client with this id and the callback {profile.redirect_uri}"
        raise SignInError(
            f"{unknown}; it says: {words(answer.content)}",
            "compare both with the OAuth app in Cerb: Search » OAuth Apps",
        )
    if not answer.is_redirect and answer.status_code != 200:
        raise ReplyError(
            f"{profile.authorize_url} answers {answer.status_code}: {words(answer.content)}",
            "look at Cerb's own error log",
        )


def secret_is_right(profile: Profile, client_id: str, client_secret: str) -> None:
    """Try to renew a token that is none: a right client is told that the token is wrong, and no other.

    Raises ``SignInError`` where Cerb refuses the client itself.
    """
    form = {"grant_type": "refresh_token", "refresh_token": "none"}
    try:
        request_token(profile, {**form, "client_id": client_id, "client_secret": client_secret})
    except SignInError as error:
        if "client authentication" in error.message.lower():
            raise


def _context(checks: bool | str) -> ssl.SSLContext:
    """A context that believes what the session believes."""
    context = create_urllib3_context()
    context.check_hostname = bool(checks)
    context.verify_mode = ssl.CERT_REQUIRED if checks else ssl.CERT_NONE
    authorities = Path(checks if isinstance(checks, str) else DEFAULT_CA_BUNDLE_PATH)
    if authorities.is_dir():
        context.load_verify_locations(capath=authorities)
    else:
        context.load_verify_locations(cafile=authorities)
    return context


def _connected(hop: Hop) -> socket.socket:
    try:
        return socket.create_connection((hop.host, hop.port), timeout=CONNECT_TIMEOUT)
    except TimeoutError:
        raise ConnectError(
            f"no connection to {hop.host}:{hop.port} within {CONNECT_TIMEOUT:.0f} s",
            "a firewall may drop it: look at the port in the base URL, and at the network",
        ) from None
    except OSError as error:
        raise ConnectError(
            f"no connection to {hop.host}:{hop.port}: {(error.strerror or 'refused').lower()}",
            "look at HTTPS_PROXY" if hop.is_proxy else "look at the port in the base URL, and whether Cerb runs",
        ) from None


def _get(profile: Profile, url: str) -> requests.Response:
    with plain_session(profile) as session:
        try:
            return session.get(url, timeout=TIMEOUT)
        except requests.RequestException as error:
            raise explain(error, profile.host) from None
