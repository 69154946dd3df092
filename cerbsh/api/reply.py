"""What came back, and what it means in Cerb."""

from __future__ import annotations

import re
from functools import cached_property
from typing import Literal, NamedTuple

from cerbsh.api import exact
from cerbsh.api.request import Pairs, Request

Kind = Literal["json", "xml", "html", "text", "binary", "empty"]

_XML_STRING = r'<string key="{}">([^<]*)</string>'


class Received(NamedTuple):
    """What came back for one request, as it was sent.

    ``headers`` are in the order received; ``body`` is the body after transfer and content decoding; ``started`` is unix
    seconds; ``elapsed`` is seconds from the first byte sent to the last byte read; ``timing`` is where they went (name
    look-up, connect, TLS where a connection was made, and the first byte), empty where that was not measured.
    """

    request: Request
    status: int
    body: bytes
    headers: Pairs = ()
    reason: str = ""
    started: float = 0.0
    elapsed: float = 0.0
    timing: tuple[tuple[str, float], ...] = ()


class Reply(Received):
    """The answer to one request: bytes as sent, and Cerb's meaning, each part read when it is first asked for.

    Cerb says nearly every error with HTTP 200, so ``ok`` is read from the envelope's ``__status``, not from ``status``.
    """

    def header(self, name: str) -> str:
        """The first header of that name (case does not matter), or an empty string."""
        name = name.lower()
        return next((value for key, value in self.headers if key.lower() == name), "")

    @cached_property
    def media_type(self) -> str:
        """The media type without parameters, in lower case."""
        return self.header("Content-Type").partition(";")[0].strip().lower()

    @property
    def is_download(self) -> bool:
        """Whether the body is a file: a JSON attachment looks like a reply, its Content-Disposition tells."""
        return "attachment" in self.header("Content-Disposition") or "filename=" in self.header("Content-Disposition")

    @cached_property
    def kind(self) -> Kind:
        """What the body is, from its media type and, where that is wrong or missing, from its first bytes."""
        head = self.body[:512].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
        if not head:
            return "empty"
        if "json" in self.media_type:
            return "json"
        if "html" in self.media_type:
            return "html" if head.startswith(b"<") else "text"
        if "xml" in self.media_type:
            return "xml"
        if head.startswith((b"<!doctype html", b"<html")) and not self.is_download:
            return "html"
        if self.media_type.startswith("text/"):
            return "text"
        return "binary"

    @cached_property
    def parsed(self) -> exact.Parsed:
        """The body read as JSON, numbers kept as sent. Raises ``ValueError`` where it is no JSON."""
        return exact.parse(self.body)

    @property
    def data(self) -> object:
        """The JSON value of the body; ``None`` when it is not JSON."""
        if self.kind != "json":
            return None
        try:
            return self.parsed.value
        except ValueError:
            return None

    @property
    def envelope(self) -> dict[str, object]:
        """The top-level object of a JSON reply; empty for anything else."""
        return self.data if isinstance(self.data, dict) else {}

    @cached_property
    def cerb_status(self) -> str:
        """``success``, ``error``, or an empty string where the body does not say."""
        return self._envelope_text("__status")

    @cached_property
    def error_code(self) -> str:
        """Cerb's ``__error``; three kinds of error carry none, and then it is empty."""
        return self._envelope_text("__error")

    @cached_property
    def message(self) -> str:
        """Cerb's message for an error; the text itself for a plain-text answer."""
        if self.kind == "text":
            return self.text.strip()
        return self._envelope_text("message") if self.cerb_status != "success" else ""

    @cached_property
    def ok(self) -> bool:
        """Whether Cerb did what was asked: 2xx, and a success in the envelope, or a file; never a ``total`` of -1."""
        if not 200 <= self.status < 300:
            return False
        if self.is_download:
            return True
        return self.cerb_status == "success" and not self.timed_out

    @property
    def timed_out(self) -> bool:
        """Whether Cerb gave a search up: it says success with a ``total`` of -1, and sends no rows."""
        return len(self.body) <= exact.LARGE and self.envelope.get("total") == -1

    @property
    def text(self) -> str:
        """The body as text; bytes that are no UTF-8 are replaced."""
        return self.body.decode("utf-8", "replace")

    def _envelope_text(self, key: str) -> str:
        if self.kind == "xml":
            found = re.search(_XML_STRING.format(re.escape(key)), self.body[:65536].decode("utf-8", "replace"))
            return found[1] if found else ""
        value = self._peek(key) if self.kind == "json" and len(self.body) > exact.LARGE else self.envelope.get(key)
        return value if isinstance(value, str) else ""

    def _peek(self, key: str) -> object:
        """A scalar of the envelope; Cerb sorts its keys, and these stand before what makes a body large."""
        try:
            return exact.peek(self.body, key)
        except ValueError:
            return None
