"""Plain values of the demo's HTTP: what came in, the call that its records get to see, and the answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import parse_qsl

HTML = "text/html; charset=utf-8"
JSON = "application/json; charset=utf-8"
TEXT = "text/plain; charset=utf-8"
XML = "text/xml; charset=utf-8"

FORM = "application/x-www-form-urlencoded"
COOKIE = "Devblocks"


@dataclass(frozen=True)
class Incoming:
    """One request as it stood on the wire.

    ``path`` begins with a slash and is not percent-decoded, ``query`` is what stands behind ``?``. ``headers`` are by
    their names in lower case.
    """

    method: str
    path: str
    query: str = ""
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    body: bytes = field(default=b"", repr=False)

    @property
    def content_type(self) -> str:
        """The body's media type with its parameters, or an empty string."""
        return self.headers.get("content-type", "")

    @property
    def form(self) -> dict[str, str]:
        """The fields of a form body, the last of each name; empty for any other body."""
        if not self.content_type.lower().startswith(FORM):
            return {}
        return dict(parse_qsl(self.body.decode("utf-8", "replace"), keep_blank_values=True))

    @property
    def session_id(self) -> str:
        """The value of the session cookie, or an empty string."""
        for pair in self.headers.get("cookie", "").split(";"):
            name, _, value = pair.strip().partition("=")
            if name == COOKIE:
                return value
        return ""


@dataclass(frozen=True)
class Call:
    """One request below ``rest/`` whose token was found good and whose scope reaches it.

    ``path`` has no leading slash, keeps its suffix and is not percent-decoded: ``records/org/search.json``. ``query``
    is the raw query string without ``?``. ``base_url`` ends in a slash.
    """

    method: str
    path: str
    query: str = ""
    body: bytes = field(default=b"", repr=False)
    content_type: str = ""
    worker_id: int = 1
    base_url: str = "http://127.0.0.1/"


@dataclass(frozen=True)
class Answer:
    """One answer. ``content_type`` goes out as it is; ``headers`` stand beside it. The server adds the length."""

    status: int
    content_type: str
    body: bytes = field(default=b"", repr=False)
    headers: tuple[tuple[str, str], ...] = ()

    def with_header(self, name: str, value: str) -> Answer:
        """The same answer with one header more."""
        return replace(self, headers=(*self.headers, (name, value)))


def redirect(location: str, *headers: tuple[str, str]) -> Answer:
    """A 302 to ``location`` with an empty body."""
    return Answer(302, HTML, b"", (("Location", location), *headers))
