"""Forms and loose values as PHP reads them: nested names, lists, and numbers that are only half numbers.

An array of PHP is a ``dict`` here, lists included; their keys are the numbers as text.
"""

from __future__ import annotations

import re
from base64 import b64decode
from email import message_from_bytes
from math import isfinite
from typing import TypeAlias
from urllib.parse import unquote_plus

Value: TypeAlias = "str | dict[str, Value]"
Form: TypeAlias = dict[str, Value]

MAX_VARIABLES = 1000
"""PHP drops every variable of a form behind this many, without a word."""

_NUMBER = re.compile(r"\s*[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?\s*")
_BRACKETS = re.compile(r"(\[[^\]]*\])+")
_MOST = 9.2e18
_FALSE = frozenset({"", "0", "false", "no", "n", "off"})


def parse(text: str) -> Form:
    """A query string or a form body as ``$_GET`` and ``$_POST`` hold it.

    ``a=1&b[]=2&b[]=3&c[d]=4`` is ``{"a": "1", "b": {"0": "2", "1": "3"}, "c": {"d": "4"}}``. Of two equal names the
    last one wins.
    """
    form: Form = {}
    pairs = [pair for pair in text.split("&") if pair.partition("=")[0]]
    for pair in pairs[:MAX_VARIABLES]:
        name, _, value = pair.partition("=")
        put(form, unquote_plus(name), unquote_plus(value))
    return form


def parse_multipart(body: bytes, content_type: str) -> Form:
    """The fields of a multipart form; its file parts are left out."""
    message = message_from_bytes(b"Content-Type: " + content_type.encode("latin-1", "replace") + b"\r\n\r\n" + body)
    form: Form = {}
    for part in message.walk():
        name = part.get_param("name", header="content-disposition")
        content = part.get_payload(decode=True)
        if isinstance(name, str) and part.get_filename() is None and isinstance(content, bytes):
            put(form, name, content.decode("utf-8", "replace"))
    return form


def put(form: Form, name: str, value: str) -> None:
    """Write ``value`` under a name with brackets; ``[]`` appends."""
    node = form
    keys = _keys(name)
    for key in keys[:-1]:
        key = key or _next_index(node)
        child = node.get(key)
        if not isinstance(child, dict):
            child = node[key] = {}
        node = child
    node[keys[-1] or _next_index(node)] = value


def merge(first: Form, second: Form) -> Form:
    """Both forms in one, the way Cerb adds the body of a PUT to the query string: a name in both becomes a list."""
    merged = dict(first)
    for key, value in second.items():
        if key not in merged:
            merged[key] = value
        elif is_digits(key):
            merged[_next_index(merged)] = value
        else:
            merged[key] = merge(_as_array(merged[key]), _as_array(value))
    return merged


def integer(value: Value | None, default: int = 0) -> int:
    """``(int) $value``: the number that the text begins with, else 0; ``default`` where nothing was sent."""
    if value is None:
        return default
    if isinstance(value, dict):
        return int(bool(value))
    return int(number_prefix(value))


def number_prefix(text: str) -> float:
    """The number that ``text`` begins with, 0 where it begins with none; MySQL compares text with numbers so."""
    found = _NUMBER.match(text)
    value = float(found[0]) if found else 0.0
    return max(-_MOST, min(_MOST, value)) if isfinite(value) else 0.0


def is_numeric(text: str) -> bool:
    """Whether PHP takes the whole text for a number."""
    return _NUMBER.fullmatch(text) is not None


def is_digits(text: str) -> bool:
    """Whether a text is a whole number that 64 bits hold."""
    return text.isascii() and text.isdigit() and len(text) <= 18


def text(value: Value | None) -> str:
    """The text that was sent; nothing for an array."""
    return value if isinstance(value, str) else ""


def truth(value: Value | None, default: bool = False) -> bool:
    """A flag such as ``show_meta``."""
    if value is None:
        return default
    return text(value).strip().lower() not in _FALSE


def array(value: Value | None) -> Form:
    """The array that was sent; a scalar is its only element."""
    return {} if value is None else _as_array(value)


def words(value: Value | None) -> list[str]:
    """A comma-separated text as its trimmed, non-empty parts."""
    return [part for part in (piece.strip() for piece in text(value).split(",")) if part]


def base64(text: str) -> bytes:
    """What PHP makes of base64: characters of another alphabet are skipped, a lack of padding does not matter."""
    letters = re.sub(r"[^A-Za-z0-9+/]", "", text)
    if len(letters) % 4 == 1:
        letters = letters[:-1]
    return b64decode(letters + "=" * (-len(letters) % 4))


def _as_array(value: Value) -> Form:
    return value if isinstance(value, dict) else {"0": value}


def _next_index(node: Form) -> str:
    return str(max((int(key) for key in node if is_digits(key)), default=-1) + 1)


def _keys(name: str) -> list[str]:
    """``a.b[c][]`` is ``["a_b", "c", ""]``; text behind the last bracket is dropped, an open bracket is no bracket."""
    name = name.lstrip(" ")
    base, _, _ = name.partition("[")
    brackets = _BRACKETS.match(name, len(base)) if base else None
    if brackets is None:
        return [re.sub(r"[ .\[]", "_", name) or "_"]
    return [re.sub(r"[ .]", "_", base), *re.findall(r"\[([^\]]*)\]", brackets[0])]
