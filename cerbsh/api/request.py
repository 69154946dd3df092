"""What was asked: a plain, immutable value."""

from __future__ import annotations

from typing import Literal, NamedTuple
from urllib.parse import quote, urlencode

Method = Literal["GET", "POST", "PUT", "PATCH", "DELETE"]
METHODS: tuple[Method, ...] = ("GET", "POST", "PUT", "PATCH", "DELETE")
WRITES = frozenset({"POST", "PUT", "PATCH", "DELETE"})

Pairs = tuple[tuple[str, str], ...]
"""Names and values in the order they are sent; a name may stand more than once."""

FORM_TYPE = "application/x-www-form-urlencoded"
TEXT_TYPE = "text/plain; charset=utf-8"

_AS_IS = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-~"


class Request(NamedTuple):
    """One request to Cerb, complete but for the base URL and the token.

    ``path`` stands below ``rest/``, has no leading slash, carries its suffix and is percent-encoded:
    ``workers/me.json``. ``query`` and ``form`` hold text that is not encoded yet. ``body`` is a raw text body, which
    ``POST data/query`` alone takes; Cerb reads forms everywhere else and ignores JSON without a word.
    """

    method: Method
    path: str
    query: Pairs = ()
    form: Pairs = ()
    body: str | None = None
    headers: Pairs = ()

    @property
    def target(self) -> str:
        """Path and query string as they go out, below ``rest/``: ``records/org/search.json?q=id%3A1``."""
        return f"{self.path}?{urlencode(self.query, quote_via=quote)}" if self.query else self.path

    def url(self, base_url: str) -> str:
        """The whole URL under ``base_url``, which ends in a slash."""
        return f"{base_url}rest/{self.target}"

    def payload(self) -> tuple[bytes | None, str | None]:
        """The encoded body and its media type; ``(None, None)`` when there is none."""
        if self.body is not None:
            return self.body.encode(), TEXT_TYPE
        if self.form:
            return b"&".join(_encoded(name) + b"=" + _encoded(value) for name, value in self.form), FORM_TYPE
        return None, None

    @property
    def is_write(self) -> bool:
        """Whether Cerb may change something on it (``POST data/query`` and older searches only read)."""
        return self.method in WRITES and not self.path.rpartition(".")[0].endswith(("data/query", "/search"))


def _encoded(text: str) -> bytes:
    """A name or a value of a form (WHATWG URL, application/x-www-form-urlencoded): as ``urlencode`` does it, but at the
    speed of C, since a whole file may be one value."""
    data = text.encode()
    for code in sorted(set(data.translate(None, _AS_IS)), key=lambda code: code != 0x25):
        data = data.replace(bytes([code]), b"%%%02X" % code)
    return data.replace(b"%20", b"+")
