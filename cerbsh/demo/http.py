"""What passes between the demo's outside (HTTP, OAuth) and its records: a call that was let in, and its answer."""

from __future__ import annotations

from dataclasses import dataclass, field

HTML = "text/html; charset=utf-8"
JSON = "application/json; charset=utf-8"
TEXT = "text/plain; charset=utf-8"
XML = "text/xml; charset=utf-8"


@dataclass(frozen=True)
class Call:
    """One request below ``rest/`` whose token was found good and whose scope reaches it.

    ``path`` has no leading slash, keeps its suffix and is not percent-decoded: ``records/org/search.json``. ``query`` is
    the raw query string without ``?``. ``base_url`` ends in a slash.
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
    """One answer. ``content_type`` goes out as it is; ``headers`` stand beside it. The length is the server's to say."""

    status: int
    content_type: str
    body: bytes = field(default=b"", repr=False)
    headers: tuple[tuple[str, str], ...] = ()
