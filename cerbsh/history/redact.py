"""Secrets taken out of everything that is kept: lines, requests, headers and bodies.

A secret is known by its *name* (``password``, ``client_secret``, ``X-Api-Key``, ``fields[password]``, a JSON key), by
its *value* (the tokens and the client secret in use), or by its *look* (a JWT, one of Cerb's refresh tokens, what
follows ``Bearer``). Each is replaced by ``[redacted]``; everything else stays as it was, byte for byte.
"""

from __future__ import annotations

import json
import re
from functools import cached_property
from itertools import chain
from urllib.parse import quote, quote_plus

from cerbsh.api.request import Pairs, Request
from cerbsh.history.keyed import redact_keyed
from cerbsh.history.names import MARK, is_secret_name, may_name

SHORTEST = 6
"""A known secret shorter than this many characters is not looked for by value: it would tear up ordinary text."""

_QUERIES = ("q", "query")
"""Parameters that hold a query: a line of its own."""
_LOOKS = (
    (b"eyJ", rb"eyJ[\w-]{8,}\.[\w-]{8,}(?:\.[\w-]*)?"),
    (b"def50", rb"def50[0-9a-f]{40,}"),
    (b"earer", rb"(?<=[Bb]earer )(?=\S*\d)[\w.~+/=-]{8,}"),
    (b"asic ", rb"(?<=[Bb]asic )(?=\S*(?:[\d=]|[a-z][A-Z]))[A-Za-z0-9+/=]{8,}"),
)


class Redactor:
    """Takes secrets out by name, by look, and by value where the value is one of ``values``."""

    def __init__(self, values: frozenset[str] = frozenset()) -> None:
        self.values = values

    @cached_property
    def _spellings(self) -> tuple[bytes, ...]:
        spelled = {form for value in self.values if len(value) >= SHORTEST for form in _spell(value)}
        return tuple(sorted((_encode(form) for form in spelled), key=len, reverse=True))

    def body(self, body: bytes) -> bytes:
        """A reply's body: by value and by look in any, by key in JSON and XML."""
        for spelling in self._spellings:
            if spelling in body:
                body = body.replace(spelling, MARK.encode())
        for hint, pattern in _LOOKS:
            if hint in body:
                body = re.sub(pattern, MARK.encode(), body)
        return redact_keyed(body)

    def text(self, text: str) -> str:
        """Text of any kind, treated as a body is."""
        return self.body(_encode(text)).decode("utf-8", "replace") if text else text

    def texts(self, texts: tuple[str, ...]) -> tuple[str, ...]:
        """Several texts; where all are clean, as nearly always, at the cost of one."""
        joined = "\n".join(texts)
        return texts if self.text(joined) == joined else tuple(map(self.text, texts))

    def line(self, text: str) -> str:
        """A line as it was typed, or a query: also names before ``=``, ``:=`` or ``:``, options, headers, ``let``."""
        cleaned = self.text(text)
        if not may_name(cleaned) and "://" not in cleaned:
            return cleaned
        from cerbsh.history.typed import redact_typed

        return redact_typed(cleaned)

    def pairs(self, pairs: Pairs) -> Pairs:
        """Query parameters, form fields or headers: the values of secret names, and secrets inside the other values."""
        named = tuple((name, self._by_name(name, value)) for name, value in pairs)
        flat = self.texts(tuple(chain.from_iterable(named)))
        return tuple(zip(flat[::2], flat[1::2], strict=True))

    def request(self, request: Request) -> Request:
        """The request as it may be kept."""
        return request._replace(
            path=self.text(request.path),
            query=self.pairs(request.query),
            form=self.pairs(request.form),
            headers=self.pairs(request.headers),
            body=None if request.body is None else self.line(request.body),
        )

    def _by_name(self, name: str, value: str) -> str:
        if value and is_secret_name(name):
            return MARK
        return self.line(value) if name in _QUERIES else value


def _encode(text: str) -> bytes:
    return text.encode("utf-8", "replace")


def _spell(value: str) -> set[str]:
    """A secret as it may stand in a URL, in a form, and in JSON as Python and as PHP write it."""
    escaped, unescaped = json.dumps(value)[1:-1], json.dumps(value, ensure_ascii=False)[1:-1]
    return {
        value,
        escaped,
        unescaped,
        escaped.replace("/", r"\/"),
        quote(value),
        quote(value, safe=""),
        quote_plus(value),
    }
