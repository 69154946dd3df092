"""The only door to the network: a Request goes out through the signed-in session, a Reply comes back.

What can go wrong on the way is told in words: which step failed, and whether the request may have reached Cerb.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from cerbsh.api.reply import Reply
from cerbsh.api.request import Request
from cerbsh.errors import ConnectError, ReplyError

if TYPE_CHECKING:
    import requests

    from cerbsh.auth.oauth import CerbSession
    from cerbsh.auth.vault import Store
    from cerbsh.config import Profile

CHUNK = 65536
"""Bytes of a body that are sent at a time."""
TAKEN = 4 * CHUNK
"""Bytes of a body that are read at a time: each piece has its price, and few pieces say too seldom how far it is."""
MAX_BODY = 512 * 1024 * 1024
"""Bytes of one reply that are read before it is given up; a download streams and has no such bound."""

RETRY_STATUS = frozenset({502, 503, 504})
BACKOFF = (0.25, 1.0)
"""Seconds before the second and the third attempt of a GET."""
LONGEST_WAIT = 20.0
"""Seconds of a Retry-After that are waited; a longer one is told instead."""


Sent = Callable[[int, int], None]
"""Hears how many bytes of a body are on their way, and of how many; what it raises breaks the request off."""


FIRST_BYTE = "first byte"
"""The time from the beginning of a request until the headers of its reply are there, in ``Reply.timing``."""


class Stream(NamedTuple):
    """A reply whose body is still on its way: ``head`` is the reply without body, ``chunks`` the body in pieces."""

    head: Reply
    chunks: Iterator[bytes]


class Client:
    """Sends requests of one profile over one kept-alive session.

    ``notify`` takes one line for the user: a lock that is waited for, a retry.
    """

    def __init__(
        self,
        profile: Profile,
        store: Store,
        notify: Callable[[str], None],
        *,
        max_body: int = MAX_BODY,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.profile = profile
        self.store = store
        self._notify = notify
        self._max_body = max_body
        self._sleep = sleep
        self._hang_ups = 0

    @cached_property
    def session(self) -> CerbSession:
        """The signed-in session, made (and the network stack loaded) at the first use."""
        from cerbsh.auth.oauth import CerbSession

        return CerbSession(self.profile, self.store, notify=self._notify)

    def send(
        self, request: Request, *, timeout: float | None = None, sent: Sent | None = None, timing: bool = False
    ) -> Reply:
        """Send ``request`` and read its whole reply. ``timeout`` is seconds for each wait on the server; with
        ``timing`` the reply tells where its time went.

        A GET whose connection broke, or that was answered 502 to 504, is tried up to three times, with a pause or after
        ``Retry-After``; a write is sent once. Raises ``ConnectError`` without a reply, ``SignInError`` without a
        sign-in, ``ReplyError`` for a body that is too long.
        """
        hang_ups = self._hang_ups
        for pause in BACKOFF if request.method == "GET" else ():
            try:
                reply = self._attempt(request, timeout, sent, timing)
            except ConnectError as error:
                if not error.sent or self._hang_ups != hang_ups:
                    raise
                self._notify(f"{error.message}; trying again")
                self._sleep(pause)
                continue
            wait = retry_after(reply, pause)
            if reply.status not in RETRY_STATUS or wait > LONGEST_WAIT:
                return reply
            self._notify(f"{self.profile.host} answered {reply.status}; trying again in {wait:g} s")
            self._sleep(wait)
        return self._attempt(request, timeout, sent, timing)

    def _attempt(self, request: Request, timeout: float | None, sent: Sent | None, timing: bool) -> Reply:
        with _measured(timing) as spent, self.stream(request, timeout=timeout, sent=sent) as stream:
            body = bytearray()
            for chunk in stream.chunks:
                body += chunk
                if len(body) > self._max_body:
                    raise ReplyError(
                        f"the reply is longer than {self._max_body:,} bytes and was given up",
                        "ask for less (limit=), or download it to a file",
                    )
        spent = {**spent, FIRST_BYTE: stream.head.elapsed} if timing else {}
        elapsed = time.time() - stream.head.started
        return stream.head._replace(body=bytes(body), elapsed=elapsed, timing=tuple(spent.items()))

    @contextmanager
    def stream(self, request: Request, *, timeout: float | None = None, sent: Sent | None = None) -> Iterator[Stream]:
        """Send ``request``, and give its reply while the body is still being read. The connection is closed on the way
        out where the body was not read to its end. Raises as ``send`` does; nothing is tried twice."""
        body, media_type = request.payload()
        headers = {"Accept-Encoding": "gzip", **dict(request.headers)}
        if media_type:
            headers["Content-Type"] = media_type
        wait: dict[str, Any] = {} if timeout is None else {"timeout": timeout}
        started = time.time()
        with _told(self.profile.host, request):
            response = self.session.request(
                request.method,
                request.url(self.profile.base_url),
                data=_Outgoing(body, sent) if body and sent else body,
                headers=headers,
                stream=True,
                **wait,
            )
        try:
            head = Reply(
                request=request,
                status=response.status_code,
                body=b"",
                headers=tuple(response.headers.items()),
                reason=response.reason or "",
                started=started,
                elapsed=time.time() - started,
            )
            yield Stream(head, _chunks(self.profile.host, request, response))
        finally:
            response.close()

    def connect_ahead(self) -> None:
        """Have a connection open by the time of the next request, once the network stack is loaded. Raises nothing."""
        if "session" in self.__dict__:
            self.session.connect_ahead(self.profile.base_url)

    def hang_up(self) -> None:
        """Give up what other threads ask for: each gets a ``ConnectError`` at once, and tries nothing again."""
        self._hang_ups += 1
        if "session" in self.__dict__:
            self.session.hang_up()

    def close(self) -> None:
        """Close the connections; the client can be used again."""
        if "session" in self.__dict__:
            self.session.close()


class _Outgoing:
    """A body that tells how far it is on its way. It can be read again, for a request that is sent a second time."""

    def __init__(self, body: bytes, sent: Sent) -> None:
        self._body = body
        self._sent = sent

    def __len__(self) -> int:
        return len(self._body)

    def __iter__(self) -> Iterator[bytes]:
        for start in range(0, len(self._body), CHUNK):
            self._sent(start, len(self._body))
            yield self._body[start : start + CHUNK]
        self._sent(len(self._body), len(self._body))


def _measured(wanted: bool) -> AbstractContextManager[dict[str, float]]:
    """What the connection that is made inside the block takes; nothing is measured where that is not wanted."""
    if not wanted:
        return nullcontext({})
    from cerbsh.auth.timed import measured

    return measured()


def _chunks(host: str, request: Request, response: requests.Response) -> Iterator[bytes]:
    """The body in pieces, decompressed. A compressed body that ends too early is an error, and no shorter body."""
    compressed = response.headers.get("Content-Encoding", "").lower() == "gzip"
    raw = response.raw.stream(TAKEN, decode_content=False)
    with _told(host, request), _as_requests():
        yield from _decompressed(raw) if compressed else raw


def _decompressed(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """What gzip packed (RFC 1952), at most a piece at a time, so that a small body cannot fill the memory at once."""
    import zlib

    from requests.exceptions import ContentDecodingError

    unpack = zlib.decompressobj(16 + zlib.MAX_WBITS)
    for chunk in chunks:
        while chunk and not unpack.eof:
            try:
                yield unpack.decompress(chunk, TAKEN)
            except zlib.error as error:
                raise ContentDecodingError(error) from None
            chunk = unpack.unconsumed_tail
    if not unpack.eof:
        raise ContentDecodingError("the compressed body ends too early")


@contextmanager
def _as_requests() -> Iterator[None]:
    """Let what the transport raises below the body look as it does everywhere else."""
    from requests import exceptions
    from urllib3.exceptions import HTTPError, ReadTimeoutError

    try:
        yield
    except ReadTimeoutError as error:
        raise exceptions.ReadTimeout(error) from None
    except HTTPError as error:
        raise exceptions.ChunkedEncodingError(error) from None


def retry_after(reply: Reply, default: float) -> float:
    """Seconds that a reply asks to wait (RFC 9110, section 10.2.3), ``default`` where it does not say."""
    text = reply.header("Retry-After").strip()
    if text.isdecimal():  # "²" is a digit, and no number
        return float(text)
    if not text:
        return default
    from email.utils import parsedate_to_datetime

    try:
        return max(0.0, parsedate_to_datetime(text).timestamp() - time.time())
    except ValueError:
        return default


@contextmanager
def _told(host: str, request: Request) -> Iterator[None]:
    """Turn what the network stack raises into a ConnectError; a write whose reply is lost may have been done."""
    import requests

    from cerbsh.auth.transport import explain

    try:
        yield
    except requests.RequestException as error:
        told = explain(error, host)
        if told.sent and request.is_write:
            told = ConnectError(f"{told.message}: it may have been done", "read the record to find out", sent=True)
        raise told from None
