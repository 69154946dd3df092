"""Secrets found by key in JSON, in JSON inside a JSON string, and in Cerb's XML.

Nothing is parsed whole: the places where a secret key may stand are found by plain look-ups, so that clean text costs
little and every byte outside a replaced value stays as it was sent.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from cerbsh.history.names import MARK, is_secret_name

_STEMS = (
    b"pass",
    b"pwd",
    b"secret",
    b"token",
    b"jwt",
    b"authorization",
    b"credential",
    b"cookie",
    b"verifier",
    b'key"',
    b'key\\"',
    b'auth"',
)
_STRING = rb'"(?:[^"\\]|\\.)*(?:"|$)'
_NAME = rb'"((?:[^"\\]|\\.){1,80})"\s*:\s*'
_SCALAR = _STRING + rb"|-?\d[\d.eE+-]*"
_PARTS = _STRING + rb"|[\[\]{}]"
_NESTING = {b"{": 1, b"[": 1, b"}": -1, b"]": -1}
_EMBEDDED = rb'(?s)(\\+")([^"\\]{1,80})\1(\s*:\s*)\1(.*?)(?<!\\)\1'
_XML = rb'(<string key="([^"]+)">)([^<]+)'


def redact_keyed(text: bytes) -> bytes:
    """``text`` with the value of every secret key replaced; the same object where there is none.

    Empty strings, ``null`` and booleans hold nothing secret and stay.
    """
    lowered = text.lower()
    stems = [stem for stem in _STEMS if stem in lowered]
    if not stems:
        return text
    spots = sorted(spot for stem in stems for spot in _find_all(lowered, stem))
    text = b"".join(_pieces(text, spots))
    if b'\\"' in text:
        text = re.sub(_EMBEDDED, _embedded, text)
    return re.sub(_XML, _xml, text) if b"<string key=" in text else text


def _find_all(text: bytes, stem: bytes) -> Iterator[int]:
    spot = text.find(stem)
    while spot >= 0:
        yield spot
        spot = text.find(stem, spot + 1)


def _pieces(text: bytes, spots: Iterable[int]) -> Iterator[bytes]:
    done = 0
    name_at = re.compile(_NAME).match
    for spot in spots:
        quote = text.rfind(b'"', done, spot)
        name = name_at(text, quote) if quote >= 0 else None
        if name is None or not _is_secret(name[1]):
            continue
        end = _end_of_value(text, name.end())
        if end > name.end():
            yield text[done : name.end()]
            yield b'"%b"' % MARK.encode()
            done = end
    yield text[done:]


def _is_secret(name: bytes) -> bool:
    return is_secret_name(name.decode("utf-8", "replace"))


def _end_of_value(text: bytes, start: int) -> int:
    """Where the JSON value at ``start`` ends; ``start`` itself where it holds nothing secret."""
    if text.startswith(b'""', start):
        return start
    if scalar := re.compile(_SCALAR).match(text, start):
        return scalar.end()
    if not text.startswith((b"{", b"["), start):
        return start
    depth = 0
    for part in re.compile(_PARTS).finditer(text, start):
        depth += _NESTING.get(part[0], 0)
        if depth == 0:
            return part.end()
    return len(text)


def _embedded(match: re.Match[bytes]) -> bytes:
    quote, name, colon, value = match.groups()
    if not value or not _is_secret(name):
        return match[0]
    return b"".join((quote, name, quote, colon, quote, MARK.encode(), quote))


def _xml(match: re.Match[bytes]) -> bytes:
    return match[1] + MARK.encode() if _is_secret(match[2]) else match[0]
